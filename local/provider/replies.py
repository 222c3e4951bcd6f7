"""The replies of each API, streamed and whole, as their providers document them.

Sources: OpenAI's API reference (chat, completions, responses, embeddings) and Anthropic's Messages
API reference. A reply is built at once, as a list of complete SSE events: a demo's text is short.
"""

import base64
import hashlib
import struct
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from local.provider.slices import Slices

DIMENSIONS = 256
MAX_DIMENSIONS = 4096
MAX_INPUTS = 2048


@dataclass(frozen=True)
class Reply:
    """What is said: words with their leading spaces, and usage (None: not reported)."""

    model: str
    words: list[str]
    usage: Slices | None
    stopped_by_limit: bool = False
    wants_usage_chunk: bool = True
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created: int = field(default_factory=lambda: int(time.time()))

    @property
    def text(self) -> str:
        return "".join(self.words)


def data_event(payload: Any) -> bytes:
    return b"data: " + orjson.dumps(payload) + b"\n\n"


def named_event(payload: dict[str, Any]) -> bytes:
    kind: str = payload["type"]
    return b"event: " + kind.encode() + b"\n" + data_event(payload)


DONE = b"data: [DONE]\n\n"


def chat_events(reply: Reply) -> list[bytes]:
    head = _chat_head(reply, "chat.completion.chunk")
    reason = "length" if reply.stopped_by_limit else "stop"

    def chunk(delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return data_event({**head, "choices": [choice]})

    events = [chunk({"role": "assistant", "content": ""})]
    events += [chunk({"content": word}) for word in reply.words]
    events.append(chunk({}, reason))
    if reply.wants_usage_chunk and reply.usage:
        events.append(data_event({**head, "choices": [], "usage": reply.usage.as_chat()}))
    return [*events, DONE]


def chat_whole(reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text, "refusal": None}
    reason = "length" if reply.stopped_by_limit else "stop"
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
    body = {**_chat_head(reply, "chat.completion"), "choices": [choice]}
    return body | ({"usage": reply.usage.as_chat()} if reply.usage else {})


def completion_events(reply: Reply) -> list[bytes]:
    head = _chat_head(reply, "text_completion", prefix="cmpl")
    reason = "length" if reply.stopped_by_limit else "stop"

    def chunk(text: str, finish_reason: str | None = None) -> bytes:
        choice = {"text": text, "index": 0, "logprobs": None, "finish_reason": finish_reason}
        return data_event({**head, "choices": [choice]})

    events = [chunk(word) for word in reply.words]
    events.append(chunk("", reason))
    if reply.wants_usage_chunk and reply.usage:
        events.append(data_event({**head, "choices": [], "usage": reply.usage.as_chat()}))
    return [*events, DONE]


def completion_whole(reply: Reply) -> dict[str, Any]:
    reason = "length" if reply.stopped_by_limit else "stop"
    choice = {"text": reply.text, "index": 0, "logprobs": None, "finish_reason": reason}
    body = {**_chat_head(reply, "text_completion", prefix="cmpl"), "choices": [choice]}
    return body | ({"usage": reply.usage.as_chat()} if reply.usage else {})


def message_events(reply: Reply) -> list[bytes]:
    start_usage: dict[str, Any] = {}
    end_usage: dict[str, Any] = {}
    if reply.usage:
        # As the real one does: the input at once, the output when it is known.
        start_usage = {"usage": {**reply.usage.as_anthropic(), "output_tokens": 1}}
        end_usage = {"usage": {"output_tokens": reply.usage.output}}
    message = {**_message_head(reply), "content": [], "stop_reason": None, **start_usage}
    reason = "max_tokens" if reply.stopped_by_limit else "end_turn"
    block = {"type": "text", "text": ""}
    deltas = [
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": word},
        }
        for word in reply.words
    ]
    stop = {"stop_reason": reason, "stop_sequence": None}
    payloads: list[dict[str, Any]] = [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "ping"},
        *deltas,
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": stop, **end_usage},
        {"type": "message_stop"},
    ]
    return [named_event(payload) for payload in payloads]


def message_whole(reply: Reply) -> dict[str, Any]:
    return {
        **_message_head(reply),
        "content": [{"type": "text", "text": reply.text}],
        "stop_reason": "max_tokens" if reply.stopped_by_limit else "end_turn",
        **({"usage": reply.usage.as_anthropic()} if reply.usage else {}),
    }


