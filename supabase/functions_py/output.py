"""How much output a stream has relayed, counted as rarely as the rules allow.

Counting parses JSON, ten microseconds an event. Where the provider reports usage and the hold
covers the reply, only a few sampled events are ever counted; else all are, each of them once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from functions_py.settings import KIB
from functions_py.usage import BYTES_PER_TOKEN, estimate_tokens

# Events not counted yet are kept; a thousand streams may keep this much each.
MAX_UNCOUNTED_BYTES = 32 * KIB

# Fewer events are counted as fast as they are sampled.
MIN_SAMPLED_EVENTS = 8

# However little of the bytes is text, it may become more at any time, and then the next look at
# the hold must not come too late.
MAX_STRETCH = 8.0


class Output:
    """The text relayed so far: as bytes that went by, roughly, and exactly where it matters.

    count: a family's `output_bytes`.
    """

    __slots__ = (
        "_count",
        "_look_at_bytes",
        "_text_bytes",
        "_uncounted",
        "_uncounted_bytes",
        "raw_bytes",
    )

    def __init__(self, count: Callable[[Iterable[bytes]], int], first_mark_tokens: int) -> None:
        self._count = count
        self._uncounted: list[bytes] = []
        self._uncounted_bytes = 0
        self._text_bytes = 0
        self.raw_bytes = 0
        self._look_at_bytes = min(first_mark_tokens * BYTES_PER_TOKEN, MAX_UNCOUNTED_BYTES)

    def add(self, events: list[bytes], size_bytes: int) -> bool:
        """Notes events about to be relayed; True when it is time to look at the hold."""
        self._uncounted += events
        self._uncounted_bytes += size_bytes
        self.raw_bytes += size_bytes
        return self.raw_bytes >= self._look_at_bytes

    def text_bytes(self) -> int:
        """UTF-8 bytes of text, reasoning and tool input so far."""
        if self._uncounted:
            self._text_bytes += self._count(self._uncounted)
            self._uncounted = []
            self._uncounted_bytes = 0
        return self._text_bytes

    def tokens(self) -> int:
        """The estimate for everything so far."""
        return estimate_tokens(self.text_bytes())

    def stays_below(self, mark_tokens: int) -> bool:
        """Whether it is surely not time yet, judged by three events; if so, `put_off` is done.

        Events of a stream differ in their text, hardly in what is around it. So what is around
        the text of the smallest, the largest and a middle one is taken off every event.
        """
        events = self._uncounted
        if len(events) < MIN_SAMPLED_EVENTS or self._uncounted_bytes >= MAX_UNCOUNTED_BYTES:
            return False
        samples = (min(events, key=len), max(events, key=len), events[len(events) // 2])
        around = [len(event) - text for event in samples if (text := self._count((event,))) > 0]
        if not around:
            return False
        text_bytes = self._text_bytes + self._uncounted_bytes - len(events) * min(around)
        missing_bytes = mark_tokens * BYTES_PER_TOKEN - text_bytes
        if missing_bytes <= 0:
            return False
        self._wait_for(missing_bytes, text_bytes)
        return True

    def take_back(self, events: list[bytes]) -> None:
        """These were not relayed after all."""
        self._text_bytes = self.text_bytes() - self._count(events)

    def put_off(self, missing_tokens: int) -> None:
        """After `tokens`: the next look is due when about this many more have gone by."""
        self._wait_for(missing_tokens * BYTES_PER_TOKEN, self._text_bytes)

    def _wait_for(self, missing_bytes: int, text_bytes: int) -> None:
        """Until text could have grown by `missing_bytes` at three times its share so far."""
        stretch = 1.0
        if text_bytes > 0:
            stretch = min(MAX_STRETCH, max(1.0, self.raw_bytes / (3 * text_bytes)))
        room_bytes = max(1, MAX_UNCOUNTED_BYTES - self._uncounted_bytes)
        wait_bytes = min(missing_bytes * stretch, room_bytes)
        self._look_at_bytes = self.raw_bytes + max(1, int(wait_bytes))
