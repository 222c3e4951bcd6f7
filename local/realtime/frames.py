"""Frames on the wire: Phoenix's protocol 1.0.0 (JSON objects) and Supabase's 2.0.0 (JSON arrays,
and binary frames for broadcasts).

Source: lib/realtime_web/socket/v2_serializer.ex of supabase/realtime, and Phoenix's
V1.JSONSerializer.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

Version = Literal["1.0.0", "2.0.0"]
VERSIONS: tuple[Version, ...] = ("1.0.0", "2.0.0")

# First byte of a binary frame.
PUSH, BROADCAST_PUSH, BROADCAST = 0, 3, 4
# Payloads of binary broadcasts.
BINARY, JSON = 0, 1
MAX_PART_BYTES = 255

Frame = str | bytes


class FrameError(ValueError):
    """What a client sent is no frame of its version."""


@dataclass(frozen=True)
class Broadcast:
    """One broadcast. `body` is the payload as JSON text, or any bytes where `is_binary`; `meta`
    carries the message's id. `raw`: a whole payload of the old form, passed on as it came."""

    event: str
    body: bytes = b""
    is_binary: bool = False
    meta: dict[str, Any] | None = None
    raw: dict[str, Any] | None = None

    def payload(self) -> dict[str, Any] | None:
        """As protocol 1.0.0 says it; None: it cannot."""
        if self.raw is not None:
            return self.raw
        if self.is_binary:
            return None
        meta = {} if self.meta is None else {"meta": self.meta}
        return {
            "event": self.event,
            "payload": json.loads(self.body),
            "type": "broadcast",
            **meta,
        }

    @property
    def size(self) -> int:
        return len(self.body) if self.raw is None else len(_dump(self.raw))


@dataclass(frozen=True)
class Message:
    """A frame in either direction. `broadcast`: what a client pushed in a binary frame."""

    topic: str
    event: str
    payload: dict[str, Any] = field(default_factory=dict)
    ref: str | None = None
    join_ref: str | None = None
    broadcast: Broadcast | None = None


def decode(version: Version, frame: Frame) -> Message:
    """Raises FrameError."""
    if isinstance(frame, bytes):
        if version == "1.0.0":
            raise FrameError("binary frames belong to version 2.0.0")
        return _decode_binary(frame)
    try:
        given = json.loads(frame)
    except ValueError as error:
        raise FrameError(f"no JSON: {error}") from error
    if version == "1.0.0":
        if not isinstance(given, dict):
            raise FrameError("expected an object")
        parts = [given.get(name) for name in ("join_ref", "ref", "topic", "event", "payload")]
    else:
        if not isinstance(given, list) or len(given) < 5:
            raise FrameError("expected an array of five")
        parts = given[:5]
    join_ref, ref, topic, event, payload = parts
    if not isinstance(topic, str) or not isinstance(event, str):
        raise FrameError("topic and event must be text")
    if not isinstance(payload, dict):
        payload = {}
    return Message(topic, event, payload, _text(ref), _text(join_ref))


def encode(version: Version, message: Message) -> Frame:
    if version == "1.0.0":
        return _dump(
            {
                "topic": message.topic,
                "event": message.event,
                "payload": message.payload,
                # The Python client wants the key even where there is nothing to say.
                "ref": message.ref,
            }
        )
    return _dump([message.join_ref, message.ref, message.topic, message.event, message.payload])


def encode_broadcast(version: Version, topic: str, broadcast: Broadcast) -> Frame | None:
    """None: this version has no words for it."""
    if version == "1.0.0" or broadcast.raw is not None:
        payload = broadcast.payload()
        if payload is None:
            return None
        return encode(version, Message(topic, "broadcast", payload))
    meta = b"" if broadcast.meta is None else _dump(broadcast.meta).encode()
    parts = [topic.encode(), broadcast.event.encode(), meta]
    if any(len(part) > MAX_PART_BYTES for part in parts):
        return None
    encoding = BINARY if broadcast.is_binary else JSON
    head = bytes([BROADCAST, *(len(part) for part in parts), encoding])
    return head + b"".join(parts) + broadcast.body


def _decode_binary(frame: bytes) -> Message:
    kind = frame[0] if frame else None
    if kind == BROADCAST_PUSH:
        # join_ref, ref, topic, event, metadata, then the payload.
        sizes, encoding, at = frame[1:6], frame[6:7], 7
        if len(sizes) < 5 or not encoding:
            raise FrameError("a header is cut short")
        parts = []
        for size in sizes:
            parts.append(frame[at : at + size])
            at += size
        if at > len(frame):
            raise FrameError("a part is cut short")
        try:
            join_ref, ref, topic, event, _ = (part.decode() for part in parts)
            is_binary = encoding[0] == BINARY
            body = frame[at:]
            if not is_binary:
                json.loads(body)
        except ValueError as error:
            raise FrameError(str(error)) from error
        broadcast = Broadcast(event, body, is_binary)
        return Message(topic, "broadcast", {}, ref or None, join_ref or None, broadcast)
    raise FrameError(f"binary frames of kind {kind} are unknown")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
