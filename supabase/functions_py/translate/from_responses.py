"""OpenAI's Responses API, read. Source: OpenAI API reference, "Responses streaming events".

Blocks are known by output and part number, never by item id: gateways exist that change the id
from event to event. Some servers leave out deltas and send only the `.done` event, or only the
final response: what was not relayed in pieces is relayed whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from functions_py.translate import stop_reasons
from functions_py.translate.blocks import Blocks
from functions_py.translate.from_chat_completions import whole_input
from functions_py.translate.reading import Reply, number_in, object_in, objects_in, text_in
from functions_py.translate.sse_payload import object_of, payload_of

# Event prefix → block kind, and the part of an item its text belongs to.
_TEXT_EVENTS = {
    "response.output_text": ("text", "content_index"),
    "response.refusal": ("text", "content_index"),
    "response.reasoning_text": ("reasoning", "content_index"),
    "response.reasoning_summary_text": ("reasoning", "summary_index"),
}
_PART_KINDS = {
    "output_text": "text",
    "refusal": "text",
    "summary_text": "reasoning",
    "reasoning_text": "reasoning",
}
_ARGUMENTS = "response.function_call_arguments"
_TERMINAL = ("response.completed", "response.incomplete")

_Key = tuple[int, str, int]


class ResponsesReader:
    """Reads one attempt's stream."""

    def __init__(self, blocks: Blocks) -> None:
        self.began = False
        self._blocks = blocks
        self._stop: tuple[str, str | None] = (stop_reasons.END_TURN, None)
        # Parts relayed already, so that their `.done` event is not relayed again.
        self._relayed: set[_Key] = set()
        self._calls: set[_Key] = set()
        self._refused = False
        # Blocks of the stream before this response.
        self._count_before = 0

    def read(self, event: bytes) -> None:
        payload = payload_of(event)
        if payload is None:
            return
        name = text_in(payload, "type")
        self.began = self.began or name.startswith("response.")
        prefix, _, step = name.rpartition(".")
        if prefix in _TEXT_EVENTS and step in ("delta", "done"):
            self._text(prefix, step, payload)
        elif prefix == _ARGUMENTS and step in ("delta", "done"):
            self._arguments(step, payload)
        elif name in ("response.output_item.added", "response.output_item.done"):
            self._item(step, payload)
        elif name == "response.created":
            self._begin()
        elif name in _TERMINAL:
            self._end(object_in(payload, "response"))

    def stop(self) -> tuple[str, str | None]:
        return self._stop

    def _begin(self) -> None:
        """A response begins; what an earlier one in the same stream relayed is not its own."""
        self._blocks.close_all()
        self._count_before = self._blocks.count
        self._relayed.clear()
        self._calls.clear()

    def _text(self, prefix: str, step: str, payload: dict[str, Any]) -> None:
        kind, part = _TEXT_EVENTS[prefix]
        self._refused = self._refused or prefix == "response.refusal"
        key = (number_in(payload, "output_index"), part + kind, number_in(payload, part))
        if step == "delta":
            piece = text_in(payload, "delta")
        elif key not in self._relayed:
            piece = text_in(payload, "refusal" if prefix == "response.refusal" else "text")
        else:
            piece = ""
        if piece:
            self._relayed.add(key)
            self._blocks.text(key, kind, piece)
        if step == "done":
            self._blocks.close(key)

    def _arguments(self, step: str, payload: dict[str, Any]) -> None:
        key = _call_key(payload)
        if not self._blocks.is_open(key):
            return
        if step == "delta":
            self._relayed.add(key)
            self._blocks.input_json(key, text_in(payload, "delta"))
        elif key not in self._relayed:
            self._relayed.add(key)
            self._blocks.input_json(key, text_in(payload, "arguments"))

    def _item(self, step: str, payload: dict[str, Any]) -> None:
        item = object_in(payload, "item")
        if item.get("type") != "function_call":
            return
        key = _call_key(payload)
        if key not in self._calls:
            self._calls.add(key)
            self._blocks.open(
                key, "tool_use", id=text_in(item, "call_id"), name=text_in(item, "name")
            )
        if step == "done":
            if self._blocks.is_open(key) and key not in self._relayed:
                self._blocks.input_json(key, text_in(item, "arguments"))
            self._blocks.close(key)

    def _end(self, response: dict[str, Any]) -> None:
        if self._blocks.count == self._count_before:
            for number, (kind, text) in enumerate(_texts(response)):
                self._blocks.text((number, "whole", 0), kind, text)
        refused = self._refused or _has_refusal(response)
        self._stop = _stop_of(response, bool(self._calls), refused)


def read_reply(raw: bytes) -> Reply:
    """A whole response. Raises MalformedEvent."""
    response = object_of(raw)
    content: list[dict[str, Any]] = [
        {"type": kind, "text": text} for kind, text in _texts(response)
    ]
    calls = [item for item in objects_in(response, "output") if item.get("type") == "function_call"]
    for call in calls:
        named = {"id": text_in(call, "call_id"), "name": text_in(call, "name")}
        content.append({"type": "tool_use", **named, **whole_input(call)})
    return Reply(content, *_stop_of(response, bool(calls), _has_refusal(response)))


def _texts(response: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Block kind and text of every part that has any, in order."""
    for part in _parts(response):
        kind = _PART_KINDS.get(text_in(part, "type"))
        text = text_in(part, "refusal") if part.get("type") == "refusal" else text_in(part, "text")
        if kind and text:
            yield kind, text


def _parts(response: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in objects_in(response, "output"):
        # Other items (files, searches, shells) have contents of other kinds.
        if item.get("type") in ("message", "reasoning"):
            yield from objects_in(item, "summary")
            yield from objects_in(item, "content")


def _has_refusal(response: dict[str, Any]) -> bool:
    return any(part.get("type") == "refusal" for part in _parts(response))


def _stop_of(response: dict[str, Any], called: bool, refused: bool) -> tuple[str, str | None]:
    status = text_in(response, "status") or None
    if status == "incomplete":
        reason = text_in(object_in(response, "incomplete_details"), "reason")
        return stop_reasons.normalise(reason), reason or status
    if refused:
        return stop_reasons.REFUSAL, status
    return (stop_reasons.TOOL_USE if called else stop_reasons.END_TURN), status


def _call_key(payload: dict[str, Any]) -> _Key:
    return number_in(payload, "output_index"), "call", 0
