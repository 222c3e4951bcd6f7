"""What a provider says, without the key it was asked with: some quote what they were sent."""

from __future__ import annotations

REDACTED = b"[redacted]"

# Of a key of several parts (fal's is `id:secret`) each is looked for, if it is long enough to be
# nothing else.
MIN_PART_CHARACTERS = 8


def without_key(words: bytes, key: str | None) -> bytes:
    """`words` with every occurrence of the key, or of a part of it, replaced; mostly as it was."""
    if key:
        for part in (key, *key.split(":")):
            if len(part) >= MIN_PART_CHARACTERS:
                words = words.replace(part.encode(), REDACTED)
    return words
