"""Works off the queue beside the periodic tasks, through restarts of Postgres, until cancelled.

Told to stop, it fetches no more and lets the steps under way end; what takes longer than that is
given back, or left as it is while Postgres is away. A worker that dies is noticed by its missing
heartbeat (see retake_steps), and the lease of what it had claimed ends by itself.
"""

from __future__ import annotations

import asyncio
import logging
import random

import psycopg
from functions_py.settings import Settings
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition

from workers.jobs.bench import Bench, open_bench
from workers.jobs.queue import QUEUE, make_app

log = logging.getLogger(__name__)

# After the worker ended because Postgres was away, doubled each time, up to the second figure.
RESTART_PAUSE_S = 0.5
RESTART_PAUSE_MAX_S = 30.0
# generation.retake_steps takes a worker for dead after three of these.
HEARTBEAT_S = 10.0
STALLED_S = 30.0
# Beyond the deadline of the steps under way: for giving them back.
GIVE_BACK_S = 3.0


async def run(settings: Settings) -> None:
    """Works until cancelled."""
    # It tells each step at info, twice.
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    pause_s = RESTART_PAUSE_S
    async with open_bench(settings) as bench:
        while True:
            started = asyncio.get_running_loop().time()
            try:
                await _work(settings, bench)
            except (ConnectorException, psycopg.Error, OSError) as error:
                log.warning("queue lost", extra={"retry_in_s": round(pause_s, 1)}, exc_info=error)
            if asyncio.get_running_loop().time() - started > RESTART_PAUSE_MAX_S:
                pause_s = RESTART_PAUSE_S
            await asyncio.sleep(pause_s * (0.5 + random.random() / 2))  # noqa: S311, jitter
            pause_s = min(2 * pause_s, RESTART_PAUSE_MAX_S)


async def _work(settings: Settings, bench: Bench) -> None:
    app = make_app(settings, bench)
    async with app.open_async():
        working = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                name=settings.replica_id,
                concurrency=settings.jobs_concurrency,
                # Steps that become due are found by looking: nobody is notified of the time.
                fetch_job_polling_interval=settings.jobs_poll_s,
                shutdown_graceful_timeout=settings.shutdown_deadline_s,
                delete_jobs=DeleteJobCondition.ALWAYS,
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=STALLED_S,
            )
        )
        try:
            await asyncio.shield(working)
        except asyncio.CancelledError:
            await _stop(working, settings.shutdown_deadline_s + GIVE_BACK_S)
            raise


async def _stop(working: asyncio.Task[None], deadline_s: float) -> None:
    """Asks it to end, and leaves it after the deadline, to end with the process: the library would
    try for minutes to tell a Postgres that is away what became of its steps."""
    working.cancel()
    await asyncio.wait([asyncio.gather(working, return_exceptions=True)], timeout=deadline_s)
