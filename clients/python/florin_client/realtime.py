"""News of an account's jobs over Supabase Realtime: the private topic `account:<uuid>`.

A message is sent in the transaction that changes a job, at most once, and may be missed: whoever
listens reads the row when the topic comes up, and does not rely on it while it is down.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from realtime import RealtimeSubscribeStates

from florin_client.retries import Retries
from florin_client.session import Session

if TYPE_CHECKING:
    from realtime import AsyncRealtimeChannel, RealtimeChannelOptions
    from realtime.types import BroadcastPayload

# Connecting and joining, together.
JOIN_TIMEOUT_S = 15.0
# Leaving is a courtesy: the server notices a connection that is gone.
LEAVE_TIMEOUT_S = 2.0
# From a second to a minute between tries: where there is no Realtime, nobody is kept busy by it.
REJOIN = Retries(first_s=1.0, longest_s=60.0)
# A topic that was up for less is joined again as if it had not been up at all.
STEADY_S = 30.0
# The token of a topic is looked at this often at least, and renewed when it is due.
TOKEN_CHECK_S = 20.0

logger = logging.getLogger(__name__)

_PRIVATE: RealtimeChannelOptions = {
    "config": {
        "broadcast": {"ack": False, "self": False},
        "presence": {"key": "", "enabled": False},
        "private": True,
    }
}


class Bell:
    """Rings when a job may have changed or the topic came up or went down. Keeps the newest row
    that came, and no other: each one is whole."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._row: Mapping[str, Any] | None = None

    def ring(self, row: Mapping[str, Any] | None = None) -> None:
        self._row = row or self._row
        self._rung.set()

    async def wait(self, timeout_s: float) -> bool:
        """Whether it rang, since the last wait or within the time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._rung.wait()
        was_rung = self._rung.is_set()
        self._rung.clear()
        return was_rung

    def take(self) -> Mapping[str, Any] | None:
        """The newest row since the last take."""
        row, self._row = self._row, None
        return row


class AccountTopic:
    """One topic, joined while anybody listens, however many. `account_id()` is asked at each
    join."""

    def __init__(self, session: Session, account_id: Callable[[], Awaitable[str]]) -> None:
        self._session = session
        self._account_id = account_id
        self._bells: dict[str, set[Bell]] = {}
        self._keeper: asyncio.Task[None] | None = None
        # Whoever joins waits until the one before has left: they share a connection.
        self._turn = asyncio.Lock()
        # Whether messages come now.
        self.is_live = False

    @contextlib.asynccontextmanager
    async def listen(self, job_id: str) -> AsyncIterator[Bell]:
        """A bell for one job, at once: the topic is joined meanwhile. Never raises where there is
        no Realtime; `is_live` stays False then."""
        bell = Bell()
        self._bells.setdefault(job_id, set()).add(bell)
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        if self.is_live:
            bell.ring()
        try:
            yield bell
        finally:
            self._bells[job_id].discard(bell)
            if not self._bells[job_id]:
                del self._bells[job_id]
            if not self._bells:
                await self.close()

    async def close(self) -> None:
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            await asyncio.wait([keeper])

    async def _keep(self) -> None:
        failures = 0
        async with self._turn:
            while True:
                begun = time.monotonic()
                try:
                    await self._stay()
                # The realtime client raises bare Exceptions among others; none of them is the
                # follower's problem, who asks the service meanwhile.
                except Exception as error:
                    logger.debug("topic lost: %r", error)
                failures = 1 if time.monotonic() - begun > STEADY_S else failures + 1
                await asyncio.sleep(REJOIN.backoff_s(failures))

    async def _stay(self) -> None:
        """Joins, and returns once the topic is lost. Raises whatever keeps it from being joined."""
        lost = asyncio.Event()
        channel = await self._join(lost)
        try:
            while not lost.is_set():
                await self._watch(lost)
        finally:
            self._set_live(False)
            await self._leave(channel)

    async def _join(self, lost: asyncio.Event) -> AsyncRealtimeChannel:
        client = self._session.supabase

        def on_state(state: RealtimeSubscribeStates, error: Exception | None) -> None:
            if state == RealtimeSubscribeStates.SUBSCRIBED:
                self._set_live(True)
            else:
                lost.set()

        async with asyncio.timeout(JOIN_TIMEOUT_S):
            # A session out of storage was announced to nobody.
            await client.realtime.set_auth(await self._session.token())
            channel = client.channel(f"account:{await self._account_id()}", _PRIVATE)
            try:
                channel.on_broadcast("*", self._hear)
                await channel.subscribe(on_state)
                if not self.is_live:
                    raise ConnectionError("the join was not answered, or refused")
            except BaseException:
                self._set_live(False)
                await self._leave(channel)
                raise
        return channel

    async def _leave(self, channel: AsyncRealtimeChannel) -> None:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(LEAVE_TIMEOUT_S):
                await self._session.supabase.remove_channel(channel)

    async def _watch(self, lost: asyncio.Event) -> None:
        """Until the topic is lost, or its token is to be looked at. Renewing it tells the topic:
        the supabase client sees to that."""
        due_s = await self._session.seconds_to_renewal()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(TOKEN_CHECK_S, max(0.5, due_s))):
                await lost.wait()

    def _hear(self, message: BroadcastPayload) -> None:
        """A row of jobs, as realtime.broadcast_changes sends it: `record` is the row as it is now,
        None where it is gone."""
        payload = message.get("payload") or {}
        record = payload.get("record")
        row = record if isinstance(record, dict) else None
        job_id = (row or payload.get("old_record") or {}).get("id")
        for bell in list(self._bells.get(str(job_id), ())):
            bell.ring(row)

    def _set_live(self, is_live: bool) -> None:
        if self.is_live != is_live:
            self.is_live = is_live
            for bells in self._bells.values():
                for bell in bells:
                    bell.ring()
