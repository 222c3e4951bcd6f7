"""Streams of every surface as their providers send them: recordings, and what those lack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Enough of a stream to have its beginning, text, usage and end; the rest is more of the same.
FIRST_EVENTS, LAST_EVENTS = 5, 8

Corpus = Mapping[str, list[list[bytes]]]


def event(payload: Any, *, named: bool = False) -> bytes:
    """One event of `payload`: JSON, or text as it was recorded."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    name = f"event: {json.loads(text)['type']}\n" if named else ""
    return f"{name}data: {text}\n\n".encode()


def api_of(name: str) -> str:
    """The surface that a recording's file is of."""
    if name.startswith("anthropic"):
        return "messages"
    return "completions" if "completion" in name else "chat_completions"


def corpus_of(folder: Path) -> Corpus:
    """Every recording in `folder`, shortened, and the invented streams, by surface."""
    streams: dict[str, list[list[bytes]]] = {api: [events] for api, events in INVENTED.items()}
    for file in sorted(folder.glob("*.chunks.txt")):
        api = api_of(file.name)
        lines = [line for line in file.read_text().splitlines() if line.strip()]
        events = [event(line, named=api == "messages") for line in lines]
        if api != "messages":
            events.append(DONE)
        if len(events) > FIRST_EVENTS + LAST_EVENTS:
            events = events[:FIRST_EVENTS] + events[-LAST_EVENTS:]
        streams[api].append(events)
    return streams


DONE = b"data: [DONE]\n\n"


def _chunk(text: str | None, finish: str | None = None, **more: Any) -> bytes:
    delta = {} if text is None else {"content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return event({"object": "chat.completion.chunk", "choices": [choice], **more})


_USAGE = {
    "prompt_tokens": 70,
    "completion_tokens": 30,
    "total_tokens": 100,
    "prompt_tokens_details": {"cached_tokens": 20},
    "completion_tokens_details": {"reasoning_tokens": 11},
}

_ITERATIONS = [
    {"type": "compaction", "model": "small", "input_tokens": 90, "output_tokens": 12},
    {"type": "message", "input_tokens": 43, "output_tokens": 9, "cache_read_input_tokens": 5},
]

_CALL = {"type": "function_call", "call_id": "c", "name": "look", "arguments": '{"a":[1,2]}'}
_SEARCH = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
_RESPONSE_USAGE = {
    "input_tokens": 70,
    "output_tokens": 30,
    "total_tokens": 100,
    "input_tokens_details": {"cached_tokens": 20},
    "output_tokens_details": {"reasoning_tokens": 11},
}

INVENTED: dict[str, list[bytes]] = {
    "messages": [
        event(payload, named=True)
        for payload in (
            {
                "type": "message_start",
                "message": {
                    "id": "msg_1",
                    "content": [],
                    "usage": {
                        "input_tokens": 43,
                        "cache_read_input_tokens": 5,
                        "cache_creation": {"ephemeral_5m_input_tokens": 3},
                        "output_tokens": 1,
                    },
                },
            },
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text"}},
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": 'some "usage" \\ Grüße\n\n'},
            },
            {
                "type": "content_block_start",
                "index": 1,
                "content_block": {
                    "type": "tool_use",
                    "id": "t",
                    "name": "look",
                    "input": {"a": [1, {"b": None}]},
                },
            },
            {
                "type": "content_block_start",
                "index": 2,
                "content_block": {"type": "web_search_tool_result", "content": []},
            },
            {
                "type": "message_delta",
                "delta": {"stop_reason": "end_turn"},
                "usage": {
                    "output_tokens": 9,
                    "iterations": _ITERATIONS,
                    "server_tool_use": {"web_search_requests": 1},
                },
            },
            {"type": "message_stop"},
        )
    ],
    "chat_completions": [
        _chunk("Grüße\n\n", usage=None),
        _chunk('say "usage"', usage=None),
        _chunk(None, "stop", usage=None),
        event({"choices": [], "usage": _USAGE}),
        DONE,
    ],
    "completions": [
        event({"choices": [{"index": 0, "text": "one "}]}),
        event({"choices": [{"index": 0, "text": "two", "finish_reason": "length"}]}),
        event({"choices": [], "usage": _USAGE}),
        DONE,
    ],
    "responses": [
        event(payload, named=True)
        for payload in (
            {"type": "response.created", "response": {"id": "r", "usage": None}},
            {"type": "response.output_text.delta", "delta": "one\n\ndata: x"},
            {"type": "response.output_item.added", "output_index": 1, "item": _CALL},
            {"type": "response.output_item.done", "output_index": 1, "item": _CALL},
            {"type": "response.output_item.done", "output_index": 2, "item": _SEARCH},
            {
                "type": "response.completed",
                "response": {"id": "r", "output": [_SEARCH], "usage": _RESPONSE_USAGE},
            },
        )
    ],
}

WHOLE: dict[str, bytes] = {
    "messages": json.dumps(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm"},
                {"type": "text", "text": "Grüße"},
                {"type": "tool_use", "id": "t", "name": "look", "input": {"a": [1, {"b": None}]}},
            ],
            "stop_reason": "end_turn",
            "usage": {"input_tokens": 43, "output_tokens": 9, "iterations": _ITERATIONS},
        }
    ).encode(),
    "chat_completions": json.dumps(
        {
            "choices": [
                {
                    "index": 0,
                    "message": {
                        "role": "assistant",
                        "content": "Grüße",
                        "tool_calls": [{"id": "t", "function": {"name": "f", "arguments": "{}"}}],
                    },
                    "finish_reason": "stop",
                }
            ],
            "usage": _USAGE,
        }
    ).encode(),
    "completions": json.dumps(
        {"choices": [{"index": 0, "text": "one", "finish_reason": "stop"}], "usage": _USAGE}
    ).encode(),
    "responses": json.dumps(
        {
            "id": "r",
            "status": "completed",
            "output": [
                {"type": "message", "content": [{"type": "output_text", "text": "Grüße"}]},
                _CALL,
                _SEARCH,
            ],
            "usage": _RESPONSE_USAGE,
        }
    ).encode(),
    "embeddings": json.dumps(
        {
            "data": [{"index": 0, "embedding": [0.5, 0.25]}],
            "usage": {"prompt_tokens": 3, "total_tokens": 3},
        }
    ).encode(),
}
