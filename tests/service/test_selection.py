"""A body without `model`, through every native endpoint: the provider gets its own name of the one
chosen, and the client is told which and why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from relay_calls import (
    CHAT,
    COMPLETIONS,
    EMBEDDINGS,
    MESSAGES,
    RESPONSES,
    Reply,
    account,
    finished,
    generations_of,
    post,
)

from local.testbed.identity import User
from local.testbed.services import Service

GENERATIONS = "/v1/generations"

# For each endpoint: the model, its provider's name of it, and the way to say something.
NATIVE: dict[str, tuple[str, str, str]] = {
    CHAT: ("demo", "demo", "messages"),
    MESSAGES: ("demo-claude", "demo", "messages"),
    RESPONSES: ("demo", "demo", "input"),
    COMPLETIONS: ("demo", "demo", "prompt"),
    EMBEDDINGS: ("demo-embedding", "demo-embedding", "input"),
    GENERATIONS: ("demo-claude", "demo", "messages"),
}


@pytest.fixture
def user(shared_service: Service) -> User:
    return shared_service.new_user()


def body_of(path: str, text: str, **members: Any) -> dict[str, Any]:
    member = NATIVE[path][2]
    said = [{"role": "user", "content": text}] if member == "messages" else text
    body = {member: said, **members}
    return {"max_tokens": 9, **body} if path == MESSAGES else body


def prefer(service: Service, user: User, default: str | None, **personas: str) -> None:
    account(service, user)
    service.db.kept_connection().execute(
        "insert into access.profiles (account_id, user_id, default_model_id, persona_overrides) "
        "select account_id, user_id, %s, %s from access.members where user_id = %s "
        "on conflict (account_id, user_id) do update set "
        "default_model_id = excluded.default_model_id, "
        "persona_overrides = excluded.persona_overrides",
        [default, json.dumps(personas), user.id],
    )


def chosen(reply: Reply) -> tuple[str, str, str | None, str | None]:
    names = (
        *("florin-model", "florin-selected-because"),
        *("florin-instead-of", "florin-instead-because"),
    )
    model, because, instead_of, instead_because = map(reply.headers.get, names)
    assert model is not None and because is not None, reply.raw
    return model, because, instead_of, instead_because


@pytest.mark.parametrize("path", NATIVE)
@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_body_without_a_model_reaches_the_provider_with_its_own_name(
    shared_service: Service, user: User, path: str, stream: bool
) -> None:
    model, provider_model, _ = NATIVE[path]
    prefer(shared_service, user, model)
    mark = shared_service.provider.script({"words": 3, "usage": {"input": 7, "output": 3}})
    body = body_of(path, mark) if path == EMBEDDINGS else body_of(path, mark, stream=stream)
    reply = post(shared_service, user, path, body)
    assert reply.status == 200, reply.raw
    assert chosen(reply) == (model, "default", None, None)
    (sent,) = shared_service.provider.seen(mark)["requests"]
    assert json.loads(sent["body"])["model"] == provider_model
    assert finished(shared_service, user, reply.generation_id)["model"] == model


@pytest.mark.parametrize("path", [MESSAGES, EMBEDDINGS])
def test_where_no_default_serves_an_endpoint_the_model_is_missing(
    shared_service: Service, user: User, path: str
) -> None:
    reply = post(shared_service, user, path, body_of(path, "hello"))
    assert (reply.status, reply.error["code"]) == (400, "model_missing")
    assert generations_of(shared_service, user) == 0


def test_system_s_default_is_used_where_nobody_chose(shared_service: Service, user: User) -> None:
    reply = post(shared_service, user, CHAT, body_of(CHAT, "hello"))
    assert chosen(reply) == ("demo", "system_default", None, None)


def test_persona_is_named_by_a_header(shared_service: Service, user: User) -> None:
    prefer(shared_service, user, "demo", tutor="demo-tokens", reader="demo-claude")
    body = body_of(CHAT, "hello", max_tokens=1)
    replies = [
        post(shared_service, user, CHAT, body, Florin_Persona=persona)
        for persona in ("tutor", "reader", "nobody")
    ]
    assert list(map(chosen, replies)) == [
        ("demo-tokens", "persona", None, None),
        ("demo", "default", "demo-claude", "not_on_endpoint"),
        ("demo", "default", None, None),
    ]
    # Who names a model gets it.
    named = post(shared_service, user, CHAT, {**body, "model": "demo"}, Florin_Persona="tutor")
    assert chosen(named) == ("demo", "requested", None, None)


@pytest.mark.parametrize("persona", ["", "x" * 65, "tut\u00f6r"])
def test_persona_that_is_none_is_refused(shared_service: Service, user: User, persona: str) -> None:
    reply = post(
        shared_service,
        user,
        CHAT,
        body_of(CHAT, "hello"),
        Florin_Persona=persona.encode("latin-1"),  # type: ignore[arg-type]
    )
    assert (reply.status, reply.error["code"]) == (400, "invalid_persona")


def test_same_key_with_another_persona_is_another_request(
    shared_service: Service, user: User
) -> None:
    prefer(shared_service, user, "demo", tutor="demo-tokens")
    body = body_of(CHAT, "hello", max_tokens=1)
    first = post(shared_service, user, CHAT, body, Idempotency_Key="k", Florin_Persona="tutor")
    assert first.status == 200, first.raw
    for headers in ({"Florin_Persona": "coach"}, {}):
        other = post(shared_service, user, CHAT, body, Idempotency_Key="k", **headers)
        assert (other.status, other.error["code"]) == (422, "idempotency_key_reused")
    again = post(shared_service, user, CHAT, body, Idempotency_Key="k", Florin_Persona="tutor")
    assert again.generation_id == first.generation_id
    assert generations_of(shared_service, user) == 1


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_repeat_after_the_choice_changed_is_the_same_generation(
    shared_service: Service, user: User, stream: bool
) -> None:
    prefer(shared_service, user, "demo-tokens")
    body = body_of(CHAT, "hello", max_tokens=1, stream=stream)
    first = post(shared_service, user, CHAT, body, Idempotency_Key="k")
    assert chosen(first)[:2] == ("demo-tokens", "default")
    prefer(shared_service, user, "demo")
    again = post(shared_service, user, CHAT, body, Idempotency_Key="k")
    assert again.generation_id == first.generation_id
    assert chosen(again) == chosen(first)
    assert chosen(post(shared_service, user, CHAT, body)) == ("demo", "default", None, None)


def test_model_that_was_switched_off_is_passed_over_and_said(service: Service) -> None:
    user = service.new_user()
    prefer(service, user, "demo-tokens")
    service.db.kept_connection().execute(
        "update catalog.models set enabled = false where id = 'demo-tokens'"
    )
    reply = post(service, user, CHAT, body_of(CHAT, "hello"))
    assert chosen(reply) == ("demo", "system_default", "demo-tokens", "disabled")
