"""Responses streams: the response that ends them, its searches, its errors."""

import json
from typing import Any

import pytest
from family_streams import RESPONSES, event, one, watch
from functions_py.usage import Usage, UsageLine

SPENT = {
    "input_tokens": 300,
    "input_tokens_details": {"cached_tokens": 100},
    "output_tokens": 50,
    "output_tokens_details": {"reasoning_tokens": 40},
    "total_tokens": 350,
}
CHARGE = one(input=200, cache_read=100, output=50)


def response(usage: Any, response_id: str = "resp_1", **more: Any) -> dict[str, Any]:
    return {"id": response_id, "object": "response", "usage": usage, "error": None, **more}


def ended(usage: Any = SPENT, kind: str = "completed", **more: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "sequence_number": 9, "response": response(usage, **more)}


CREATED = {"type": "response.created", "response": response(None)}
DELTA = {"type": "response.output_text.delta", "item_id": "msg_1", "delta": "Hi"}


def stream(*payloads: dict[str, Any]) -> list[bytes]:
    return [event(payload, named=True) for payload in payloads]


@pytest.mark.parametrize("kind", ["completed", "incomplete"])
def test_the_event_that_ends_a_response_carries_its_usage(kind: str) -> None:
    meter = watch(RESPONSES, stream(CREATED, DELTA, ended(kind=kind)))
    assert meter.usage() == CHARGE
    assert meter.final
    assert meter.finished
    assert meter.error is None


def test_a_failed_response_is_an_error_with_what_it_used() -> None:
    failed = ended(kind="failed")
    meter = watch(RESPONSES, stream(CREATED, DELTA, failed))
    assert meter.usage() == CHARGE
    assert meter.final
    assert meter.error is not None
    assert json.loads(meter.error) == failed


def test_a_failed_response_without_usage_reports_none() -> None:
    error = {"type": "error", "error": {"code": "insufficient_quota"}}
    meter = watch(RESPONSES, stream(CREATED, error, ended(None, "failed")))
    assert meter.usage() is None
    assert not meter.final
    assert meter.error is not None
    assert json.loads(meter.error) == error


def test_a_stream_that_breaks_off_reports_none() -> None:
    meter = watch(RESPONSES, stream(CREATED, DELTA))
    assert meter.usage() is None
    assert not meter.finished


def test_events_without_names_and_members_in_any_order_are_read() -> None:
    body = json.dumps({"response": response(SPENT), "type": "response.completed"})
    meter = watch(RESPONSES, [b"data:" + body.encode() + b"\r\n\r\n"])
    assert meter.usage() == CHARGE
    assert meter.finished


def test_two_responses_are_both_billed_and_one_sent_twice_is_billed_once() -> None:
    twice = stream(CREATED, ended(), ended())
    assert watch(RESPONSES, twice).usage() == CHARGE
    both = stream(CREATED, ended(), CREATED, ended(response_id="resp_2"))
    assert watch(RESPONSES, both).usage() == Usage(CHARGE.lines * 2)
    cut_off = watch(RESPONSES, both[:3])
    assert not cut_off.finished
    assert not cut_off.final


def test_a_second_response_without_usage_is_not_final() -> None:
    meter = watch(RESPONSES, stream(CREATED, ended(), CREATED, ended(None, response_id="resp_2")))
    assert meter.finished
    assert not meter.final


def test_responses_beyond_the_bound_are_added_up_not_lost() -> None:
    events = stream(*(ended(response_id=f"resp_{i}") for i in range(300)))
    usage = watch(RESPONSES, events).usage()
    assert usage is not None
    assert usage.total == UsageLine(input=60_000, cache_read=30_000, output=15_000)
    assert len(usage.lines) < 100


# --- searches -------------------------------------------------------------------------------------


def search(action: str | None, item_id: str = "ws_1", status: str = "completed") -> dict[str, Any]:
    item = {"id": item_id, "type": "web_search_call", "status": status}
    return item if action is None else {**item, "action": {"type": action, "query": "q"}}


ITEMS = [
    search("search", "ws_1"),
    search("search", "ws_2", "searching"),  # Azure never says completed
    search("open_page", "ws_3"),
    search("find_in_page", "ws_4"),
    search(None, "ws_5"),
    search("search", "ws_6", "failed"),
    {"type": "message", "content": []},
]


def test_search_actions_are_billed_and_reading_pages_is_not() -> None:
    usage = watch(RESPONSES, stream(CREATED, ended(output=ITEMS))).usage()
    assert usage is not None
    assert usage.total.web_search == 3


@pytest.mark.parametrize("billed", [0, 1, 7])
def test_what_the_provider_says_it_bills_counts(billed: int) -> None:
    tools = {"web_search": {"num_requests": billed}, "image_gen": {"total_tokens": 0}}
    usage = watch(RESPONSES, stream(CREATED, ended(output=ITEMS, tool_usage=tools))).usage()
    assert usage is not None
    assert usage.total.web_search == billed


def test_xais_own_count_counts() -> None:
    spent = {
        **SPENT,
        "server_side_tool_usage_details": {"web_search_calls": 0, "x_search_calls": 1},
    }
    usage = watch(RESPONSES, stream(CREATED, ended(spent, output=ITEMS))).usage()
    assert usage is not None
    assert usage.total.web_search == 1


def done(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "response.output_item.done", "output_index": 0, "item": item}


def test_searches_that_went_by_count_where_the_end_does_not_list_them() -> None:
    events = stream(CREATED, *(done(item) for item in ITEMS))
    assert watch(RESPONSES, events).usage() == one(web_search=3)
    usage = watch(RESPONSES, [*events, *stream(ended(output=[]))]).usage()
    assert usage is not None
    assert usage == one(input=200, cache_read=100, output=50, web_search=3)


# --- replies that are not streamed ----------------------------------------------------------------


def test_a_whole_reply_is_charged_by_the_same_rules() -> None:
    text = {"type": "message", "content": [{"type": "output_text", "text": "Grüße"}]}
    call = {"type": "function_call", "arguments": "{}"}
    thought = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm"}]}
    body = json.dumps(response(SPENT, output=[*ITEMS, text, call, thought])).encode()
    assert RESPONSES.usage_of_body(body) == one(input=200, cache_read=100, output=50, web_search=3)
    assert RESPONSES.text_bytes_of_body(body) == len("Grüße{}Hm".encode())


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"usage":null}', b'{"error":{},"output":5}'])
def test_a_whole_reply_without_usage_reports_none(body: bytes) -> None:
    assert RESPONSES.usage_of_body(body) is None
    assert RESPONSES.text_bytes_of_body(body) == 0
