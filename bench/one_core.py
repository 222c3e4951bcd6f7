"""Holds a service and all of Postgres to one core, and counts what they use of it."""

import contextlib
from collections.abc import Iterator, Sequence

import psutil  # type: ignore[import-untyped]

from local.postgres import SUPERUSER
from local.testbed.databases import Database


def postgres_processes(database: Database) -> list[psutil.Process]:
    """The server and its backends."""
    row = database.connect(SUPERUSER).execute("select pg_read_file('postmaster.pid')").fetchone()
    postmaster = psutil.Process(int(str(row[0] if row else "").split("\n", 1)[0]))
    return [postmaster, *postmaster.children(recursive=True)]


@contextlib.contextmanager
def sharing_one_core(processes: Sequence[psutil.Process]) -> Iterator[None]:
    """These, and what they start from then on; afterwards those still there have all cores again,
    but not what they started meanwhile."""
    cores = psutil.Process().cpu_affinity()
    _hold(processes, [min(cores)])
    try:
        yield
    finally:
        _hold(processes, cores)


def cpu_s(processes: Sequence[psutil.Process]) -> float:
    """User and system time, as the kernel counts it."""
    times = [process.cpu_times() for process in processes]
    return sum(float(one.user + one.system) for one in times)


def _hold(processes: Sequence[psutil.Process], cores: Sequence[int]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.cpu_affinity(list(cores))
