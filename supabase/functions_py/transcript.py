"""What one generation has sent so far: numbered events, one writer, any number of readers.

The relay appends, readers take; nobody waits for anybody unless the bound says so. Event ids are
1, 2, 3 …: `id: <n>` lines put before each event, so that a client which comes back with
`Last-Event-ID` gets exactly the rest (WHATWG HTML, "Server-sent events").

A block without data is no event, and its blank line should mean nothing. But once they have seen
an `id:`, the decoders of the vendors' SDKs (tried: openai 3.52, anthropic 2.11) make an event of
any blank line, whose empty data OpenAI's then fails to parse. Since the ids are ours, so is the
cure: comments are sent without a blank line, and blank lines alone are not sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from operator import itemgetter

from functions_py.errors import FlorinError

# What a transcript counts for an event's id line: a figure, not a measurement.
ID_LINE_BYTES = 9

# Made once: writing numbers is most of what numbering costs.
_ID_LINES = [b"id: %d\n" % event_id for event_id in range(4096)]

# What every event of the known providers begins with: `data:` or `event:`.
_FIRST_BYTES = frozenset(b"de")
_first_byte = itemgetter(0)


class Budget:
    """Bytes held by all transcripts of the process together.

    make_room: forgets something that is kept for convenience only, and says whether there was
    such a thing.
    """

    __slots__ = ("limit", "make_room", "used")

    def __init__(self, limit_bytes: int) -> None:
        self.limit = limit_bytes
        self.used = 0
        self.make_room: Callable[[], bool] = lambda: False

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit

    def add(self, size_bytes: int) -> None:
        """Takes that many bytes more, in exchange for what `make_room` gives up."""
        self.used += size_bytes
        while self.used > self.limit and self.make_room():
            pass


class Transcript:
    """A bounded buffer of numbered events.

    limit_bytes: what it may hold. Above it, or while all transcripts together exceed their budget,
    the oldest events go, except those an attached reader has not taken yet: `room` is what the
    writer then waits for.
    """

    __slots__ = (
        "_budget",
        "_events",
        "_first_id",
        "_growing",
        "_limit",
        "_readers",
        "_size",
        "_space",
        "ended",
    )

    def __init__(self, limit_bytes: int, budget: Budget) -> None:
        self._growing: list[bytes] = []
        # The same list until the end.
        self._events: Sequence[bytes] = self._growing
        self._first_id = 1
        self._size = 0
        self._limit = limit_bytes
        self._budget = budget
        self._readers: list[Reader] = []
        self._space: asyncio.Future[None] | None = None
        self.ended = False

    @property
    def size(self) -> int:
        """Bytes held now."""
        return self._size

    @property
    def last_id(self) -> int:
        """The id of the newest event; 0 before the first."""
        return self._first_id + len(self._events) - 1

    @property
    def attached(self) -> int:
        """How many readers are attached."""
        return len(self._readers)

    @property
    def full(self) -> bool:
        return self._size > self._limit or self._budget.exceeded

    def append(self, events: Sequence[bytes]) -> None:
        """Adds complete SSE events."""
        if not _FIRST_BYTES.issuperset(map(_first_byte, events)):
            events = _without_idle_blank_lines(events)
        if _any_has_id(events):
            first_id = self._first_id + len(self._events)
            events = [_with_id(event, i) for i, event in enumerate(events, first_id)]
        size = sum(map(len, events)) + ID_LINE_BYTES * len(events)
        self._growing += events
        self._size += size
        self._budget.add(size)
        if self._size > self._limit or self._budget.used > self._budget.limit:
            self._trim()
        for reader in self._readers:
            reader.wake()

    def end(self) -> None:
        """No event will follow."""
        self.ended = True
        # A tuple of bytes is nothing to the garbage collector, which would otherwise walk through
        # every transcript that is kept.
        self._events = tuple(self._growing)
        self._growing = []
        for reader in self._readers:
            reader.wake()

    def attach(self, after_id: int = 0) -> Reader:
        """A reader of everything after `after_id`.

        Raises FlorinError 409 `replay_trimmed` where some of that is no longer held, and 400
        `invalid_last_event_id` for an id that was never sent.
        """
        if after_id + 1 < self._first_id:
            raise FlorinError(
                409,
                "replay_trimmed",
                "The events after this id are no longer held. Read the generation itself instead.",
                extra={"first_event_id": self._first_id, "last_event_id": self.last_id},
            )
        if after_id > self.last_id:
            raise FlorinError(
                400,
                "invalid_last_event_id",
                "No event with this id was sent. Leave Last-Event-ID out to read from the start.",
                extra={"last_event_id": self.last_id},
            )
        reader = Reader(self, after_id)
        self._readers.append(reader)
        return reader

    async def room(self) -> None:
        """Returns once the buffer is below its bound, or nobody attached is behind any more."""
        while self.full and any(reader.position < self.last_id for reader in self._readers):
            self._space = asyncio.get_running_loop().create_future()
            await self._space
            self._trim()

    def drop_laggards(self) -> None:
        """Lets go of readers that are behind."""
        for reader in list(self._readers):
            if reader.position < self.last_id:
                self._readers.remove(reader)
                reader.lost = True
                reader.wake()
                if reader.task is not None:
                    # It may be stuck in a write to a client that takes nothing.
                    reader.task.cancel()
        self._trim()

    def drop(self) -> None:
        """Forgets everything, giving its bytes back to the budget. Readers still at it are lost:
        half a stream must not look like a whole one."""
        self.drop_laggards()
        self._first_id += len(self._events)
        self._events = ()
        self._growing = []
        self._budget.used -= self._size
        self._size = 0

    def _take(self, position: int) -> bytes:
        start = position + 1 - self._first_id
        events = self._events[start:] if start else self._events
        parts = [b""] * (2 * len(events))
        parts[::2] = _id_lines(position + 1, len(events))
        parts[1::2] = events
        return b"".join(parts)

    def _trim(self) -> None:
        """Drops the oldest events that every attached reader has taken, down to the bound."""
        if self.ended:
            return
        taken = min((reader.position for reader in self._readers), default=self.last_id)
        droppable = taken - self._first_id + 1
        count = 0
        while count < droppable and self.full:
            size = len(self._events[count]) + ID_LINE_BYTES
            self._size -= size
            self._budget.used -= size
            count += 1
        # Only what grows is ever above its bound.
        del self._growing[:count]
        self._first_id += count

    def _moved(self) -> None:
        if self._space is not None and not self._space.done():
            self._space.set_result(None)

    def _detach(self, reader: Reader) -> None:
        self._readers.remove(reader)
        self._moved()


class Reader:
    """One client's place in a transcript. `close` it, or the writer waits for it."""

    __slots__ = ("_transcript", "_waiter", "lost", "position", "task")

    def __init__(self, transcript: Transcript, position: int) -> None:
        self._transcript = transcript
        self._waiter: asyncio.Future[None] | None = None
        self.position = position
        # Set when the writer could not wait any longer: the rest is not to be had here.
        self.lost = False
        # Who reads, if it wants to be cancelled when the reader is lost.
        self.task: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        """True when there is something to take, or nothing more to wait for."""
        transcript = self._transcript
        return self.lost or transcript.ended or self.position < transcript.last_id

    @property
    def ended(self) -> bool:
        """True when everything has been taken and nothing will follow."""
        return self._transcript.ended and self.position >= self._transcript.last_id

    def take(self) -> bytes:
        """All events since the last call, joined; b"" where there are none."""
        last_id = self._transcript.last_id
        if self.position >= last_id:
            return b""
        chunk = self._transcript._take(self.position)
        self.position = last_id
        if self._transcript._space is not None:
            self._transcript._moved()
        return chunk

    async def wait(self) -> None:
        """Returns at the next `wake`: new events, the end, or whatever else calls it."""
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter

    def wake(self) -> None:
        """Ends `wait`, if somebody is in it."""
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def close(self) -> None:
        """Detaches. A second call does nothing."""
        if self in self._transcript._readers:
            self._transcript._detach(self)


