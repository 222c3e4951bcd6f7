"""OpenAI's Chat Completions and what compatible providers make of it, read.

Sources: OpenAI API reference, "Chat completion chunk object"; DeepSeek and xAI for
`reasoning_content`, Groq and OpenRouter for `reasoning`, Mistral for content as a list of parts.
Of several choices only the first is relayed; all are in the provider's usage and are charged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from functions_py.translate import stop_reasons
from functions_py.translate.blocks import Blocks
from functions_py.translate.malformed import MalformedEvent
from functions_py.translate.reading import (
    Reply,
    json_text,
    number_in,
    object_in,
    objects_in,
    text_in,
)
from functions_py.translate.sse_payload import object_of, payload_of


class ChatCompletionsReader:
    """Reads one attempt's stream."""

    def __init__(self, blocks: Blocks) -> None:
        self.began = False
        self._blocks = blocks
        self._finish_reason: str | None = None
        self._refused = False
        # The text or reasoning block being written: (kind, its running number).
        self._current: tuple[str, int] | None = None
        self._runs = 0

    def read(self, event: bytes) -> None:
        payload = payload_of(event)
        if payload is None or payload.get("error"):
            return
        self.began = True
        for choice in objects_in(payload, "choices"):
            if number_in(choice, "index") == 0:
                self._choice(choice)

    def stop(self) -> tuple[str, str | None]:
        return _stop(self._finish_reason, self._refused)

    def _choice(self, choice: dict[str, Any]) -> None:
        delta = object_in(choice, "delta")
        for kind, text in _texts(delta):
            self._write(kind, text)
        if refusal := text_in(delta, "refusal"):
            self._refused = True
            self._write("text", refusal)
        # Plain completions, which some servers send on the chat path too.
        self._write("text", text_in(choice, "text"))
        for call in _tool_calls(delta):
            self._tool_call(call)
        self._finish_reason = text_in(choice, "finish_reason") or self._finish_reason

    def _write(self, kind: str, text: str) -> None:
        if not text:
            return
        if self._current is None or self._current[0] != kind:
            self._end_run()
            self._runs += 1
            self._current = (kind, self._runs)
        self._blocks.text(self._current, kind, text)

    def _end_run(self) -> None:
        if self._current is not None:
            self._blocks.close(self._current)
            self._current = None

    def _tool_call(self, call: dict[str, Any]) -> None:
        key = ("tool", number_in(call, "index"))
        function = object_in(call, "function")
        if not self._blocks.is_open(key):
            self._end_run()
            name = text_in(function, "name")
            self._blocks.open(key, "tool_use", id=text_in(call, "id"), name=name)
        self._blocks.input_json(key, _arguments(function))


def read_reply(raw: bytes) -> Reply:
    """A whole chat completion; its first choice. Raises MalformedEvent."""
    choice = first_choice(object_of(raw))
    message = object_in(choice, "message")
    content: list[dict[str, Any]] = [
        {"type": kind, "text": text} for kind, text in _texts(message) if text
    ]
    refusal = text_in(message, "refusal")
    if refusal:
        content.append({"type": "text", "text": refusal})
    if text := text_in(choice, "text"):
        content.append({"type": "text", "text": text})
    for call in _tool_calls(message):
        function = object_in(call, "function")
        named = {"id": text_in(call, "id"), "name": text_in(function, "name")}
        content.append({"type": "tool_use", **named, **whole_input(function)})
    reason = text_in(choice, "finish_reason") or None
    return Reply(content, *_stop(reason, bool(refusal)))


def first_choice(body: dict[str, Any]) -> dict[str, Any]:
    """Choice 0 of a whole reply. Raises MalformedEvent where there is none."""
    for choice in objects_in(body, "choices"):
        if number_in(choice, "index") == 0:
            return choice
    raise MalformedEvent("a reply without a choice")


def whole_input(function: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a whole call, which providers send as text holding JSON.

    `input` is the object; where the reply was cut off inside it, `input` is null and `input_json`
    is the text as far as it goes.
    """
    arguments = _arguments(function)
    if not arguments.strip():
        return {"input": {}}
    try:
        return {"input": object_of(arguments.encode())}
    except MalformedEvent:
        return {"input": None, "input_json": arguments}


def _texts(message: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The reasoning, then the text, of a message or of a piece of one."""
    # Some providers send both names with the same text: one of them is enough.
    yield "reasoning", text_in(message, "reasoning_content") or text_in(message, "reasoning")
    if not isinstance(message.get("content"), list):
        yield "text", text_in(message, "content")
        return
    for part in objects_in(message, "content"):
        if part.get("type") == "text":
            yield "text", text_in(part, "text")
        elif part.get("type") == "thinking":
            for thought in objects_in(part, "thinking"):
                yield "reasoning", text_in(thought, "text")


def _tool_calls(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Tool calls, and the function call of before there were tools."""
    yield from objects_in(message, "tool_calls")
    if function := object_in(message, "function_call"):
        yield {"function": function}


def _arguments(function: dict[str, Any]) -> str:
    """Arguments as text; a few providers send the object itself."""
    if isinstance(function.get("arguments"), dict):
        return json_text(function["arguments"])
    return text_in(function, "arguments")


def _stop(reason: str | None, refused: bool) -> tuple[str, str | None]:
    if refused:
        return stop_reasons.REFUSAL, reason
    return (stop_reasons.normalise(reason) if reason else stop_reasons.END_TURN), reason
