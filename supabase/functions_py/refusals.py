"""Tells the outbox of limits that were hit, after the client has its 429.

A refusal cannot write its own event: its transaction rolls back. A client in a loop is refused
thousands of times, so each process tells once per account, model, limit and minute, from a bounded
queue; what does not fit, or meets a database that is away, is not told. No money hangs on it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from functions_py.auth import Principal
from functions_py.errors import FlorinError
from functions_py.lru import Lru
from functions_py.rpc import Rpc

log = logging.getLogger(__name__)

# Of one account, model and limit.
INTERVAL_S = 60.0
# About 300 bytes each; who falls out of it is told of again a little early.
CAPACITY = 10_000
# Some seconds of a database that is away.
QUEUE_MAX = 1000

_Key = tuple[UUID, UUID, str, str]


class Refusals:
    """A queue of refusals to tell, and what was told within the last minute."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._queue: asyncio.Queue[_Key] = asyncio.Queue(QUEUE_MAX)
        self._told_at: Lru[tuple[UUID, str, str], float] = Lru(CAPACITY)

    def note(self, principal: Principal, model: str | None, error: FlorinError) -> None:
        """Queues a refusal with status 429; waits for nothing and never fails."""
        if error.status != 429:
            return
        # Chosen for the client, where it named none. A client may send any text as a model; the
        # database keeps no more of it either.
        model = str(error.extra.get("model", model or ""))[:200]
        source = str(error.extra.get("limit_source", error.code))
        key = (principal.account_id, model, source)
        told_at = self._told_at.get(key)
        now = time.monotonic()
        if (told_at is not None and now < told_at + INTERVAL_S) or self._queue.full():
            return
        self._told_at.put(key, now)
        self._queue.put_nowait((principal.account_id, principal.user_id, model, source))

    async def tell(self) -> None:
        """Tells what is queued, one after the other, until cancelled."""
        while True:
            account_id, user_id, model, source = await self._queue.get()
            try:
                await self._rpc.record_refusal(account_id, user_id, model, source)
            except FlorinError as error:
                log.warning("a refusal was not told", extra={"code": error.code})


@asynccontextmanager
async def open_refusals(rpc: Rpc) -> AsyncIterator[Refusals]:
    """The service's refusals; what is still queued when it closes is dropped."""
    refusals = Refusals(rpc)
    task = asyncio.create_task(refusals.tell())
    try:
        yield refusals
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
