"""Every recorded provider stream becomes a unified stream that says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from unified_stream import assert_well_formed, joined, recording, stop_of, translated

RECORDINGS = {
    "anthropic-json-output-format.1": ("messages", ("end_turn", "end_turn")),
    "anthropic-message-delta-input-tokens": ("messages", ("end_turn", "end_turn")),
    "anthropic-text": ("messages", ("end_turn", "end_turn")),
    "anthropic-tool-no-args": ("messages", ("tool_use", "tool_use")),
    "anthropic-web-search-tool.1": ("messages", ("end_turn", "end_turn")),
    "deepseek-reasoning": ("chat_completions", ("end_turn", "stop")),
    "groq-text": ("chat_completions", ("end_turn", "stop")),
    "mistral-text": ("chat_completions", ("end_turn", "stop")),
    "openai-text": ("chat_completions", ("end_turn", "stop")),
    "xai-text": ("chat_completions", ("end_turn", "stop")),
    "openai-completion-text": ("completions", ("max_tokens", "length")),
}


def recorded_text(payloads: list[dict[str, Any]]) -> tuple[str, str]:
    """Text and reasoning of a recording, read the simplest way there is."""
    text = reasoning = ""
    for payload in payloads:
        delta = payload.get("delta") or {}
        text += delta.get("text", "")
        reasoning += delta.get("thinking", "")
        for choice in payload.get("choices", []):
            piece = choice.get("delta", {})
            text += choice.get("text") or piece.get("content") or ""
            reasoning += piece.get("reasoning_content") or ""
    return text, reasoning


@pytest.fixture(params=RECORDINGS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def stream_file(vectors: Path, name: str) -> Path:
    return vectors / "streams" / f"{name}.chunks.txt"


def test_unified_text_is_the_recordings_text(vectors: Path, name: str) -> None:
    file = stream_file(vectors, name)
    payloads = [orjson.loads(line) for line in file.read_bytes().splitlines() if line]
    api, _ = RECORDINGS[name]
    events = translated(api, recording(file, done=api != "messages"))
    text, reasoning = recorded_text(payloads)
    assert joined(events, "text_delta") == text != ""
    assert joined(events, "reasoning_delta") == reasoning


def test_unified_stream_is_well_formed(vectors: Path, name: str) -> None:
    api, stop = RECORDINGS[name]
    events = translated(api, recording(stream_file(vectors, name), done=api != "messages"))
    assert_well_formed(events)
    assert stop_of(events) == stop


def test_missing_end_marker_changes_nothing(vectors: Path) -> None:
    file = stream_file(vectors, "openai-text")
    with_marker = translated("chat_completions", recording(file, done=True))
    assert translated("chat_completions", recording(file, done=False)) == with_marker


def test_reasoning_and_text_are_separate_blocks(vectors: Path) -> None:
    file = stream_file(vectors, "deepseek-reasoning")
    events = translated("chat_completions", recording(file, done=True))
    starts = [p["content_block"]["type"] for n, p in events if n == "content_block_start"]
    assert starts == ["reasoning", "text"]


def test_server_tools_are_told_from_the_clients(vectors: Path) -> None:
    file = stream_file(vectors, "anthropic-web-search-tool.1")
    events = translated("messages", recording(file, done=False))
    starts = [p["content_block"]["type"] for n, p in events if n == "content_block_start"]
    assert starts[0] == "server_tool_use"
    assert set(starts[1:]) == {"text"}


def test_plain_completions_on_the_chat_path_are_read(vectors: Path) -> None:
    file = stream_file(vectors, "openai-completion-text")
    as_chat = translated("chat_completions", recording(file, done=True))
    assert as_chat == translated("completions", recording(file, done=True))
