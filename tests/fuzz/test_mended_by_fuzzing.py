"""What fuzzing found once, each by itself."""

from __future__ import annotations

import json

import pytest
from functions_py.families import FAMILIES
from functions_py.sse import data_of, object_of
from functions_py.upstream import retry_after_s
from functions_py.usage import UsageLine
from fuzz.corpus import DONE, INVENTED, WHOLE, event
from fuzz.followed import follow
from fuzz.raw_provider import End, Plan
from fuzz.world import World

OK = b"HTTP/1.1 200 OK\r\n"
STREAM = b"content-type: text/event-stream\r\n\r\n"
DELTA = event({"choices": [{"index": 0, "delta": {"content": "x" * 40}}]})
STOP = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
USAGE = event({"choices": [], "usage": {"prompt_tokens": 2, "completion_tokens": 3}})
ERROR = b'event: error\ndata: {"type":"error",\ndata: "error":{"message":"o"}}\n\n'


@pytest.mark.parametrize("name", ['"\\ud83d"', '"\\u0000"', '"' + "x" * 300 + '"', '"a\\r\\nb"'])
def test_a_model_whose_name_cannot_be_kept_is_charged_as_the_one_asked_for(
    world: World, name: str
) -> None:
    events = INVENTED["messages"]
    broken = b"".join(events).replace(b'"small"', name.encode())
    found = world.ask("messages", Plan([OK + STREAM, broken]), stream=True, key=True)
    assert (found["status"], found["usage_source"]) == ("completed", "provider")
    assert found["charged"] > 0


@pytest.mark.parametrize(
    "header",
    [b"x-request-id: \xff\xfe", b"request-id: gr\xc3\xbc\xc3\x9fe", b"request-id: \xed\xa0\x80"],
)
def test_a_request_id_in_no_language_is_kept_as_far_as_it_can_be(
    world: World, header: bytes
) -> None:
    head = OK + header + b"\r\n" + STREAM
    found = world.ask(
        "chat_completions", Plan([head, DELTA, STOP, USAGE, DONE]), stream=True, key=False
    )
    assert (found["status"], found["usage_source"]) == ("completed", "provider")


@pytest.mark.parametrize("kind", [b"text/plain; charset=\xff", b"application/\xf0\x9f\x98\x80"])
@pytest.mark.parametrize("status", [b"200 OK", b"400 Bad Request"])
def test_a_content_type_that_is_none_is_told_as_json(
    world: World, kind: bytes, status: bytes
) -> None:
    body = WHOLE["chat_completions"]
    head = b"HTTP/1.1 %b\r\ncontent-type: %b\r\ncontent-length: %d\r\n\r\n" % (
        status,
        kind,
        len(body),
    )
    found = world.ask("chat_completions", Plan([head, body]), stream=False, key=True)
    assert found["status"] == ("completed" if status == b"200 OK" else "invalid")


def test_a_date_after_all_calendars_is_no_retry_after() -> None:
    assert retry_after_s({"retry-after": "Wed, 21 Oct 99999999999999999999 07:28:00 GMT"}) is None


@pytest.mark.parametrize("reads", [1, 2, 3])
def test_what_follows_a_provider_s_error_counts_nothing_in_any_read(
    world: World, reads: int
) -> None:
    stream = [DELTA, ERROR, USAGE + DELTA + STOP + DONE]
    writes = {1: [b"".join(stream)], 2: [DELTA + ERROR, stream[2]], 3: stream}[reads]
    found = world.ask("chat_completions", Plan([OK + STREAM, *writes]), stream=True, key=True)
    assert (found["status"], found["usage_source"]) == ("provider_failed", "counted")
    assert found["error"]["code"] == "provider_error"
    # Ten tokens of output, and the request's own size.
    assert found["output"] == 10


def test_an_error_that_looks_like_an_event_before_it_takes_nothing_of_it_back() -> None:
    events = [b"event: ping\ndata: x\n\n", DELTA, b"event: error\ndata: x\n\n", USAGE]
    followed = follow(FAMILIES["chat_completions"], [b"".join(events)])
    assert followed.events == tuple(events[:3])
    assert followed.usage is None


