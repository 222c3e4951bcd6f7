"""The load generator's HTTP client: as little as a stream's timing needs, kept alive.

Written against asyncio's protocols, because a client library's own work would be measured too.
"""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import cast

from bench.load_plan import Target

# The provider's time stamp in a chunk: bench/provider.py.
STAMP = re.compile(rb" t=(\d{19})")
_STAMP_BYTES = 22
_END = b"0\r\n\r\n"
_STATUS_AT = slice(9, 12)
# The longest stream of a bench takes a quarter of this; one that hangs is an error, not a wait.
STREAM_TIMEOUT_S = 120.0
CONNECT_TIMEOUT_S = 10.0


class BadStream(Exception):
    """A stream was refused, broke off, or lacked chunks; the text is its end."""


@dataclass(slots=True)
class Timing:
    """When, by time.monotonic_ns(), the request was sent and its body began. delays: when a chunk
    came, and how long it was under way."""

    sent_at_ns: int
    first_byte_at_ns: int = 0
    delays_ns: list[tuple[int, int]] = field(default_factory=list)

    @property
    def first_byte_ms(self) -> float:
        return (self.first_byte_at_ns - self.sent_at_ns) / 1e6


class Client(asyncio.Protocol):
    """One connection, one stream at a time."""

    def __init__(self, *, stamps: bool) -> None:
        self._stamps = stamps
        self._transport: asyncio.Transport | None = None
        self._done: asyncio.Future[None] | None = None
        self._timing = Timing(0)
        self._received: list[bytes] = []
        self._size = 0
        self._tail = b""
        self._unread = b""
        self._in_body = False

    async def stream(self, target: Target, request: bytes, chunks: int) -> Timing:
        """Sends `request` and reads the reply to its end. Raises BadStream."""
        loop = asyncio.get_running_loop()
        if self._transport is None:
            connecting = loop.create_connection(lambda: self, target.host, target.port)
            try:
                await asyncio.wait_for(connecting, CONNECT_TIMEOUT_S)
            except (OSError, TimeoutError) as error:
                raise BadStream(f"cannot connect: {error}") from error
        self._received, self._tail, self._unread, self._in_body = [], b"", b"", False
        self._done = loop.create_future()
        self._timing = Timing(time.monotonic_ns())
        assert self._transport is not None  # noqa: S101 -- connected above
        self._transport.write(request)
        try:
            async with asyncio.timeout(STREAM_TIMEOUT_S):
                await self._done
        except (ConnectionError, TimeoutError) as error:
            self.close()
            raise BadStream(f"{error!r} after {self._whole()[-300:]!r}") from error
        finally:
            self._done = None
        whole = self._whole()
        if whole[_STATUS_AT] != b"200" or len(STAMP.findall(whole)) != chunks:
            self.close()
            raise BadStream(f"{whole[:200]!r} … {whole[-300:]!r}")
        return self._timing

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are asyncio's in all but their class.
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if self._done is not None and not self._done.done():
            self._done.set_exception(ConnectionError("lost"))

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        self._received.append(data)
        if not self._in_body:
            self._look_for_body(now)
        if self._stamps:
            self._read_stamps(data, now)
        self._tail = (self._tail + data)[-len(_END) :]
        refused = self._received[0][_STATUS_AT] != b"200"
        if (self._tail == _END or refused) and self._done is not None and not self._done.done():
            self._done.set_result(None)

    def _look_for_body(self, now: int) -> None:
        head, end, body = self._whole().partition(b"\r\n\r\n")
        if end and body:
            self._in_body = True
            self._timing.first_byte_at_ns = now

    def _read_stamps(self, data: bytes, now: int) -> None:
        self._unread += data
        read = 0
        for found in STAMP.finditer(self._unread):
            self._timing.delays_ns.append((now, now - int(found.group(1))))
            read = found.end()
        # A stamp may be cut in two.
        self._unread = self._unread[read:][-_STAMP_BYTES:]

    def _whole(self) -> bytes:
        return b"".join(self._received)
