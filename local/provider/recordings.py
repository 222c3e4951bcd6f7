"""Recorded provider streams, kept in memory within bounds."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

import orjson

from local.provider.replies import DONE

FAMILIES = ("anthropic", "openai", "completions", "responses")

# The oldest is dropped. The longest recorded streams known have a few MB.
MAX_RECORDINGS = 500
MAX_BYTES = 256_000_000


class RecordingError(Exception):
    """The lines are not the payloads of a provider's stream."""


@dataclass
class Recording:
    """`events` as they go over the wire; `sent` the bytes of the last reply made from them."""

    id: str
    family: str
    events: list[bytes]
    content_type: str = "text/event-stream; charset=utf-8"
    sent: bytes = b""
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = sum(map(len, self.events))


def events_of(family: str, lines: bytes) -> list[bytes]:
    """One SSE event per non-empty line, framed as `family` frames it. Raises RecordingError."""
    if family not in FAMILIES:
        raise RecordingError(f"family must be one of {', '.join(FAMILIES)}")
    payloads = [line.removesuffix(b"\r") for line in lines.split(b"\n") if line.strip()]
    if family in ("openai", "completions"):
        events = [b"data: " + payload + b"\n\n" for payload in payloads]
        return events if events[-1:] == [DONE] else [*events, DONE]
    return [_named(payload) for payload in payloads]


def _named(payload: bytes) -> bytes:
    try:
        kind = orjson.loads(payload)["type"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise RecordingError("every line must be a JSON object with a type") from error
    return b"event: " + str(kind).encode() + b"\ndata: " + payload + b"\n\n"


class Recordings:
    """By id; the oldest go when there are too many or they grow too large."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Recording] = OrderedDict()

    def add(self, family: str, lines: bytes) -> Recording:
        return self._keep(Recording(secrets.token_hex(8), family, events_of(family, lines)))

    def add_body(self, family: str, body: bytes) -> Recording:
        """A whole reply that is not streamed."""
        recording = Recording(secrets.token_hex(8), family, [body], "application/json")
        return self._keep(recording)

    def get(self, recording_id: str) -> Recording | None:
        return self._kept.get(recording_id)

    def _keep(self, recording: Recording) -> Recording:
        self._kept[recording.id] = recording
        while len(self._kept) > MAX_RECORDINGS or (
            len(self._kept) > 1 and sum(kept.size for kept in self._kept.values()) > MAX_BYTES
        ):
            self._kept.popitem(last=False)
        return recording
