"""Anthropic's Messages API: POST /v1/messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from functions_py.families.anthropic_usage import StreamBill, usage_of_message
from functions_py.families.facts import RequestFacts
from functions_py.families.prompt_size import PromptSize, utf8_bytes
from functions_py.families.request import (
    max_tokens_of,
    messages_of,
    model_of,
    objects,
    stream_of,
    to_json,
)
from functions_py.shapes import Shape
from functions_py.sse import data_of, name_of, object_of
from functions_py.usage import Usage

# The version every published SDK sends; used where the client sent none.
DEFAULT_VERSION = "2023-06-01"

# Of the client's headers only these are for the provider.
_PASSED_HEADERS = ("anthropic-version", "anthropic-beta")

# How nearly every event begins, none of them with anything to say about usage.
_CONTENT = (b"event: content_block_delta\n", b'data: {"type":"content_block_delta",')

_SEARCH_RESULT = b"web_search_tool_result"

# Members of content blocks and their deltas that the model wrote. Signatures are seals, not text.
_WRITTEN_TEXT = ("text", "thinking", "partial_json", "content")


class Messages:
    """api `messages`."""

    api = "messages"
    shape: Shape = "anthropic"
    path = "/v1/messages"

    def __init__(self, max_image_bytes: int) -> None:
        self._max_image_bytes = max_image_bytes

    def parse(self, body: dict[str, Any]) -> RequestFacts:
        """Raises FlorinError 400 `invalid_request` or `invalid_image`."""
        size = PromptSize(self._max_image_bytes)
        size.add(messages_of(body), "messages")
        if isinstance(body.get("system"), list):
            objects(body["system"], "system", or_texts=True)
        size.add(body.get("system"), "system")
        size.add_schema(body.get("tools"), "tools")
        return RequestFacts(
            model=model_of(body),
            stream=stream_of(body),
            max_output_tokens=max_tokens_of(body, "max_tokens"),
            input_tokens=size.tokens,
        )

    def upstream_body(self, body: dict[str, Any], provider_model: str) -> bytes:
        return to_json({**body, "model": provider_model})

    def upstream_headers(
        self, key: str | None, client_headers: Mapping[str, str]
    ) -> dict[str, str]:
        headers = {"content-type": "application/json", "anthropic-version": DEFAULT_VERSION}
        for name in _PASSED_HEADERS:
            value = client_headers.get(name)
            if value:
                headers[name] = value
        if key is not None:
            headers["x-api-key"] = key
        return headers

    def meter(self, provider_model: str | None = None) -> MessagesMeter:
        return MessagesMeter(provider_model)

    def usage_of_body(self, body: bytes, provider_model: str | None = None) -> Usage | None:
        message = object_of(body)
        return None if message is None else usage_of_message(message, provider_model)

    def text_bytes_of_body(self, body: bytes) -> int:
        message = object_of(body)
        return 0 if message is None else _message_bytes(message)

    def output_bytes(self, events: Iterable[bytes]) -> int:
        return sum(_event_bytes(event) for event in events)

    def hides_usage_event(self, body: dict[str, Any]) -> bool:
        return False

    def client_view(self, events: list[bytes]) -> list[bytes]:
        return events


class MessagesMeter:
    """Watches a stream of Messages events for usage, its end and its error.

    provider_model: the model the request was sent for. Iterations that name it are the
    generation's own; without it, every iteration that names a model keeps the name.
    """

    __slots__ = ("_bill", "_error", "_finished")

    def __init__(self, provider_model: str | None = None) -> None:
        self._bill = StreamBill(provider_model)
        self._finished = False
        self._error: bytes | None = None

    def watch(self, events: list[bytes]) -> int:
        if self._error is not None:
            return 0
        for number, event in enumerate(events, 1):
            if event.startswith(_CONTENT):
                continue
            # message_start, message_delta, message_stop; other words like these cost a parse.
            if b"message_" in event or b"error" in event or _SEARCH_RESULT in event:
                self._read(event)
                if self._error is not None:
                    return number
        return len(events)

    def usage(self) -> Usage | None:
        return self._bill.usage()

    @property
    def final(self) -> bool:
        return self._bill.complete

    @property
    def finished(self) -> bool:
        return self._finished

    @property
    def error(self) -> bytes | None:
        return self._error

    def _read(self, event: bytes) -> None:
        data = data_of(event)
        payload = object_of(data)
        if payload is None:
            if data and name_of(event) == b"error":
                self._error = self._error or data
            return
        match payload.get("type") or name_of(event).decode(errors="replace"):
            case "message_start":
                message = payload.get("message")
                if isinstance(message, dict):
                    self._finished = False
                    self._bill.start(message)
            case "content_block_start" if _SEARCH_RESULT in data:
                if _is_search_result(payload.get("content_block")):
                    self._bill.search()
            case "message_delta":
                delta = payload.get("delta")
                stopped = isinstance(delta, dict) and delta.get("stop_reason") is not None
                self._bill.delta(payload.get("usage"), stopped=stopped)
            case "message_stop":
                self._bill.stop()
                self._finished = True
            case "error":
                self._error = self._error or data


def _is_search_result(block: object) -> bool:
    """A search that failed has an error object for its content, and is not billed (Anthropic,
    "Web search tool")."""
    return (
        isinstance(block, dict)
        and block.get("type") == "web_search_tool_result"
        and isinstance(block.get("content"), list)
    )


def _event_bytes(event: bytes) -> int:
    if b"content" not in event:
        return 0
    payload = object_of(data_of(event))
    if payload is None:
        return 0
    match payload.get("type"):
        case "content_block_delta":
            return _block_bytes(payload.get("delta"))
        case "content_block_start":
            return _block_bytes(payload.get("content_block"))
        case "message_start":
            message = payload.get("message")
            return _message_bytes(message) if isinstance(message, dict) else 0
    return 0


def _message_bytes(message: dict[str, Any]) -> int:
    content = message.get("content")
    return sum(map(_block_bytes, content)) if isinstance(content, list) else 0


def _block_bytes(block: object) -> int:
    """Bytes the model wrote in one block or delta; results of server tools are not its words."""
    if not isinstance(block, dict) or str(block.get("type")).endswith("tool_result"):
        return 0
    total = sum(
        utf8_bytes(text) for name in _WRITTEN_TEXT if isinstance(text := block.get(name), str)
    )
    if block.get("input"):
        try:
            total += len(orjson.dumps(block["input"]))
        except TypeError:
            total += _loose_bytes(block["input"])
    return total


def _loose_bytes(value: object) -> int:
    """Bytes of the texts and figures in what is no JSON that could be written: nested too deep."""
    total = 0
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item)
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
        else:
            total += utf8_bytes(str(item))
    return total
