"""Asks Apple how a subscription stands where what we know leaves doubt: its period is over by our
clock and nothing was heard, or two things were said as of the same moment."""

from __future__ import annotations

import logging
from typing import Any

from functions_py.errors import FlorinError
from functions_py.stores import StoredEvent
from functions_py.stores.apple_client import StoreAway, StoreNotFound, StoreRefused
from functions_py.stores.apple_events import PROVIDER
from functions_py.stores.apple_facts import translate
from functions_py.stores.apple_reading import read_standings

from workers.apple.session import Apple, Duty, in_time

log = logging.getLogger(__name__)

# A lapsed subscription ends by our clock without this; a renewal that was missed waits no longer.
INTERVAL_S = 60.0
# Apple takes fifty requests a second of an app; one after the other stays far below.
LIMIT = 50
# Batches of one run: the rest waits for the next, so that the other duties have their turn.
MAX_BATCHES = 20


async def work(apple: Apple) -> None:
    """Reads the subscriptions in doubt. Each is in doubt again after a while, longer each time,
    unless what was read settles it."""
    for _ in range(MAX_BATCHES):
        doubts = await in_time(apple.rpc.claim_doubts(PROVIDER, LIMIT))
        for doubt in doubts:
            if not await _read(apple, doubt):
                return
        if len(doubts) < LIMIT:
            return


async def _read(apple: Apple, doubt: dict[str, Any]) -> bool:
    """False: Apple is away, and the others need not be tried."""
    environment, chain_id = doubt["environment"], doubt["chain_id"]
    try:
        events = await read_standings(apple.client, apple.store.verifier, environment, chain_id)
    except StoreAway as error:
        log.warning("cannot ask", extra={"reason": str(error)})
        return False
    except (StoreNotFound, StoreRefused, FlorinError) as error:
        log.warning("not read", extra={"chain": chain_id, "reason": str(error)})
        return True
    for event in events:
        await _keep(apple, event)
    await in_time(apple.rpc.settle_doubt(PROVIDER, environment, chain_id))
    return True


async def _keep(apple: Apple, event: StoredEvent) -> None:
    await in_time(apple.rpc.store_event(event))
    await in_time(
        apple.rpc.fold_event(event.provider, event.environment, event.event_id, translate(event))
    )


duty = Duty("read_subscriptions", work, INTERVAL_S)
