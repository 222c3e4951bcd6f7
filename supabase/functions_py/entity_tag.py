"""Entity tags: whether a client has this very answer already (RFC 9110, 8.8.3 and 13.1.2)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

# Half of a SHA-256: two answers of one user never share it by chance.
_DIGITS = 32

# The opaque part of each tag in a list. Quoted, so a comma may be in it; W/ makes no difference
# to a GET.
_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def entity_tag(body: bytes) -> str:
    """The strong tag of exactly these bytes, quotes included."""
    return f'"{hashlib.sha256(body).hexdigest()[:_DIGITS]}"'


def is_among(tag: str, if_none_match: Sequence[str]) -> bool:
    """Whether the lines of `If-None-Match` name the tag, or are `*`. What is no tag counts for
    nothing: the client gets the whole answer, which is never wrong."""
    given = ",".join(if_none_match)
    if given.strip() == "*":
        return True
    return tag.strip('"') in _TAG.findall(given)
