"""Every client gets errors in the shape that its own SDK understands."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from functions_py.errors import FlorinError
from functions_py.shapes import Shape, in_band, render, shape_of
from starlette.datastructures import Headers

SHAPES: list[Shape] = ["problem", "openai", "anthropic"]
NO_CREDITS = FlorinError(
    402, "insufficient_credits", "Buy some.", extra={"limit_source": "credits", "available": 3}
)


def body(error: FlorinError, shape: Shape) -> dict[str, Any]:
    parsed: dict[str, Any] = orjson.loads(render(error, shape).body)
    return parsed


def inner(error: FlorinError, shape: Shape) -> dict[str, Any]:
    """The object that has code and extra members."""
    parsed = body(error, shape)
    return parsed if shape == "problem" else parsed["error"]


def test_a_problem_is_rfc_9457() -> None:
    response = render(NO_CREDITS, "problem")
    assert response.headers["content-type"] == "application/problem+json"
    parsed = orjson.loads(response.body)
    assert parsed["type"] == "about:blank"
    assert parsed["status"] == response.status_code == 402
    assert parsed["title"] and parsed["detail"]


def test_openai_clients_find_type_code_message_param() -> None:
    parsed = body(NO_CREDITS, "openai")["error"]
    assert parsed["type"] == "insufficient_quota"
    assert parsed["message"] and parsed["param"] is None


def test_anthropic_clients_find_type_error_and_request_id() -> None:
    parsed = orjson.loads(render(NO_CREDITS, "anthropic", "an-id").body)
    assert (parsed["type"], parsed["request_id"]) == ("error", "an-id")
    assert parsed["error"]["type"] == "billing_error"


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_carries_code_and_limit_source(shape: Shape) -> None:
    parsed = inner(NO_CREDITS, shape)
    assert parsed["code"] == "insufficient_credits"
    assert (parsed["limit_source"], parsed["available"]) == ("credits", 3)


@pytest.mark.parametrize("shape", SHAPES)
def test_extra_members_never_replace_the_shapes_own(shape: Shape) -> None:
    error = FlorinError(
        403,
        "not_a_member",
        "No.",
        extra={"status": "closed", "code": "other", "type": "other", "message": "", "detail": ""},
    )
    parsed = inner(error, shape)
    assert parsed["code"] == "not_a_member"
    assert parsed["type"] != "other"
    if shape == "problem":
        assert (parsed["status"], parsed["detail"]) == (403, "No.")


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("shape", SHAPES)
def test_429_and_503_always_carry_retry_after(shape: Shape, status: int) -> None:
    response = render(FlorinError(status, "busy", "Later."), shape)
    assert int(response.headers["retry-after"]) >= 1


@pytest.mark.parametrize("shape", SHAPES)
def test_a_401_names_its_reason_in_the_challenge(shape: Shape) -> None:
    response = render(FlorinError(401, "token_expired", "No."), shape)
    assert 'error="invalid_token"' in response.headers["www-authenticate"]
    assert "token_expired" in response.headers["www-authenticate"]
    response = render(FlorinError(401, "credentials_missing", "No."), shape)
    assert response.headers["www-authenticate"] == 'Bearer realm="florin"'


@pytest.mark.parametrize("shape", SHAPES)
def test_the_generations_id_is_where_each_sdk_looks(shape: Shape) -> None:
    headers = render(NO_CREDITS, shape, "an-id").headers
    assert {headers[n] for n in ("florin-generation-id", "request-id", "x-request-id")} == {"an-id"}


@pytest.mark.parametrize(
    ("path", "headers", "shape"),
    [
        ("/v1/messages", {}, "anthropic"),
        ("/v1/chat/completions", {}, "openai"),
        ("/v1/completions", {}, "openai"),
        ("/v1/embeddings", {}, "openai"),
        ("/v1/responses", {}, "openai"),
        ("/v1/models", {}, "openai"),
        ("/v1/models/a/b", {"anthropic-version": "2023-06-01"}, "anthropic"),
        ("/v1/modelsandmore", {}, "problem"),
        ("/v1/generations", {}, "problem"),
        ("/v1/me", {}, "problem"),
        ("/nowhere", {}, "problem"),
    ],
)
def test_the_shape_follows_from_the_path(path: str, headers: dict[str, str], shape: Shape) -> None:
    assert shape_of(path, Headers(headers)) == shape


def test_in_band_errors_are_whole_events() -> None:
    openai = in_band(NO_CREDITS, "openai")
    assert openai.startswith(b"data: {") and openai.endswith(b"}\n\n")
    assert orjson.loads(openai[6:])["error"]["code"] == "insufficient_credits"
    for shape in ("anthropic", "problem"):
        event = in_band(NO_CREDITS, shape)
        name, data = event.rstrip(b"\n").split(b"\n")
        assert name == b"event: error"
        assert orjson.loads(data.removeprefix(b"data: "))
