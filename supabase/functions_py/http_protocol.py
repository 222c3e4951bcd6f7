"""uvicorn's HTTP protocol with the bounds it lacks: connections, and the size and time of a head.

httptools collects a request's head without a limit, and uvicorn waits for it without one.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# A token of 8 KiB, an Idempotency-Key, cookies of a shared domain: with room to spare.
MAX_HEAD_BYTES = 64 * 1024
# From connecting, or from a request's first byte, to the end of its head.
HEAD_TIMEOUT_S = 20.0

_PHRASES = {
    400: "Bad Request",
    408: "Request Timeout",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}


class BoundedHttpProtocol(HttpToolsProtocol):
    """One connection. `max_connections` is set by `bounded_protocol`."""

    max_connections = 1

    _in_head = False
    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None
    _is_refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Refuses the connection where there are too many; else starts its first head's clock."""
        super().connection_made(transport)
        if len(self.connections) > self.max_connections:
            self._refuse(503, "connections_saturated", "Retry-After: 2\r\n")
        else:
            self._start_head_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_head_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse(431, "headers_too_large")

    def on_message_begin(self) -> None:
        self._in_head = True
        self._head_bytes = 0
        if self._head_timer is None:
            self._start_head_timer()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop_head_timer()
        # The parser takes what follows such a head for another protocol, and after that for the
        # next request: a body would be lost, or served as a request that nobody sent.
        if self.parser.should_upgrade() and _has_body(self.headers):
            self._is_refused = True
            self._refuse(400, "upgrade_with_body")
        else:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        # Of a request that was refused there is nothing to complete.
        if not self._is_refused:
            super().on_message_complete()

    def _start_head_timer(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_TIMEOUT_S, self._head_overdue)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_overdue(self) -> None:
        self._head_timer = None
        if self._in_head:
            self._refuse(408, "headers_timeout")
        elif not self.transport.is_closing():
            # Nothing was ever sent: there is nobody to tell.
            self.transport.close()

    def _refuse(self, status: int, code: str, headers: str = "") -> None:
        """Answers before any route is known, in the shape of Florin's own routes."""
        self._in_head = False
        self._stop_head_timer()
        if self.transport.is_closing():
            return
        phrase = _PHRASES[status]
        body = (
            f'{{"type":"about:blank","title":"{phrase}","status":{status},'
            f'"detail":"{phrase}","code":"{code}"}}'
        )
        self.transport.write(
            (
                f"HTTP/1.1 {status} {phrase}\r\ncontent-type: application/problem+json\r\n"
                f"content-length: {len(body)}\r\n{headers}connection: close\r\n\r\n{body}"
            ).encode("ascii")
        )
        self.transport.close()


def _has_body(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0 \t"))
        for name, value in headers
    )


def bounded_protocol(max_connections: int) -> type[BoundedHttpProtocol]:
    """The protocol class for one server, which uvicorn instantiates per connection."""
    bounds: dict[str, Any] = {"max_connections": max_connections}
    return type("BoundedHttpProtocol", (BoundedHttpProtocol,), bounds)
