"""Anthropic's events, as recorded and as they might come."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from functions_py.translate import MalformedEvent
from functions_py.translate.from_messages import read_reply
from unified_stream import assert_well_formed, joined, names, sse, stop_of, translated, translation

START = sse({"type": "message_start", "message": {"id": "msg_1", "usage": {"input_tokens": 3}}})
STOP = sse({"type": "message_stop"})


def block(index: int, content_block: dict[str, Any], *deltas: dict[str, Any]) -> list[bytes]:
    return [
        sse({"type": "content_block_start", "index": index, "content_block": content_block}),
        *(sse({"type": "content_block_delta", "index": index, "delta": d}) for d in deltas),
        sse({"type": "content_block_stop", "index": index}),
    ]


def ended(reason: str) -> list[bytes]:
    delta = {"stop_reason": reason, "stop_sequence": None}
    return [sse({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 5}}), STOP]


def text_block(index: int, *pieces: str) -> list[bytes]:
    deltas = [{"type": "text_delta", "text": piece} for piece in pieces]
    return block(index, {"type": "text", "text": ""}, *deltas)


def test_pings_and_unknown_events_are_dropped() -> None:
    noise = [sse({"type": "ping"}), sse({"type": "from_the_future", "index": "?"}), b": hm\n\n"]
    events = translated(
        "messages", [START, *noise, *text_block(0, "Hi"), *noise, *ended("end_turn")]
    )
    assert names(events) == [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_stop",
        "usage",
    ]


def test_thinking_becomes_reasoning_without_its_signature() -> None:
    thinking = block(
        0,
        {"type": "thinking", "thinking": ""},
        {"type": "thinking_delta", "thinking": "Let me see."},
        {"type": "signature_delta", "signature": "c2ln"},
    )
    events = translated("messages", [START, *thinking, *text_block(1, "Yes"), *ended("end_turn")])
    assert_well_formed(events)
    assert joined(events, "reasoning_delta") == "Let me see."
    assert joined(events, "text_delta") == "Yes"


def test_tool_call_keeps_id_name_and_arguments() -> None:
    call = block(
        0,
        {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}},
        {"type": "input_json_delta", "partial_json": ""},
        {"type": "input_json_delta", "partial_json": '{"city":'},
        {"type": "input_json_delta", "partial_json": '"Oslo"}'},
    )
    events = translated("messages", [START, *call, *ended("tool_use")])
    [start] = [p for n, p in events if n == "content_block_start"]
    assert start["content_block"] == {"type": "tool_use", "id": "toolu_1", "name": "weather"}
    assert orjson.loads(joined(events, "input_json_delta")) == {"city": "Oslo"}


def test_arguments_that_come_with_the_start_are_kept() -> None:
    call = block(0, {"type": "tool_use", "id": "t", "name": "n", "input": {"a": 1}})
    events = translated("messages", [START, *call, *ended("tool_use")])
    assert orjson.loads(joined(events, "input_json_delta")) == {"a": 1}


@pytest.mark.parametrize(
    "kind", ["web_search_tool_result", "compaction", "fallback", "redacted_thinking"]
)
def test_providers_own_blocks_are_passed_over_without_a_gap(kind: str) -> None:
    own = block(0, {"type": kind, "content": [{"type": "x"}]}, {"type": f"{kind}_delta"})
    events = translated("messages", [START, *own, *text_block(1, "Hi"), *ended("end_turn")])
    assert_well_formed(events)
    assert joined(events, "text_delta") == "Hi"


def test_citations_are_ignored() -> None:
    cited = block(
        0,
        {"type": "text", "text": "", "citations": []},
        {"type": "citations_delta", "citation": {"type": "web_search_result_location"}},
        {"type": "text_delta", "text": "So it says."},
    )
    events = translated("messages", [START, *cited, *ended("end_turn")])
    assert joined(events, "text_delta") == "So it says."


def test_duplicated_message_start_begins_nothing_twice() -> None:
    events = translated("messages", [START, START, *text_block(0, "Hi"), *ended("end_turn")])
    assert_well_formed(events)


def test_spliced_message_start_opens_new_blocks() -> None:
    half = text_block(0, "First ")[:-1]
    events = translated(
        "messages", [START, *half, START, *text_block(0, "second"), *ended("end_turn")]
    )
    assert_well_formed(events)
    assert joined(events, "text_delta") == "First second"
    assert names(events).count("content_block_start") == 2


@pytest.mark.parametrize(
    ("provider", "ours"),
    [
        ("end_turn", "end_turn"),
        ("max_tokens", "max_tokens"),
        ("stop_sequence", "stop_sequence"),
        ("tool_use", "tool_use"),
        ("pause_turn", "pause_turn"),
        ("refusal", "refusal"),
        ("model_context_window_exceeded", "max_tokens"),
        ("a_reason_from_the_future", "other"),
    ],
)
def test_stop_reason_is_normalised_and_kept(provider: str, ours: str) -> None:
    events = translated("messages", [START, *ended(provider)])
    assert stop_of(events) == (ours, provider)


def test_refusal_without_a_block_is_a_whole_stream() -> None:
    events = translated("messages", [START, *ended("refusal")])
    assert names(events) == ["message_start", "message_stop", "usage"]


def test_provider_error_is_left_to_the_relay() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    assert translation("messages").events([sse(error)]) == []


def test_text_that_comes_with_the_start_is_kept() -> None:
    events = translated(
        "messages", [START, *block(0, {"type": "text", "text": "Hi"}), *ended("end_turn")]
    )
    assert joined(events, "text_delta") == "Hi"


def test_delta_without_a_start_opens_its_block() -> None:
    delta = {"type": "text_delta", "text": "Hi"}
    orphan = sse({"type": "content_block_delta", "index": 3, "delta": delta})
    events = translated("messages", [START, orphan, *ended("end_turn")])
    assert_well_formed(events)


def test_whole_reply_is_read_block_by_block() -> None:
    reply = read_reply(
        orjson.dumps(
            {
                "type": "message",
                "content": [
                    {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"},
                    {"type": "text", "text": "Hello"},
                    {"type": "web_search_tool_result", "content": []},
                    {"type": "tool_use", "id": "t1", "name": "weather", "input": {"a": 1}},
                ],
                "stop_reason": "tool_use",
            }
        )
    )
    assert reply.content == [
        {"type": "reasoning", "text": "Hm."},
        {"type": "text", "text": "Hello"},
        {"type": "tool_use", "id": "t1", "name": "weather", "input": {"a": 1}},
    ]
    assert (reply.stop_reason, reply.provider_stop_reason) == ("tool_use", "tool_use")


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b'"text"', b'{"content": 5}'])
def test_reply_that_is_none_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedEvent):
        read_reply(raw)


def test_two_messages_in_one_stream_are_one_message_of_ours() -> None:
    first = [START, *text_block(0, "First, "), *ended("tool_use")]
    second = [START, *text_block(0, "then."), *ended("end_turn")]
    events = translated("messages", first + second)
    assert_well_formed(events)
    assert joined(events, "text_delta") == "First, then."
    assert stop_of(events) == ("end_turn", "end_turn")
