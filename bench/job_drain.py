"""Queued jobs brought to their end by real workers, and the proof that none was lost or doubled."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from local.child import Child
from local.fal.control import FalControl
from local.parts import SERVICE_STOP_DEADLINE_S, bare_environment, start_worker
from local.postgres import SUPERUSER
from local.testbed.databases import Database
from local.testbed.fal import KEY, running_fal
from local.testbed.storage import running_storage

WORKERS = 2
# Without any progress for so long, nothing more will come.
STALL_S = 60.0
POLL_S = 0.5

Say = Callable[[str], None]

_OPEN = """
select count(*) from generation.jobs
where finished_at is null or (status = 'succeeded' and stored_at is null)
"""
# Each of these must be the number of jobs.
_AS_MANY_AS_JOBS = {
    "jobs": "select count(*) from generation.jobs",
    "jobs succeeded, each stored and charged its price": (
        "select count(*) from generation.jobs where status = 'succeeded' and charged = hold "
        "and charged > 0 and stored_at is not null and results -> 0 ->> 'path' is not null "
        "and jsonb_array_length(results) = 1 and contradiction is null and problem is null"
    ),
    "provider's numbers": "select count(distinct provider_request_id) from generation.jobs",
    "generations charged": (
        "select count(*) from generation.generations as g join generation.jobs as j "
        "on j.account_id = g.account_id and j.id = g.id where g.charged = j.charged"
    ),
    "events of an end": ("select count(*) from audit.outbox where kind = 'job_finished'"),
    "jobs that an event told of": (
        "select count(distinct payload ->> 'job_id') from audit.outbox where kind = 'job_finished'"
    ),
}
_NONE = {
    "credits are still held": "select coalesce(sum(held), 0)::bigint from ledger.accounts",
    "steps are left in the queue": "select count(*) from queue.procrastinate_jobs",
}


class JobsBenchError(Exception):
    """A job was refused, lost, doubled, or charged otherwise; the text says how."""


@dataclass(frozen=True)
class Drained:
    """From the start of the workers to the last result in Storage."""

    took_s: float


def drain(folder: Path, database: Database, jobs: int, say: Say) -> Drained:
    """Every job there is. Raises JobsBenchError."""
    connection = database.connect(SUPERUSER)
    had = _number(connection, "select sum(posted)::bigint from ledger.accounts")
    with ExitStack() as stack:
        fal = stack.enter_context(running_fal())
        storage = stack.enter_context(running_storage(database.dsn("supabase_auth_admin")))
        environment = {
            **bare_environment(),
            **fal.environment(KEY),
            **storage.environment(),
            "FLORIN_LOG_LEVEL": "warning",
            "FLORIN_WORKER_DATABASE_URL": database.dsn("florin_worker"),
        }
        say(f"{WORKERS} workers drain them")
        begun = time.monotonic()
        workers = []
        for number in range(WORKERS):
            worker = start_worker(folder / f"worker-{number}.log", environment)
            stack.callback(worker.stop, deadline_s=SERVICE_STOP_DEADLINE_S)
            workers.append(worker)
        _await_end(connection, workers, say)
        took_s = time.monotonic() - begun
        _check(connection, fal, jobs, had)
    return Drained(took_s)


def _await_end(connection: psycopg.Connection, workers: list[Child], say: Say) -> None:
    least, moved_at, told_at = _number(connection, _OPEN), time.monotonic(), time.monotonic()
    while left := _number(connection, _OPEN):
        now = time.monotonic()
        for worker in workers:
            worker.check_running()
        if left < least:
            least, moved_at = left, now
        if now > moved_at + STALL_S:
            raise JobsBenchError(f"{left} jobs do not come to their end")
        if now > told_at + 30:
            say(f"{left:,} left")
            told_at = now
        time.sleep(POLL_S)


def _check(connection: psycopg.Connection, fal: FalControl, jobs: int, had: int) -> None:
    """Raises JobsBenchError unless every job ended once, was submitted once and charged once."""
    # The last steps are taken off the queue a moment after what they did is recorded.
    deadline = time.monotonic() + STALL_S
    while _number(connection, _NONE["steps are left in the queue"]):
        if time.monotonic() > deadline:
            break
        time.sleep(POLL_S)
    for what, query in _AS_MANY_AS_JOBS.items():
        if (found := _number(connection, query)) != jobs:
            raise JobsBenchError(f"{jobs} jobs, but {found} {what}")
    for what, query in _NONE.items():
        if found := _number(connection, query):
            raise JobsBenchError(f"{found} {what}")
    _check_submissions(connection, fal.requests(), jobs)
    spent = had - _number(connection, "select sum(posted)::bigint from ledger.accounts")
    charged = _number(connection, "select sum(charged)::bigint from generation.jobs")
    if spent != charged:
        raise JobsBenchError(f"{charged} microcredits are charged, and {spent} are gone")
    if wrong := connection.execute("select * from ledger.verify()").fetchall():
        raise JobsBenchError(f"ledger.verify() says: {wrong[:3]}")


def _check_submissions(
    connection: psycopg.Connection, requests: list[dict[str, Any]], jobs: int
) -> None:
    """Each job is known at its provider by its own number, for its own prompt, and nothing else."""
    sent = {request["id"]: request["input"]["prompt"] for request in requests}
    known: dict[str, str] = dict(
        connection.execute(
            "select provider_request_id, input ->> 'prompt' from generation.jobs"
        ).fetchall()
    )
    if len(requests) != jobs or len(set(sent.values())) != jobs:
        raise JobsBenchError(f"{jobs} jobs were submitted {len(requests)} times")
    if sent != known:
        raise JobsBenchError("the provider has other jobs than we know of")


def _number(connection: psycopg.Connection, query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0
