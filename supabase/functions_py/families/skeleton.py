"""Recognising the next content chunk by the last one, without reading it.

Chunks of one stream differ in little but the text they carry. Four searches through each of them,
for members that are always null, cost more than parsing would; comparing what never changes is a
handful of memory comparisons.
"""

from __future__ import annotations

import re

# The members whose strings differ from chunk to chunk. OpenAI pads with `obfuscation`.
_VARIABLE = re.compile(
    rb'"(?:content|reasoning_content|reasoning|text|arguments|obfuscation)": ?'
    rb'"([^"\\]*(?:\\.[^"\\]*)*)"'
)

# A stream whose chunks have a skeleton shows it soon: one for its reasoning, one for its text, a
# few while a second's timestamp changes. One without is not worth learning again and again.
MAX_LESSONS = 32

_BACKSLASH = 0x5C


class Skeleton:
    """What one chunk has besides its variable strings.

    `matches` is true only for a chunk that equals the learned one except inside those strings,
    where it has no quote: nothing in it can be a member, an end or an error that was not in the
    learned one. False negatives are many and cost the search that was to be saved.
    """

    __slots__ = ("_head", "_lessons", "_segments")

    def __init__(self) -> None:
        self._head = b""
        self._segments: tuple[bytes, ...] = ()
        self._lessons = 0

    def matches(self, event: bytes) -> bool:
        if not self._segments or not event.startswith(self._head):
            return False
        at = len(self._head)
        for segment in self._segments:
            at = event.find(b'"', at)
            if at < 0 or event[at - 1] == _BACKSLASH or not event.startswith(segment, at):
                return False
            at += len(segment)
        return at == len(event)

    def learn(self, event: bytes) -> None:
        """Takes `event`, which was found not to matter, for the pattern of those to come."""
        if self._lessons >= MAX_LESSONS:
            return
        self._lessons += 1
        fixed = []
        start = 0
        for match in _VARIABLE.finditer(event):
            fixed.append(event[start : match.start(1)])
            start = match.end(1)
        if fixed:
            self._head = fixed[0]
            self._segments = (*fixed[1:], event[start:])
