"""Helpers for tests of /v1/generations' vocabulary: provider events in, parsed events out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from functions_py.translate.request import GenerationRequest
from functions_py.translate.translation import Translation

GENERATION_ID = "0198c0de-0000-7000-8000-000000000001"
CREATED_AT = datetime(2026, 11, 20, 12, 0, 0, 123000, tzinfo=UTC)

SETTLEMENT: dict[str, Any] = {
    "charged": 1234,
    "released": 8766,
    "available": 98_766,
    "usage": {"input": 12, "cache_read": 0, "cache_write": 0, "output": 30, "web_search": 0},
    "usage_source": "provider",
}

Event = tuple[str, dict[str, Any]]


def sse(payload: dict[str, Any]) -> bytes:
    """A provider's event as Anthropic writes it: named after the payload's type, if it has one."""
    name = b"event: %b\n" % payload["type"].encode() if "type" in payload else b""
    return b"%bdata: %b\n\n" % (name, orjson.dumps(payload))


def recording(path: Path, *, done: bool) -> list[bytes]:
    """A recorded stream, one payload a line, as the events the provider sent."""
    events = [sse(orjson.loads(line)) for line in path.read_bytes().splitlines() if line.strip()]
    return [*events, b"data: [DONE]\n\n"] if done else events


def translation(api: str) -> Translation:
    """A translation that is ready for a provider's events."""
    request = GenerationRequest.parse({"messages": [{"role": "user", "content": "Hello"}]})
    made = Translation(request)
    made.start(GENERATION_ID, "a-model", CREATED_AT)
    made.attempt(api)
    return made


def translated(api: str, events: Iterable[bytes], outcome: str = "completed") -> list[Event]:
    """The whole unified stream, one provider event at a time, settled at the end."""
    made = translation(api)
    out: list[bytes] = []
    for event in events:
        out += made.events([event])
    return parse([*out, *made.finish(outcome, SETTLEMENT)])


def parse(events: Iterable[bytes]) -> list[Event]:
    """Name and payload of each event; refuses what is not exactly one whole event."""
    parsed = []
    for event in events:
        name, data, *rest = event.split(b"\n")
        assert name.startswith(b"event: ")
        assert data.startswith(b"data: ")
        assert rest == [b"", b""]
        payload = orjson.loads(data[6:])
        assert payload["type"] == name[7:].decode()
        parsed.append((payload["type"], payload))
    return parsed


def names(events: Iterable[Event]) -> list[str]:
    return [name for name, _ in events]


def joined(events: Iterable[Event], kind: str) -> str:
    """The concatenated pieces of all deltas of one kind."""
    member = "partial_json" if kind == "input_json_delta" else "text"
    return "".join(
        payload["delta"][member]
        for name, payload in events
        if name == "content_block_delta" and payload["delta"]["type"] == kind
    )


def stop_of(events: Iterable[Event]) -> tuple[str, str | None]:
    """The stop reasons of the one message_stop there must be."""
    [stop] = [payload for name, payload in events if name == "message_stop"]
    return stop["stop_reason"], stop["provider_stop_reason"]


def assert_well_formed(events: list[Event]) -> None:
    """What holds for every stream that ended well, whatever the provider sent."""
    found = names(events)
    assert found[0] == "message_start"
    assert found.count("message_start") == 1
    assert found[-2:] == ["message_stop", "usage"]
    assert found.count("message_stop") == found.count("usage") == 1
    opened: list[int] = []
    open_now: set[int] = set()
    for name, payload in events:
        if name == "content_block_start":
            opened.append(payload["index"])
            open_now.add(payload["index"])
        elif name == "content_block_delta":
            assert payload["index"] in open_now
        elif name == "content_block_stop":
            open_now.remove(payload["index"])
        elif name == "message_stop":
            assert open_now == set()
    assert opened == list(range(len(opened)))
