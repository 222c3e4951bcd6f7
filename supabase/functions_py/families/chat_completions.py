"""OpenAI's chat completions API and everything compatible with it: POST /chat/completions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from functions_py.families.facts import RequestFacts
from functions_py.families.openai_stream import (
    ChunkMeter,
    asked_for_usage,
    bytes_in,
    choices_in,
    stream_options_of,
    upstream_json,
    usage_of_reply,
    without_usage_chunks,
)
from functions_py.families.prompt_size import PromptSize, utf8_bytes
from functions_py.families.request import (
    bearer_headers,
    choices_of,
    max_tokens_of,
    messages_of,
    model_of,
    stream_of,
    times,
)
from functions_py.shapes import Shape
from functions_py.sse import object_of
from functions_py.usage import Usage

_WRITTEN = ("content", "refusal")

# Where providers put reasoning; those that send it under two names send the same text twice.
_REASONING = ("reasoning_content", "reasoning")


class ChatCompletions:
    """api `chat_completions`."""

    api = "chat_completions"
    shape: Shape = "openai"
    path = "/chat/completions"

    def __init__(self, max_image_bytes: int) -> None:
        self._max_image_bytes = max_image_bytes

    def parse(self, body: dict[str, Any]) -> RequestFacts:
        """Raises FlorinError 400 `invalid_request` or `invalid_image`."""
        size = PromptSize(self._max_image_bytes)
        size.add(messages_of(body), "messages")
        for name in ("tools", "functions", "response_format"):
            size.add_schema(body.get(name), name)
        stream_options_of(body)
        choices = choices_of(body, "n")
        limit = max_tokens_of(body, "max_completion_tokens", "max_tokens")
        return RequestFacts(
            model=model_of(body),
            stream=stream_of(body),
            max_output_tokens=times(limit, choices),
            input_tokens=size.tokens,
            choices=choices,
        )

    def upstream_body(self, body: dict[str, Any], provider_model: str) -> bytes:
        return upstream_json(body, provider_model)

    def upstream_headers(
        self, key: str | None, client_headers: Mapping[str, str]
    ) -> dict[str, str]:
        return bearer_headers(key)

    def meter(self, provider_model: str | None = None) -> ChunkMeter:
        return ChunkMeter()

    def usage_of_body(self, body: bytes, provider_model: str | None = None) -> Usage | None:
        return usage_of_reply(body)

    def text_bytes_of_body(self, body: bytes) -> int:
        reply = object_of(body)
        return 0 if reply is None else _text_bytes(reply, "message")

    def output_bytes(self, events: Iterable[bytes]) -> int:
        return bytes_in(events, lambda chunk: _text_bytes(chunk, "delta"))

    def hides_usage_event(self, body: dict[str, Any]) -> bool:
        return not asked_for_usage(body)

    def client_view(self, events: list[bytes]) -> list[bytes]:
        return without_usage_chunks(events)


def _text_bytes(reply: dict[str, Any], member: str) -> int:
    """Bytes of what the model wrote in all choices' `delta` or `message`."""
    messages = [choice.get(member) for choice in choices_in(reply)]
    return sum(_message_bytes(message) for message in messages if isinstance(message, dict))


def _message_bytes(message: dict[str, Any]) -> int:
    total = reasoning = 0
    for name, value in message.items():
        if not value:
            continue
        if name in _WRITTEN:
            total += _written(value)
        elif name in _REASONING:
            reasoning = max(reasoning, _written(value))
        elif name == "tool_calls" and isinstance(value, list):
            total += sum(
                _arguments(call.get("function")) for call in value if isinstance(call, dict)
            )
        elif name == "function_call":
            total += _arguments(value)
        elif name == "audio" and isinstance(value, dict):
            total += _written(value.get("transcript"))
    return total + reasoning


def _arguments(function: object) -> int:
    return _written(function.get("arguments")) if isinstance(function, dict) else 0


def _written(value: object) -> int:
    """Bytes of text, which Mistral sends as parts (`text`, `thinking`) that may hold parts."""
    if isinstance(value, str):
        return utf8_bytes(value)
    total = 0
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            total += utf8_bytes(item)
        elif isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, dict):
            stack.extend((item.get("text"), item.get("thinking")))
    return total
