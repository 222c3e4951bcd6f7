"""Tells listeners how accounts stand whose credits changed, over Realtime, by following the outbox.

Beside the charge and not in it: a charge waits for nobody's ears. All is one call of the database,
and its row lock keeps workers from telling the same at once; a worker that dies leaves nothing
behind. What waited while no worker ran is mostly passed over, for only the latest matters.
"""

from __future__ import annotations

import asyncio
import logging

import psycopg
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings

from workers.runner import keep_connected

log = logging.getLogger(__name__)

# A balance is told within a second of its change. Asking reads two rows.
POLL_S = 0.5
# Events in a batch; one message for each account among them.
LIMIT = 1000
# For one call of the database: it has met a lock or a bug.
CALL_TIMEOUT_S = 10.0


async def run(settings: Settings) -> None:
    """Tells until cancelled, through restarts of Postgres."""
    await keep_connected(settings, _serve)


async def _serve(rpc: WorkerRpc) -> None:
    try:
        while not rpc.closed:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                count = await rpc.broadcast_balances(LIMIT)
            if count < LIMIT:
                await asyncio.sleep(POLL_S)
    except (psycopg.Error, OSError) as error:
        log.error("cannot tell of balances", exc_info=error)
