"""Folds what the stores told: claims stored events, translates each into facts, hands those to
Postgres. A worker that dies leaves a lease; another one folds the same again, to the same end.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import psycopg
from functions_py.errors import is_transient
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores import REREADERS, StoredEvent, UnreadableEvent, translate

from workers.runner import keep_connected

log = logging.getLogger(__name__)

# An event is folded within about this; asking reads one index.
POLL_S = 0.5
# Some 10 ms each: a batch takes a second or two.
LIMIT = 100
# Time for a batch, with reads from a store in it; then another worker takes what is left.
LEASE_S = 120


async def run(settings: Settings) -> None:
    """Folds until cancelled, through restarts of Postgres."""
    await keep_connected(settings, serve)


async def serve(rpc: WorkerRpc) -> None:
    """Folds what there is, again and again; returns when the connection is lost."""
    while not rpc.closed:
        try:
            done = await fold_batch(rpc)
        except (psycopg.Error, OSError) as error:
            log.error("cannot fold events", exc_info=error)
            done = 0
        if done < LIMIT:
            await asyncio.sleep(POLL_S)


async def fold_batch(rpc: WorkerRpc, limit: int = LIMIT) -> int:
    """Folds up to `limit` events; how many it took. Raises psycopg.Error when Postgres is away."""
    claimed = await rpc.claim_events(limit, LEASE_S)
    for row in claimed:
        row.pop("attempts")
        await _fold(rpc, StoredEvent(**row))
    return len(claimed)


async def _fold(rpc: WorkerRpc, event: StoredEvent) -> None:
    key = (event.provider, event.environment, event.event_id)
    said: dict[str, Any] = {"provider": event.provider, "event": event.event_id, "type": event.type}
    try:
        folded = await rpc.fold_event(*key, await translate(event))
    except UnreadableEvent as error:
        log.error("event cannot be translated", extra=said, exc_info=error)
        await rpc.fail_event(*key, str(error), is_final=True)
        return
    except Exception as error:
        if rpc.closed or (isinstance(error, psycopg.Error) and is_transient(error)):
            raise
        # The store, or a bug with this event, which must not keep the others from theirs.
        log.error("event not folded", extra=said, exc_info=error)
        await rpc.fail_event(*key, f"{type(error).__name__}: {error}", is_final=False)
        return
    log.info("event folded", extra={**said, "unmapped": folded["unmapped"]})
    if folded["tied"] and event.provider in REREADERS:
        await _read_again(event, folded["tied"])


async def _read_again(event: StoredEvent, chains: list[str]) -> None:
    """What the store says now decides, where two events contradict each other."""
    try:
        await REREADERS[event.provider](event.environment, chains)
    except Exception as error:
        log.error("chains not read again", extra={"provider": event.provider}, exc_info=error)
