"""Fills the gaps in Stripe's events: lists what happened, and stores what never arrived.

An event that is stored already is not stored again, so that listing too much costs only requests.
Webhooks that cannot be delivered for longer than Stripe tries (three days), or to nobody because
the endpoint is set up wrongly, come in this way; Stripe lists the events of 30 days.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
import psycopg
from functions_py.errors import FlorinError
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores import StoredEvent
from functions_py.stores.stripe_client import StripeApi, environment_of
from functions_py.stores.stripe_facts import EVENTS

from workers.stripe_companion import run_with_stripe

log = logging.getLogger(__name__)

PROVIDER = "stripe"
# Two or three requests each time, while nothing is missing.
INTERVAL_S = 300.0
# After Stripe or the database failed.
RETRY_S = 30.0
# Stripe keeps 30 days; the last of them may be gone while we ask.
HISTORY_S = 30 * 86_400 - 3600
# Events are listed newest first and must be stored oldest first, or a crash would hide a gap behind
# what is newer: so a stretch of this length at a time, to its end.
STRETCH_S = 6 * 3600
# An event may be stored before one that is older by as much: the stretch that was being read when a
# worker died, or, for the same worker, deliveries that overtook each other.
FIRST_OVERLAP_S = STRETCH_S
OVERLAP_S = 900
# Of a stretch: 50,000 events.
MAX_PAGES = 500
CALL_TIMEOUT_S = 10.0


async def run(settings: Settings) -> None:
    """Looks again and again until cancelled; where no key is set there is nothing to do."""
    await run_with_stripe(settings, lambda api: Reconciliation(api).serve)


class Reconciliation:
    """What one worker knows: up to when everything is stored."""

    def __init__(self, api: StripeApi) -> None:
        self._api = api
        self._done_until: int | None = None

    async def serve(self, rpc: WorkerRpc) -> None:
        """Returns when the connection is lost."""
        while not rpc.closed:
            pause_s = INTERVAL_S
            try:
                await self.catch_up(rpc)
            except (psycopg.Error, FlorinError, TimeoutError, OSError) as error:
                log.warning("cannot reconcile", exc_info=error)
                pause_s = RETRY_S
            await asyncio.sleep(pause_s * random.uniform(1.0, 1.1))  # noqa: S311, spreads load

    async def catch_up(self, rpc: WorkerRpc) -> int:
        """Stores what is missing of all that happened until now; how much that was."""
        now = int(time.time())
        stored = 0
        for start, end in stretches(await self._since(rpc, now), now):
            # A clock that is behind Stripe's must not hide the newest.
            until = end if end < now else now + FIRST_OVERLAP_S
            stored += await self._store_stretch(rpc, start, until)
            self._done_until = end
        if stored:
            log.warning("missing events stored", extra={"task": "reconcile", "count": stored})
        return stored

    async def _since(self, rpc: WorkerRpc, now: int) -> int:
        if self._done_until is not None:
            return max(self._done_until - OVERLAP_S, now - HISTORY_S)
        last = await _in_time(rpc.find_last_event(PROVIDER, self._api.environment))
        # Where nothing was ever stored, what was before is not ours to make up for.
        newest = now if last is None else min(now, int(last.timestamp()))
        return max(newest - FIRST_OVERLAP_S, now - HISTORY_S)

    async def _store_stretch(self, rpc: WorkerRpc, start: int, end: int) -> int:
        stored = 0
        after: str | None = None
        for _ in range(MAX_PAGES):
            page = (await self._api.events(start, end, after)).value
            for event in page["data"]:
                if event["type"] in EVENTS:
                    stored += await _store(rpc, event)
            if not page["has_more"]:
                return stored
            after = page["data"][-1]["id"]
        log.error("too many events to list", extra={"task": "reconcile", "count": stored})
        return stored


def stretches(since: int, now: int) -> Iterator[tuple[int, int]]:
    """[since, now] in pieces, the oldest first."""
    while since < now:
        end = min(since + STRETCH_S, now)
        yield since, end
        since = end


async def _store(rpc: WorkerRpc, event: Mapping[str, Any]) -> bool:
    """True where it was missing."""
    is_new: bool = await _in_time(
        rpc.store_event(
            StoredEvent(
                PROVIDER,
                environment_of(event["livemode"]),
                event["id"],
                event["type"],
                datetime.fromtimestamp(event["created"], UTC),
                orjson.dumps(event).decode(),
            )
        )
    )
    return is_new


async def _in_time(call: Any) -> Any:
    async with asyncio.timeout(CALL_TIMEOUT_S):
        return await call
