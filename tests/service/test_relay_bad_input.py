"""What clients get wrong on the native endpoints: a clear 4xx in their shape, nothing held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest
from relay_calls import (
    CHAT,
    COMPLETIONS,
    EMBEDDINGS,
    MESSAGES,
    RESPONSES,
    TIMEOUT_S,
    account,
    chat,
    generations_of,
    message,
    post,
)

from local.testbed.services import Service

PATHS = [MESSAGES, CHAT, COMPLETIONS, RESPONSES, EMBEDDINGS]

GOOD: dict[str, dict[str, Any]] = {
    MESSAGES: message("hello", stream=False),
    CHAT: chat("hello", stream=False),
    COMPLETIONS: {"model": "demo", "prompt": "hello"},
    RESPONSES: {"model": "demo", "input": "hello"},
    EMBEDDINGS: {"model": "demo-embedding", "input": "hello"},
}

BAD_BODIES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "malformed_json"),
    "torn": (b'{"model":"demo"', "malformed_json"),
    "a list": (b"[]", "malformed_json"),
    "a text": (b'"demo"', "malformed_json"),
    "not UTF-8": (b'{"model":"\xff"}', "malformed_json"),
    "a nesting bomb": (b'{"a":' * 100_000, "malformed_json"),
    "NaN": (b'{"model":"demo","temperature":NaN}', "malformed_json"),
}


def assert_refused(service: Service, path: str, body: Any, status: int, code: str) -> None:
    user = service.new_user()
    reply = post(service, user, path, body)
    assert (reply.status, reply.error["code"]) == (status, code)
    if path == MESSAGES:
        assert reply.json["type"] == "error"
        assert {"type", "message"} <= reply.error.keys()
    else:
        assert {"message", "type", "param", "code"} <= reply.error.keys()
    assert generations_of(service, user) == 0
    assert account(service, user)["held"] == 0


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", BAD_BODIES)
def test_what_is_no_json_object(shared_service: Service, path: str, name: str) -> None:
    body, code = BAD_BODIES[name]
    assert_refused(shared_service, path, body, 400, code)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"model": 7}, 400, "invalid_request"),
        ({"model": ""}, 400, "invalid_request"),
        ({"model": "x" * 10_000}, 400, "invalid_request"),
        ({"model": "nobody"}, 404, "model_not_found"),
        ({"model": "de\0mo"}, 404, "model_not_found"),
        ({"stream": "yes"}, 400, "invalid_request"),
    ],
)
def test_fields_that_every_endpoint_has(
    shared_service: Service, path: str, change: dict[str, Any], status: int, code: str
) -> None:
    assert_refused(shared_service, path, {**GOOD[path], **change}, status, code)


@pytest.mark.parametrize("path", [MESSAGES, CHAT, COMPLETIONS, RESPONSES])
@pytest.mark.parametrize("bound", ["-1", "0", "1.5", '"9"', "true", str(10**12), str(2**70)])
def test_bounds_on_output_that_are_none(shared_service: Service, path: str, bound: str) -> None:
    name = "max_output_tokens" if path == RESPONSES else "max_tokens"
    body = orjson.dumps({**GOOD[path], name: None})
    body = body.replace(f'"{name}":null'.encode(), f'"{name}":{bound}'.encode())
    assert_refused(shared_service, path, body, 400, "invalid_request")


MALFORMED: list[tuple[str, dict[str, Any]]] = [
    (CHAT, {"messages": "hello"}),
    (CHAT, {"messages": []}),
    (CHAT, {"messages": [7]}),
    (CHAT, {"messages": [{"role": 7, "content": "x"}]}),
    (CHAT, {"messages": [{"role": "user", "content": 7}]}),
    (CHAT, {"stream_options": 7}),
    (CHAT, {"n": 100_000}),
    (MESSAGES, {"messages": None}),
    (MESSAGES, {"messages": [{"content": "x"}]}),
    (COMPLETIONS, {"prompt": 7}),
    (EMBEDDINGS, {"input": []}),
    (EMBEDDINGS, {"input": {"a": 1}}),
]


@pytest.mark.parametrize(("path", "change"), MALFORMED)
def test_fields_of_the_wrong_type(
    shared_service: Service, path: str, change: dict[str, Any]
) -> None:
    assert_refused(shared_service, path, {**GOOD[path], **change}, 400, "invalid_request")


def image(data: str) -> dict[str, Any]:
    source = {"type": "base64", "media_type": "image/png", "data": data}
    content = [{"type": "image", "source": source}, {"type": "text", "text": "what?"}]
    return {**GOOD[MESSAGES], "messages": [{"role": "user", "content": content}]}


@pytest.mark.parametrize("data", ["", "not base64!", "QQ", "A" * 8_000_000])
def test_images_that_are_none(shared_service: Service, data: str) -> None:
    assert_refused(shared_service, MESSAGES, image(data), 400, "invalid_image")
    url = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}
    body = {**GOOD[CHAT], "messages": [{"role": "user", "content": [url]}]}
    assert_refused(shared_service, CHAT, body, 400, "invalid_image")


@pytest.mark.parametrize("path", PATHS)
def test_a_body_beyond_the_bound(start_service: Callable[..., Service], path: str) -> None:
    service = start_service(FLORIN_MAX_BODY_BYTES="4096")
    assert_refused(service, path, {**GOOD[path], "pad": "x" * 5000}, 413, "body_too_large")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("key", ["", "k" * 256, "k" * 10_000, '"open', "späte"])
def test_idempotency_keys_that_are_none(shared_service: Service, path: str, key: str) -> None:
    user = shared_service.new_user()
    response = httpx.post(
        shared_service.base_url + path,
        json=GOOD[path],
        headers={**user.headers, "idempotency-key": key.encode("latin-1")},  # type: ignore[dict-item]
        timeout=TIMEOUT_S,
        trust_env=False,
    )
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "invalid_idempotency_key"
    assert generations_of(shared_service, user) == 0


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_served_without_a_token(shared_service: Service, path: str) -> None:
    for headers in ({}, {"authorization": "Bearer x"}, {"x-api-key": "x" * 10_000}):
        response = httpx.post(
            shared_service.base_url + path,
            json=GOOD[path],
            headers=headers,
            timeout=TIMEOUT_S,
            trust_env=False,
        )
        assert response.status_code == 401


@pytest.mark.parametrize("path", PATHS)
def test_unknown_parameters_are_the_providers_business(shared_service: Service, path: str) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"words": 1})
    body = orjson.loads(orjson.dumps(GOOD[path]).replace(b"hello", mark.encode()))

    reply = post(service, user, path, {**body, "frobnicate": {"deep": [1, 2.5, None]}})

    assert reply.status == 200
    (request,) = service.provider.seen(mark)["requests"]
    sent = orjson.loads(request["body"])
    assert sent["frobnicate"] == {"deep": [1, 2.5, None]}
    assert {**sent, "model": body["model"]} == {**body, "frobnicate": sent["frobnicate"]}
