"""scripts/bench webhooks: a storm of Stripe's events, answered, and all of them folded.

The service and its Postgres share one core; the sender and, afterwards, the worker have what is
left. See docs/performance.md.
"""

import asyncio
import random
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil  # type: ignore[import-untyped]
import psycopg

from bench.database import bench_database, bench_server
from bench.figures import markdown, percentile
from bench.one_core import cpu_s, postgres_processes, sharing_one_core
from bench.reaches import reach
from bench.webhook_events import (
    EVENTS_PER_LIFE,
    PACK_CENTS,
    PACK_MICROCREDITS,
    PACK_PRICE,
    PLAN,
    PLAN_PRICE,
    REFUND_CENTS,
    SECRET,
    Delivery,
    deliveries,
)
from local.child import Child
from local.parts import (
    SERVICE_STOP_DEADLINE_S,
    bare_environment,
    on_some_port,
    start_service,
    start_worker,
)
from local.postgres import SUPERUSER
from local.testbed.databases import Database, Databases
from local.testbed.identity import Issuer, running_issuer

DEFAULT_EVENTS = 2000
# Stripe sends some events twice.
REPEATED = 0.05
CONNECTIONS = 16
REQUEST_TIMEOUT_S = 30.0
FOLD_DEADLINE_S = 600.0
POLL_S = 0.2
PATH = "/webhooks/stripe"

Say = Callable[[str], None]

_PRODUCTS = """
insert into catalog.products
  (id, kind, store, store_product_id, plan_id, credits, price_minor_units)
values
  ('bench-plan', 'subscription', 'stripe', %(plan_price)s, %(plan)s, 0, 2000),
  ('bench-pack', 'credit_pack', 'stripe', %(pack_price)s, null, %(credits)s, 1000)
"""


class WebhookBenchError(Exception):
    """An event was not answered, was lost, or came to the wrong credits; the text says which."""


@dataclass(frozen=True)
class Answered:
    """The storm itself. Latencies in ms."""

    events: int
    requests: int
    took_s: float
    cpu_s: float
    latencies_ms: Sequence[float]


@dataclass(frozen=True)
class WebhooksResult:
    answered: Answered
    folded_per_s: float

    def json(self) -> dict[str, float]:
        storm = self.answered
        return {
            "events": storm.events,
            "requests": storm.requests,
            "answered_per_s": round(storm.requests / storm.took_s, 1),
            "answer_p95_ms": round(percentile(storm.latencies_ms, 95), 2),
            "cpu_ms_per_request": round(storm.cpu_s * 1000 / storm.requests, 3),
            "folded_per_s": round(self.folded_per_s, 1),
        }

    def table(self) -> str:
        figures = self.json()
        return markdown(
            [
                ("webhooks", "figure", "reach"),
                (
                    f"stored and answered per second, of {self.answered.requests:,} deliveries",
                    f"{figures['answered_per_s']:.0f}",
                    reach("webhooks.answered_per_s"),
                ),
                ("p95 of an answer, ms", f"{figures['answer_p95_ms']:.1f}", ""),
                (
                    "CPU time of each, service and Postgres, ms",
                    f"{figures['cpu_ms_per_request']:.2f}",
                    "",
                ),
                ("events folded per second by one worker", f"{figures['folded_per_s']:.0f}", ""),
            ]
        )


def measure(events: int, say: Say) -> WebhooksResult:
    """Raises WebhookBenchError, ChildError and PostgresError."""
    say("starting a Postgres and the service of its own")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="florin-bench-")))
        server = stack.enter_context(bench_server())
        database = stack.enter_context(bench_database(Databases(server)))
        issuer = stack.enter_context(running_issuer())
        return Storm(folder, database, issuer, events, say).run()


