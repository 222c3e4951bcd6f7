"""Failures on demand: the next calls of an endpoint are refused, left hanging, or done unheard."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

ENDPOINTS = ("submit", "status", "result", "cancel", "history", "file", "keys")
MAX_FAULTS = 10_000
# Whoever waits longer than this has no time-out.
HANG_S = 60.0
LOOK_EVERY_S = 0.05

Handler = Callable[[Request], Awaitable[Response]]


@dataclass
class Fault:
    """Happens `times` times. Answers `status`; `text` instead of fal's JSON, as a proxy would;
    `hangs` until the caller leaves; `loses_answer`: the connection breaks within the answer.
    is_done_first: the call takes effect, and only then fails. is_only_slow: it is just late."""

    endpoint: str
    status: int = 500
    text: str = ""
    retry_after: str | None = None
    delay_s: float = 0.0
    hangs: bool = False
    loses_answer: bool = False
    is_done_first: bool = False
    is_only_slow: bool = False
    times: int = 1

    def __post_init__(self) -> None:
        if self.endpoint not in ENDPOINTS:
            raise ValueError(f"endpoint is one of {', '.join(ENDPOINTS)}")


class Faults:
    """In the order they were added; an endpoint takes the first that is meant for it."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque(maxlen=MAX_FAULTS)

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def wrap(self, endpoint: str, handle: Handler) -> Handler:
        """The handler, and whatever faults make of its answers."""

        async def answer(request: Request) -> Response:
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
            return _broken() if fault.loses_answer else _refusal(fault)

        return answer

    def _take(self, endpoint: str) -> Fault | None:
        for fault in self._waiting:
            if fault.endpoint == endpoint:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None


def _refusal(fault: Fault) -> Response:
    headers = {} if fault.retry_after is None else {"retry-after": fault.retry_after}
    if fault.text:
        return Response(fault.text, fault.status, headers, "text/html")
    return JSONResponse({"detail": "scripted"}, fault.status, headers)


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
