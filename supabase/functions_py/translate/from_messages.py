"""Anthropic's Messages API, read. Source: docs.anthropic.com, "Streaming messages".

Server tools run inside the provider: their calls are shown as server_tool_use, so that nobody
takes them for calls the client must answer; their results, citations, signatures and compaction
summaries are the provider's own and passed over.
"""

from __future__ import annotations

from typing import Any

from functions_py.translate import stop_reasons
from functions_py.translate.blocks import Blocks
from functions_py.translate.reading import (
    Reply,
    json_text,
    number_in,
    object_in,
    objects_in,
    text_in,
)
from functions_py.translate.sse_payload import object_of, payload_of

_BLOCK_KINDS = {
    "text": "text",
    "thinking": "reasoning",
    "tool_use": "tool_use",
    "server_tool_use": "server_tool_use",
    "mcp_tool_use": "server_tool_use",
}


class MessagesReader:
    """Reads one attempt's stream."""

    def __init__(self, blocks: Blocks) -> None:
        self.began = False
        self._blocks = blocks
        self._stop_reason: str | None = None

    def read(self, event: bytes) -> None:
        payload = payload_of(event)
        if payload is None:
            return
        match payload.get("type"):
            case "content_block_delta":
                self._delta(number_in(payload, "index"), object_in(payload, "delta"))
            case "content_block_start":
                self._start(number_in(payload, "index"), object_in(payload, "content_block"))
            case "content_block_stop":
                self._blocks.close(number_in(payload, "index"))
            case "message_start":
                self.began = True
                # A second one is a spliced stream, or another message in the same stream: its
                # blocks are new ones, though they are numbered as the first's.
                self._blocks.close_all()
            case "message_delta":
                delta = object_in(payload, "delta")
                self._stop_reason = text_in(delta, "stop_reason") or self._stop_reason

    def stop(self) -> tuple[str, str | None]:
        return _stop(self._stop_reason)

    def _start(self, key: int, block: dict[str, Any]) -> None:
        kind = _BLOCK_KINDS.get(text_in(block, "type"))
        # A start without a stop before it: the block of the same number is over.
        self._blocks.close(key)
        if kind == "text":
            self._blocks.open(key, kind)
            self._blocks.text(key, kind, text_in(block, "text"))
        elif kind == "reasoning":
            self._blocks.open(key, kind)
            self._blocks.text(key, kind, text_in(block, "thinking"))
        elif kind is not None:
            self._blocks.open(key, kind, id=text_in(block, "id"), name=text_in(block, "name"))
            tool_input = object_in(block, "input")
            if tool_input:
                self._blocks.input_json(key, json_text(tool_input))

    def _delta(self, key: int, delta: dict[str, Any]) -> None:
        match delta.get("type"):
            case "text_delta":
                self._blocks.text(key, "text", text_in(delta, "text"))
            case "thinking_delta":
                self._blocks.text(key, "reasoning", text_in(delta, "thinking"))
            case "input_json_delta":
                # Arguments of a call nobody was shown have no block to go to.
                if self._blocks.is_open(key):
                    self._blocks.input_json(key, text_in(delta, "partial_json"))


def read_reply(raw: bytes) -> Reply:
    """A whole Messages reply. Raises MalformedEvent."""
    body = object_of(raw)
    content: list[dict[str, Any]] = []
    for block in objects_in(body, "content"):
        kind = _BLOCK_KINDS.get(text_in(block, "type"))
        if kind == "text":
            content.append({"type": kind, "text": text_in(block, "text")})
        elif kind == "reasoning":
            content.append({"type": kind, "text": text_in(block, "thinking")})
        elif kind is not None:
            call = {"id": text_in(block, "id"), "name": text_in(block, "name")}
            content.append({"type": kind, **call, "input": object_in(block, "input")})
    return Reply(content, *_stop(text_in(body, "stop_reason") or None))


def _stop(reason: str | None) -> tuple[str, str | None]:
    return (stop_reasons.normalise(reason) if reason else stop_reasons.END_TURN), reason