def test_half_an_event_after_the_end_reaches_nobody(world: World) -> None:
    plan = Plan([OK + STREAM, DELTA, STOP, USAGE[:-40]])
    found = world.ask("chat_completions", plan, stream=True, key=True)
    assert found["status"] == "completed"
    events = found["reply"].split(b"\n\n")
    assert all(object_of(data_of(each)) for each in events if b"data:" in each)


def test_a_byte_order_mark_hides_no_event_from_the_client(world: World) -> None:
    plan = Plan([OK + STREAM + b"\xef\xbb\xbf", DELTA, STOP, USAGE, DONE])
    found = world.ask("chat_completions", plan, stream=True, key=True)
    assert (found["status"], found["usage_source"]) == ("completed", "provider")
    assert found["reply"].startswith(b"id: 1\n" + DELTA + b"id: 2\n" + STOP)


def test_large_comments_before_the_first_event_are_given_up(world: World) -> None:
    comments = b": " + b"c" * 100_000 + b"\n\n"
    found = world.ask(
        "chat_completions", Plan([OK + STREAM, *[comments] * 5, DELTA]), stream=True, key=True
    )
    assert (found["error"]["code"], found["charged"]) == ("provider_failed", 0)


def test_nothing_but_comments_after_the_end_keeps_no_client_waiting(world: World) -> None:
    ends = (b": still here\n\n", b"\n\n", b"x")
    plans = [Plan([OK + STREAM, DELTA, STOP, USAGE, DONE], "endless", again) for again in ends]
    for found in world.ask_at_once("chat_completions", plans):
        assert (found["status"], found["usage_source"]) == ("completed", "provider")


def test_silence_and_endless_comments_end_in_bounded_time(world: World) -> None:
    befores = ([], [OK], [OK + STREAM], [OK + STREAM, DELTA])
    ends: tuple[End, ...] = ("silence", "endless")
    plans = [Plan(before, end) for before in befores for end in ends]
    for plan, found in zip(plans, world.ask_at_once("chat_completions", plans), strict=True):
        assert found["status"] in ("provider_failed", "timed_out")
        assert (found["charged"] > 0) == (DELTA in plan.writes)


@pytest.mark.parametrize("stream", [True, False])
def test_a_tool_s_input_deeper_than_json_can_be_written_is_the_provider_s_garbage(
    world: World, stream: bool
) -> None:
    deep = b"[" * 400 + b"]" * 400
    if stream:
        body = b"".join(INVENTED["messages"]).replace(
            b'{"a": [1, {"b": null}]}', b'{"a":' + deep + b"}"
        )
    else:
        body = WHOLE["messages"].replace(b'{"a": [1, {"b": null}]}', b'{"a":' + deep + b"}")
    assert deep in body
    head = OK + b"content-type: %b\r\n\r\n" % (
        b"text/event-stream" if stream else b"application/json"
    )
    found = world.ask("generations:messages", Plan([head, body]), stream=stream, key=True)
    assert found["error"]["code"] == ("provider_garbage" if stream else "provider_failed")


def test_lines_that_end_in_cr_are_lines() -> None:
    data = b'{"choices":[],\n"usage":{"prompt_tokens":2,"completion_tokens":3}}'
    assert data_of(b"data: " + data.replace(b"\n", b"\rdata: ") + b"\n\n") == data


def test_more_iterations_than_anybody_makes_are_added_up_by_model() -> None:
    one = {"type": "message", "input_tokens": 2, "output_tokens": 3}
    named = [{**one, "model": f"model-{number}"} for number in range(1000)]
    body = {"usage": {"input_tokens": 1, "output_tokens": 1, "iterations": [one, *named]}}
    usage = FAMILIES["messages"].usage_of_body(json.dumps(body).encode(), "some-model")
    assert usage is not None
    assert len(usage.lines) == 256
    assert usage.total == UsageLine(input=2002, output=3003)
