"""scripts/bench jobs: jobs accepted by the service, all of them drained by workers, and how soon a
client hears of a change.

The service and its Postgres share one core while jobs are accepted; workers, Postgres, fal's
stand-in and Storage have all of them while those same jobs drain. See docs/performance.md.
"""

import asyncio
import itertools
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import orjson
import psutil  # type: ignore[import-untyped]

from bench import broadcasts
from bench.broadcasts import BroadcastResult
from bench.database import bench_database, bench_server
from bench.figures import markdown, percentile
from bench.job_drain import WORKERS, Drained, JobsBenchError, drain
from bench.one_core import cpu_s, postgres_processes, sharing_one_core
from bench.reaches import reach
from bench.users import open_users
from local.parts import (
    SERVICE_STOP_DEADLINE_S,
    bare_environment,
    on_some_port,
    start_service,
)
from local.testbed.databases import Database, Databases
from local.testbed.identity import Issuer, running_issuer

DEFAULT_JOBS = 10_000
# Forty jobs each: within what a plan lets wait, and ten times what it lets run at once.
ACCOUNTS = 250
CONNECTIONS = 16
REQUEST_TIMEOUT_S = 30.0
PATH = "/v1/jobs"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Accepted:
    """Answered with 201, each a durable transaction. Latencies in ms."""

    took_s: float
    cpu_s: float
    latencies_ms: Sequence[float]


@dataclass(frozen=True)
class JobsResult:
    accepted: Accepted
    drained: Drained
    messages: BroadcastResult

    def json(self) -> dict[str, float]:
        count = len(self.accepted.latencies_ms)
        return {
            "jobs": count,
            "accepted_per_s": round(count / self.accepted.took_s, 1),
            "accept_p95_ms": round(percentile(self.accepted.latencies_ms, 95), 2),
            "cpu_ms_per_accepted": round(self.accepted.cpu_s * 1000 / count, 3),
            "drain_s": round(self.drained.took_s, 1),
            "drained_per_s": round(count / self.drained.took_s, 1),
            **self.messages.json(),
        }

    def table(self) -> str:
        figures = self.json()
        jobs = f"{len(self.accepted.latencies_ms):,}"
        rows = [
            ("jobs", "figure", "reach"),
            (
                f"accepted per second on one core, of {jobs}",
                f"{figures['accepted_per_s']:.0f}",
                reach("jobs.accepted_per_s"),
            ),
            ("p95 of an answer, ms", f"{figures['accept_p95_ms']:.1f}", ""),
            (
                "CPU time of each, service and Postgres, ms",
                f"{figures['cpu_ms_per_accepted']:.2f}",
                "",
            ),
            (f"{jobs} drained by {WORKERS} workers, s", f"{figures['drain_s']:.0f}", ""),
            ("drained and stored per second", f"{figures['drained_per_s']:.1f}", ""),
            ("lost, doubled, or charged otherwise", "0", "0"),
        ]
        return f"{markdown(rows)}\n\n{self.messages.table()}"


def measure(jobs: int, seconds: int, say: Say) -> JobsResult:
    """`seconds` is how long messages are measured; the rest takes as long as it takes. Raises
    JobsBenchError, BroadcastBenchError, ChildError and PostgresError."""
    messages = broadcasts.measure(seconds, say)
    say("starting a Postgres and the service of its own")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="florin-bench-")))
        server = stack.enter_context(bench_server())
        database = stack.enter_context(bench_database(Databases(server)))
        issuer = stack.enter_context(running_issuer())
        accepted = _accept(folder, database, issuer, jobs, say)
        drained = drain(folder, database, jobs, say)
        return JobsResult(accepted, drained, messages)


def _accept(folder: Path, database: Database, issuer: Issuer, jobs: int, say: Say) -> Accepted:
    environment = {
        **bare_environment(),
        **issuer.environment(),
        "FLORIN_SHUTDOWN_NOTICE_S": "0",
        "FLORIN_LOG_LEVEL": "warning",
        "FLORIN_DATABASE_URL": database.dsn("florin_service"),
    }
    child, url = on_some_port(
        lambda port: start_service(folder / "service.log", environment, port), "/health/ready"
    )
    try:
        tokens = open_users(database, issuer, url, min(ACCOUNTS, jobs))
        service = psutil.Process(child.pid)
        say(f"{jobs:,} jobs of {len(tokens)} accounts over {CONNECTIONS} connections")
        with sharing_one_core([service, *postgres_processes(database)]):
            before = cpu_s([service, *postgres_processes(database)])
            begun = time.monotonic()
            latencies_ms = asyncio.run(_order(url, tokens, jobs))
            took_s = time.monotonic() - begun
            # Of backends that began meanwhile all their time counts: they are the service's.
            used_s = cpu_s([service, *postgres_processes(database)]) - before
    finally:
        child.stop(deadline_s=SERVICE_STOP_DEADLINE_S)
    return Accepted(took_s, used_s, latencies_ms)


async def _order(url: str, tokens: Sequence[str], jobs: int) -> list[float]:
    """Latencies, ms. Raises JobsBenchError unless every one is answered with 201."""
    statuses: Counter[int] = Counter()
    latencies_ms: list[float] = []
    waiting = iter(zip(range(jobs), itertools.cycle(tokens), strict=False))

    async def send(session: aiohttp.ClientSession) -> None:
        for number, token in waiting:
            # A picture of a few pixels: what is measured is not the drawing of it.
            asked = {"model": "demo-image", "prompt": f"number {number}", "resolution": "16x16"}
            headers = {
                "authorization": f"Bearer {token}",
                "content-type": "application/json",
                "idempotency-key": f"bench-{number}",
            }
            begun = time.perf_counter()
            async with session.post(url + PATH, data=orjson.dumps(asked), headers=headers) as reply:
                await reply.read()
                statuses[reply.status] += 1
            latencies_ms.append((time.perf_counter() - begun) * 1000)

    timeout = aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S)
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        await asyncio.gather(*(send(session) for _ in range(CONNECTIONS)))
    if set(statuses) != {201}:
        raise JobsBenchError(f"not every job was answered with 201: {dict(statuses)}")
    return latencies_ms
