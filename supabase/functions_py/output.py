"""How much output a stream has relayed, counted as rarely as the rules allow.

Counting parses JSON. Where the provider reports usage, and the hold covers the reply, nothing is
ever counted; else events are counted when a number is needed, each of them once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from functions_py.settings import KIB
from functions_py.usage import BYTES_PER_TOKEN, estimate_tokens

# Events not counted yet are kept; a thousand streams may keep this much each.
MAX_UNCOUNTED_BYTES = 32 * KIB

# However little of the bytes is text: it may become more at any time, and then the next look at
# the hold must not come too late.
MAX_STRETCH = 8.0


class Output:
    """The text relayed so far, as bytes that went by and, on demand, as tokens.

    count: a family's `output_bytes`. After the first count the share of text in the bytes is
    known, and the next one is put off until text could have reached the mark at three times it.
    """

    __slots__ = ("_count", "_look_at_bytes", "_text_bytes", "_uncounted", "raw_bytes")

    def __init__(self, count: Callable[[Iterable[bytes]], int], first_mark_tokens: int) -> None:
        self._count = count
        self._uncounted: list[bytes] = []
        self._text_bytes = 0
        self.raw_bytes = 0
        self._look_at_bytes = min(first_mark_tokens * BYTES_PER_TOKEN, MAX_UNCOUNTED_BYTES)

    def add(self, events: list[bytes], size_bytes: int) -> bool:
        """Notes relayed events; True when it is time to look at the hold (`tokens`, `put_off`)."""
        self._uncounted += events
        self.raw_bytes += size_bytes
        return self.raw_bytes >= self._look_at_bytes

    def text_bytes(self) -> int:
        """UTF-8 bytes of text, reasoning and tool input relayed so far."""
        if self._uncounted:
            self._text_bytes += self._count(self._uncounted)
            self._uncounted = []
        return self._text_bytes

    def tokens(self) -> int:
        """The estimate for everything relayed so far."""
        return estimate_tokens(self.text_bytes())

    def take_back(self, events: list[bytes]) -> None:
        """After `tokens`: these were not relayed after all."""
        self._text_bytes -= self._count(events)

    def put_off(self, missing_tokens: int) -> None:
        """After `tokens`: the next look is due when about this many more have gone by."""
        stretch = 1.0
        if self._text_bytes:
            stretch = min(MAX_STRETCH, max(1.0, self.raw_bytes / (3 * self._text_bytes)))
        wait_bytes = min(missing_tokens * BYTES_PER_TOKEN * stretch, MAX_UNCOUNTED_BYTES)
        self._look_at_bytes = self.raw_bytes + max(1, int(wait_bytes))
