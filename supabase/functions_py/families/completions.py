"""OpenAI's completions API and everything compatible with it: POST /completions."""

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
    model_of,
    stream_of,
    times,
)
from functions_py.families.texts import add_texts
from functions_py.shapes import Shape
from functions_py.sse import object_of
from functions_py.usage import Usage


class Completions:
    """api `completions`."""

    api = "completions"
    shape: Shape = "openai"
    path = "/completions"

    def __init__(self, max_image_bytes: int) -> None:
        self._max_image_bytes = max_image_bytes

    def parse(self, body: dict[str, Any]) -> RequestFacts:
        """Raises FlorinError 400 `invalid_request`. Every prompt gets `n` (`best_of`) replies."""
        size = PromptSize(self._max_image_bytes)
        prompts = 1
        if body.get("prompt") is not None:  # the API's own default is the end-of-text token
            prompts = add_texts(size, body["prompt"], "prompt")
        size.add(body.get("suffix"), "suffix")
        stream_options_of(body)
        choices = prompts * choices_of(body, "n", "best_of")
        return RequestFacts(
            model=model_of(body),
            stream=stream_of(body),
            max_output_tokens=times(max_tokens_of(body, "max_tokens"), choices),
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
        return 0 if reply is None else _text_bytes(reply)

    def output_bytes(self, events: Iterable[bytes]) -> int:
        return bytes_in(events, _text_bytes)

    def hides_usage_event(self, body: dict[str, Any]) -> bool:
        return not asked_for_usage(body)

    def client_view(self, events: list[bytes]) -> list[bytes]:
        return without_usage_chunks(events)


def _text_bytes(reply: dict[str, Any]) -> int:
    texts = [choice.get("text") for choice in choices_in(reply)]
    return sum(utf8_bytes(text) for text in texts if isinstance(text, str))
