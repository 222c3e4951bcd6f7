"""Building blocks for streams: recordings as events, invented payloads as events, cuts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from functions_py.families import FAMILIES, Family, Meter
from functions_py.sse import EventSplitter
from functions_py.usage import Usage, UsageLine

MESSAGES = FAMILIES["messages"]
CHAT = FAMILIES["chat_completions"]
COMPLETIONS = FAMILIES["completions"]
RESPONSES = FAMILIES["responses"]
EMBEDDINGS = FAMILIES["embeddings"]

DONE = b"data: [DONE]\n\n"


def event(payload: dict[str, Any] | str, *, named: bool = False) -> bytes:
    """One SSE event of `payload` (an object, or JSON as it was recorded)."""
    text = payload if isinstance(payload, str) else json.dumps(payload, separators=(",", ":"))
    name = f"event: {json.loads(text)['type']}\n" if named else ""
    return f"{name}data: {text}\n\n".encode()


def recorded(path: Path, api: str) -> list[bytes]:
    """A recording (one payload per line) as the events its provider sent."""
    lines = [line for line in path.read_text().splitlines() if line.strip()]
    events = [event(line, named=api == "messages") for line in lines]
    return events if api in ("messages", "responses") else [*events, DONE]


def messages(*payloads: dict[str, Any]) -> list[bytes]:
    return [event(payload, named=True) for payload in payloads]


def chunks(*payloads: dict[str, Any]) -> list[bytes]:
    return [*(event(payload) for payload in payloads), DONE]


def watch(family: Family, events: Sequence[bytes], provider_model: str | None = None) -> Meter:
    meter = family.meter(provider_model)
    for item in events:
        meter.watch([item])
    return meter


def watch_cut(family: Family, stream: bytes, cuts: Sequence[int]) -> Meter:
    """Watches `stream` as it comes through a splitter in pieces cut at `cuts`."""
    splitter = EventSplitter()
    meter = family.meter()
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    for start, end in zip(edges, edges[1:], strict=False):
        meter.watch(splitter.feed(stream[start:end]))
    tail = splitter.flush()
    if tail:
        meter.watch([tail])
    return meter


def one(**slices: int) -> Usage:
    """A usage of one line, of the generation's own model."""
    return Usage((UsageLine(**slices),))


# --- Anthropic's events ---------------------------------------------------------------------------


def message_start(message_id: str = "msg_1", **usage: Any) -> dict[str, Any]:
    message = {
        "id": message_id,
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5",
        "content": [],
        "stop_reason": None,
        "usage": usage,
    }
    return {"type": "message_start", "message": message}


def text_delta(text: str, index: int = 0) -> dict[str, Any]:
    delta = {"type": "text_delta", "text": text}
    return {"type": "content_block_delta", "index": index, "delta": delta}


def message_delta(stop_reason: str | None = "end_turn", **usage: Any) -> dict[str, Any]:
    delta = {"stop_reason": stop_reason, "stop_sequence": None}
    return {"type": "message_delta", "delta": delta, "usage": usage}


MESSAGE_STOP = {"type": "message_stop"}


# --- OpenAI's chunks ------------------------------------------------------------------------------


def chunk(text: str | None = None, *, finish: str | None = None, **more: Any) -> dict[str, Any]:
    delta = {} if text is None else {"content": text}
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "choices": [choice], **more}


def usage_chunk(**usage: Any) -> dict[str, Any]:
    return {"id": "c1", "object": "chat.completion.chunk", "choices": [], "usage": usage}


# --- OpenAI's responses ---------------------------------------------------------------------------


def ended_response(**usage: Any) -> dict[str, Any]:
    return {"type": "response.completed", "response": {"id": "r", "output": [], "usage": usage}}
