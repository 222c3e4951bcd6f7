"""Chat Completions of OpenAI and of those who imitate it, each in their own way."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from functions_py.translate import MalformedEvent
from functions_py.translate import from_chat_completions as chat
from functions_py.translate import from_completions as plain
from unified_stream import assert_well_formed, joined, names, sse, stop_of, translated, translation

DONE = b"data: [DONE]\n\n"


def chunk(delta: dict[str, Any], finish: str | None = None, index: int = 0) -> bytes:
    choice = {"index": index, "delta": delta, "finish_reason": finish}
    return sse({"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice]})


def call(index: int, **function: str) -> dict[str, Any]:
    return {"tool_calls": [{"index": index, "id": f"call_{index}", "function": function}]}


def test_usage_only_chunk_is_dropped() -> None:
    usage = sse({"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 1}})
    events = translated("chat_completions", [chunk({"content": "Hi"}, "stop"), usage, DONE])
    assert names(events)[-3:] == ["content_block_stop", "message_stop", "usage"]


def test_text_beside_the_finish_reason_is_kept() -> None:
    events = translated("chat_completions", [chunk({"content": "Hi"}, "length"), DONE])
    assert joined(events, "text_delta") == "Hi"
    assert stop_of(events) == ("max_tokens", "length")


@pytest.mark.parametrize(
    "thought",
    [
        {"reasoning_content": "Hm."},
        {"reasoning": "Hm."},
        {"reasoning_content": "Hm.", "reasoning": "Hm."},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}]},
    ],
)
def test_reasoning_under_any_name_is_relayed_once(thought: dict[str, Any]) -> None:
    events = translated("chat_completions", [chunk(thought), chunk({"content": "Yes"}, "stop")])
    assert_well_formed(events)
    assert joined(events, "reasoning_delta") == "Hm."
    assert joined(events, "text_delta") == "Yes"


def test_content_as_a_list_of_parts_is_text() -> None:
    parts = [{"type": "text", "text": "2 + "}, {"type": "reference"}, {"type": "text", "text": "2"}]
    assert (
        joined(translated("chat_completions", [chunk({"content": parts})]), "text_delta") == "2 + 2"
    )


def test_refusal_is_text_with_its_own_stop_reason() -> None:
    events = translated("chat_completions", [chunk({"refusal": "I can't."}), chunk({}, "stop")])
    assert joined(events, "text_delta") == "I can't."
    assert stop_of(events) == ("refusal", "stop")


def test_only_the_first_choice_is_relayed() -> None:
    events = translated(
        "chat_completions",
        [
            chunk({"content": "zero"}),
            chunk({"content": "one"}, index=1),
            chunk({}, "length", index=1),
            chunk({}, "stop"),
        ],
    )
    assert joined(events, "text_delta") == "zero"
    assert stop_of(events) == ("end_turn", "stop")


def test_parallel_tool_calls_are_blocks_of_their_own() -> None:
    events = translated(
        "chat_completions",
        [
            chunk({"content": "Looking."}),
            chunk(call(0, name="weather", arguments="")),
            chunk(call(1, name="time", arguments='{"tz"')),
            chunk(call(0, arguments='{"city":"Oslo"}')),
            chunk(call(1, name="", arguments=':"CET"}')),
            chunk({}, "tool_calls"),
        ],
    )
    assert_well_formed(events)
    blocks = [p["content_block"] for n, p in events if n == "content_block_start"]
    assert blocks == [
        {"type": "text"},
        {"type": "tool_use", "id": "call_0", "name": "weather"},
        {"type": "tool_use", "id": "call_1", "name": "time"},
    ]
    arguments = {1: "", 2: ""}
    for name, payload in events:
        if name == "content_block_delta" and payload["index"] in arguments:
            arguments[payload["index"]] += payload["delta"]["partial_json"]
    assert arguments == {1: '{"city":"Oslo"}', 2: '{"tz":"CET"}'}
    assert stop_of(events) == ("tool_use", "tool_calls")


def test_arguments_sent_as_an_object_are_written_as_json() -> None:
    whole = {
        "tool_calls": [{"index": 0, "id": "c", "function": {"name": "n", "arguments": {"a": 1}}}]
    }
    events = translated("chat_completions", [chunk(whole, "tool_calls")])
    assert orjson.loads(joined(events, "input_json_delta")) == {"a": 1}


def test_function_call_of_old_is_a_tool_call() -> None:
    events = translated(
        "chat_completions",
        [
            chunk({"function_call": {"name": "n", "arguments": "{"}}),
            chunk({"function_call": {"arguments": "}"}}),
            chunk({}, "function_call"),
        ],
    )
    assert joined(events, "input_json_delta") == "{}"
    assert stop_of(events) == ("tool_use", "function_call")


def test_error_chunk_is_left_to_the_relay() -> None:
    choice = {"index": 0, "delta": {"content": ""}, "finish_reason": "error"}
    error = sse({"error": {"code": 502, "message": "upstream"}, "choices": [choice]})
    assert translation("chat_completions").events([error]) == []


@pytest.mark.parametrize(
    "event", [b": OPENROUTER PROCESSING\n\n", b"data:\n\n", b"event: ping\n\n"]
)
def test_events_without_data_are_dropped(event: bytes) -> None:
    assert translation("chat_completions").events([event]) == []


def test_half_an_emoji_does_not_end_the_stream() -> None:
    halves = [
        b'data: {"choices":[{"index":0,"delta":{"content":"\\ud83d"}}]}\n\n',
        b'data: {"choices":[{"index":0,"delta":{"content":"\\ude00 ok"}}]}\n\n',
    ]
    assert joined(translated("chat_completions", halves), "text_delta") == "?? ok"


def test_crlf_and_split_data_lines_are_read() -> None:
    event = b'data: {"choices":[{"index":0,\r\ndata: "delta":{"content":"Hi"}}]}\r\n\r\n'
    assert joined(translated("chat_completions", [event]), "text_delta") == "Hi"


def test_what_follows_the_end_marker_is_relayed_before_ours() -> None:
    late = [chunk({"content": "Hi"}, "stop"), DONE, chunk({"content": " again"})]
    events = translated("chat_completions", late)
    assert_well_formed(events)
    assert joined(events, "text_delta") == "Hi again"


def test_plain_completion_is_one_text_block() -> None:
    pieces = [
        sse({"choices": [{"index": 0, "text": "One"}]}),
        sse({"choices": [{"index": 1, "text": "Uno"}]}),
        sse({"choices": [{"index": 0, "text": " two", "finish_reason": "stop"}]}),
        DONE,
    ]
    events = translated("completions", pieces)
    assert_well_formed(events)
    assert joined(events, "text_delta") == "One two"
    assert names(events).count("content_block_start") == 1


def test_whole_chat_reply_is_its_first_choice() -> None:
    message = {
        "content": "Looking.",
        "reasoning_content": "Hm.",
        "tool_calls": [{"id": "c1", "function": {"name": "n", "arguments": '{"a":1}'}}],
    }
    choices = [
        {"index": 1, "message": {"content": "no"}, "finish_reason": "length"},
        {"index": 0, "message": message, "finish_reason": "tool_calls"},
    ]
    reply = chat.read_reply(orjson.dumps({"choices": choices}))
    assert reply.content == [
        {"type": "reasoning", "text": "Hm."},
        {"type": "text", "text": "Looking."},
        {"type": "tool_use", "id": "c1", "name": "n", "input": {"a": 1}},
    ]
    assert reply.stop_reason == "tool_use"


def test_arguments_cut_off_by_the_cap_are_kept_as_text() -> None:
    message = {"tool_calls": [{"id": "c1", "function": {"name": "n", "arguments": '{"a":'}}]}
    choice = {"index": 0, "message": message, "finish_reason": "length"}
    [block] = chat.read_reply(orjson.dumps({"choices": [choice]})).content
    assert block == {
        "type": "tool_use",
        "id": "c1",
        "name": "n",
        "input": None,
        "input_json": '{"a":',
    }


def test_whole_plain_completion_is_text() -> None:
    choice = {"index": 0, "text": "Hi", "finish_reason": "length"}
    reply = plain.read_reply(orjson.dumps({"choices": [choice]}))
    assert reply.content == [{"type": "text", "text": "Hi"}]
    assert reply.stop_reason == "max_tokens"


@pytest.mark.parametrize("read", [chat.read_reply, plain.read_reply])
@pytest.mark.parametrize("raw", [b"", b"oops", b"{}", b'{"choices": []}', b'{"choices": {}}'])
def test_reply_without_a_choice_is_malformed(read: Any, raw: bytes) -> None:
    with pytest.raises(MalformedEvent):
        read(raw)
