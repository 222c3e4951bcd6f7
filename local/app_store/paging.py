"""Twenty at a time, with a token that says where to go on."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

PAGE = 20

T = TypeVar("T")


class BadPage(Exception):
    """The token is none of ours, or of another list."""


def page(items: Sequence[T], token: str | None, of: str) -> tuple[Sequence[T], str, bool]:
    """(the items, the next token, whether there are more). `of` ties a token to its list; the last
    token is good for what comes later. Raises BadPage."""
    start = _position(token, of) if token else 0
    end = min(start + PAGE, max(start, len(items)))
    return items[start:end], _token(end, of), end < len(items)


def _token(position: int, of: str) -> str:
    return base64.urlsafe_b64encode(f"{position}/{of}".encode()).decode()


def _position(token: str, of: str) -> int:
    try:
        number, _, named = base64.urlsafe_b64decode(token.encode()).decode().partition("/")
        position = int(number)
    except (binascii.Error, ValueError):
        raise BadPage from None
    if named != of or position < 0:
        raise BadPage
    return position
