"""scripts/bench stream: what the service adds to a relayed stream, in CPU time, delay and memory.

Everything runs on this machine at once: provider, service, Postgres, load generator. See
docs/performance.md for what each figure means.
"""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

from bench.accounts import settle_down
from bench.database import bench_database, bench_server
from bench.load_plan import Job, Pace, Plan, Target
from bench.processes import (
    LoadError,
    Measured,
    faultless,
    load,
    raise_file_limit,
    running_bare_relay,
    running_provider,
    running_service,
)
from bench.stream_result import Cpu, Setting, StreamResult
from bench.users import greet, open_users
from local.postgres import SUPERUSER
from local.testbed.databases import Database, Databases
from local.testbed.identity import Issuer, running_issuer

# With set-up, below a minute.
DEFAULT_SECONDS = 26
# How the seconds are divided. Beginning streams takes time beside them.
CPU_SHARE, WHOLE_SHARE, SINGLE_SHARE = 0.22, 0.10, 0.20
FIRST_BYTE_SHARE, BARE_FIRST_BYTE_SHARE, AT_ONCE_SHARE = 0.25, 0.08, 0.05
OPEN_SHARE, OPEN_DIRECT_SHARE = 0.15, 0.05
PAIRS = 3
WARM_UP_S = 1.0

CHUNKS = 100
CPU_CLIENTS = 8
# Ten reads per stream. Left to chance (a provider that writes as fast as it can), the number of
# reads depends on how busy the machine is, and the figure with it.
GROUPS = Pace(CHUNKS, group=10, gap_ms=1)
# One read per stream, and one per chunk: where the truth lies between.
WHOLE = Pace(CHUNKS, group=CHUNKS, gap_ms=0)
SINGLE = Pace(CHUNKS, group=1, gap_ms=5)
# Enough for a second to hold dozens of streams that take half of it.
SINGLE_CLIENTS = 40
# A usual model's pace: 50 tokens per second, so that each stream is open for two seconds.
FIRST_BYTE_CLIENTS = 50
FIRST_BYTE_PACE = Pace(CHUNKS, group=1, gap_ms=20)
# Where only the first byte counts, the rest is short.
AT_ONCE_PACE = Pace(5, group=1, gap_ms=20)
OPEN_STREAMS = 1000
OPEN_PACE = Pace(CHUNKS, group=1, gap_ms=200)

Say = Callable[[str], None]


def measure(seconds: int, open_streams: int, say: Say) -> StreamResult:
    """Raises LoadError, ChildError and PostgresError."""
    raise_file_limit(open_streams)
    say("starting a Postgres, a provider, the service and a bare relay of its own")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="florin-bench-")))
        server = stack.enter_context(bench_server())
        database = stack.enter_context(bench_database(Databases(server)))
        issuer = stack.enter_context(running_issuer())
        provider_url = stack.enter_context(running_provider(folder))
        return Bench(folder, database, issuer, provider_url, seconds, open_streams, say).run()


