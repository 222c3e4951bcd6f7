"""From the JSON of an answer to this package's values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from florin_client.errors import UnexpectedAnswer

T = TypeVar("T")

# One object of an answer.
Members = Mapping[str, Any]


def parse_object(body: bytes) -> dict[str, Any]:
    """Raises UnexpectedAnswer."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnexpectedAnswer(f"the answer is no JSON: {body[:200]!r}") from error
    if not isinstance(value, dict):
        raise UnexpectedAnswer(f"the answer is no JSON object: {body[:200]!r}")
    return value


def read(make: Callable[[Members], T], members: Members) -> T:
    """`make(members)`. Members that are missing or of another kind raise UnexpectedAnswer."""
    try:
        return make(members)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnexpectedAnswer(f"the answer lacks what it should have: {error!r}") from error


def time_of(text: str | None) -> datetime | None:
    """Of an ISO 8601 time with its zone."""
    return None if text is None else datetime.fromisoformat(text)
