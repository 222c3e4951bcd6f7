"""Anthropic's usage: cumulative reports, refusals, errors, broken figures."""

import json
from typing import Any

import pytest
from family_streams import (
    MESSAGE_STOP,
    MESSAGES,
    message_delta,
    message_start,
    messages,
    one,
    text_delta,
    watch,
)


def test_the_last_report_of_each_field_counts() -> None:
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=43, cache_read_input_tokens=5, output_tokens=1),
            text_delta("hi"),
            message_delta(input_tokens=61, output_tokens=9),
            MESSAGE_STOP,
        ),
    )
    assert meter.usage() == one(input=61, cache_read=5, output=9)


def test_a_field_that_is_null_keeps_its_value() -> None:
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=43, cache_creation_input_tokens=7, output_tokens=1),
            message_delta(input_tokens=None, cache_creation_input_tokens=None, output_tokens=9),
            MESSAGE_STOP,
        ),
    )
    assert meter.usage() == one(input=43, cache_write=7, output=9)


def test_input_and_cache_grow_during_the_stream_and_are_never_added() -> None:
    split = {"ephemeral_5m_input_tokens": 3068, "ephemeral_1h_input_tokens": 0}
    meter = watch(
        MESSAGES,
        messages(
            message_start(
                input_tokens=2,
                cache_creation_input_tokens=3068,
                cache_creation=split,
                output_tokens=69,
            ),
            message_delta(
                input_tokens=6,
                cache_creation_input_tokens=3337,
                cache_read_input_tokens=6289,
                output_tokens=198,
                server_tool_use={"web_search_requests": 2, "web_fetch_requests": 5},
            ),
            MESSAGE_STOP,
        ),
    )
    assert meter.usage() == one(
        input=6, cache_read=6289, cache_write=3337, output=198, web_search=2
    )


def test_cache_writes_reported_by_lifetime_alone_count_once() -> None:
    split = {"ephemeral_5m_input_tokens": 30, "ephemeral_1h_input_tokens": 4}
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=2, cache_creation=split, output_tokens=1),
            message_delta(output_tokens=3),
        ),
    )
    assert meter.usage() == one(input=2, cache_write=34, output=3)


def test_explicit_zeros_are_a_report() -> None:
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=0, output_tokens=0),
            text_delta("free of charge"),
            message_delta(input_tokens=0, output_tokens=0),
            MESSAGE_STOP,
        ),
    )
    assert meter.usage() == one()
    assert meter.final


def test_the_opening_figures_are_not_final() -> None:
    meter = watch(MESSAGES, messages(message_start(input_tokens=9, output_tokens=1)))
    assert meter.usage() == one(input=9, output=1)
    assert not meter.final


def test_a_stream_that_reports_output_alone_is_not_final() -> None:
    meter = watch(MESSAGES, messages(message_start(), message_delta(output_tokens=3), MESSAGE_STOP))
    assert meter.finished
    assert not meter.final


def test_a_stop_without_usage_leaves_the_opening_figures_not_final() -> None:
    events = messages(
        message_start(input_tokens=9, output_tokens=1),
        {**message_delta(), "usage": None},
        MESSAGE_STOP,
    )
    meter = watch(MESSAGES, events)
    assert meter.finished
    assert not meter.final


def test_a_delta_before_the_stop_is_final_when_the_message_stops() -> None:
    events = messages(
        message_start(input_tokens=9, output_tokens=1),
        message_delta(stop_reason=None, output_tokens=40),
    )
    assert not watch(MESSAGES, events).final
    meter = watch(MESSAGES, [*events, *messages(MESSAGE_STOP)])
    assert meter.final
    assert meter.usage() == one(input=9, output=40)


def test_a_final_report_counts_though_the_stop_never_came() -> None:
    meter = watch(
        MESSAGES,
        messages(message_start(input_tokens=9, output_tokens=1), message_delta(output_tokens=40)),
    )
    assert meter.final
    assert not meter.finished


# --- refusals, errors, searches in an unfinished reply --------------------------------------------


