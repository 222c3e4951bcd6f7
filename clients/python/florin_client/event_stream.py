"""Server-sent events (WHATWG HTML, "Server-sent events") out of a stream of bytes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from florin_client.errors import UnexpectedAnswer

# The service's own bound of one event, with room for what it puts around it.
MAX_EVENT_BYTES = 9 * 1024 * 1024


@dataclass(frozen=True)
class ServerEvent:
    """id: the service's number of it, None where it has none. data: its lines, joined."""

    id: int | None
    data: bytes


async def read_events(
    parts: AsyncIterator[bytes], max_event_bytes: int = MAX_EVENT_BYTES
) -> AsyncGenerator[ServerEvent, None]:
    """The complete events, as they come; one that was cut off is dropped. Comments, which the
    service sends in silence, are nobody's business. Raises UnexpectedAnswer."""
    event = _Event()
    rest = b""
    async for part in parts:
        *lines, rest = (rest + part).split(b"\n")
        for line in lines:
            complete = event.feed(line.removesuffix(b"\r"))
            if complete is not None:
                yield complete
            if event.size_bytes > max_event_bytes:
                raise UnexpectedAnswer(f"an event of more than {max_event_bytes} bytes")
        if len(rest) > max_event_bytes:
            raise UnexpectedAnswer(f"a line of more than {max_event_bytes} bytes")


class _Event:
    """One event, line by line."""

    def __init__(self) -> None:
        self._id: int | None = None
        self._data: list[bytes] = []
        self.size_bytes = 0

    def feed(self, line: bytes) -> ServerEvent | None:
        """The event that this line ends; None where it ends none."""
        if not line:
            complete = ServerEvent(self._id, b"\n".join(self._data)) if self._data else None
            self._id, self._data, self.size_bytes = None, [], 0
            return complete
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
            self.size_bytes += len(value) + 1
        elif name == b"id" and value.isdigit():
            self._id = int(value)
        return None
