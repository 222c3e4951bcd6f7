"""OpenAI's Responses API and what is compatible with it: POST /responses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from functions_py.families.facts import RequestFacts
from functions_py.families.openai_stream import bytes_in
from functions_py.families.prompt_size import PromptSize, utf8_bytes
from functions_py.families.request import (
    bearer_headers,
    invalid,
    max_tokens_of,
    model_of,
    objects,
    stream_of,
    to_json,
)
from functions_py.families.responses_usage import ResponsesMeter, usage_of_response
from functions_py.shapes import Shape
from functions_py.sse import object_of
from functions_py.usage import Usage

# Members of output items, and of their parts, that the model wrote.
_WRITTEN_TEXT = ("text", "refusal", "arguments", "input", "code", "diff")
_PARTS = ("content", "summary", "operation")


class Responses:
    """api `responses`."""

    api = "responses"
    shape: Shape = "openai"
    path = "/responses"

    def __init__(self, max_image_bytes: int) -> None:
        self._max_image_bytes = max_image_bytes

    def parse(self, body: dict[str, Any]) -> RequestFacts:
        """Raises FlorinError 400 `invalid_request` or `invalid_image`, and
        `unsupported_parameter` for `background`, whose reply comes before its usage is known."""
        if body.get("background") not in (None, False):
            raise invalid("background", "is not served: use a stream", "unsupported_parameter")
        given = body.get("input")
        if given is not None and not isinstance(given, str):
            objects(given, "input")
        size = PromptSize(self._max_image_bytes)
        size.add(given, "input")
        for name in ("instructions", "tools", "text"):
            size.add_schema(body.get(name), name)
        return RequestFacts(
            model=model_of(body),
            stream=stream_of(body),
            max_output_tokens=max_tokens_of(body, "max_output_tokens"),
            input_tokens=size.tokens,
        )

    def upstream_body(self, body: dict[str, Any], provider_model: str) -> bytes:
        return to_json({**body, "model": provider_model})

    def upstream_headers(
        self, key: str | None, client_headers: Mapping[str, str]
    ) -> dict[str, str]:
        return bearer_headers(key)

    def meter(self, provider_model: str | None = None) -> ResponsesMeter:
        return ResponsesMeter()

    def usage_of_body(self, body: bytes, provider_model: str | None = None) -> Usage | None:
        response = object_of(body)
        return None if response is None else usage_of_response(response)

    def text_bytes_of_body(self, body: bytes) -> int:
        response = object_of(body)
        output = None if response is None else response.get("output")
        return _item_bytes(output)

    def output_bytes(self, events: Iterable[bytes]) -> int:
        return bytes_in(events, _delta_bytes)

    def hides_usage_event(self, body: dict[str, Any]) -> bool:
        return False

    def client_view(self, events: list[bytes]) -> list[bytes]:
        return events


def _delta_bytes(event: dict[str, Any]) -> int:
    """Text, reasoning, refusals, arguments, code: all come as `response.….delta`."""
    kind, delta = event.get("type"), event.get("delta")
    if not isinstance(kind, str) or not isinstance(delta, str) or not kind.endswith(".delta"):
        return 0
    return 0 if kind == "response.audio.delta" else utf8_bytes(delta)


def _item_bytes(output: object) -> int:
    """Bytes of what the model wrote in all output items."""
    total = 0
    stack = list(output) if isinstance(output, list) else []
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            values = (item.get(name) for name in _WRITTEN_TEXT)
            total += sum(utf8_bytes(value) for value in values if isinstance(value, str))
            stack.extend(item.get(name) for name in _PARTS)
        elif isinstance(item, list):
            stack.extend(item)
    return total
