"""Finishes claims of welcome credits that a service left while a device's bit was being set.

The next claim of anybody finishes them too; this is for quiet times, as long as Apple still takes
the token. It waits for Apple, so it runs beside the periodic tasks.
"""

from __future__ import annotations

import asyncio
import logging

import psycopg
from functions_py.device_turns import finish_left
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores.device_check import DeviceCheck

from workers.runner import keep_connected

log = logging.getLogger(__name__)

# Asking reads one row of an index that is empty. Apple takes a token for some minutes.
POLL_S = 5.0
# For one call of the database: it has met a lock or a bug.
CALL_TIMEOUT_S = 10.0


async def run(settings: Settings) -> None:
    """Finishes until cancelled, through restarts of Postgres; idle where there is no key."""
    device_check = DeviceCheck(settings)
    if not device_check.configured:
        await asyncio.Event().wait()
    await device_check.open()

    async def serve(rpc: WorkerRpc) -> None:
        try:
            while not rpc.closed:
                await _finish_one(rpc, device_check, settings.device_environment)
                await asyncio.sleep(POLL_S)
        except (psycopg.Error, OSError) as error:
            log.error("cannot finish device checks", exc_info=error)

    try:
        await keep_connected(settings, serve)
    finally:
        await device_check.close()


async def _finish_one(rpc: WorkerRpc, device_check: DeviceCheck, environment: str) -> None:
    async with asyncio.timeout(CALL_TIMEOUT_S):
        turn = await rpc.take_abandoned_turn(environment)
    # A turn without anything unfinished: it was given up as too old. The turn passes by itself.
    if turn is not None and turn.get("unfinished") is not None:
        await finish_left(rpc, device_check, turn)
