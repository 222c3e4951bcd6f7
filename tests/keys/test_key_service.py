"""API keys over HTTP: made and ended by users, accepted wherever a token is."""

import time
import uuid
from collections.abc import Callable
from typing import Any

import anthropic
import httpx
import openai
import pytest

from local.testbed.services import Service, User

TIMEOUT_S = 30.0
ASK = {"model": "demo", "stream": False, "messages": [{"role": "user", "content": "Hi"}]}

Call = Callable[..., httpx.Response]


@pytest.fixture
def user(shared_service: Service) -> User:
    return shared_service.new_user(is_anonymous=False)


def call(
    service: Service, token: str, method: str, path: str, body: Any = None, *, header: str = ""
) -> httpx.Response:
    headers = {header: token} if header else {"authorization": f"Bearer {token}"}
    with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as http:
        return http.request(method, service.base_url + path, json=body, headers=headers)


def make(service: Service, user: User, **given: Any) -> dict[str, Any]:
    reply = call(service, user.token, "POST", "/v1/api-keys", {"name": "test", **given})
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.json()
    return made


def refusal(reply: httpx.Response) -> tuple[int, str]:
    answer = reply.json()
    error = answer.get("error", answer)
    return reply.status_code, error["code"]


# --- made and ended -------------------------------------------------------------------------------


def test_key_is_made_listed_and_ended(shared_service: Service, user: User) -> None:
    made = make(shared_service, user, scopes=["read"], expires_at="2027-06-01T00:00:00Z", budget=9)
    listed = call(shared_service, user.token, "GET", "/v1/api-keys")
    assert listed.json() == {"data": [{k: v for k, v in made.items() if k != "key"}]}
    assert listed.headers["cache-control"] == "no-store"
    path = f"/v1/api-keys/{made['id']}"
    ended = call(shared_service, user.token, "DELETE", path)
    assert (ended.status_code, ended.json()["revoked_at"] is None) == (200, False)
    assert call(shared_service, user.token, "DELETE", path).json() == ended.json()


def test_anonymous_user_makes_no_key(shared_service: Service) -> None:
    anonymous = shared_service.new_user()
    reply = call(shared_service, anonymous.token, "POST", "/v1/api-keys", {"name": "x"})
    assert refusal(reply) == (403, "anonymous_user")


def test_another_users_key_is_not_found(shared_service: Service, user: User) -> None:
    made = make(shared_service, user)
    other = shared_service.new_user(is_anonymous=False)
    reply = call(shared_service, other.token, "DELETE", f"/v1/api-keys/{made['id']}")
    assert refusal(reply) == (404, "api_key_not_found")
    assert call(shared_service, other.token, "GET", "/v1/api-keys").json() == {"data": []}
    assert call(shared_service, made["key"], "GET", "/v1/me").status_code == 200


@pytest.mark.parametrize("key_id", [str(uuid.UUID(int=1)), "1", "' or true --", "%00"])
def test_unknown_key_is_not_found(shared_service: Service, user: User, key_id: str) -> None:
    reply = call(shared_service, user.token, "DELETE", f"/v1/api-keys/{key_id}")
    assert refusal(reply) == (404, "api_key_not_found")


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "name"),
        ({"name": 1}, "name"),
        ({"name": "x", "owner": "y"}, "owner"),
        ({"name": "x", "scopes": "read"}, "scopes"),
        ({"name": "x", "scopes": [1]}, "scopes"),
        ({"name": "x", "expires_at": "tomorrow"}, "expires_at"),
        ({"name": "x", "expires_at": "2027-01-01T00:00:00"}, "expires_at"),
        ({"name": "x", "budget": 1.5}, "budget"),
        ({"name": "x", "budget": True}, "budget"),
        ({"name": "x", "budget": 2**63}, "budget"),
        ({"name": "x", "budget_period": 1}, "budget_period"),
        ({"name": "x", "requests_per_minute": 2**31}, "requests_per_minute"),
    ],
    ids=str,
)
def test_body_of_another_kind_is_refused(
    shared_service: Service, user: User, body: dict[str, Any], param: str
) -> None:
    reply = call(shared_service, user.token, "POST", "/v1/api-keys", body)
    assert refusal(reply) == (400, "invalid_request")
    assert reply.json()["param"] == param


