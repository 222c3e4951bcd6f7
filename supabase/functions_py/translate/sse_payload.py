"""The JSON object inside one complete SSE event of a provider."""

from __future__ import annotations

import json
from typing import Any

import orjson

from functions_py.translate.malformed import MalformedEvent

DONE = b"[DONE]"


def payload_of(event: bytes) -> dict[str, Any] | None:
    """What the event carries; None for comments, `[DONE]` and events without data.

    Where the object has no `type`, the event's name stands in for it. Raises MalformedEvent for
    data that is no JSON object. Format: WHATWG HTML, "Server-sent events".
    """
    name, data = fields_of(event)
    if not data or data == DONE:
        return None
    payload = object_of(data)
    if name and "type" not in payload:
        payload["type"] = name
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


def is_done(event: bytes) -> bool:
    """True for OpenAI's end marker, `data: [DONE]`."""
    return DONE in event and fields_of(event)[1] == DONE


def fields_of(event: bytes) -> tuple[str, bytes]:
    """The event's name and its data lines joined by newlines, trimmed."""
    name = ""
    data: list[bytes] = []
    for line in event.splitlines():
        if line.startswith(b"data:"):
            data.append(line[5:].removeprefix(b" "))
        elif line.startswith(b"event:"):
            name = line[6:].strip().decode(errors="replace")
    return name, b"\n".join(data).strip()
