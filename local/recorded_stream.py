"""A recorded provider stream: what a file holds, and the text that it says.

Read in the simplest way there is, and with nothing of the service's own readers: scripts/replay
compares the two.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

# SSE fields other than data, as a file that was saved straight off the wire has them.
_NO_DATA = re.compile(rb"(event|id|retry)?:")


def payload_lines(raw: bytes) -> list[bytes]:
    """The payloads: one a line, blank lines and line ends aside. A raw event stream, with its
    `data:` in front, is read as well."""
    lines = []
    for line in raw.removeprefix(b"\xef\xbb\xbf").splitlines():
        if line.startswith(b"data:"):
            line = line.removeprefix(b"data:").removeprefix(b" ")
        elif _NO_DATA.match(line):
            continue
        if line.strip():
            lines.append(line)
    return lines


def holds_text_completions(lines: Iterable[bytes]) -> bool:
    """Whether this is a stream of OpenAI's legacy Completions."""
    return any(payload.get("object") == "text_completion" for payload in _payloads(lines))


def text_of(family: str, lines: Iterable[bytes]) -> str:
    """The text a reader sees: no reasoning, no tool calls; of several choices the first."""
    readers = {"anthropic": _messages, "openai": _chunks, "responses": _responses}
    return "".join(readers[family](list(_payloads(lines))))


def _payloads(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            payload = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(payload, dict):
            yield payload


def _messages(payloads: list[dict[str, Any]]) -> Iterator[str]:
    for payload in payloads:
        if payload.get("type") == "content_block_delta":
            delta = payload.get("delta") or {}
            if delta.get("type") == "text_delta":
                yield delta.get("text") or ""
        elif payload.get("type") == "content_block_start":
            block = payload.get("content_block") or {}
            if block.get("type") == "text":
                yield block.get("text") or ""


def _chunks(payloads: list[dict[str, Any]]) -> Iterator[str]:
    for payload in payloads:
        for choice in payload.get("choices") or []:
            if choice.get("index"):
                continue
            delta = choice.get("delta") or {}
            content = delta.get("content")
            if isinstance(content, list):
                # Mistral sends parts; those of type thinking are reasoning.
                yield from (part.get("text") or "" for part in content if part["type"] == "text")
            else:
                yield content or ""
            yield delta.get("refusal") or ""
            yield choice.get("text") or ""


def _responses(payloads: list[dict[str, Any]]) -> Iterator[str]:
    kinds = ("response.output_text.", "response.refusal.")
    for payload in payloads:
        kind = payload.get("type") or ""
        if kind.startswith(kinds) and kind.endswith(".delta"):
            yield payload.get("delta") or ""
