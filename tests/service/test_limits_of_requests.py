"""Limits through the service: what clients of every endpoint are told, and what a trial is."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import anthropic
import openai
import pytest
from relay_calls import (
    CHAT,
    COMPLETIONS,
    EMBEDDINGS,
    MESSAGES,
    RESPONSES,
    Reply,
    account,
    chat,
    finished,
    message,
    post,
)

from local.testbed.databases import Databases
from local.testbed.identity import Issuer, User
from local.testbed.plans import change_plans
from local.testbed.provider import ProviderControl
from local.testbed.services import Service

PER_MINUTE = 4
OPENAI_HEADERS = {
    "x-ratelimit-limit-requests",
    "x-ratelimit-remaining-requests",
    "x-ratelimit-reset-requests",
}
GENERATIONS = "/v1/generations"

ASK: dict[str, dict[str, Any]] = {
    CHAT: chat("hello", stream=False, max_tokens=5),
    COMPLETIONS: {"model": "demo", "prompt": "hello", "max_tokens": 5},
    RESPONSES: {"model": "demo", "input": "hello", "max_output_tokens": 16},
    EMBEDDINGS: {"model": "demo-embedding", "input": "hello"},
    MESSAGES: message("hello", stream=False),
    GENERATIONS: chat("hello", stream=False),
}


@pytest.fixture(scope="module")
def limited_service(
    databases: Databases, provider: ProviderControl, issuer: Issuer
) -> Iterator[Service]:
    """Four requests a minute, and `demo-tokens` locked, with a trial of two messages."""
    database = databases.clone()
    connection = database.kept_connection()
    change_plans(connection, requests_per_minute=PER_MINUTE, tiers=["free"])
    connection.execute(
        "update catalog.models set tier = 'premium', trial_messages = 2 where id = 'demo-tokens'"
    )
    service = Service(database, provider, issuer, {})
    try:
        service.start()
        yield service
    finally:
        service.close()
        databases.drop(database)


@pytest.fixture
def limited(limited_service: Service) -> Iterator[Service]:
    yield limited_service
    assert limited_service.db.verify() == []


@pytest.fixture
def user(limited: Service) -> User:
    return limited.new_user()


def rate(reply: Reply) -> tuple[str, str]:
    return reply.headers["ratelimit-policy"], reply.headers["ratelimit"]


def use_up(service: Service, user: User) -> None:
    """All of the minute at once."""
    account(service, user)
    service.db.kept_connection().execute(
        "update ledger.accounts as a set paced_until = now() + interval '61 seconds' "
        "from access.members as m where m.account_id = a.id and m.user_id = %s",
        [user.id],
    )


@pytest.mark.parametrize("path", ASK)
@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_responses_say_how_far_the_rate_is_used(
    limited: Service, user: User, path: str, stream: bool
) -> None:
    body = ASK[path] if path == EMBEDDINGS else {**ASK[path], "stream": stream}
    for left in (3, 2):
        reply = post(limited, user, path, body)
        assert reply.status == 200, reply.raw
        policy, used = rate(reply)
        assert policy == f'"requests_per_minute";q={PER_MINUTE};w=60'
        item, resets = used.split(";t=")
        assert item == f'"requests_per_minute";r={left}'
        # A stream takes its time.
        assert 60 - left * 15 - 10 < int(resets) <= 60 - left * 15
        openai_s = {name for name in reply.headers if name.startswith("x-ratelimit-")}
        if path in (MESSAGES, GENERATIONS):
            assert openai_s == set()
        else:
            assert openai_s == OPENAI_HEADERS
            assert reply.headers["x-ratelimit-remaining-requests"] == str(left)
            assert reply.headers["x-ratelimit-reset-requests"] == f"{resets}s"


@pytest.mark.parametrize("path", ASK)
def test_refusals_say_which_limit_and_when_it_is_over(
    limited: Service, user: User, path: str
) -> None:
    use_up(limited, user)
    reply = post(limited, user, path, ASK[path])
    assert (reply.status, reply.error["code"]) == (429, "limit_reached")
    assert (reply.error["limit_source"], reply.error["limit"]) == ("requests_per_minute", 4)
    retry_after = reply.headers["retry-after"]
    assert 10 <= int(retry_after) <= 16
    assert rate(reply) == (
        f'"requests_per_minute";q={PER_MINUTE};w=60',
        f'"requests_per_minute";r=0;t={retry_after}',
    )
    openai_s = {name for name in reply.headers if name.startswith("x-ratelimit-")}
    assert openai_s == (set() if path in (MESSAGES, GENERATIONS) else OPENAI_HEADERS)


def test_sdks_raise_their_rate_limit_error(limited: Service, user: User) -> None:
    use_up(limited, user)
    said: Any = [{"role": "user", "content": "hello"}]
    with (
        openai.OpenAI(
            base_url=f"{limited.base_url}/v1", api_key=user.token, max_retries=0
        ) as client,
        pytest.raises(openai.RateLimitError) as raised,
    ):
        client.chat.completions.create(model="demo", messages=said)
    assert raised.value.code == "limit_reached"
    assert raised.value.response.headers["x-ratelimit-remaining-requests"] == "0"
    with (
        anthropic.Anthropic(base_url=limited.base_url, api_key=user.token, max_retries=0) as other,
        pytest.raises(anthropic.RateLimitError) as refused,
    ):
        other.messages.create(model="demo-claude", max_tokens=9, messages=said)
    body: Any = refused.value.body
    assert body["error"]["limit_source"] == "requests_per_minute"


def test_repeats_use_nothing_of_the_rate(limited: Service, user: User) -> None:
    body = chat(limited.provider.script({"words": 3}))
    first = post(limited, user, CHAT, body, Idempotency_Key="k")
    finished(limited, user, first.generation_id)
    for _ in range(6):
        again = post(limited, user, CHAT, body, Idempotency_Key="k")
        assert (again.status, again.generation_id) == (200, first.generation_id)
        # As it was when the first began.
        assert rate(again) == rate(first)
    assert '"requests_per_minute";r=2;' in rate(post(limited, user, CHAT, body))[1]


def test_refused_request_s_key_is_free(limited: Service, user: User) -> None:
    use_up(limited, user)
    body = chat("hello", stream=False)
    assert post(limited, user, CHAT, body, Idempotency_Key="k").status == 429
    limited.db.kept_connection().execute("update ledger.accounts set paced_until = now()")
    assert post(limited, user, CHAT, body, Idempotency_Key="k").status == 200


# --- the day --------------------------------------------------------------------------------------


def test_day_s_messages_end_in_429_until_tomorrow(service: Service) -> None:
    service.db.kept_connection().execute(
        "update catalog.models set messages_per_day = 2 where id = 'demo'"
    )
    user = service.new_user()
    failing = chat(service.provider.script({"status": 400}), stream=False)
    assert post(service, user, CHAT, failing).status == 400
    body = chat("hello", stream=False, max_tokens=5)
    for left in (1, 0):
        reply = post(service, user, CHAT, body)
        assert f'"messages_per_day";r={left}' in reply.headers["ratelimit"]
    reply = post(service, user, CHAT, body)
    assert (reply.status, reply.error["limit_source"]) == (429, "messages_per_day")
    retry_after = int(reply.headers["retry-after"])
    assert 1 <= retry_after <= 86_400
    assert f'"messages_per_day";r=0;t={retry_after}' in reply.headers["ratelimit"]


# --- trials ---------------------------------------------------------------------------------------


def test_long_stream_of_a_trial_needs_no_credits(limited: Service, user: User) -> None:
    account(limited, user)
    connection = limited.db.kept_connection()
    connection.execute(
        "select ledger.charge_late(m.account_id, %s, now(), a.posted::bigint, 'all', 'provider') "
        "from access.members as m join ledger.accounts as a on a.id = m.account_id "
        "where m.user_id = %s",
        [uuid.uuid4(), user.id],
    )
    assert account(limited, user)["available"] == 0
    mark = limited.provider.script({"words": 3500, "delay_between_chunks_ms": 0.2})
    for _ in range(2):
        reply = post(limited, user, CHAT, chat(mark, model="demo-tokens"))
        found = finished(limited, user, reply.generation_id)
        assert (found["status"], found["charged_microcredits"]) == ("completed", 0)
        assert found["usage"]["output"] == 3500
    locked = post(limited, user, CHAT, chat(mark, model="demo-tokens"))
    assert (locked.status, locked.error["code"]) == (402, "model_locked")
    assert locked.error["limit_source"] == "trial_messages"
    assert (locked.error["trial_messages"], locked.error["trial_used"]) == (2, 2)
    assert account(limited, user)["available"] == 0


def test_trial_message_of_a_stream_that_broke_off_is_given_back(
    limited: Service, user: User
) -> None:
    breaking = limited.provider.script({"words": 50, "close_after_bytes": 3000})
    for _ in range(3):
        reply = post(limited, user, CHAT, chat(breaking, model="demo-tokens"))
        assert finished(limited, user, reply.generation_id)["status"] == "provider_failed"
    reply = post(limited, user, CHAT, chat("hello", model="demo-tokens", stream=False))
    assert reply.status == 200
    assert reply.headers["florin-charged-microcredits"] == "0"