class Storm:
    """One run: the same events, some twice, in any order."""

    def __init__(
        self, folder: Path, database: Database, issuer: Issuer, events: int, say: Say
    ) -> None:
        self._folder = folder
        self._database = database
        self._say = say
        self._lives = max(1, events // EVENTS_PER_LIFE)
        self._environment = {
            **bare_environment(),
            **issuer.environment(),
            "FLORIN_SHUTDOWN_NOTICE_S": "0",
            "FLORIN_LOG_LEVEL": "warning",
            "FLORIN_DATABASE_URL": database.dsn("florin_service"),
            "FLORIN_WORKER_DATABASE_URL": database.dsn("florin_worker"),
            "STRIPE_WEBHOOK_SECRETS": SECRET,
        }

    def run(self) -> WebhooksResult:
        connection = self._database.connect(SUPERUSER)
        accounts = self._open_accounts(connection)
        begun_with = _posted(connection)
        child, url = on_some_port(
            lambda port: start_service(self._folder / "service.log", self._environment, port),
            "/health/ready",
        )
        try:
            answered = self._storm(child, url, accounts)
        finally:
            child.stop(deadline_s=SERVICE_STOP_DEADLINE_S)
        _require_stored(connection, self._lives * EVENTS_PER_LIFE)
        self._say("folding")
        folded_per_s = self._fold(connection)
        _check(connection, accounts, begun_with)
        return WebhooksResult(answered, folded_per_s)

    def _open_accounts(self, connection: psycopg.Connection) -> list[uuid.UUID]:
        values = {
            "plan_price": PLAN_PRICE,
            "plan": PLAN,
            "pack_price": PACK_PRICE,
            "credits": PACK_MICROCREDITS,
        }
        connection.execute(_PRODUCTS, values)
        accounts = []
        for _ in range(self._lives):
            user_id = uuid.uuid4()
            connection.execute(
                "insert into auth.users (id, aud, role, is_anonymous, created_at, updated_at) "
                "values (%s, 'authenticated', 'authenticated', false, now(), now())",
                [user_id],
            )
            row = connection.execute("select api.open_account(%s, false)", [user_id]).fetchone()
            accounts.append(row[0] if row else user_id)
        return accounts

    def _storm(self, child: Child, url: str, accounts: list[uuid.UUID]) -> Answered:
        sent = deliveries(accounts, int(time.time()) - EVENTS_PER_LIFE)
        events = len(sent)
        chance = random.Random(1)  # noqa: S311, the same storm each time
        sent += chance.sample(sent, int(events * REPEATED))
        chance.shuffle(sent)
        service = psutil.Process(child.pid)
        self._say(f"{len(sent):,} deliveries over {CONNECTIONS} connections")
        with sharing_one_core([service, *postgres_processes(self._database)]):
            before = cpu_s([service, *postgres_processes(self._database)])
            begun = time.monotonic()
            latencies_ms = asyncio.run(_deliver(url, sent))
            took_s = time.monotonic() - begun
            # Of backends that began meanwhile all their time counts: they are the service's.
            used_s = cpu_s([service, *postgres_processes(self._database)]) - before
        return Answered(events, len(sent), took_s, used_s, latencies_ms)

    def _fold(self, connection: psycopg.Connection) -> float:
        begun = time.monotonic()
        count = _pending(connection)
        worker = start_worker(self._folder / "worker.log", self._environment)
        try:
            while _pending(connection):
                worker.check_running()
                if time.monotonic() > begun + FOLD_DEADLINE_S:
                    raise WebhookBenchError(f"{_pending(connection)} events are not folded")
                time.sleep(POLL_S)
        finally:
            worker.stop(deadline_s=SERVICE_STOP_DEADLINE_S)
        return count / (time.monotonic() - begun)


async def _deliver(url: str, sent: Sequence[Delivery]) -> list[float]:
    """Latencies, ms. Raises WebhookBenchError unless every one is answered with 200."""
    statuses: Counter[int] = Counter()
    latencies_ms: list[float] = []
    waiting = iter(sent)

    async def send(session: aiohttp.ClientSession) -> None:
        for delivery in waiting:
            begun = time.perf_counter()
            headers = {"stripe-signature": delivery.signature, "content-type": "application/json"}
            async with session.post(url + PATH, data=delivery.body, headers=headers) as reply:
                await reply.read()
                statuses[reply.status] += 1
            latencies_ms.append((time.perf_counter() - begun) * 1000)

    timeout = aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S)
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        await asyncio.gather(*(send(session) for _ in range(CONNECTIONS)))
    if set(statuses) != {200}:
        raise WebhookBenchError(f"not every delivery was answered with 200: {dict(statuses)}")
    return latencies_ms


def _pending(connection: psycopg.Connection) -> int:
    return _number(
        connection, "select count(*) from billing.provider_events where status = 'pending'"
    )


def _posted(connection: psycopg.Connection) -> int:
    return _number(connection, "select sum(posted)::bigint from ledger.accounts")


def _number(connection: psycopg.Connection, query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def _require_stored(connection: psycopg.Connection, events: int) -> None:
    stored = _number(connection, "select count(*) from billing.provider_events")
    if stored != events:
        raise WebhookBenchError(f"{events} events were told, and {stored} are stored")


def _check(connection: psycopg.Connection, accounts: Sequence[uuid.UUID], begun_with: int) -> None:
    """Raises WebhookBenchError unless everybody has what they paid for, and the books are sound."""
    failed = connection.execute(
        "select type, problem from billing.provider_events where status = 'failed' limit 3"
    ).fetchall()
    if failed:
        raise WebhookBenchError(f"events failed: {failed}")
    clawed = PACK_MICROCREDITS * REFUND_CENTS // PACK_CENTS
    row = connection.execute(
        "select count(*) from ledger.accounts as a where a.id = any(%s) and exists ("
        "select from ledger.entries as e where e.account_id = a.id and e.amount = %s) "
        "and exists (select from ledger.entries as e where e.account_id = a.id and e.amount = %s) "
        "and exists (select from access.account_plans as p join catalog.plan_versions as v "
        "on v.id = p.plan_version_id where p.account_id = a.id and v.plan_id = %s)",
        [list(accounts), PACK_MICROCREDITS, -clawed, PLAN],
    ).fetchone()
    if row is None or row[0] != len(accounts):
        raise WebhookBenchError(f"{len(accounts)} customers, and {row} have what they paid for")
    if _posted(connection) <= begun_with:
        raise WebhookBenchError("no credits were granted")
    found = connection.execute("select * from ledger.verify()").fetchall()
    if found:
        raise WebhookBenchError(f"ledger.verify() says: {found[:3]}")
