"""The charge table, row by row, for streams that do not end as they should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from relay_calls import (
    CHAT,
    MESSAGES,
    account,
    attempts_of,
    chat,
    finished,
    message,
    only_generation,
    post,
)

from local.testbed.services import Service

INPUT, OUTPUT = 300, 1500


def sse(*payloads: dict[str, Any] | str, named: bool = False) -> dict[str, str]:
    """A scripted answer of these events."""
    body = ""
    for payload in payloads:
        if isinstance(payload, str):
            body += payload
        else:
            name = f"event: {payload['type']}\n" if named else ""
            body += f"{name}data: {orjson.dumps(payload).decode()}\n\n"
    return {"body": body, "content_type": "text/event-stream"}


def delta(text: str) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}


STOP = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
DONE = "data: [DONE]\n\n"

START = {
    "type": "message_start",
    "message": {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "content": [],
        "model": "demo",
        "usage": {"input_tokens": 40, "output_tokens": 1},
    },
}


def text_delta(text: str) -> dict[str, Any]:
    return {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "text_delta", "text": text},
    }


def test_a_finished_stream_without_usage_is_counted(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script(sse(delta("x" * 40), delta("y" * 3), STOP, DONE))

    reply = post(service, user, CHAT, chat(mark))

    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["usage_source"]) == ("completed", "counted")
    # 43 bytes of text are 11 tokens; the input is the request's own estimate.
    assert found["usage"]["output"] == 11
    assert found["usage"]["input"] > 0
    assert found["charged_microcredits"] == found["usage"]["input"] * INPUT + 11 * OUTPUT
    assert reply.usage["charged_microcredits"] == found["charged_microcredits"]


def test_explicit_zero_usage_is_charged_zero(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"words": 9, "usage": {"input": 0, "output": 0}})

    reply = post(service, user, CHAT, chat(mark))

    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["usage_source"]) == ("completed", "provider")
    assert found["charged_microcredits"] == 0


def test_a_truncated_stream_is_charged_for_what_was_relayed(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script(sse(START, text_delta("z" * 20), named=True))

    reply = post(service, user, MESSAGES, message(mark))

    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["usage_source"]) == ("provider_failed", "counted")
    # The provider had announced 40 tokens of input; the text counts 5.
    assert found["usage"] == {
        "input": 40,
        "cache_read": 0,
        "cache_write": 0,
        "output": 5,
        "web_search": 0,
    }
    assert found["charged_microcredits"] == 40 * INPUT + 5 * OUTPUT
    assert reply.error["code"] == "provider_broke_off"
    assert reply.error["charged_microcredits"] == found["charged_microcredits"]
    assert reply.usage["charged_microcredits"] == found["charged_microcredits"]
    assert reply.events[-2].startswith(b"event: error\n")


def test_the_in_band_error_has_the_shape_openai_clients_raise_on(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script(sse(delta("z" * 20)))

    reply = post(service, user, CHAT, chat(mark))

    assert reply.events[-2].startswith(b'data: {"error":')
    assert reply.error["type"] == "server_error"
    assert reply.error["charged_microcredits"] == reply.usage["charged_microcredits"] > 0
    assert DONE.encode() not in reply.events


def test_a_close_in_the_middle_of_an_event_charges_whole_events_only(
    shared_service: Service,
) -> None:
    service, user = shared_service, shared_service.new_user()
    answer = sse(delta("a" * 8), delta("b" * 80))
    first = answer["body"].index("\n\n") + 2
    # The second event is torn where its text would already be known.
    mark = service.provider.script({**answer, "close_after_bytes": first + 90})

    reply = post(service, user, CHAT, chat(mark))

    assert reply.events[0] == answer["body"][:first].encode()
    assert len(reply.events) == 3
    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["usage"]["output"]) == ("provider_failed", 2)


def test_a_failure_before_the_first_token_charges_nothing(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script(sse(START, named=True))

    reply = post(service, user, MESSAGES, message(mark))

    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["charged_microcredits"]) == ("provider_failed", 0)
    assert found["usage_source"] == "none"
    assert account(service, user)["held"] == 0


def test_the_providers_in_band_error_ends_the_stream_and_is_not_billed_as_output(
    shared_service: Service,
) -> None:
    service, user = shared_service, shared_service.new_user()
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "o" * 400}}
    answer = sse(START, text_delta("z" * 20), error, text_delta("after"), named=True)
    # In two writes, so that what follows the error comes in a read of its own.
    mark = service.provider.script({**answer, "cut_at": [answer["body"].index('"after"') - 120]})

    reply = post(service, user, MESSAGES, message(mark))

    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["usage_source"]) == ("provider_failed", "counted")
    assert found["usage"]["output"] == 5
    assert found["error"]["code"] == "provider_error"
    # The provider's own event, once; the charge stands in the comment.
    assert reply.error == error["error"]
    assert reply.usage["charged_microcredits"] == 40 * INPUT + 5 * OUTPUT


def test_silence_between_chunks_ends_the_stream(start_service: Callable[..., Service]) -> None:
    service = start_service(FLORIN_CHUNK_IDLE_TIMEOUT_S="0.3")
    user = service.new_user()
    mark = service.provider.script({"words": 20, "hang_after_events": 4})

    reply = post(service, user, CHAT, chat(mark))

    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["usage_source"]) == ("provider_failed", "counted")
    assert reply.error["code"] == "provider_idle"
    assert found["charged_microcredits"] > 0
    assert service.provider.seen(mark)["disconnected"] == 1


def test_the_total_time_is_bounded(start_service: Callable[..., Service]) -> None:
    service = start_service(FLORIN_TOTAL_TIMEOUT_S="0.6")
    user = service.new_user()
    mark = service.provider.script({"words": 200, "delay_between_chunks_ms": 50})

    reply = post(service, user, CHAT, chat(mark))

    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["usage_source"]) == ("timed_out", "counted")
    assert reply.error["code"] == "generation_timeout"
    assert 0 < found["usage"]["output"] < 200


@pytest.mark.parametrize(
    "body",
    ["<html>\n\n<body>\n\nNo.\n\n</body></html>", "\x00\x01\x02", "{}", "x" * 100_000],
    ids=["html", "binary", "json", "long"],
)
def test_garbage_instead_of_a_stream_charges_nothing(shared_service: Service, body: str) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"body": body, "content_type": "text/event-stream"})

    reply = post(service, user, CHAT, chat(mark))

    assert (reply.status, reply.error["code"]) == (502, "provider_failed")
    assert only_generation(service, user)["charged_microcredits"] == 0


def test_garbage_in_the_middle_charges_what_came_before(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    answer = sse(delta("a" * 8), "data: {not json\n\n", "garbage garbage")
    mark = service.provider.script(answer)

    reply = post(service, user, CHAT, chat(mark))

    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["usage"]["output"]) == ("provider_failed", 2)


@pytest.mark.parametrize("status", [400, 404, 413, 422])
@pytest.mark.parametrize(("path", "request_of"), [(CHAT, chat), (MESSAGES, message)])
def test_a_request_the_provider_refuses_is_passed_through_and_free(
    shared_service: Service, path: str, request_of: Any, status: int
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"status": status})

    reply = post(service, user, path, request_of(mark))

    assert reply.status == status
    assert reply.raw == service.provider.sent(mark)
    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["charged_microcredits"]) == ("invalid", 0)
    assert found["http_status"] == status
    assert service.provider.seen(mark)["count"] == 1
    assert [a["outcome"] for a in attempts_of(service, reply.generation_id)] == ["refused"]
    assert account(service, user)["held"] == 0


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"error": "' + "x" * 1_000_000 + '"}', "application/json"),
        ("<script>alert(1)</script>", "text/html"),
        ("Got more than 8190 bytes", "text/plain"),
        ('["no object"]', "application/json"),
        ("", "application/json"),
    ],
    ids=["endless", "page", "text", "list", "empty"],
)
@pytest.mark.parametrize(("path", "request_of"), [(CHAT, chat), (MESSAGES, message)])
def test_a_refusal_in_nobodys_shape_is_told_in_the_endpoints(
    shared_service: Service, path: str, request_of: Any, body: str, content_type: str
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"status": 400, "body": body, "content_type": content_type})

    reply = post(service, user, path, request_of(mark))

    assert (reply.status, reply.error["code"]) == (400, "provider_refused")
    assert reply.headers["content-type"] == "application/json"
    assert only_generation(service, user)["charged_microcredits"] == 0


def test_a_refusal_is_json_whatever_its_media_type_says(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    refusal = {"status": 422, "body": '{"error":{"message":"no"}}', "content_type": "text/html"}
    mark = service.provider.script(refusal)

    reply = post(service, user, CHAT, chat(mark))

    assert reply.raw == service.provider.sent(mark)
    assert reply.headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_refusal_of_our_own_account_is_not_the_clients_to_see(
    shared_service: Service, status: int
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"status": status, "body": '{"error":"secret account"}'})

    reply = post(service, user, CHAT, chat(mark))

    assert (reply.status, reply.error["code"]) == (502, "provider_auth_failed")
    assert b"secret account" not in reply.raw
    assert only_generation(service, user)["charged_microcredits"] == 0
