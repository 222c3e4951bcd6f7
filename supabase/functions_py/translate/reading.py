"""What all readers of provider events share: the blocks, the end, and careful look-ups.

A reader is fed one surface's events for one attempt. It relays what a person or program can use
(text, reasoning, tool calls) and passes over the rest; provider errors are passed over too, since
the relay sees them in the raw events and decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from functions_py.translate.malformed import MalformedEvent


class Reader(Protocol):
    """Turns one attempt's provider events into block events."""

    began: bool
    """True once the provider began to reply; pings and errors are no beginning."""

    def read(self, event: bytes) -> None:
        """Writes what the event amounts to into the blocks. Raises MalformedEvent."""

    def stop(self) -> tuple[str, str | None]:
        """Why the reply ended: our word (stop_reasons), and the provider's."""


@dataclass(frozen=True)
class Reply:
    """A whole reply, read: content blocks as the client gets them, and why it ended."""

    content: list[dict[str, Any]]
    stop_reason: str
    provider_stop_reason: str | None


def text_in(holder: dict[str, Any], name: str) -> str:
    """The string under `name`; empty where there is none. Raises MalformedEvent otherwise."""
    value = holder.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedEvent(f"{name} is not text")
    return value


def object_in(holder: dict[str, Any], name: str) -> dict[str, Any]:
    """The object under `name`; empty where there is none. Raises MalformedEvent otherwise."""
    value = holder.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise MalformedEvent(f"{name} is not an object")
    return value


def objects_in(holder: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects under `name`; none where there is no such list. Raises MalformedEvent."""
    value = holder.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise MalformedEvent(f"{name} is not a list of objects")
    return value


def json_text(value: Any) -> str:
    """`value` as JSON text. Raises MalformedEvent where it is nested deeper than that can be."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        raise MalformedEvent("a provider's JSON is nested too deep") from None


def number_in(holder: dict[str, Any], name: str) -> int:
    """The integer under `name`; 0 where there is none. Raises MalformedEvent otherwise."""
    value = holder.get(name)
    if value is None:
        return 0
    if not isinstance(value, int):
        raise MalformedEvent(f"{name} is not a number")
    return value
