"""The queue that steps wait in: procrastinate, over schema `queue`.

Postgres enqueues; this fetches and finishes. It needs a direct connection: LISTEN, and a search
path, since the library's own statements name nothing by schema.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import psycopg
from functions_py.errors import is_transient
from functions_py.rpc.calls import (
    KEEPALIVES_IDLE_S,
    RECONNECT_TIMEOUT_S,
    TCP_USER_TIMEOUT_MS,
    is_readable,
)
from functions_py.settings import Settings
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager, NotificationCallback
from psycopg_pool import AsyncConnectionPool

from workers.jobs.advance import advance
from workers.jobs.bench import Bench

log = logging.getLogger(__name__)

QUEUE = "jobs"
TASK = "jobs.advance"
# Fetching, finishing and the heartbeat take a millisecond or two each.
POOL_MAX = 3
# After the connection that listens, or a statement, was lost.
RETRY_PAUSE_S = 1.0
# A finished step is told so through a restart of Postgres; then others find it abandoned.
FINISH_TRIES = 60


def make_app(settings: Settings, bench: Bench) -> App:
    """The application with its one task; open it before running a worker."""
    connector = PsycopgConnector(
        conninfo=settings.worker_database_url,
        kwargs={
            "options": "-c search_path=queue",
            "connect_timeout": int(settings.db_connect_timeout_s),
            "tcp_user_timeout": TCP_USER_TIMEOUT_MS,
            "keepalives_idle": KEEPALIVES_IDLE_S,
            "application_name": f"florin-worker/{settings.replica_id}",
        },
        min_size=1,
        max_size=POOL_MAX,
        timeout=settings.db_connect_timeout_s,
        reconnect_timeout=RECONNECT_TIMEOUT_S,
        pool_factory=_new_pool,
    )
    app = App(connector=connector)
    app.job_manager = Manager(connector)

    @app.task(name=TASK, queue=QUEUE)
    async def _advance(account_id: str, job_id: str) -> None:
        await advance(bench, UUID(account_id), UUID(job_id))

    return app


def _new_pool(**arguments: Any) -> AsyncConnectionPool[psycopg.AsyncConnection[Any]]:
    """One round trip for a call instead of four: each is a single statement, and that a connection
    still lives its socket says."""
    return AsyncConnectionPool(**{**arguments, "configure": _configure, "check": _check})


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    await connection.set_autocommit(True)


async def _check(connection: psycopg.AsyncConnection[Any]) -> None:
    if is_readable(connection.fileno()):
        # The pool puts back what is not closed, and would hand it out again.
        await connection.close()
        raise psycopg.OperationalError("closed while it lay idle")


class Manager(JobManager):
    """The library's, for a worker that outlives Postgres and has no right on any table."""

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Retried: a step left open by a living worker would never be found abandoned."""
        for _ in range(FINISH_TRIES):
            try:
                await super().finish_job(job, status, delete_job)
                return
            except ConnectorException as error:
                if not _will_pass(error):
                    # Given back to the queue meanwhile, since we had gone silent.
                    log.warning("step was retaken", extra={"task": TASK})
                    return
            await asyncio.sleep(RETRY_PAUSE_S)
        log.error("step not finished", extra={"task": TASK})

    async def update_heartbeat(self, worker_id: int) -> None:
        """A missed one is no reason to stop; the next is sent in time."""
        try:
            await super().update_heartbeat(worker_id)
        except ConnectorException as error:
            log.warning("heartbeat missed", exc_info=error)

    async def listen_for_jobs(
        self,
        *,
        on_notification: NotificationCallback,
        queues: Iterable[str] | None = None,
    ) -> None:
        """Through lost connections; what comes meanwhile is found by looking."""
        while True:
            try:
                await super().listen_for_jobs(on_notification=on_notification, queues=queues)
            except ConnectorException as error:
                log.warning("not listening", exc_info=error)
            await asyncio.sleep(RETRY_PAUSE_S)

    async def list_jobs_to_abort_async(self, queue: str | None = None) -> Iterable[int]:
        """None: jobs are canceled at their provider, their steps never. The library would read a
        table for it."""
        return ()


def _will_pass(error: BaseException) -> bool:
    cause: Any = error.__cause__
    return cause is None or is_transient(cause)
