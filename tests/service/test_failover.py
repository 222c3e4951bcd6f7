"""Along a model's routes: what makes the next one try, and what is said when none is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from relay_calls import (
    CHAT,
    account,
    attempts_of,
    chat,
    facts,
    finished,
    generations_of,
    only_generation,
    post,
)

from local.testbed.provider import ProviderControl
from local.testbed.services import Service

# A model of the seed with two routes, both of them at the fake provider here.
MODEL = "gpt-5-mini"
GOOD = {"words": 5, "usage": {"input": 7, "output": 5}}
# Its price: 32.5 and 260 microcredits a token, rounded up once.
CHARGE = -(-(7 * 325 + 5 * 2600) // 10)

ERROR_EVENT = 'data: {"error":{"message":"busy","type":"server_error"}}\n\n'


@pytest.fixture
def routed(
    start_service: Callable[..., Service], provider: ProviderControl
) -> Iterator[Callable[..., Service]]:
    """A service whose two providers are told apart by their paths and keys."""

    def start(**environment: str) -> Service:
        return start_service(
            **{
                "FLORIN_PROVIDER_OPENAI_BASE_URL": f"{provider.url}/first/v1",
                "OPENAI_API_KEY": "sk-first-key-0123456789",
                "FLORIN_PROVIDER_OPENROUTER_BASE_URL": f"{provider.url}/second/v1",
                "OPENROUTER_API_KEY": "sk-second-key-0123456789",
                "FLORIN_FIRST_BYTE_TIMEOUT_S": "0.5",
                **environment,
            }
        )

    yield start


@pytest.fixture
def both(routed: Callable[..., Service]) -> Service:
    return routed()


FAILURES = {
    "408": ({"status": 408}, "timed_out"),
    "429": ({"status": 429}, "rate_limited"),
    "500": ({"status": 500}, "server_error"),
    "503": ({"status": 503}, "server_error"),
    "529": ({"status": 529}, "overloaded"),
    "401": ({"status": 401}, "auth_failed"),
    "redirect": (
        {"status": 302, "body": "", "headers": {"location": "http://127.0.0.1:1/"}},
        "server_error",
    ),
    "silence": ({"hang_after_events": 0}, "timed_out"),
    "headers and silence": ({"words": 5, "hang_after_events": 0}, "timed_out"),
    "empty": ({"body": "", "content_type": "text/event-stream"}, "empty"),
    "comments only": (
        {"body": ": wait\n\n: wait\n\n", "content_type": "text/event-stream"},
        "empty",
    ),
    "torn first event": (
        {"words": 5, "close_after_bytes": 20},
        "broken_off",
    ),
    "error first": (
        {"body": ERROR_EVENT, "content_type": "text/event-stream"},
        "in_band_error",
    ),
    "a page": ({"body": "<html>busy</html>", "content_type": "text/html"}, "not_a_stream"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_the_next_route_serves_when_the_first_fails_before_its_first_event(
    both: Service, name: str
) -> None:
    user = both.new_user()
    answer, outcome = FAILURES[name]
    mark = both.provider.script(answer, GOOD)

    reply = post(both, user, CHAT, chat(mark, model=MODEL))

    assert reply.status == 200
    assert reply.usage["charged_microcredits"] == CHARGE
    attempts = attempts_of(both, reply.generation_id)
    assert [attempt["outcome"] for attempt in attempts] == [outcome, "completed"]
    assert attempts[0]["route_id"] != attempts[1]["route_id"]
    assert attempts[0]["usage"] == []
    # What the failed try would have cost us is not the user's, and each has its own provider cost.
    assert attempts[0]["cost_microdollars"] == 0 < attempts[1]["cost_microdollars"]


@pytest.mark.parametrize(
    "answer",
    [{"status": 500}, {"body": "[]"}, {"body": "not json"}, {"words": 9, "close_after_bytes": 30}],
    ids=["500", "no object", "no json", "torn"],
)
def test_the_next_route_serves_when_a_whole_reply_fails(
    both: Service, answer: dict[str, Any]
) -> None:
    user = both.new_user()
    mark = both.provider.script(answer, GOOD)

    reply = post(both, user, CHAT, chat(mark, model=MODEL, stream=False))

    assert reply.status == 200
    assert reply.raw == both.provider.sent(mark)
    assert reply.headers["florin-charged-microcredits"] == str(CHARGE)
    assert len(attempts_of(both, reply.generation_id)) == 2


def test_a_dropped_connection_is_tried_once_more_on_its_route(both: Service) -> None:
    user = both.new_user()
    mark = both.provider.script({"close_before_headers": True}, GOOD)

    reply = post(both, user, CHAT, chat(mark, model=MODEL))

    first, second = attempts_of(both, reply.generation_id)
    assert (first["outcome"], second["outcome"]) == ("disconnected", "completed")
    assert first["route_id"] == second["route_id"]


def test_nothing_fails_over_once_an_event_was_relayed(both: Service) -> None:
    user = both.new_user()
    mark = both.provider.script({"words": 50, "close_after_bytes": 2000}, GOOD)

    reply = post(both, user, CHAT, chat(mark, model=MODEL))

    found = finished(both, user, reply.generation_id)
    assert (found["status"], found["usage_source"]) == ("provider_failed", "counted")
    assert both.provider.seen(mark)["count"] == 1


def test_a_refused_request_is_not_offered_to_the_next_route(both: Service) -> None:
    user = both.new_user()
    mark = both.provider.script({"status": 400}, GOOD)
    reply = post(both, user, CHAT, chat(mark, model=MODEL))
    assert reply.status == 400
    assert both.provider.seen(mark)["count"] == 1


EXHAUSTED = {
    "rate limited": (
        [{"status": 429, "headers": {"retry-after": "7"}}, {"status": 429}],
        503,
        "provider_overloaded",
    ),
    "one rate limited": ([{"status": 500}, {"status": 429}], 503, "provider_overloaded"),
    "failing": ([{"status": 500}, {"status": 502}], 502, "provider_failed"),
    "silent": ([{"status": 500}, {"hang_after_events": 0}], 504, "provider_timeout"),
    "refusing us": ([{"status": 401}, {"status": 403}], 502, "provider_auth_failed"),
}


@pytest.mark.parametrize("name", EXHAUSTED)
@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_when_no_route_is_left_the_status_says_what_to_do_and_nothing_is_charged(
    both: Service, name: str, stream: bool
) -> None:
    user = both.new_user()
    answers, status, code = EXHAUSTED[name]
    mark = both.provider.script(*answers)

    reply = post(both, user, CHAT, chat(mark, model=MODEL, stream=stream))

    assert (reply.status, reply.error["code"]) == (status, code)
    assert (reply.headers.get("retry-after") is not None) == (status == 503)
    if name == "rate limited":
        assert reply.headers["retry-after"] == "7"
    found = facts(both, user, reply.generation_id)
    assert (found["status"], found["charged_microcredits"]) == ("provider_failed", 0)
    assert account(both, user)["held"] == 0


def test_a_provider_that_is_down_is_passed_over(routed: Callable[..., Service]) -> None:
    service = routed(FLORIN_PROVIDER_OPENAI_BASE_URL="http://127.0.0.1:1/v1")
    user = service.new_user()
    mark = service.provider.script(GOOD)
    reply = post(service, user, CHAT, chat(mark, model=MODEL))
    outcomes = [attempt["outcome"] for attempt in attempts_of(service, reply.generation_id)]
    assert outcomes == ["connect_failed", "completed"]


def test_a_route_without_its_key_is_passed_over(routed: Callable[..., Service]) -> None:
    service = routed(OPENAI_API_KEY="")
    user = service.new_user()
    mark = service.provider.script(GOOD)
    reply = post(service, user, CHAT, chat(mark, model=MODEL))
    outcomes = [attempt["outcome"] for attempt in attempts_of(service, reply.generation_id)]
    assert outcomes == ["not_configured", "completed"]


def test_a_model_without_any_configured_provider_says_so(shared_service: Service) -> None:
    user = shared_service.new_user()
    reply = post(shared_service, user, CHAT, chat("hello", model="gemini-2.5-flash"))
    assert (reply.status, reply.error["code"]) == (502, "provider_not_configured")
    assert only_generation(shared_service, user)["charged_microcredits"] == 0


def test_each_provider_gets_its_own_key_and_nothing_of_the_clients(both: Service) -> None:
    user = both.new_user()
    mark = both.provider.script({"status": 500}, GOOD)

    post(both, user, CHAT, chat(mark, model=MODEL), Cookie="a=b", OpenAI_Organization="org-1")

    first, second = both.provider.seen(mark)["requests"]
    assert first["path"] == "/first/v1/chat/completions"
    assert first["headers"]["authorization"] == "Bearer sk-first-key-0123456789"
    assert second["path"] == "/second/v1/chat/completions"
    assert second["headers"]["authorization"] == "Bearer sk-second-key-0123456789"
    for request in (first, second):
        assert user.token not in orjson.dumps(request).decode()
        assert not {"cookie", "openai-organization", "x-api-key"} & set(request["headers"])
    assert orjson.loads(first["body"])["model"] == "gpt-5-mini"
    assert orjson.loads(second["body"])["model"] == "openai/gpt-5-mini"


def test_keys_are_never_logged(both: Service) -> None:
    user = both.new_user()
    for answers in ([{"status": 500}], [{"status": 401}], [{"close_before_headers": True}]):
        post(both, user, CHAT, chat(both.provider.script(*answers), model=MODEL))
    assert "sk-first" not in both.log()
    assert "sk-second" not in both.log()
    assert user.token not in both.log()


def test_a_failed_generation_frees_its_key_for_a_retry(both: Service) -> None:
    user = both.new_user()
    mark = both.provider.script({"status": 500}, {"status": 500}, GOOD)
    body = chat(mark, model=MODEL)

    failed = post(both, user, CHAT, body, Idempotency_Key="once")
    served = post(both, user, CHAT, body, Idempotency_Key="once")

    assert (failed.status, served.status) == (502, 200)
    assert failed.generation_id != served.generation_id
    assert generations_of(both, user) == 2
    assert account(both, user)["posted"] == 20_000_000 - CHARGE
