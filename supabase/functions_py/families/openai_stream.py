"""What chat completions and completions streams have in common: chunks, one usage, `[DONE]`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from functions_py.families.openai_usage import line_of
from functions_py.families.request import invalid, to_json
from functions_py.families.skeleton import Skeleton
from functions_py.sse import DONE, data_of, name_of, object_of
from functions_py.usage import Usage, UsageLine

# Members that every chunk may carry as null and that matter only when they are not.
_NULLABLE = (b'"usage"', b'"finish_reason"', b'"error"')
_NULL = (b":null", b": null")


class ChunkMeter:
    """Watches a stream of chunks for its usage, its end and its error.

    Usage may stand on a last chunk without choices (OpenAI), on the last choice (Mistral,
    DeepSeek), in the choice (Moonshot), under `x_groq`, or on every chunk (Perplexity, vLLM): the
    figures are cumulative, so the last report counts. Explicit zeros are a report.
    """

    __slots__ = ("_error", "_finished", "_last_word", "_line", "_skeleton")

    def __init__(self) -> None:
        self._skeleton = Skeleton()
        self._line: UsageLine | None = None
        self._last_word = False
        self._finished = False
        self._error: bytes | None = None

    def watch(self, events: list[bytes]) -> int:
        if self._error is not None:
            return 0
        skeleton = self._skeleton
        for number, event in enumerate(events, 1):
            if skeleton.matches(event):
                continue
            if DONE in event or _may_matter(event) or name_of(event) == b"error":
                self._read(event)
                if self._error is not None:
                    return number
            else:
                skeleton.learn(event)
        return len(events)

    def usage(self) -> Usage | None:
        return None if self._line is None else Usage((self._line,))

    @property
    def final(self) -> bool:
        """A report before the reply's end covers a part of it only, unless it stood alone."""
        return self._line is not None and (self._finished or self._last_word)

    @property
    def finished(self) -> bool:
        return self._finished

    @property
    def error(self) -> bytes | None:
        return self._error

    def _read(self, event: bytes) -> None:
        data = data_of(event)
        if data.strip() == DONE:
            self._finished = True
            return
        chunk = object_of(data)
        if chunk is None:
            if data and name_of(event) == b"error":
                self._error = self._error or data
            return
        if _is_error(chunk) or name_of(event) == b"error":
            self._error = self._error or data
        choices = choices_in(chunk)
        if any(choice.get("finish_reason") for choice in choices):
            self._finished = True
        line = usage_line(chunk)
        if line is not None:
            self._line = line
            self._last_word = not choices


def _may_matter(event: bytes) -> bool:
    """Whether `event` may carry usage, an end or an error. No false negatives."""
    return any(_says(event, key) for key in _NULLABLE)


def _says(event: bytes, key: bytes) -> bool:
    """Whether `key` occurs in `event` with anything but null after it."""
    at = event.find(key)
    while at >= 0:
        at += len(key)
        if not event.startswith(_NULL, at):
            return True
        at = event.find(key, at)
    return False


def _is_error(chunk: dict[str, Any]) -> bool:
    # {"error": {…}} everywhere; {"object": "error", …} from vLLM.
    return bool(chunk.get("error")) or "error" in (chunk.get("object"), chunk.get("type"))


def choices_in(chunk: dict[str, Any]) -> list[dict[str, Any]]:
    choices = chunk.get("choices")
    if not isinstance(choices, list):
        return []
    return [choice for choice in choices if isinstance(choice, dict)]


def usage_line(chunk: dict[str, Any]) -> UsageLine | None:
    """The usage a chunk or a whole reply reports, wherever this provider puts it."""
    groq = chunk.get("x_groq")
    places = (
        chunk.get("usage"),
        groq.get("usage") if isinstance(groq, dict) else None,
        *(choice.get("usage") for choice in choices_in(chunk)),
    )
    return next((line for place in places if (line := line_of(place)) is not None), None)


def usage_of_reply(body: bytes) -> Usage | None:
    reply = object_of(body)
    line = None if reply is None else usage_line(reply)
    return None if line is None else Usage((line,))


def stream_options_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The client's `stream_options`. Raises FlorinError where they are no object."""
    options = body.get("stream_options")
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise invalid("stream_options", "must be an object")
    return options


def upstream_json(body: Mapping[str, Any], provider_model: str) -> bytes:
    """The body with the provider's model name and, for a stream, usage asked for."""
    sent = {**body, "model": provider_model}
    if sent.get("stream") is True:
        sent["stream_options"] = {**stream_options_of(body), "include_usage": True}
    return to_json(sent)


def asked_for_usage(body: Mapping[str, Any]) -> bool:
    return stream_options_of(body).get("include_usage") is True


def without_usage_chunks(events: list[bytes]) -> list[bytes]:
    """The events, less those chunks that a client which did not ask for usage does not expect:
    a usage and no choice. Anything else is handed on as it is; the same list where all are."""
    dropped = [event for event in events if _says(event, b'"usage"') and _is_usage_chunk(event)]
    return [event for event in events if event not in dropped] if dropped else events


def _is_usage_chunk(event: bytes) -> bool:
    chunk = object_of(data_of(event))
    return (
        chunk is not None
        and not chunk.get("choices")
        and not _is_error(chunk)
        and (isinstance(chunk.get("usage"), dict) or usage_line(chunk) is not None)
    )


def bytes_in(events: Iterable[bytes], text_bytes: Callable[[dict[str, Any]], int]) -> int:
    """`text_bytes` of every payload in `events`, added up."""
    total = 0
    for event in events:
        payload = object_of(data_of(event))
        if payload is not None:
            total += text_bytes(payload)
    return total
