"""The Responses API, complete, incomplete, and from servers that leave events out."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from functions_py.translate import MalformedEvent
from functions_py.translate.from_responses import read_reply
from unified_stream import assert_well_formed, joined, names, sse, stop_of, translated, translation

CREATED = sse({"type": "response.created", "response": {"id": "resp_1", "status": "in_progress"}})


def text(step: str, piece: str, output_index: int = 0, **more: Any) -> bytes:
    member = "delta" if step == "delta" else "text"
    place = {"item_id": "msg_1", "output_index": output_index, "content_index": 0}
    return sse({"type": f"response.output_text.{step}", **place, member: piece, **more})


def item(step: str, output_index: int, **members: Any) -> bytes:
    name = f"response.output_item.{step}"
    return sse({"type": name, "output_index": output_index, "item": members})


def arguments(step: str, piece: str, output_index: int) -> bytes:
    member = "delta" if step == "delta" else "arguments"
    name = f"response.function_call_arguments.{step}"
    return sse({"type": name, "output_index": output_index, member: piece})


def end(status: str = "completed", **members: Any) -> bytes:
    response = {"id": "resp_1", "status": status, **members}
    return sse({"type": f"response.{status}", "response": response})


CALL = {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": ""}


def test_text_is_relayed_once_though_it_comes_twice() -> None:
    events = translated(
        "responses",
        [CREATED, text("delta", "Hel"), text("delta", "lo"), text("done", "Hello"), end()],
    )
    assert_well_formed(events)
    assert joined(events, "text_delta") == "Hello"
    assert stop_of(events) == ("end_turn", "completed")


def test_server_that_sends_no_deltas_is_read() -> None:
    events = translated("responses", [CREATED, text("done", "Hello"), end()])
    assert joined(events, "text_delta") == "Hello"


def test_server_that_sends_only_the_response_is_read() -> None:
    message = {"type": "message", "content": [{"type": "output_text", "text": "Hello"}]}
    events = translated("responses", [CREATED, end(output=[message])])
    assert_well_formed(events)
    assert joined(events, "text_delta") == "Hello"


def test_item_ids_that_change_from_event_to_event_do_not_matter() -> None:
    pieces = [text("delta", "Hel", item_id="a"), text("delta", "lo", item_id="b")]
    events = translated("responses", [CREATED, *pieces, text("done", "Hello", item_id="c"), end()])
    assert joined(events, "text_delta") == "Hello"
    assert names(events).count("content_block_start") == 1


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("response.reasoning_summary_text", "summary_index"),
        ("response.reasoning_text", "content_index"),
    ],
)
def test_reasoning_is_its_own_block(name: str, part: str) -> None:
    place = {"output_index": 0, part: 0}
    events = translated(
        "responses",
        [
            CREATED,
            sse({"type": f"{name}.delta", **place, "delta": "Hm."}),
            sse({"type": f"{name}.done", **place, "text": "Hm."}),
            text("delta", "Yes", output_index=1),
            end(),
        ],
    )
    assert_well_formed(events)
    assert joined(events, "reasoning_delta") == "Hm."
    assert joined(events, "text_delta") == "Yes"


def test_refusal_is_text_with_its_own_stop_reason() -> None:
    place = {"output_index": 0, "content_index": 0}
    events = translated(
        "responses",
        [
            CREATED,
            sse({"type": "response.refusal.delta", **place, "delta": "I can't."}),
            sse({"type": "response.refusal.done", **place, "refusal": "I can't."}),
            end(),
        ],
    )
    assert joined(events, "text_delta") == "I can't."
    assert stop_of(events) == ("refusal", "completed")


def test_refusal_without_deltas_is_relayed_whole() -> None:
    done = {"type": "response.refusal.done", "output_index": 0, "content_index": 0}
    events = translated("responses", [CREATED, sse({**done, "refusal": "No."}), end()])
    assert joined(events, "text_delta") == "No."


@pytest.mark.parametrize(
    "pieces",
    [
        [arguments("delta", '{"city":', 0), arguments("delta", '"Oslo"}', 0)],
        [arguments("done", '{"city":"Oslo"}', 0)],
        [],
    ],
)
def test_tool_call_is_relayed_once_however_it_comes(pieces: list[bytes]) -> None:
    whole = {**CALL, "arguments": '{"city":"Oslo"}'}
    events = translated(
        "responses", [CREATED, item("added", 0, **CALL), *pieces, item("done", 0, **whole), end()]
    )
    assert_well_formed(events)
    [start] = [p for n, p in events if n == "content_block_start"]
    assert start["content_block"] == {"type": "tool_use", "id": "call_1", "name": "weather"}
    assert orjson.loads(joined(events, "input_json_delta")) == {"city": "Oslo"}
    assert stop_of(events) == ("tool_use", "completed")


def test_tool_call_known_only_when_done_is_relayed() -> None:
    whole = {**CALL, "arguments": "{}"}
    events = translated("responses", [CREATED, item("done", 0, **whole), end()])
    assert joined(events, "input_json_delta") == "{}"


@pytest.mark.parametrize(
    ("reason", "ours"),
    [("max_output_tokens", "max_tokens"), ("content_filter", "content_filter"), ("new", "other")],
)
def test_incomplete_says_why(reason: str, ours: str) -> None:
    cut = end("incomplete", incomplete_details={"reason": reason})
    assert stop_of(translated("responses", [CREATED, text("delta", "Hel"), cut])) == (ours, reason)


def test_incomplete_without_a_reason_is_other() -> None:
    cut = end("incomplete", incomplete_details=None)
    assert stop_of(translated("responses", [CREATED, cut])) == ("other", "incomplete")


def test_incomplete_with_cut_off_arguments_is_a_good_stream() -> None:
    output = [{**CALL, "arguments": '{"city":"Os'}]
    cut = end("incomplete", incomplete_details={"reason": "max_output_tokens"}, output=output)
    pieces = [item("added", 0, **CALL), arguments("delta", '{"city":"Os', 0)]
    events = translated("responses", [CREATED, *pieces, cut])
    assert_well_formed(events)
    assert joined(events, "input_json_delta") == '{"city":"Os'


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "error", "code": "server_error", "message": "oops"},
        {"type": "error", "error": {"code": "insufficient_quota"}},
        {"type": "response.failed", "response": {"status": "failed"}},
    ],
)
def test_failures_are_left_to_the_relay(payload: dict[str, Any]) -> None:
    made = translation("responses")
    made.events([CREATED])
    assert made.events([sse(payload)]) == []


def test_other_items_are_passed_over() -> None:
    search = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
    events = translated(
        "responses",
        [
            CREATED,
            item("added", 0, **search),
            item("done", 0, **search),
            text("delta", "Hi", 1),
            end(),
        ],
    )
    assert_well_formed(events)
    assert joined(events, "text_delta") == "Hi"


def test_whole_response_is_read_in_order() -> None:
    reply = read_reply(
        orjson.dumps(
            {
                "status": "completed",
                "output": [
                    {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]},
                    {"type": "web_search_call", "content": 5},
                    {"type": "message", "content": [{"type": "output_text", "text": "Hello"}]},
                    {**CALL, "arguments": '{"city":"Oslo"}'},
                ],
            }
        )
    )
    assert reply.content == [
        {"type": "reasoning", "text": "Hm."},
        {"type": "text", "text": "Hello"},
        {"type": "tool_use", "id": "call_1", "name": "weather", "input": {"city": "Oslo"}},
    ]
    assert (reply.stop_reason, reply.provider_stop_reason) == ("tool_use", "completed")


@pytest.mark.parametrize("raw", [b"", b"null", b'{"output": "text"}'])
def test_reply_that_is_none_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedEvent):
        read_reply(raw)


def test_two_responses_in_one_stream_are_one_message_of_ours() -> None:
    whole = {**CALL, "arguments": "{}"}
    calling = [CREATED, item("added", 0, **CALL), item("done", 0, **whole), end()]
    saying = [CREATED, text("done", "Sunny."), end()]
    events = translated("responses", calling + calling + saying)
    assert_well_formed(events)
    assert joined(events, "input_json_delta") == "{}{}"
    assert joined(events, "text_delta") == "Sunny."
    assert stop_of(events) == ("end_turn", "completed")
