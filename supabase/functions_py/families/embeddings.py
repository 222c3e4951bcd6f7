"""OpenAI's embeddings API and everything compatible with it: POST /embeddings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from functions_py.families.facts import RequestFacts
from functions_py.families.openai_stream import ChunkMeter
from functions_py.families.prompt_size import PromptSize
from functions_py.families.request import bearer_headers, invalid, model_of, stream_of, to_json
from functions_py.families.texts import add_texts
from functions_py.shapes import Shape
from functions_py.sse import object_of
from functions_py.usage import Usage, UsageLine, first_count


class Embeddings:
    """api `embeddings`: input only, never streamed."""

    api = "embeddings"
    shape: Shape = "openai"
    path = "/embeddings"

    def __init__(self, max_image_bytes: int) -> None:
        self._max_image_bytes = max_image_bytes

    def parse(self, body: dict[str, Any]) -> RequestFacts:
        """Raises FlorinError 400 `invalid_request`."""
        size = PromptSize(self._max_image_bytes)
        add_texts(size, body.get("input"), "input")
        if stream_of(body):
            raise invalid("stream", "embeddings are not streamed")
        return RequestFacts(
            model=model_of(body),
            stream=False,
            max_output_tokens=None,
            input_tokens=size.tokens,
        )

    def upstream_body(self, body: dict[str, Any], provider_model: str) -> bytes:
        return to_json({**body, "model": provider_model})

    def upstream_headers(
        self, key: str | None, client_headers: Mapping[str, str]
    ) -> dict[str, str]:
        return bearer_headers(key)

    def meter(self, provider_model: str | None = None) -> ChunkMeter:
        return ChunkMeter()

    def usage_of_body(self, body: bytes, provider_model: str | None = None) -> Usage | None:
        reply = object_of(body)
        usage = None if reply is None else reply.get("usage")
        if not isinstance(usage, dict):
            return None
        tokens = first_count(*map(usage.get, ("prompt_tokens", "input_tokens", "total_tokens")))
        return None if tokens is None else Usage((UsageLine(input=tokens),))

    def text_bytes_of_body(self, body: bytes) -> int:
        return 0

    def output_bytes(self, events: Iterable[bytes]) -> int:
        return 0

    def hides_usage_event(self, body: dict[str, Any]) -> bool:
        return False

    def client_view(self, events: list[bytes]) -> list[bytes]:
        return events