class Bench:
    """One run. Counts what clients got through the service, for the check at the end."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        issuer: Issuer,
        provider_url: str,
        seconds: int,
        open_streams: int,
        say: Say,
    ) -> None:
        self._folder = folder
        self._database = database
        self._issuer = issuer
        self._provider_url = provider_url
        self._seconds = seconds
        self._open = open_streams
        self._say = say
        self._streams = 0
        self._tokens: list[str] = []

    def run(self) -> StreamResult:
        direct = Target.of(self._provider_url)
        with (
            self._service() as service,
            running_bare_relay(self._folder, self._provider_url) as bare,
        ):
            self._tokens = open_users(self._database, self._issuer, service.url)
            self._warm_up(service, bare)
            self._say("CPU time per stream")
            groups = self._cpu(service, bare, CPU_CLIENTS, GROUPS, CPU_SHARE)
            whole = self._cpu(service, bare, CPU_CLIENTS, WHOLE, WHOLE_SHARE)
            single = self._cpu(service, bare, SINGLE_CLIENTS, SINGLE, SINGLE_SHARE)
            self._say("time to first byte")
            ours, bares = self._target(service), Target.of(bare.url)
            first_bytes = self._first_bytes("first_bytes", ours, FIRST_BYTE_SHARE)
            bare_first_bytes = self._first_bytes("first_bytes", bares, BARE_FIRST_BYTE_SHARE)
            at_once = self._first_bytes("at_once", ours, AT_ONCE_SHARE)
        self._say(f"{self._open} open streams")
        direct = Target.of(self._provider_url)
        plan = self._plan("open_streams", direct, self._open, OPEN_PACE, OPEN_DIRECT_SHARE)
        open_direct = self._faultless(plan)
        opened, kib_per_stream = self._open_streams()
        self._check()
        setting = Setting(CHUNKS, FIRST_BYTE_CLIENTS, self._open, 1000 // OPEN_PACE.gap_ms)
        return StreamResult(
            setting,
            groups,
            whole,
            single,
            first_bytes,
            bare_first_bytes,
            at_once,
            opened,
            open_direct,
            kib_per_stream,
        )

    def _service(self) -> AbstractContextManager[Measured]:
        return running_service(self._folder, self._database, self._issuer, self._provider_url)

    def _plan(
        self,
        job: Job,
        target: Target,
        clients: int,
        pace: Pace,
        share: float,
    ) -> Plan:
        return Plan(job, target, clients, self._seconds * share, pace)

    def _target(self, service: Measured) -> Target:
        return Target.of(service.url, self._tokens)

    def _warm_up(self, service: Measured, bare: Measured) -> None:
        for target in (self._target(service), Target.of(bare.url)):
            self._faultless(Plan("closed_loop", target, CPU_CLIENTS, WARM_UP_S, GROUPS))
        settle_down(self._database.connect(SUPERUSER))

    def _cpu(
        self, service: Measured, bare: Measured, clients: int, pace: Pace, share: float
    ) -> Cpu:
        cpu = Cpu()
        share /= 2 * PAIRS
        for _ in range(PAIRS):
            for measured, target, figures in (
                (bare, Target.of(bare.url), cpu.bare),
                (service, self._target(service), cpu.service),
            ):
                before = measured.cpu_s()
                plan = self._plan("closed_loop", target, clients, pace, share)
                streams = self._faultless(plan)["streams"]
                figures.append((measured.cpu_s() - before) * 1000 / streams)
        return cpu

    def _first_bytes(self, job: Job, target: Target, share: float) -> dict[str, Any]:
        plan = Plan(
            job,
            target,
            FIRST_BYTE_CLIENTS,
            self._seconds * share,
            FIRST_BYTE_PACE if job == "first_bytes" else AT_ONCE_PACE,
            Target.of(self._provider_url),
        )
        report = self._faultless(plan)
        if not report["pairs"]:
            raise LoadError(f"{job}: too short to measure, give it more --seconds")
        return report

    def _open_streams(self) -> tuple[dict[str, Any], float]:
        """With a fresh process: one that has worked before would have memory to spare."""
        with self._service() as service:
            greet(service.url, self._tokens)
            target = self._target(service)
            self._faultless(Plan("closed_loop", target, CPU_CLIENTS, WARM_UP_S / 2, GROUPS))
            before = service.rss_bytes()
            plan = self._plan("open_streams", target, self._open, OPEN_PACE, OPEN_SHARE)
            report, highest = load(plan, service)
            self._count(plan, report)
        if report["delay_ms"] is None:
            raise LoadError(f"open_streams: no chunk came: {report['samples']}")
        return report, (highest - before) / 1024 / self._open

    def _faultless(self, plan: Plan) -> dict[str, Any]:
        report = faultless(plan)
        self._count(plan, report)
        return report

    def _count(self, plan: Plan, report: dict[str, Any]) -> None:
        # Only the service asks for tokens.
        if plan.target.tokens:
            self._streams += report["streams"]

    def _check(self) -> None:
        """Raises LoadError unless every stream was charged in full, and the books are sound."""
        connection = self._database.connect(SUPERUSER)
        row = connection.execute(
            "select count(*) from generation.generations "
            "where status = 'completed' and usage_source = 'provider' and charged > 0"
        ).fetchone()
        if row is None or row[0] < self._streams:
            raise LoadError(f"{self._streams} streams were seen, and {row} were charged")
        found = connection.execute("select * from ledger.verify()").fetchall()
        if found:
            raise LoadError(f"ledger.verify() says: {found[:3]}")
