"""Replies that come whole: bytes, headers, charge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from relay_calls import (
    CHAT,
    COMPLETIONS,
    EMBEDDINGS,
    MESSAGES,
    RESPONSES,
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
SCRIPT = {"words": 5, "usage": {"input": 7, "output": 5}}
CHARGE = 7 * INPUT + 5 * OUTPUT

REQUESTS: dict[str, Callable[[str], dict[str, Any]]] = {
    MESSAGES: lambda text: message(text, stream=False),
    CHAT: lambda text: chat(text, stream=False),
    COMPLETIONS: lambda text: {"model": "demo", "prompt": text},
    RESPONSES: lambda text: {"model": "demo", "input": text},
}


@pytest.mark.parametrize("path", REQUESTS)
def test_the_providers_body_comes_unchanged_with_its_charge_in_headers(
    shared_service: Service, path: str
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script(SCRIPT)

    reply = post(service, user, path, REQUESTS[path](mark))

    assert reply.status == 200
    assert reply.raw == service.provider.sent(mark)
    assert reply.headers["content-type"].startswith("application/json")
    assert reply.headers["florin-charged-microcredits"] == str(CHARGE)
    assert reply.headers["florin-available-microcredits"] == str(20_000_000 - CHARGE)
    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["usage_source"]) == ("completed", "provider")
    assert found["charged_microcredits"] == CHARGE
    assert [a["outcome"] for a in attempts_of(service, reply.generation_id)] == ["completed"]


def test_embeddings_are_charged_for_their_input(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"usage": {"input": 9, "output": 0}})

    reply = post(service, user, EMBEDDINGS, {"model": "demo-embedding", "input": [mark, "x"]})

    assert reply.raw == service.provider.sent(mark)
    # 10 microcredits a token.
    assert reply.headers["florin-charged-microcredits"] == "90"


def test_a_reply_without_usage_is_counted(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"words": 8, "usage": "none"})

    reply = post(service, user, CHAT, chat(mark, stream=False))

    found = finished(service, user, reply.generation_id)
    text = reply.json["choices"][0]["message"]["content"]
    assert found["usage_source"] == "counted"
    assert found["usage"]["output"] == -(-len(text.encode()) // 4)
    assert found["usage"]["input"] > 0


def test_explicit_zero_usage_is_charged_zero(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"words": 8, "usage": {"input": 0, "output": 0}})
    reply = post(service, user, CHAT, chat(mark, stream=False))
    assert reply.headers["florin-charged-microcredits"] == "0"


def test_a_reply_beyond_the_bound_is_a_providers_failure(
    start_service: Callable[..., Service],
) -> None:
    service = start_service(FLORIN_MAX_REPLY_BYTES="2000")
    user = service.new_user()
    mark = service.provider.script({"body": orjson.dumps({"pad": "x" * 3000}).decode()})
    reply = post(service, user, CHAT, chat(mark, stream=False))
    assert (reply.status, reply.error["code"]) == (502, "provider_failed")
    assert only_generation(service, user)["charged_microcredits"] == 0


def test_the_total_time_is_bounded(start_service: Callable[..., Service]) -> None:
    service = start_service(FLORIN_TOTAL_TIMEOUT_S="0.5")
    user = service.new_user()
    mark = service.provider.script({"hang_after_events": 0})
    reply = post(service, user, CHAT, chat(mark, stream=False))
    assert (reply.status, reply.error["code"]) == (504, "generation_timeout")
    found = only_generation(service, user)
    assert (found["status"], found["charged_microcredits"]) == ("timed_out", 0)


def test_a_whole_reply_is_held_for_whole(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({**SCRIPT, "delay_before_headers_ms": 300})
    reply = post(service, user, CHAT, chat(mark, stream=False, max_tokens=3000))
    assert finished(service, user, reply.generation_id)["hold"] >= 3000 * OUTPUT
    assert account(service, user)["held"] == 0
