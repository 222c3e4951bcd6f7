"""A provider that costs next to nothing: `python -m bench.provider`, for scripts/bench stream.

It answers every POST with a stream of chat completion chunks as OpenAI writes them, about 260
bytes each, then the finish reason, the usage and `[DONE]`. A mark in the request says how:
`bench:<chunks>:<group>:<gap_ms>`. Every event is an HTTP chunk of its own; a group of them goes
out in one write, then nothing for the gap. Every chunk carries the time it was sent
(CLOCK_MONOTONIC, one clock for all processes of a machine), so that its reader knows how long it
was under way.
"""

import asyncio
import re
import signal
import time
from typing import cast

import uvloop

from local.postgres import HOST

MARK = re.compile(rb"bench:(\d+):(\d+):(\d+)")
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
# Of a bench's own requests; whatever is larger is not one.
MAX_REQUEST_BYTES = 1_000_000
MAX_CHUNKS = 100_000

HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    b"x-request-id: req_bench\r\ntransfer-encoding: chunked\r\n\r\n"
)
_CHUNK = (
    b'{"id":"chatcmpl-CeZ2oAqmHq0kVJb4s2vP0gkJbQe1T","object":"chat.completion.chunk",'
    b'"created":1795212000,"model":"bench-2026-11-20","service_tier":"default",'
    b'"system_fingerprint":"fp_b1a2c3d4e5","choices":[%b],"usage":%b}'
)
_DELTA = b'{"index":0,"delta":{"content":" t=%019d"},"logprobs":null,"finish_reason":null}'
_STOP = b'{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}'
_USAGE = (
    b'{"prompt_tokens":24,"completion_tokens":%d,"total_tokens":%d,'
    b'"prompt_tokens_details":{"cached_tokens":0},'
    b'"completion_tokens_details":{"reasoning_tokens":0}}'
)


def event(payload: bytes) -> bytes:
    """One SSE event as one HTTP chunk."""
    data = b"data: " + payload + b"\n\n"
    return b"%x\r\n%b\r\n" % (len(data), data)


def content(sent_at_ns: int) -> bytes:
    """A piece of text that says when it was sent."""
    return event(_CHUNK % (_DELTA % sent_at_ns, b"null"))


def ending(chunks: int) -> bytes:
    """Finish reason, usage, end mark and the end of the body."""
    usage = _USAGE % (chunks, 24 + chunks)
    return b"".join(
        (
            event(_CHUNK % (_STOP, b"null")),
            event(_CHUNK % (b"", usage)),
            event(b"[DONE]"),
            b"0\r\n\r\n",
        )
    )


class Connection(asyncio.Protocol):
    """Serves one connection's requests, one after another."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._chunks = 0
        self._group = 1
        self._gap_s = 0.0
        self._sent = 0
        self._begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are asyncio's in all but their class.
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._received += data
        head_end = self._received.find(b"\r\n\r\n")
        if head_end < 0:
            return
        length = CONTENT_LENGTH.search(self._received, 0, head_end)
        whole = head_end + 4 + (int(length.group(1)) if length else 0)
        if len(self._received) < whole:
            if len(self._received) > MAX_REQUEST_BYTES and self._transport is not None:
                self._transport.abort()
            return
        request, self._received = self._received[:whole], self._received[whole:]
        mark = MARK.search(request)
        self._chunks, self._group, gap_ms = (
            (int(number) for number in mark.groups()) if mark else (1, 1, 0)
        )
        self._chunks = min(self._chunks, MAX_CHUNKS)
        self._gap_s = gap_ms / 1000
        self._sent = 0
        self._begun = self._loop.time()
        self._next(HEAD)

    def _next(self, before: bytes = b"") -> None:
        """Writes a group and sees to the next. uvloop flushes when the callback has returned."""
        if self._transport is None:
            return
        count = min(self._group, self._chunks - self._sent)
        self._sent += count
        last = ending(self._chunks) if self._sent == self._chunks else b""
        self._transport.write(before + content(time.monotonic_ns()) * count + last)
        if not last:
            # Against the clock, so that a busy machine does not stretch the stream.
            due_at = self._begun + self._sent / self._group * self._gap_s
            self._loop.call_at(due_at, self._next)


async def serve() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(Connection, HOST, 0, backlog=4096)
    print(f"listening on {server.sockets[0].getsockname()[1]}", flush=True)
    try:
        await stopped.wait()
    finally:
        server.close()


if __name__ == "__main__":
    uvloop.run(serve())
