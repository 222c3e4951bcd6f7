"""The processes of scripts/bench stream, and what they use of the machine."""

import contextlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from bench.load_plan import Plan
from local.child import LAUNCHER, Child
from local.parts import (
    SERVICE_STOP_DEADLINE_S,
    bare_environment,
    on_some_port,
    start_service,
)
from local.postgres import HOST
from local.testbed.databases import Database
from local.testbed.identity import Issuer

START_DEADLINE_S = 30.0
# Beyond the seconds that a plan asks for: starting, the last streams, hung ones.
LOAD_GRACE_S = 150.0
SAMPLE_EVERY_S = 0.05
# For a stream: the client's connection and the provider's, and a few dozen files of our own.
FILES_PER_STREAM = 2
SPARE_FILES = 100


class LoadError(Exception):
    """The load generator failed, or streams did; the text says how."""


class Measured:
    """One server process under load. CPU time is the process's own, all threads, user and system,
    as the kernel counts it (utime and stime of /proc/<pid>/stat)."""

    def __init__(self, child: Child, url: str) -> None:
        self.child = child
        self.url = url
        self._process = psutil.Process(child.pid)

    def cpu_s(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def rss_bytes(self) -> int:
        return int(self._process.memory_info().rss)


def raise_file_limit(streams: int) -> None:
    """Lets this process and its children open as many files as they may. Raises LoadError."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    needed = streams * FILES_PER_STREAM + SPARE_FILES
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise LoadError(f"{streams} streams need {needed} open files, and the limit is {hard}")


@contextlib.contextmanager
def running_provider(folder: Path) -> Iterator[str]:
    """bench/provider.py; yields its URL."""
    with _listening(folder / "provider.log", "bench.provider") as (_, url):
        yield url


@contextlib.contextmanager
def running_bare_relay(folder: Path, provider_url: str) -> Iterator[Measured]:
    upstream = f"{provider_url}/v1/chat/completions"
    with _listening(folder / "bare-relay.log", "bench.bare_relay", upstream) as (child, url):
        yield Measured(child, url)


@contextlib.contextmanager
def running_service(
    folder: Path, database: Database, issuer: Issuer, provider_url: str
) -> Iterator[Measured]:
    """The service with its default settings, as `python -m functions_py` starts it."""
    environment = {
        **bare_environment(),
        **issuer.environment(),
        "FLORIN_SHUTDOWN_NOTICE_S": "0",
        "FLORIN_DATABASE_URL": database.dsn("florin_service"),
        "FLORIN_PROVIDER_DEMO_BASE_URL": f"{provider_url}/v1",
    }
    child, url = on_some_port(
        lambda port: start_service(folder / "service.log", environment, port), "/health/ready"
    )
    try:
        yield Measured(child, url)
    finally:
        child.stop(deadline_s=SERVICE_STOP_DEADLINE_S)


@contextlib.contextmanager
def _listening(log_file: Path, module: str, *arguments: str) -> Iterator[tuple[Child, str]]:
    child = Child(
        module,
        [sys.executable, "-m", module, *arguments],
        log_file=log_file,
        environment=bare_environment(),
    )
    try:
        port = child.await_line(r"listening on (\d+)", START_DEADLINE_S).group(1)
        yield child, f"http://{HOST}:{port}"
    finally:
        child.stop(deadline_s=10)


def load(plan: Plan, watched: Measured | None = None) -> tuple[dict[str, Any], int]:
    """Runs the load generator. Returns its report and the highest RSS, in bytes, of `watched`.

    Raises LoadError; streams that failed are left to the caller, in the report.
    """
    command = [sys.executable, "-I", "-S", str(LAUNCHER), str(psutil.Process().pid), "9"]
    highest = 0
    with subprocess.Popen(  # noqa: S603 -- our own program
        [*command, "-1", "-1", sys.executable, "-m", "bench.load"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=bare_environment(),
        cwd="/",
    ) as process:
        assert process.stdin is not None  # noqa: S101 -- PIPE was asked for
        try:
            process.stdin.write(plan.to_json())
            process.stdin.close()
            process.stdin = None
            deadline = time.monotonic() + plan.seconds + LOAD_GRACE_S
            # Its report is short: the pipe takes it whole.
            while process.poll() is None and time.monotonic() < deadline:
                if watched is not None:
                    highest = max(highest, watched.rss_bytes())
                time.sleep(SAMPLE_EVERY_S)
            if process.returncode is None:
                raise LoadError(f"{plan.job} did not end in time")
            out, said = process.communicate(timeout=10)
        finally:
            process.kill()
    if process.returncode != 0:
        raise LoadError(f"{plan.job} failed: {said}")
    report: dict[str, Any] = json.loads(out)
    return report, highest


def faultless(plan: Plan, watched: Measured | None = None) -> dict[str, Any]:
    """`load` where every stream must go well. Raises LoadError."""
    report, _ = load(plan, watched)
    if report["errors"]:
        raise LoadError(f"{plan.job}: {report['errors']} streams failed: {report['samples']}")
    return report