@pytest.mark.parametrize(
    ("body", "argument"),
    [
        ({"name": ""}, "name"),
        ({"name": "x", "scopes": ["admin"]}, "scopes"),
        ({"name": "x", "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"name": "x", "budget_period": "day"}, "budget_period"),
        ({"name": "x", "requests_per_minute": 0}, "requests_per_minute"),
    ],
    ids=str,
)
def test_what_breaks_a_rule_is_refused(
    shared_service: Service, user: User, body: dict[str, Any], argument: str
) -> None:
    reply = call(shared_service, user.token, "POST", "/v1/api-keys", body)
    assert refusal(reply) == (400, "invalid_argument")
    assert reply.json()["argument"] == argument


def test_text_that_postgres_cannot_hold_is_refused(shared_service: Service, user: User) -> None:
    reply = call(shared_service, user.token, "POST", "/v1/api-keys", {"name": "a\0b"})
    assert refusal(reply) == (400, "invalid_value")


# --- used -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "x-api-key"])
def test_key_acts_for_its_user(shared_service: Service, user: User, header: str) -> None:
    key = make(shared_service, user)["key"]
    mine = call(shared_service, user.token, "GET", "/v1/me").json()
    assert call(shared_service, key, "GET", "/v1/me", header=header).json() == mine
    reply = call(shared_service, key, "POST", "/v1/generations", ASK, header=header)
    assert reply.status_code == 200
    generation = f"/v1/generations/{reply.headers['florin-generation-id']}"
    assert call(shared_service, key, "GET", generation).status_code == 200
    assert call(shared_service, user.token, "GET", generation).status_code == 200


def test_key_goes_where_its_scopes_let_it(shared_service: Service, user: User) -> None:
    reads = make(shared_service, user, scopes=["read"])["key"]
    generates = make(shared_service, user, scopes=["generate"])["key"]
    assert call(shared_service, reads, "GET", "/v1/models").status_code == 200
    assert call(shared_service, generates, "POST", "/v1/generations", ASK).status_code == 200
    for key, method, path in (
        (reads, "POST", "/v1/generations"),
        (reads, "POST", "/v1/chat/completions"),
        (reads, "POST", "/v1/messages"),
        (generates, "GET", "/v1/me"),
    ):
        reply = call(shared_service, key, method, path, ASK if method == "POST" else None)
        assert refusal(reply) == (403, "scope_missing"), path


def test_key_makes_lists_and_ends_no_keys(shared_service: Service, user: User) -> None:
    made = make(shared_service, user, scopes=["generate", "read", "credits", "jobs"])
    for method, path in (
        ("POST", "/v1/api-keys"),
        ("GET", "/v1/api-keys"),
        ("DELETE", f"/v1/api-keys/{made['id']}"),
    ):
        reply = call(shared_service, made["key"], method, path, {"name": "x"})
        assert refusal(reply) == (403, "user_token_required"), method
    assert len(call(shared_service, user.token, "GET", "/v1/api-keys").json()["data"]) == 1


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("florin_", "api_key_malformed"),
        ("florin_" + "a" * 10_000, "api_key_malformed"),
        ("florin_'; drop table access.api_keys; --", "api_key_malformed"),
        ("a" * 10_000, "token_too_long"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_key_is_401(shared_service: Service, key: str, code: str) -> None:
    for header in ("", "x-api-key"):
        reply = call(shared_service, key, "GET", "/v1/me", header=header)
        assert refusal(reply) == (401, code)
        assert code in reply.headers["www-authenticate"]


def test_revoked_key_ends_within_the_cache_time(start_service: Callable[..., Service]) -> None:
    service = start_service(FLORIN_API_KEY_CACHE_S="1")
    user = service.new_user(is_anonymous=False)
    made = make(service, user)
    assert call(service, made["key"], "GET", "/v1/me").status_code == 200
    call(service, user.token, "DELETE", f"/v1/api-keys/{made['id']}")
    revoked_at = time.monotonic()
    while (reply := call(service, made["key"], "GET", "/v1/me")).status_code == 200:
        assert time.monotonic() - revoked_at < 5
        time.sleep(0.05)
    assert refusal(reply) == (401, "api_key_not_usable")


def test_without_a_cache_revocation_is_at_once(start_service: Callable[..., Service]) -> None:
    service = start_service(FLORIN_API_KEY_CACHE_S="0")
    user = service.new_user(is_anonymous=False)
    made = make(service, user)
    assert call(service, made["key"], "GET", "/v1/me").status_code == 200
    call(service, user.token, "DELETE", f"/v1/api-keys/{made['id']}")
    reply = call(service, made["key"], "GET", "/v1/me")
    assert refusal(reply) == (401, "api_key_not_usable")


def test_key_is_in_no_line_of_the_log_and_its_id_is(
    start_service: Callable[..., Service],
) -> None:
    service = start_service(FLORIN_LOG_LEVEL="debug")
    user = service.new_user(is_anonymous=False)
    made = make(service, user)
    call(service, made["key"], "POST", "/v1/generations", ASK)
    call(service, made["key"], "POST", "/v1/api-keys", {"name": "x"})
    call(service, made["key"][:-1], "GET", "/v1/me", header="x-api-key")
    # A failure of ours, with the key's request in every frame: the service has lost a right.
    service.db.connect("postgres").execute(
        "revoke execute on function api.read_account(uuid, uuid) from florin_service"
    )
    assert call(service, made["key"], "GET", "/v1/me").status_code == 500
    service.stop()  # What it logs is all there when it has ended.
    log = service.log()
    assert made["key"][48:100] not in log
    assert made["id"] in log


# --- the official SDKs, with a key as api_key -----------------------------------------------------


@pytest.fixture
def key(shared_service: Service, user: User) -> str:
    return str(make(shared_service, user)["key"])


def test_openai_sdk_works_with_a_key(shared_service: Service, key: str) -> None:
    messages: Any = ASK["messages"]
    with openai.OpenAI(
        base_url=f"{shared_service.base_url}/v1", api_key=key, max_retries=0
    ) as client:
        whole = client.chat.completions.create(model="demo", messages=messages, max_tokens=4)
        assert whole.choices[0].message.content
        chunks = list(
            client.chat.completions.create(
                model="demo", messages=messages, max_tokens=4, stream=True
            )
        )
        assert chunks[-1].choices[0].finish_reason == "length"
        assert "demo" in {model.id for model in client.models.list()}


def test_anthropic_sdk_works_with_a_key(shared_service: Service, key: str) -> None:
    messages: Any = ASK["messages"]
    with anthropic.Anthropic(
        base_url=shared_service.base_url, api_key=key, max_retries=0
    ) as client:
        whole = client.messages.create(model="demo-claude", max_tokens=4, messages=messages)
        assert whole.usage.output_tokens == 4
        with client.messages.stream(model="demo-claude", max_tokens=4, messages=messages) as stream:
            assert "".join(stream.text_stream)


def test_sdks_raise_what_they_document_for_keys(
    shared_service: Service, user: User, key: str
) -> None:
    messages: Any = ASK["messages"]
    with (
        openai.OpenAI(
            base_url=f"{shared_service.base_url}/v1", api_key=key[:-1], max_retries=0
        ) as wrong,
        pytest.raises(openai.AuthenticationError) as unauthenticated,
    ):
        wrong.chat.completions.create(model="demo", messages=messages)
    assert unauthenticated.value.code == "api_key_malformed"
    reads = make(shared_service, user, scopes=["read"])["key"]
    with (
        anthropic.Anthropic(
            base_url=shared_service.base_url, api_key=reads, max_retries=0
        ) as client,
        pytest.raises(anthropic.PermissionDeniedError) as forbidden,
    ):
        client.messages.create(model="demo-claude", max_tokens=4, messages=messages)
    body: Any = forbidden.value.body
    assert (body["error"]["code"], body["error"]["scope"]) == ("scope_missing", "generate")
