"""One generation's translation: what is sent when, across attempts, failures and the end."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from functions_py.errors import FlorinError
from functions_py.translate import MalformedEvent, Translator
from functions_py.translate import blocks as blocks_module
from functions_py.translate.request import GenerationRequest
from functions_py.translate.translation import Translation
from hypothesis import given
from hypothesis import strategies as st
from unified_stream import (
    CREATED_AT,
    GENERATION_ID,
    SETTLEMENT,
    assert_well_formed,
    joined,
    names,
    parse,
    sse,
    stop_of,
    translation,
)

APIS = ("messages", "chat_completions", "completions", "responses")
CHAT_HI = sse({"choices": [{"index": 0, "delta": {"content": "Hi"}}]})
FAILED = FlorinError(502, "provider_failed", "The provider broke off.", extra={"name": "x"})


def test_translation_is_a_translator() -> None:
    translator: Translator = translation("messages")
    assert isinstance(translator, Translation)


def test_message_start_says_who_and_when() -> None:
    [(name, payload), *_] = parse(translation("chat_completions").events([CHAT_HI]))
    assert name == "message_start"
    assert payload == {
        "type": "message_start",
        "generation_id": GENERATION_ID,
        "model": "a-model",
        "created_at": "2026-11-20T12:00:00.123+00:00",
    }


def test_message_start_is_sent_as_soon_as_the_provider_begins() -> None:
    begun = {
        "messages": sse({"type": "message_start", "message": {}}),
        "chat_completions": sse({"choices": [{"index": 0, "delta": {"role": "assistant"}}]}),
        "completions": sse({"choices": [{"index": 0, "text": ""}]}),
        "responses": sse({"type": "response.created", "response": {}}),
    }
    for api, event in begun.items():
        assert names(parse(translation(api).events([event]))) == ["message_start"]


@pytest.mark.parametrize("api", APIS)
def test_nothing_is_sent_for_an_error_or_a_ping(api: str) -> None:
    made = translation(api)
    error = sse({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
    assert made.events([sse({"type": "ping"}) if api == "messages" else b": ping\n\n", error]) == []


def test_failover_to_another_family_starts_one_message() -> None:
    made = translation("messages")
    assert made.events([sse({"type": "ping"})]) == []
    made.attempt("chat_completions")
    out = made.events([CHAT_HI]) + made.finish("completed", SETTLEMENT)
    assert_well_formed(parse(out))
    assert joined(parse(out), "text_delta") == "Hi"


def test_usage_is_the_last_event_and_carries_charge_and_balance() -> None:
    made = translation("chat_completions")
    made.events([CHAT_HI])
    name, payload = parse(made.finish("completed", SETTLEMENT))[-1]
    assert name == "usage"
    assert payload == {
        "type": "usage",
        "generation_id": GENERATION_ID,
        "usage": SETTLEMENT["usage"],
        "charged_microcredits": 1234,
        "available_microcredits": 98_766,
        "usage_source": "provider",
    }


def test_iterations_are_shown_where_there_are_any() -> None:
    iterations = [{"model": "other", "input": 1, "output": 2, "charged": 3}]
    made = translation("chat_completions")
    made.events([CHAT_HI])
    _, payload = parse(made.finish("completed", {**SETTLEMENT, "iterations": iterations}))[-1]
    assert payload["iterations"] == iterations


def test_stop_before_the_settlement_is_said_once() -> None:
    made = translation("chat_completions")
    made.events([CHAT_HI])
    assert names(parse(made.stop("completed"))) == ["content_block_stop", "message_stop"]
    assert made.stop("completed") == []
    assert names(parse(made.finish("completed", SETTLEMENT))) == ["usage"]


@pytest.mark.parametrize("outcome", ["provider_failed", "timed_out"])
def test_failure_stops_its_blocks_but_no_message(outcome: str) -> None:
    made = translation("chat_completions")
    made.events([CHAT_HI])
    assert names(parse(made.stop(outcome))) == ["content_block_stop"]
    assert names(parse(made.error(FAILED, SETTLEMENT))) == ["error", "usage"]


@pytest.mark.parametrize("outcome", ["credits_exhausted", "canceled"])
def test_our_own_end_is_the_stop_reason(outcome: str) -> None:
    made = translation("chat_completions")
    out = made.events([CHAT_HI]) + made.finish(outcome, SETTLEMENT)
    assert_well_formed(parse(out))
    assert stop_of(parse(out)) == (outcome, None)


def test_stream_with_no_content_at_all_is_whole() -> None:
    out = translation("chat_completions").finish("completed", SETTLEMENT)
    assert names(parse(out)) == ["message_start", "message_stop", "usage"]


def test_failure_in_mid_stream_closes_blocks_and_tells_the_charge() -> None:
    made = translation("chat_completions")
    made.events([CHAT_HI])
    events = parse(made.error(FAILED, SETTLEMENT))
    assert names(events) == ["content_block_stop", "error", "usage"]
    assert events[1][1] == {
        "type": "error",
        "name": "x",
        "code": "provider_failed",
        "title": "Provider failed",
        "detail": "The provider broke off.",
        "usage": SETTLEMENT["usage"],
        "charged_microcredits": 1234,
        "available_microcredits": 98_766,
        "usage_source": "provider",
    }


@pytest.mark.parametrize("settlement", [None, {}])
def test_charge_is_pending_while_the_database_is_away(settlement: dict[str, Any] | None) -> None:
    made = translation("chat_completions")
    made.events([CHAT_HI])
    _, failed, usage = parse(made.error(FAILED, settlement))
    assert failed[1]["pending"]
    assert usage == ("usage", {"type": "usage", "generation_id": GENERATION_ID, "pending": True})
    assert parse(made.finish("completed", settlement))[-1] == usage


def test_failure_before_the_provider_began_is_no_message() -> None:
    made = translation("chat_completions")
    assert names(parse(made.error(FAILED, SETTLEMENT))) == ["error", "usage"]


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("data", [b"{oops", b"[1]", b'"text"', b"\xff\xfe", b"1" * 400])
def test_data_that_is_no_json_object_is_malformed(api: str, data: bytes) -> None:
    with pytest.raises(MalformedEvent):
        translation(api).events([b"data: %b\n\n" % data])


def test_what_came_before_the_malformed_event_is_not_lost() -> None:
    made = translation("chat_completions")
    with pytest.raises(MalformedEvent) as caught:
        made.events([CHAT_HI, b"data: {oops\n\n"])
    assert joined(parse(caught.value.events), "text_delta") == "Hi"
    assert names(parse(made.error(FAILED, SETTLEMENT)))[0] == "content_block_stop"


def test_endless_blocks_are_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks_module, "MAX_BLOCKS", 3)
    tools = [{"index": number, "function": {"name": "n"}} for number in range(4)]
    event = sse({"choices": [{"index": 0, "delta": {"tool_calls": tools}}]})
    with pytest.raises(MalformedEvent) as caught:
        translation("chat_completions").events([event])
    assert len(caught.value.events) == 4  # message_start and three blocks


def reply_of(api: str, body: dict[str, Any]) -> Any:
    made = translation(api)
    raw = orjson.dumps(body)
    made.check_reply(raw)
    return orjson.loads(made.reply(raw, SETTLEMENT))


@pytest.mark.parametrize(
    ("api", "body", "provider_stop"),
    [
        (
            "messages",
            {"content": [{"type": "text", "text": "Hi"}], "stop_reason": "end_turn"},
            "end_turn",
        ),
        (
            "chat_completions",
            {"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]},
            "stop",
        ),
        ("completions", {"choices": [{"text": "Hi", "finish_reason": "stop"}]}, "stop"),
        (
            "responses",
            {
                "status": "completed",
                "output": [{"type": "message", "content": [{"type": "output_text", "text": "Hi"}]}],
            },
            "completed",
        ),
    ],
)
def test_whole_reply_is_the_same_object_whatever_the_provider(
    api: str, body: dict[str, Any], provider_stop: str
) -> None:
    assert reply_of(api, body) == {
        "id": GENERATION_ID,
        "model": "a-model",
        "content": [{"type": "text", "text": "Hi"}],
        "stop_reason": "end_turn",
        "provider_stop_reason": provider_stop,
        "usage": SETTLEMENT["usage"],
        "charged_microcredits": 1234,
        "available_microcredits": 98_766,
        "usage_source": "provider",
    }


@pytest.mark.parametrize("api", APIS)
def test_garbage_reply_is_found_before_settling(api: str) -> None:
    with pytest.raises(MalformedEvent):
        translation(api).check_reply(b"<html>Bad gateway</html>")


def test_request_goes_out_under_the_providers_name_for_the_model() -> None:
    request = GenerationRequest.parse(
        {"model": "ours", "messages": [{"role": "user", "content": "Hello"}]}
    )
    made = Translation(request)
    made.start(GENERATION_ID, "ours", CREATED_AT)
    for api in APIS:
        assert made.upstream_body(api, "openai", "theirs", 100)["model"] == "theirs"
    assert "prompt" in made.upstream_body("completions", "openai", "theirs", 100)
    assert "instructions" not in made.upstream_body("responses", "openai", "theirs", 100)
    assert made.upstream_body("messages", "anthropic", "theirs", 100)["max_tokens"] == 100


NAMES = [
    "type",
    "index",
    "delta",
    "content_block",
    "choices",
    "content",
    "text",
    "tool_calls",
    "function",
    "arguments",
    "output",
    "response",
    "item",
    "summary",
    "status",
    "incomplete_details",
    "finish_reason",
    "stop_reason",
]
KINDS = [
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "text",
    "text_delta",
    "thinking_delta",
    "tool_use",
    "input_json_delta",
    "response.output_text.delta",
    "response.output_item.done",
    "response.function_call_arguments.done",
    "response.completed",
    "function_call",
    "message",
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.sampled_from(KINDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=15,
)


@given(st.sampled_from(APIS), st.lists(st.dictionaries(st.sampled_from(NAMES), ANYTHING)))
def test_any_events_are_a_good_stream_or_malformed(
    api: str, payloads: list[dict[str, Any]]
) -> None:
    made = translation(api)
    out: list[bytes] = []
    try:
        for payload in payloads:
            out += made.events([b"data: %b\n\n" % orjson.dumps(payload)])
    except MalformedEvent as malformed:
        out += malformed.events
    assert_well_formed(parse(out + made.finish("completed", SETTLEMENT)))


@given(st.sampled_from(APIS), ANYTHING)
def test_any_reply_is_read_or_malformed(api: str, body: Any) -> None:
    try:
        translation(api).check_reply(orjson.dumps(body))
    except MalformedEvent:
        return
    reply = orjson.loads(translation(api).reply(orjson.dumps(body), SETTLEMENT))
    assert isinstance(reply["content"], list)
