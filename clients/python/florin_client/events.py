"""The events of a generation, as docs/api.md of Florin lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from florin_client.charges import Charge
from florin_client.reading import Members


@dataclass(frozen=True)
class MessageStart:
    """The provider began to reply. model: the id that answers."""

    generation_id: str
    model: str
    created_at: datetime


@dataclass(frozen=True)
class BlockStart:
    """A block begins. kind: `text`, `reasoning`, `tool_use` or `server_tool_use`; tools have an
    id and a name."""

    index: int
    kind: str
    id: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class TextDelta:
    """More of a block of kind `text`."""

    index: int
    text: str


@dataclass(frozen=True)
class ReasoningDelta:
    """More of a block of kind `reasoning`."""

    index: int
    text: str


@dataclass(frozen=True)
class InputDelta:
    """More of a tool's arguments: JSON once they are joined."""

    index: int
    partial_json: str


@dataclass(frozen=True)
class BlockStop:
    """A block is whole."""

    index: int


@dataclass(frozen=True)
class MessageStop:
    """The message is whole, or was ended. stop_reason: `end_turn`, `max_tokens`,
    `credits_exhausted`, …; the provider's own word beside it."""

    stop_reason: str
    provider_stop_reason: str | None


@dataclass(frozen=True)
class Failure:
    """Instead of MessageStop: it failed after it had begun."""

    code: str
    title: str
    detail: str
    charge: Charge


@dataclass(frozen=True)
class Usage:
    """Last, always: the charge."""

    generation_id: str
    charge: Charge


Event: TypeAlias = (
    MessageStart
    | BlockStart
    | TextDelta
    | ReasoningDelta
    | InputDelta
    | BlockStop
    | MessageStop
    | Failure
    | Usage
)


def event_of(members: Members) -> Event | None:
    """None for a kind that this version does not know: there may be more one day."""
    make = _KINDS.get(members["type"])
    return None if make is None else make(members)


def _start(members: Members) -> Event:
    created_at = datetime.fromisoformat(members["created_at"])
    return MessageStart(members["generation_id"], members["model"], created_at)


def _block_start(members: Members) -> Event:
    block = members["content_block"]
    return BlockStart(members["index"], block["type"], block.get("id"), block.get("name"))


def _delta(members: Members) -> Event | None:
    index, delta = members["index"], members["delta"]
    match delta["type"]:
        case "text_delta":
            return TextDelta(index, delta["text"])
        case "reasoning_delta":
            return ReasoningDelta(index, delta["text"])
        case "input_json_delta":
            return InputDelta(index, delta["partial_json"])
    return None


def _stop(members: Members) -> Event:
    return MessageStop(members["stop_reason"], members.get("provider_stop_reason"))


def _failure(members: Members) -> Event:
    charge = Charge.of(members)
    return Failure(members["code"], members["title"], members["detail"], charge)


_KINDS: Mapping[str, Callable[[Members], Event | None]] = {
    "message_start": _start,
    "content_block_start": _block_start,
    "content_block_delta": _delta,
    "content_block_stop": lambda members: BlockStop(members["index"]),
    "message_stop": _stop,
    "error": _failure,
    "usage": lambda members: Usage(members["generation_id"], Charge.of(members)),
}
