"""Runs the periodic tasks over one connection, and what goes on beside them over their own, through
restarts of Postgres, until told to stop.

Several workers may run at once: the SQL skips rows that another one has locked. Nothing is kept
here; what a worker that died would have done is still due.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import psycopg
from functions_py.errors import is_transient
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings

from workers.task import Task

log = logging.getLogger(__name__)

# Between tries to connect, doubled each time, with jitter, up to the second figure.
RECONNECT_PAUSE_S = 0.5
RECONNECT_PAUSE_MAX_S = 30.0
# After an error that is none of the connection's: a bug, or a library's own word for an outage.
BROKEN_PAUSE_S = 2.0
# A batch that takes longer has met a lock or a bug; its statement is cancelled and tried again.
BATCH_TIMEOUT_S = 60.0
# Of its interval, so that workers started together do not wake together.
JITTER = 0.1

# What runs beside the tasks until it is cancelled, over a connection of its own: work that waits
# for others than Postgres, which must not keep the tasks waiting.
Companion = Callable[[Settings], Coroutine[Any, Any, None]]


class Runner:
    """One worker process. `run` returns after `stop`."""

    def __init__(
        self, settings: Settings, tasks: Sequence[Task], companions: Sequence[Companion] = ()
    ) -> None:
        self._settings = settings
        self._tasks = tasks
        self._companions = companions
        self._stopping = asyncio.Event()
        self._due: dict[str, float] = {}

    def stop(self) -> None:
        """Ends `run`: a batch under way is cancelled, which rolls it back."""
        self._stopping.set()

    async def run(self) -> None:
        """Connects and works until `stop`; never ends for an error."""
        log.info("worker started", extra={"replica": self._settings.replica_id})
        running: list[asyncio.Task[Any]] = [
            asyncio.create_task(keep_connected(self._settings, self._serve)),
            *(asyncio.create_task(run(self._settings)) for run in self._companions),
            asyncio.create_task(self._stopping.wait()),
        ]
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in running:
            task.cancel()
        outcomes = await asyncio.gather(*running, return_exceptions=True)
        log.info("worker stopped", extra={"replica": self._settings.replica_id})
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome

    async def _serve(self, rpc: WorkerRpc) -> None:
        """Runs what is due, one task after the other; returns when the connection is lost."""
        while True:
            task = min(self._tasks, key=lambda task: self._due.get(task.name, 0.0))
            wait_s = self._due.get(task.name, 0.0) - time.monotonic()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            alive = await self._run(task, rpc)
            self._due[task.name] = time.monotonic() + task.interval_s * (1 + _fraction() * JITTER)
            if not alive:
                return

    async def _run(self, task: Task, rpc: WorkerRpc) -> bool:
        """Repeats the task's batch until one comes back short. False: the connection is gone."""
        started = time.monotonic()
        done = 0
        try:
            while True:
                async with asyncio.timeout(BATCH_TIMEOUT_S):
                    count = await task.batch(rpc, task.limit)
                done += count
                if count < task.limit:
                    break
        except (psycopg.Error, OSError) as error:
            # A bug in one task must not keep the others from their work.
            log.error("task failed", extra={"task": task.name, "count": done}, exc_info=error)
            return not (is_transient(error) or rpc.closed)
        log.log(
            logging.INFO if done else logging.DEBUG,
            "task done",
            extra={
                "task": task.name,
                "count": done,
                "duration_ms": round((time.monotonic() - started) * 1000),
            },
        )
        return True


async def keep_connected(settings: Settings, serve: Callable[[WorkerRpc], Awaitable[None]]) -> None:
    """Calls `serve` with a connection, and with a new one when it returns; until cancelled."""
    pause_s = RECONNECT_PAUSE_S
    while True:
        try:
            rpc = await WorkerRpc.connect(settings)
        except (psycopg.Error, OSError) as error:
            log.warning("cannot connect", extra={"retry_in_s": round(pause_s, 1)}, exc_info=error)
            await asyncio.sleep(_jittered(pause_s))
            pause_s = min(2 * pause_s, RECONNECT_PAUSE_MAX_S)
            continue
        try:
            pause_s = RECONNECT_PAUSE_S
            await serve(rpc)
        except Exception as error:
            # A bug in one companion must not keep the others from their work, nor end the worker.
            log.error("work broke", exc_info=error)
            pause_s = BROKEN_PAUSE_S
        finally:
            await rpc.close()
        # A server that accepts and then drops connections must not be hammered either.
        await asyncio.sleep(_jittered(pause_s))


def _jittered(seconds: float) -> float:
    return seconds * (0.5 + _fraction() / 2)


def _fraction() -> float:
    return random.random()  # noqa: S311, spreads load, guards nothing
