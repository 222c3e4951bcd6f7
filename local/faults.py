"""Failures on demand: the next calls of an endpoint are refused, left hanging, or done unheard.

Of the stand-ins whose operators choose them by endpoint: the App Store's and fal's.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

MAX_FAULTS = 10_000
# Whoever waits longer than this has no time-out.
HANG_S = 60.0
LOOK_EVERY_S = 0.05

ANY = "*"

Handler = Callable[[Request], Awaitable[Response]]


@dataclass
class Fault:
    """Happens `times` times. `status` with `text`, or with the stand-in's own error where there is
    none; `code` is the errorCode of Apple's Server API. `hangs` until the caller leaves.
    `is_done_first`: the call takes effect, and only then it fails. `loses_answer`: the connection
    breaks within the answer. `is_only_slow`: it is just late."""

    endpoint: str
    status: int = 500
    code: int | None = None
    text: str = ""
    retry_after: str | None = None
    delay_s: float = 0.0
    hangs: bool = False
    loses_answer: bool = False
    is_done_first: bool = False
    is_only_slow: bool = False
    times: int = 1


class Faults:
    """In the order they were added; an endpoint takes the first that is meant for it."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque(maxlen=MAX_FAULTS)

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    async def around(
        self,
        endpoint: str,
        request: Request,
        handle: Handler,
        refuse: Callable[[Fault], Response],
    ) -> Response:
        """The answer of `handle`, or what a fault makes of it; `refuse` writes its error."""
        fault = self._take(endpoint)
        if fault is None:
            return await handle(request)
        # Read now: a body cannot be read once the caller has left.
        await request.body()
        await asyncio.sleep(fault.delay_s)
        if fault.is_only_slow:
            return await handle(request)
        if fault.is_done_first:
            await handle(request)
        if fault.hangs:
            await _until_caller_leaves(request)
        if fault.loses_answer:
            return _broken()
        return refuse(fault)

    def _take(self, endpoint: str) -> Fault | None:
        for fault in self._waiting:
            if fault.endpoint in (endpoint, ANY):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None


async def _until_caller_leaves(request: Request) -> None:
    waited_s = 0.0
    while waited_s < HANG_S and not await request.is_disconnected():
        await asyncio.sleep(LOOK_EVERY_S)
        waited_s += LOOK_EVERY_S


def _broken() -> Response:
    """More is promised than sent, so that the connection ends within the body."""

    async def half() -> AsyncIterator[bytes]:
        yield b"{"

    return StreamingResponse(half(), headers={"content-length": "100"})
