"""Server-sent events as bytes: where one ends, what it carries. Nothing is ever rewritten.

The grammar is WHATWG HTML, "Server-sent events": lines end in LF, CR or CRLF, a blank line ends
an event, `data:` lines are joined by newlines.
"""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

# OpenAI's end marker, the data of a stream's last event.
DONE = b"[DONE]"

# The largest single events are a finished Responses API reply and a base64 image part.
DEFAULT_MAX_EVENT_BYTES = 8 * 1024 * 1024

_BOM = b"\xef\xbb\xbf"

# Two line ends in a row. The groups are atomic: CRLF is one line end and must not be taken for
# two by backtracking.
_BOUNDARY = re.compile(rb"(?>\r\n|\n|\r)(?>\r\n|\n|\r)")

# All of a boundary but its last byte: what must be looked at again when more arrives.
_BOUNDARY_REST_BYTES = 3

# Below this an unfinished event is cheaper copied than searched from where the last search ended;
# above it, copying for every chunk would make a large event cost the square of its size.
_SMALL_TAIL_BYTES = 16 * 1024


class EventTooLarge(Exception):
    """One event exceeds the bound; the stream cannot be followed any further."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"an event is larger than {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


class EventSplitter:
    """Cuts a byte stream into complete events, each with its terminator, every byte kept.

    max_event_bytes bounds what is buffered for an event that has not ended yet, and the size of
    any event handed out. Blank lines beyond an event's terminator come out as an event of their
    own, so that the joined output is always the input.
    """

    __slots__ = ("_buffer", "_limit", "_scanned")

    def __init__(self, max_event_bytes: int = DEFAULT_MAX_EVENT_BYTES) -> None:
        self._limit = max_event_bytes
        self._buffer = bytearray()
        self._scanned = 0

    def feed(self, data: bytes) -> list[bytes]:
        """The events completed by `data`. Raises EventTooLarge."""
        buffer = self._buffer
        pending_bytes = len(buffer) + len(data)
        if not buffer and 0 <= data.find(b"\n\n") == len(data) - 2 and b"\r" not in data:
            events = [data]  # the common case: a chunk is an event
        elif len(buffer) > _SMALL_TAIL_BYTES or b"\r" in data or b"\r" in buffer:
            events = self._feed_buffered(data)
        else:
            # Every provider known ends events with two LF.
            *whole, tail = (bytes(buffer) + data).split(b"\n\n")
            events = [event + b"\n\n" for event in whole]
            buffer[:] = tail
            self._scanned = max(0, len(tail) - _BOUNDARY_REST_BYTES)
        if pending_bytes > self._limit:
            self._check(events)
        return events

    def flush(self) -> bytes:
        """What came after the last complete event; b"" where the stream ended in order."""
        tail = bytes(self._buffer)
        self._buffer.clear()
        self._scanned = 0
        return tail

    def _feed_buffered(self, data: bytes) -> list[bytes]:
        buffer = self._buffer
        buffer += data
        events = []
        start = 0
        for end in self._ends():
            events.append(bytes(buffer[start:end]))
            start = end
        del buffer[:start]
        self._scanned = max(0, len(buffer) - _BOUNDARY_REST_BYTES)
        return events

    def _ends(self) -> list[int]:
        """Where events end in the buffer, ascending."""
        buffer = self._buffer
        ends = [match.end() for match in _BOUNDARY.finditer(buffer, self._scanned)]
        # A last CR may be the first half of a CRLF whose LF has not arrived yet.
        if ends and ends[-1] == len(buffer) and buffer.endswith(b"\r"):
            ends.pop()
        return ends

    def _check(self, events: list[bytes]) -> None:
        if len(self._buffer) > self._limit or any(len(event) > self._limit for event in events):
            raise EventTooLarge(self._limit)


def name_of(event: bytes) -> bytes:
    """The event's name; b"" where it has none."""
    if b"event" not in event:
        return b""
    name = b""
    for line in _lines(event):
        if line.startswith(b"event:"):
            name = line[6:].strip()
    return name


def data_of(event: bytes) -> bytes:
    """The event's data lines joined by newlines; b"" for comments and events without data."""
    if event.startswith(b"data: ") and event.find(b"\n") == len(event) - 2 and b"\r" not in event:
        return event[6:-2]  # the common case: one line and an LF LF
    return b"\n".join(
        line[5:].removeprefix(b" ") for line in _lines(event) if line.startswith(b"data:")
    )


def object_of(data: bytes) -> dict[str, Any] | None:
    """The JSON object in `data`; None where it holds anything else.

    A provider that cuts text between tokens may cut an escaped surrogate pair, which orjson
    rightly refuses: what such an event says beside its text still counts.
    """
    try:
        value = orjson.loads(data)
    except ValueError:
        if b"\\u" not in data:
            return None
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def _lines(event: bytes) -> list[bytes]:
    return event.removeprefix(_BOM).splitlines()
