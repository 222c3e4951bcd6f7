"""The JSON object inside one complete SSE event of a provider."""

from __future__ import annotations

import json
from typing import Any

import orjson

from functions_py.sse import DONE, data_of, name_of
from functions_py.translate.malformed import MalformedEvent


def payload_of(event: bytes) -> dict[str, Any] | None:
    """What the event carries; None for comments, `[DONE]` and events without data.

    Where the object has no `type`, the event's name stands in for it. Raises MalformedEvent for
    data that is no JSON object.
    """
    data = data_of(event).strip()
    if not data or data == DONE:
        return None
    payload = object_of(data)
    if "type" not in payload and (name := name_of(event)):
        payload["type"] = name.decode(errors="replace")
    return payload


def object_of(data: bytes) -> dict[str, Any]:
    """The JSON object `data` holds. Raises MalformedEvent where it holds anything else."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        value = _with_halved_emoji(data)
    if not isinstance(value, dict):
        raise MalformedEvent("a provider's JSON is not an object")
    return value


def _with_halved_emoji(data: bytes) -> Any:
    """A provider that cuts text between tokens may cut a surrogate pair, escaped as `\\ud83d`.

    orjson rightly refuses that; a reply does not fail for a broken emoji, which becomes `?`.
    """
    try:
        text = json.dumps(json.loads(data), ensure_ascii=False)
        return orjson.loads(text.encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise MalformedEvent("a provider's JSON cannot be read") from None
