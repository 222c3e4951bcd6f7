"""Lets many clients work at once beside the workers, then compares the books with the model."""

import asyncio
import random
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.database import bench_database, bench_server
from bench.soak.client import Client
from bench.soak.hand import Hand, Tally, World
from bench.soak.lapses import LIFE_S, MARGIN_S
from bench.soak.lines import Postgres
from bench.soak.plan import Plan, Say, SoakError
from bench.soak.report import SoakResult, require_no_drift, require_no_violation
from bench.soak.requests import Http
from bench.soak.workers import finish_sweeping, sweep
from bench.soak.world import LAPSING_PER_CLIENT, make_world
from local.parts import SERVICE_STOP_DEADLINE_S, bare_environment, on_some_port, start_service
from local.postgres import SUPERUSER
from local.testbed.databases import Database, Databases
from local.testbed.identity import Issuer, running_issuer
from local.testbed.provider import ProviderControl, running_provider

SWEEPERS = 2
TELL_EVERY_S = 10.0
VERIFY_EVERY_S = 3.0
# Tokens are signed once for all of a run.
HTTP_ACCOUNTS = 40
# Ending what is open, the sweeps, and two comparisons over all accounts.
END_S = 900.0

# What a loaded machine makes slow is no fault, and no 503.
PATIENT = {"FLORIN_DB_POOL_TIMEOUT_S": "60", "FLORIN_DB_CALL_TIMEOUT_S": "60"}

Tamper = Callable[[World, Database], None]


@dataclass
class Surroundings:
    """What a soak runs on."""

    database: Database
    provider: ProviderControl
    issuer: Issuer
    service_url: str


def measure(plan: Plan, say: Say) -> SoakResult:
    """Raises SoakError, ChildError and PostgresError."""
    say("starting a Postgres, the service and a provider of its own")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="florin-soak-")))
        server = stack.enter_context(bench_server())
        database = stack.enter_context(bench_database(Databases(server)))
        provider = stack.enter_context(running_provider())
        issuer = stack.enter_context(running_issuer())
        environment = {
            **bare_environment(),
            **issuer.environment(),
            **provider.environment(),
            **PATIENT,
            "FLORIN_SHUTDOWN_NOTICE_S": "0",
            "FLORIN_LOG_LEVEL": "warning",
            "FLORIN_DATABASE_URL": database.dsn("florin_service"),
        }
        child, url = on_some_port(
            lambda port: start_service(folder / "service.log", environment, port), "/health/ready"
        )
        stack.callback(child.stop, deadline_s=SERVICE_STOP_DEADLINE_S)
        return run(plan, Surroundings(database, provider, issuer, url), say)


def run(
    plan: Plan, surroundings: Surroundings, say: Say, tamper: Tamper | None = None
) -> SoakResult:
    """tamper: what a test breaks before the books are compared. Raises SoakError."""
    world = make_world(surroundings.database.connect(SUPERUSER), plan)
    try:
        return asyncio.run(_Soak(plan, surroundings, world, say, tamper).run())
    except BaseExceptionGroup as group:
        told, _ = group.split(SoakError)
        if told is None:
            raise
        raise _first(told) from group


def _first(group: BaseExceptionGroup[Any]) -> BaseException:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


class _Soak:
    def __init__(
        self, plan: Plan, on: Surroundings, world: World, say: Say, tamper: Tamper | None
    ) -> None:
        self._plan, self._on, self._world, self._say = plan, on, world, say
        self._tamper = tamper
        self._tally = Tally()
        self._begun = time.monotonic()
        self._over = False

    async def run(self) -> SoakResult:
        plan, on = self._plan, self._on
        postgres = await Postgres.open(on.database, plan.clients)
        books = [*self._world.rich[:HTTP_ACCOUNTS], *self._world.broke]
        http = Http.open(on.service_url, on.provider, on.issuer, books)
        clients = [self._client(number, postgres, http) for number in range(plan.clients)]
        try:
            async with asyncio.timeout(plan.minutes * 60 + END_S):
                return await self._run(clients, postgres)
        except TimeoutError as error:
            raise SoakError("the soak has not ended in time") from error
        finally:
            await http.session.close()
            await postgres.close()

    def _client(self, number: int, postgres: Postgres, http: Http) -> Client:
        hand = Hand(number, self._plan.seed, postgres, self._world, self._tally)
        first = number * LAPSING_PER_CLIENT
        return Client(hand, http, self._world.lapsing[first : first + LAPSING_PER_CLIENT])

    async def _run(self, clients: list[Client], postgres: Postgres) -> SoakResult:
        async with asyncio.TaskGroup() as beside:
            for _ in range(SWEEPERS):
                beside.create_task(sweep(postgres, lambda: not self._over))
            telling = beside.create_task(self._tell())
            verifying = beside.create_task(self._verify_some(postgres))
            await _all(client.run(self._goes_on) for client in clients)
            seconds = time.monotonic() - self._begun
            verifying.cancel()
            telling.cancel()
            self._say("waiting for what ends by itself")
            await _all(client.await_ends() for client in clients)
            await asyncio.sleep(LIFE_S + MARGIN_S)
            self._over = True
        result = SoakResult(self._plan, self._tally, seconds, len(self._world.books))
        await self._check(clients, postgres)
        return result

    async def _check(self, clients: list[Client], postgres: Postgres) -> None:
        """With work still open, so that what is held is compared too; then with all ended."""
        connection = self._on.database.connect(SUPERUSER)
        await finish_sweeping(postgres)
        if self._tamper is not None:
            self._tamper(self._world, self._on.database)
        self._say(f"comparing {len(self._world.books):,} accounts with work open")
        require_no_drift(connection, self._world)
        await _all(client.end() for client in clients)
        await finish_sweeping(postgres)
        self._say("comparing them with all ended, and ledger.verify()")
        require_no_drift(connection, self._world)
        require_no_violation(connection)

    def _goes_on(self) -> bool:
        is_in_time = time.monotonic() - self._begun < self._plan.minutes * 60
        return self._tally.done < self._plan.operations and is_in_time

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(TELL_EVERY_S)
            rate = self._tally.done / (time.monotonic() - self._begun)
            refused = ", ".join(f"{k} {n:,}" for k, n in sorted(self._tally.refusals.items()))
            self._say(f"{self._tally.done:,} operations, {rate:.0f} per second; refused: {refused}")

    async def _verify_some(self, postgres: Postgres) -> None:
        """A hot account and a cold one at a time: all of them would take seconds."""
        chance = random.Random(self._plan.seed)  # noqa: S311
        while True:
            for books in (self._world.hot, self._world.cold):
                book = chance.choice(books)
                found = await postgres.owner.rows(
                    "select violation, detail from ledger.verify($1)", (book.account_id,)
                )
                if found:
                    raise SoakError(f"account {book.account_id}: {found}")
            await asyncio.sleep(VERIFY_EVERY_S)


async def _all(tasks: Iterable[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for task in tasks:
            group.create_task(task)
