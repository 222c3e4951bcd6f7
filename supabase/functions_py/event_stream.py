"""A generation's events as one HTTP response (text/event-stream), written straight to ASGI.

Starlette's StreamingResponse starts a task group per response and hands over one chunk at a time;
here one task reads whatever has come since the last write and another one only waits for the
client to go.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from functions_py.transcript import Reader

# One line and no blank one: see transcript.py for what a blank line does to SDKs.
HEARTBEAT = b": heartbeat\n"

# Until the first event there may still be a refusal with a status code of its own; a client that
# has waited this long is told that somebody is at home instead.
HEADERS_AFTER_S = 10.0

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    # nginx and its kin would otherwise collect events until a buffer is full.
    (b"x-accel-buffering", b"no"),
]


class Source(Protocol):
    """Where the events come from, and what to answer where there will be none."""

    @property
    def refusal(self) -> Response | None:
        """The response instead of a stream, known before the first event."""


class EventStreamResponse:
    """An ASGI response that follows `reader` to its end.

    on_close(gone: bool) is called once, when the client has everything or has gone.
    heartbeat_s: a comment is sent after this much silence, so that proxies and phones hold on.
    """

    __slots__ = (
        "_gone",
        "_headers",
        "_heartbeat_s",
        "_on_close",
        "_reader",
        "_source",
        "status_code",
    )

    def __init__(
        self,
        reader: Reader,
        source: Source,
        headers: dict[str, str],
        heartbeat_s: float,
        on_close: Callable[[bool], None],
    ) -> None:
        self._reader = reader
        self._source = source
        self._headers = headers
        self._heartbeat_s = heartbeat_s
        self._on_close = on_close
        self._gone = False
        self.status_code = 200

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._reader.task = asyncio.current_task()
        watch = asyncio.create_task(self._watch(receive))
        completed = False
        try:
            await self._respond(scope, receive, send)
            completed = not self._gone
        except asyncio.CancelledError:
            # The writer cancels a reader it cannot wait for; anybody else's cancel is passed on.
            if not self._reader.lost:
                raise
        except OSError:
            # What servers raise on a connection that is gone (ASGI 2.4); uvicorn says nothing.
            pass
        finally:
            watch.cancel()
            self._reader.task = None
            self._reader.close()
            self._on_close(not completed)

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        beat = Heartbeat(self._reader, self._heartbeat_s)
        try:
            await self._wait_for_start(beat)
            refusal = self._source.refusal
            if self._gone:
                return
            if refusal is not None:
                self.status_code = refusal.status_code
                await refusal(scope, receive, send)
            else:
                headers = [
                    (name.encode("latin-1"), value.encode("latin-1"))
                    for name, value in self._headers.items()
                ]
                await send(
                    {"type": "http.response.start", "status": 200, "headers": _HEADERS + headers}
                )
                await self._follow(send, beat)
        finally:
            beat.cancel()

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self._reader.wake()

    async def _wait_for_start(self, beat: Heartbeat) -> None:
        """Until there is something to say, or headers are due without it."""
        while not (self._reader.ready or self._gone or beat.due()):
            await self._reader.wait()

    async def _follow(self, send: Send, beat: Heartbeat) -> None:
        reader = self._reader
        while not (self._gone or reader.lost):
            chunk = reader.take()
            if chunk or reader.ended:
                ended = reader.ended
                await send(_body(chunk, more=not ended))
                if ended:
                    return
                beat.sent()
            elif beat.due():
                await send(_body(HEARTBEAT))
                beat.sent()
            else:
                await reader.wait()


def _body(chunk: bytes, *, more: bool = True) -> Message:
    return {"type": "http.response.body", "body": chunk, "more_body": more}


class Heartbeat:
    """Wakes a reader after silence: one timer, moved on when it fires and not at every write."""

    __slots__ = ("_due_at", "_every_s", "_loop", "_reader", "_timer")

    def __init__(self, reader: Reader, every_s: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._reader = reader
        self._every_s = every_s
        self._due_at = self._loop.time() + min(HEADERS_AFTER_S, every_s)
        self._timer = self._loop.call_at(self._due_at, self._fire)

    def due(self) -> bool:
        return self._loop.time() >= self._due_at

    def sent(self) -> None:
        self._due_at = self._loop.time() + self._every_s

    def cancel(self) -> None:
        self._timer.cancel()

    def _fire(self) -> None:
        now = self._loop.time()
        if now >= self._due_at:
            self._reader.wake()
            self._timer = self._loop.call_at(now + self._every_s, self._fire)
        else:
            self._timer = self._loop.call_at(self._due_at, self._fire)
