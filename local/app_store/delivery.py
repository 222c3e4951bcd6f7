"""Sends notifications to the app's webhook, and misbehaves on demand."""

import asyncio
import contextlib
import random
from collections import deque

import httpx

from local.app_store.clock import Clock
from local.app_store.notifications import SUCCESS, Attempt, Notification

# What Apple waits is not documented; longer than any service under test needs.
TIMEOUT_S = 15.0
# A run that makes more has forgotten to configure a webhook that answers.
MAX_WAITING = 100_000
ACCEPTED = range(200, 207)


class Delivery:
    """One after the other in order, unless told otherwise. `url` None: nothing is sent.

    copies: how often each is sent. delay_s: before each. drop: how many of the next ones get lost
    on the way, though Apple takes them for failed and tries again. is_holding: they wait for
    `release`. senders: how many at the same time.
    """

    def __init__(self, clock: Clock) -> None:
        self.url: str | None = None
        self.copies = 1
        self.delay_s = 0.0
        self.drop = 0
        self.is_holding = False
        self._clock = clock
        self._held: deque[Notification] = deque()
        self._queue: asyncio.Queue[Notification] = asyncio.Queue(MAX_WAITING)
        self._http = httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False)
        self._senders: list[asyncio.Task[None]] = []

    async def start(self, senders: int = 1) -> None:
        await self._stop_senders()
        self._senders = [asyncio.create_task(self._send_all()) for _ in range(senders)]

    async def close(self) -> None:
        await self._stop_senders()
        await self._http.aclose()

    def push(self, notification: Notification) -> None:
        """Raises asyncio.QueueFull."""
        if self.is_holding:
            if len(self._held) >= MAX_WAITING:
                raise asyncio.QueueFull
            self._held.append(notification)
        else:
            self._queue.put_nowait(notification)

    def push_again(self, notification: Notification) -> None:
        """A retry: not held, since it was let through before. Raises asyncio.QueueFull."""
        self._queue.put_nowait(notification)

    def release(self, order: str = "as_made", seed: int = 0) -> int:
        """Sends what was held: as_made, reversed or shuffled (by `seed`). How many there were."""
        held = list(self._held)
        self._held.clear()
        self.is_holding = False
        if order == "reversed":
            held.reverse()
        elif order == "shuffled":
            random.Random(seed).shuffle(held)  # noqa: S311 -- no secret depends on it
        elif order != "as_made":
            raise ValueError("order is as_made, reversed or shuffled")
        for notification in held:
            self._queue.put_nowait(notification)
        return len(held)

    async def idle(self) -> None:
        """Returns when everything that is not held was tried."""
        await self._queue.join()

    async def _send_all(self) -> None:
        while True:
            notification = await self._queue.get()
            try:
                await self._send(notification)
            finally:
                self._queue.task_done()

    async def _send(self, notification: Notification) -> None:
        if self.url is None:
            if notification.attempts:
                # A retry whose webhook is gone has failed too, or it would be due for ever.
                notification.attempts.append(Attempt(self._clock.now_ms(), "NO_RESPONSE"))
            return
        await asyncio.sleep(self.delay_s)
        for _ in range(self.copies):
            result = await self._attempt(self.url, notification)
            notification.attempts.append(Attempt(self._clock.now_ms(), result))

    async def _attempt(self, url: str, notification: Notification) -> str:
        if self.drop > 0:
            self.drop -= 1
            return "NO_RESPONSE"
        try:
            reply = await self._http.post(url, json={"signedPayload": notification.signed_payload})
        except httpx.TimeoutException:
            return "TIMED_OUT"
        except (httpx.NetworkError, OSError):
            return "SOCKET_ISSUE"
        except httpx.HTTPError:
            return "INVALID_RESPONSE"
        return SUCCESS if reply.status_code in ACCEPTED else "UNSUCCESSFUL_HTTP_RESPONSE_CODE"

    async def _stop_senders(self) -> None:
        for task in self._senders:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._senders = []
