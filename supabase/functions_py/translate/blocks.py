"""Content blocks of one reply: numbered without gaps, each opened once and closed once.

Providers disagree about blocks: Anthropic numbers them, Chat Completions has none, Responses nests
parts in items, and a spliced stream starts numbering again. Readers of provider events name a
block by any key they like; clients see 0, 1, 2, ….
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from functions_py.translate.malformed import MalformedEvent
from functions_py.translate.vocabulary import encode

# A hundred times the longest tool loop recorded. Each open block is remembered, so a provider that
# goes mad must meet an end.
MAX_BLOCKS = 10_000

_TEXT_DELTAS = {"text": "text_delta", "reasoning": "reasoning_delta"}


class Blocks:
    """Writes block events into `out`, which its owner takes from time to time."""

    def __init__(self) -> None:
        self.out: list[bytes] = []
        self._open: dict[Hashable, int] = {}
        self.count = 0
        """Blocks opened so far."""

    def take(self) -> list[bytes]:
        """The events written since the last call."""
        out, self.out = self.out, []
        return out

    def is_open(self, key: Hashable) -> bool:
        """True between a block's start and its stop."""
        return key in self._open

    def open(self, key: Hashable, kind: str, **members: Any) -> int:
        """The index of block `key`, which starts now unless it is open already."""
        index = self._open.get(key)
        if index is not None:
            return index
        if self.count >= MAX_BLOCKS:
            raise MalformedEvent("too many content blocks in one reply")
        index = self.count
        self.count += 1
        self._open[key] = index
        block = {"type": kind, **members}
        self.out.append(encode("content_block_start", index=index, content_block=block))
        return index

    def text(self, key: Hashable, kind: str, text: str) -> None:
        """More of a `text` or `reasoning` block; nothing for an empty piece."""
        if not text:
            return
        index = self.open(key, kind)
        delta = {"type": _TEXT_DELTAS[kind], "text": text}
        self.out.append(encode("content_block_delta", index=index, delta=delta))

    def input_json(self, key: Hashable, piece: str) -> None:
        """More of the arguments of a tool_use block that is open."""
        if not piece:
            return
        delta = {"type": "input_json_delta", "partial_json": piece}
        self.out.append(encode("content_block_delta", index=self._open[key], delta=delta))

    def close(self, key: Hashable) -> None:
        """Block `key` is whole; nothing where it is not open."""
        index = self._open.pop(key, None)
        if index is not None:
            self.out.append(encode("content_block_stop", index=index))

    def close_all(self) -> None:
        """Every open block is whole, or as whole as it will be."""
        for key in list(self._open):
            self.close(key)