def _id_lines(first_id: int, count: int) -> Sequence[bytes]:
    last_id = first_id + count - 1
    if last_id < len(_ID_LINES):
        return _ID_LINES[first_id : last_id + 1]
    return [b"id: %d\n" % event_id for event_id in range(first_id, last_id + 1)]


def has_data(event: bytes) -> bool:
    """Whether a block is an event: comments, ids and blank lines alone are not."""
    return event.startswith(b"data:") or b"\ndata:" in event or b"\rdata:" in event


def _without_idle_blank_lines(events: Sequence[bytes]) -> list[bytes]:
    """The events without blank lines before them, and what is none of them as its bare lines."""
    kept = []
    for event in events:
        if has_data(event):
            kept.append(event.lstrip(b"\r\n"))
        elif lines := event.strip(b"\r\n"):
            kept.append(lines + b"\n")
    return kept


def _any_has_id(events: Sequence[bytes]) -> bool:
    """Whether the provider put an `id:` of its own into one of these."""
    batch = events[0] if len(events) == 1 else b"".join(events)
    return b"\nid:" in batch or batch.startswith(b"id:")


def _with_id(event: bytes, event_id: int) -> bytes:
    """`event` with our id once more at its end, where it has one of its own: the last counts."""
    if b"\nid:" not in event and not event.startswith(b"id:"):
        return event
    body = event.rstrip(b"\r\n")
    line_end = b"\r\n" if event.endswith(b"\r\n") else b"\n"
    return b"%b%bid: %d%b" % (body, line_end, event_id, event[len(body) :])
