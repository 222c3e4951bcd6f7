"""Runs pgbench, which comes with the embedded Postgres, and reads what it measured."""

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from local.postgres import EmbeddedPostgres

CLIENTS = 8
THREADS = 2
# Above the rounds' own length: connecting, and the last transactions.
GRACE_S = 60

_TPS = re.compile(r"^progress: ([0-9.]+) s, ([0-9.]+) tps,", re.MULTILINE)
_DONE = re.compile(r"^number of transactions actually processed: (\d+)", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: (\d+)", re.MULTILINE)


class PgbenchError(Exception):
    """pgbench could not run, or a statement failed; the text is pgbench's own."""


@dataclass(frozen=True)
class Round:
    """transactions: how many were completed. latencies_ms: of each, where they were asked for."""

    tps: float
    transactions: int
    latencies_ms: list[float]


def initialise(server: EmbeddedPostgres, dsn: str, scale: int) -> None:
    """pgbench's own tables: 100,000 accounts per unit of scale."""
    _run(server, dsn, ["-i", "-q", "-s", str(scale)], GRACE_S * 2)


def run(
    server: EmbeddedPostgres,
    dsn: str,
    script: Path | str,
    seconds: int,
    *,
    warm_up_s: int = 0,
    clients: int = CLIENTS,
    latencies: bool = False,
    every_other: bool = False,
    variables: Mapping[str, int | str] | None = None,
) -> Round:
    """One round of `script`: a file that may use `variables`, or the name of a built-in one.

    Simple protocol. The first `warm_up_s` are left out: each round has new connections, which
    compile and plan, and a service keeps its own for hours. With `every_other`, so is every second
    latency of each client, for a script that takes turns.
    Raises PgbenchError.
    """
    what = ["-f", str(script)] if isinstance(script, Path) else ["-b", script]
    what += _given(variables or {})
    threads = min(THREADS, clients)
    with tempfile.TemporaryDirectory(prefix="florin-pgbench-") as folder:
        prefix = Path(folder) / "latency"
        log = ["-l", "--log-prefix", str(prefix)] if latencies else []
        # A second more: pgbench may end before it has told of its last one.
        whole_s = warm_up_s + seconds + 1
        options = [
            "-n",
            "-c",
            str(clients),
            "-j",
            str(threads),
            "-T",
            str(whole_s),
            "-P",
            "1",
            *log,
        ]
        said = _run(server, dsn, [*options, *what], whole_s + GRACE_S)
        logs = sorted(Path(folder).iterdir())
        found = _latencies(logs, warm_up_s, 2 if every_other else 1) if latencies else []
    # By the second; the last line may be of a fraction of one.
    rates = [float(tps) for at, tps in _TPS.findall(said) if float(at) > warm_up_s]
    done, failed = _DONE.search(said), _FAILED.search(said)
    if not rates or done is None or (failed is not None and failed.group(1) != "0"):
        raise PgbenchError(said)
    return Round(sum(rates) / len(rates), int(done.group(1)), found)


def run_once(
    server: EmbeddedPostgres, dsn: str, script: Path, variables: Mapping[str, int | str]
) -> None:
    """The script, once. Raises PgbenchError."""
    _run(server, dsn, ["-n", "-t", "1", "-f", str(script), *_given(variables)], GRACE_S)


def _given(variables: Mapping[str, int | str]) -> list[str]:
    return [part for name, value in variables.items() for part in ("-D", f"{name}={value}")]


def _latencies(logs: Sequence[Path], warm_up_s: int, every: int) -> list[float]:
    """A log line: client, transaction, µs it took, script, and when it ended: s, µs."""
    ended: list[tuple[float, float]] = []
    for log in logs:
        for line in log.read_text().splitlines():
            fields = line.split()
            if not fields[2].isdigit():
                raise PgbenchError(line)
            # A client's transactions are numbered from 1.
            if (int(fields[1]) - 1) % every:
                continue
            ended.append((int(fields[4]) + int(fields[5]) / 1e6, int(fields[2]) / 1000))
    if not ended:
        raise PgbenchError("no transaction was logged")
    begun = min(at - took / 1000 for at, took in ended)
    return [took for at, took in ended if at >= begun + warm_up_s]


def _run(server: EmbeddedPostgres, dsn: str, arguments: list[str], deadline_s: float) -> str:
    """pgbench's output, both streams."""
    url = urlsplit(dsn)
    where = ["-h", str(url.hostname), "-p", str(url.port), "-U", str(url.username)]
    command = [str(server.bin_dir / "pgbench"), *where, *arguments, url.path.removeprefix("/")]
    environment = {"PGPASSWORD": str(url.password), "PGSSLMODE": "disable", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 -- the server's own program
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
            timeout=deadline_s,
        )
    except subprocess.TimeoutExpired as error:
        raise PgbenchError(f"pgbench did not end within {deadline_s:.0f} s") from error
    if done.returncode != 0:
        raise PgbenchError(done.stdout)
    return done.stdout
