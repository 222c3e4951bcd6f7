"""One generation in Florin's words: the request to whichever provider, its answer back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson

from functions_py.errors import FlorinError
from functions_py.translate import (
    Settlement,
    from_chat_completions,
    from_completions,
    from_messages,
    from_responses,
    stop_reasons,
    vocabulary,
)
from functions_py.translate.blocks import Blocks
from functions_py.translate.malformed import MalformedEvent
from functions_py.translate.reading import Reader, Reply, json_text
from functions_py.translate.request import GenerationRequest
from functions_py.translate.to_chat_completions import chat_completions_body
from functions_py.translate.to_completions import completions_body
from functions_py.translate.to_messages import messages_body
from functions_py.translate.to_responses import responses_body

_READERS: dict[str, Callable[[Blocks], Reader]] = {
    "messages": from_messages.MessagesReader,
    "chat_completions": from_chat_completions.ChatCompletionsReader,
    "completions": from_completions.CompletionsReader,
    "responses": from_responses.ResponsesReader,
}

_REPLIES: dict[str, Callable[[bytes], Reply]] = {
    "messages": from_messages.read_reply,
    "chat_completions": from_chat_completions.read_reply,
    "completions": from_completions.read_reply,
    "responses": from_responses.read_reply,
}

# How a generation ended, where that and not the provider is why the reply stops.
_OUTCOME_STOPS = {
    "credits_exhausted": stop_reasons.CREDITS_EXHAUSTED,
    "canceled": stop_reasons.CANCELED,
}

# The message does not end: it breaks off, and `error` says why.
_FAILURES = ("provider_failed", "timed_out", "invalid")

_NOT_BEGUN = (stop_reasons.END_TURN, None)


class Translation:
    """The Translator of one generation. Not shared, not reused."""

    def __init__(self, request: GenerationRequest) -> None:
        self._request: GenerationRequest | None = request
        self._generation_id = ""
        self._model = ""
        self._created_at: datetime | None = None
        self._message_started = False
        self._message_stopped = False
        self._api = ""
        self._blocks = Blocks()
        self._reader: Reader | None = None

    def start(self, generation_id: str, model: str, created_at: datetime) -> None:
        self._generation_id = generation_id
        self._model = model
        self._created_at = created_at

    def attempt(self, api: str) -> None:
        # An earlier attempt relayed nothing, or there would be no other: its blocks are dropped.
        self._api = api
        self._blocks = Blocks()
        self._reader = _READERS[api](self._blocks)

    def upstream_body(
        self, api: str, provider: str, provider_model: str, max_output_tokens: int | None
    ) -> dict[str, Any]:
        request = self._request
        if request is None:
            raise RuntimeError("a provider has answered: there is no further attempt")
        match api:
            case "messages":
                body = messages_body(request, max_output_tokens)
            case "responses":
                body = responses_body(request, max_output_tokens)
            case "completions":
                body = completions_body(request, max_output_tokens)
            case _:
                body = chat_completions_body(request, provider, max_output_tokens)
        return {"model": provider_model, **body}

    def events(self, raw: list[bytes]) -> list[bytes]:
        if self._reader is None:
            raise RuntimeError("attempt() comes before the provider's events")
        # The provider has answered: the request, which may hold images, is not needed again.
        self._request = None
        try:
            for event in raw:
                self._reader.read(event)
        except MalformedEvent as error:
            error.events = self._taken()
            raise
        return self._taken()

    def stop(self, outcome: str) -> list[bytes]:
        self._blocks.close_all()
        if outcome not in _FAILURES and not self._message_stopped:
            self._message_stopped = True
            reason, provider_reason = _NOT_BEGUN if self._reader is None else self._reader.stop()
            reason = _OUTCOME_STOPS.get(outcome, reason)
            self._blocks.out.append(vocabulary.message_stop(reason, provider_reason))
        return self._taken()

    def error(self, error: FlorinError, settlement: Settlement | None) -> list[bytes]:
        self._blocks.close_all()
        # Taken first: a failure before the provider began gets no message_start.
        closed = self._taken()
        usage = vocabulary.usage(self._generation_id, settlement)
        return [*closed, vocabulary.error(error, settlement), usage]

    def finish(self, outcome: str, settlement: Settlement | None) -> list[bytes]:
        return [*self.stop(outcome), vocabulary.usage(self._generation_id, settlement)]

    def reply(self, raw: bytes, settlement: Settlement | None) -> bytes:
        reply = _REPLIES[self._api](raw)
        return orjson.dumps(
            {
                "id": self._generation_id,
                "model": self._model,
                "content": reply.content,
                "stop_reason": reply.stop_reason,
                "provider_stop_reason": reply.provider_stop_reason,
                **vocabulary.charge(settlement),
            }
        )

    def check_reply(self, raw: bytes) -> None:
        # Written once here: what cannot be told must not be charged.
        json_text({"content": _REPLIES[self._api](raw).content})

    def _taken(self) -> list[bytes]:
        """What was written since the last time, message_start in front of the first of it."""
        events = self._blocks.take()
        began = events or (self._reader is not None and self._reader.began)
        if self._message_started or self._created_at is None or not began:
            return events
        self._message_started = True
        start = vocabulary.message_start(self._generation_id, self._model, self._created_at)
        return [start, *events]