def test_a_refusal_is_charged_as_reported() -> None:
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=18, output_tokens=1),
            {"type": "ping"},
            message_delta("refusal", input_tokens=18, output_tokens=5),
            MESSAGE_STOP,
        ),
    )
    assert meter.usage() == one(input=18, output=5)
    assert meter.finished
    assert meter.error is None


def test_an_error_in_the_stream_is_kept_and_what_was_reported_stays() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    meter = watch(
        MESSAGES,
        messages(message_start(input_tokens=18, output_tokens=1), text_delta("par"), error),
    )
    assert meter.error is not None
    assert json.loads(meter.error) == error
    assert meter.usage() == one(input=18, output=1)
    assert not meter.final
    assert not meter.finished


def test_an_error_that_is_no_json_is_kept() -> None:
    meter = watch(MESSAGES, [b"event: error\ndata: upstream went away\n\n"])
    assert meter.error == b"upstream went away"


def search_result(content: Any) -> dict[str, Any]:
    block = {"type": "web_search_tool_result", "tool_use_id": "s1", "content": content}
    return {"type": "content_block_start", "index": 2, "content_block": block}


def test_searches_of_a_reply_that_breaks_off_are_known() -> None:
    failed = {"type": "web_search_tool_result_error", "error_code": "unavailable"}
    events = messages(
        message_start(input_tokens=18, output_tokens=1, server_tool_use={"web_search_requests": 0}),
        search_result([{"type": "web_search_result", "url": "https://example.com"}]),
        search_result(failed),
    )
    assert watch(MESSAGES, events).usage() == one(input=18, output=1, web_search=1)
    told = messages(message_delta(output_tokens=5, server_tool_use={"web_search_requests": 4}))
    assert watch(MESSAGES, events + told).usage() == one(input=18, output=5, web_search=4)


# --- broken figures, odd framing ------------------------------------------------------------------


@pytest.mark.parametrize("broken", ["12", 12.5, -3, True, 10**12, [12], {"n": 12}, None, 1e300])
def test_a_broken_figure_counts_as_not_reported(broken: object) -> None:
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=9, output_tokens=1),
            message_delta(input_tokens=broken, output_tokens=4),
        ),
    )
    assert meter.usage() == one(input=9, output=4)


def test_a_whole_number_written_as_a_fraction_counts() -> None:
    events = [b'data: {"type":"message_start","message":{"usage":{"input_tokens":9.0}}}\n\n']
    meter = watch(MESSAGES, events + messages(message_delta(output_tokens=4)))
    assert meter.usage() == one(input=9, output=4)


def test_events_without_a_name_or_a_blank_are_read() -> None:
    meter = watch(
        MESSAGES,
        [
            b": comment\n\n",
            b'data:{"type":"message_start","message":{"id":"m","usage":{"input_tokens": 9}}}\n\n',
            b'data: {"delta": {"stop_reason": "end_turn"}, "type" : "message_delta",\r\n'
            b'data: "usage": { "output_tokens": 4}}\r\n\r\n',
            b"event: message_stop\ndata: {}\n\n",
        ],
    )
    assert meter.usage() == one(input=9, output=4)
    assert meter.finished


def test_words_in_the_text_are_not_events() -> None:
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=9, output_tokens=1),
            text_delta('{"type":"message_stop"} error "usage":{"output_tokens":5} message_delta'),
        ),
    )
    assert not meter.finished
    assert meter.error is None
    assert meter.usage() == one(input=9, output=1)


# --- replies that are not streamed ----------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"garbage",
        b'{"type":"error","error":{"type":"api_error"}}',
        b'{"usage":null}',
        b'{"usage":{"input_tokens":5}}',
        b'{"usage":{"output_tokens":5}}',
        b'{"usage":{"input_tokens":-5,"output_tokens":5}}',
    ],
)
def test_a_whole_reply_without_both_sides_reports_nothing(body: bytes) -> None:
    assert MESSAGES.usage_of_body(body) is None
    assert MESSAGES.text_bytes_of_body(body) == 0