def response_events(reply: Reply) -> list[bytes]:
    opened = {**_response_head(reply, "in_progress"), "output": [], "usage": None}
    part = {"type": "output_text", "text": "", "annotations": []}
    whole = response_whole(reply)
    item = whole["output"][0]
    at = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    last = "response.incomplete" if reply.stopped_by_limit else "response.completed"
    payloads: list[dict[str, Any]] = [
        {"type": "response.created", "response": opened},
        {"type": "response.in_progress", "response": opened},
        {
            "type": "response.output_item.added",
            "output_index": 0,
            "item": {**item, "status": "in_progress", "content": []},
        },
        {"type": "response.content_part.added", **at, "part": part},
        *({"type": "response.output_text.delta", **at, "delta": word} for word in reply.words),
        {"type": "response.output_text.done", **at, "text": reply.text},
        {"type": "response.content_part.done", **at, "part": {**part, "text": reply.text}},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": last, "response": whole},
    ]
    return [
        named_event({**payload, "sequence_number": number})
        for number, payload in enumerate(payloads)
    ]


def response_whole(reply: Reply) -> dict[str, Any]:
    status = "incomplete" if reply.stopped_by_limit else "completed"
    item = {
        "id": f"msg_{reply.id}",
        "type": "message",
        "status": status,
        "role": "assistant",
        "content": [{"type": "output_text", "text": reply.text, "annotations": []}],
    }
    details = {"reason": "max_output_tokens"} if reply.stopped_by_limit else None
    body = {**_response_head(reply, status), "output": [item], "incomplete_details": details}
    return body | ({"usage": reply.usage.as_responses()} if reply.usage else {})


def embeddings(model: str, body: dict[str, Any], usage: Slices | None) -> dict[str, Any]:
    """Raises ValueError for more inputs or dimensions than a provider takes."""
    given = body.get("input")
    # One text, one list of token ids, or a list of either.
    single = isinstance(given, str) or (
        isinstance(given, list) and bool(given) and isinstance(given[0], int)
    )
    inputs = [given] if single else given
    if not isinstance(inputs, list) or not 0 < len(inputs) <= MAX_INPUTS:
        raise ValueError("input must be a text or a list of 1 to 2048 of them")
    dimensions = body.get("dimensions", DIMENSIONS)
    if not isinstance(dimensions, int) or not 0 < dimensions <= MAX_DIMENSIONS:
        raise ValueError("dimensions must be from 1 to 4096")
    as_base64 = body.get("encoding_format") == "base64"
    data = []
    for index, item in enumerate(inputs):
        vector = _vector(orjson.dumps(item), dimensions)
        packed = struct.pack(f"<{dimensions}f", *vector)
        embedding = base64.b64encode(packed).decode() if as_base64 else vector
        data.append({"object": "embedding", "index": index, "embedding": embedding})
    reported = {"prompt_tokens": usage.prompt, "total_tokens": usage.prompt} if usage else None
    result = {"object": "list", "data": data, "model": model}
    return result | ({"usage": reported} if reported else {})


def _vector(seed: bytes, dimensions: int) -> list[float]:
    digest = hashlib.shake_256(seed).digest(dimensions)
    return [(byte - 127.5) / 127.5 for byte in digest]


def _chat_head(reply: Reply, kind: str, prefix: str = "chatcmpl") -> dict[str, Any]:
    return {
        "id": f"{prefix}-{reply.id}",
        "object": kind,
        "created": reply.created,
        "model": reply.model,
        "system_fingerprint": "fp_demo",
    }


def _message_head(reply: Reply) -> dict[str, Any]:
    return {
        "id": f"msg_{reply.id}",
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "stop_sequence": None,
    }


def _response_head(reply: Reply, status: str) -> dict[str, Any]:
    return {
        "id": f"resp_{reply.id}",
        "object": "response",
        "created_at": reply.created,
        "status": status,
        "model": reply.model,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
    }


# API name, as the catalogue has it: how to stream it, how to answer it whole.
ENCODERS: dict[str, tuple[Callable[[Reply], list[bytes]], Callable[[Reply], dict[str, Any]]]] = {
    "chat_completions": (chat_events, chat_whole),
    "completions": (completion_events, completion_whole),
    "messages": (message_events, message_whole),
    "responses": (response_events, response_whole),
}
