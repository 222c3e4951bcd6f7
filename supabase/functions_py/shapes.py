"""One error, three ways to say it: each client gets the shape its own SDK understands.

`problem` is RFC 9457 (Florin's own routes), `openai` and `anthropic` are those vendors' error
objects with our `code` and further members (`limit_source`, …) beside theirs.
"""

from __future__ import annotations

from typing import Any, Literal

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response

from functions_py.errors import FlorinError
from functions_py.limit_headers import limit_headers, limits_of_refusal

Shape = Literal["problem", "openai", "anthropic"]

# Which family a path belongs to. /v1/models serves both and is told apart by a header.
_OPENAI_PATHS = ("/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses")
_ANTHROPIC_PATHS = ("/v1/messages",)
_MODELS_PATH = "/v1/models"

# https://platform.openai.com/docs/guides/error-codes; any other 4xx is invalid_request_error.
_OPENAI_TYPES = {
    401: "authentication_error",
    402: "insufficient_quota",
    403: "permission_error",
    429: "rate_limit_error",
}

# https://docs.anthropic.com/en/api/errors; any other 4xx is invalid_request_error.
_ANTHROPIC_TYPES = {
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
    529: "overloaded_error",
}

# After these the rest of the request is not read, so the connection cannot be used again.
_CLOSES_CONNECTION = (408, 413)


def shape_of(path: str, headers: Headers) -> Shape:
    """The shape in which `path` answers errors, for known and unknown routes alike."""
    if path.startswith(_ANTHROPIC_PATHS):
        return "anthropic"
    if path.startswith(_OPENAI_PATHS):
        return "openai"
    if path == _MODELS_PATH or path.startswith(_MODELS_PATH + "/"):
        return "anthropic" if speaks_anthropic(headers) else "openai"
    return "problem"


def speaks_anthropic(headers: Headers) -> bool:
    """True for Anthropic's clients, which always send this header."""
    return "anthropic-version" in headers


def render(error: FlorinError, shape: Shape, generation_id: str | None = None) -> Response:
    """The HTTP response for `error`, with Retry-After, WWW-Authenticate and the generation's id
    where they apply."""
    media_type = "application/problem+json" if shape == "problem" else "application/json"
    return Response(
        orjson.dumps(error_object(error, shape, generation_id)),
        status_code=error.status,
        headers=_headers(error, shape, generation_id),
        media_type=media_type,
    )


def in_band(error: FlorinError, shape: Shape, generation_id: str | None = None) -> bytes:
    """`error` as one server-sent event, for a stream whose status line has long been sent.

    OpenAI's clients raise on a data object with a member `error` and expect no event name;
    the others are told by `event: error`.
    """
    data = orjson.dumps(error_object(error, shape, generation_id))
    if shape == "openai":
        return b"data: " + data + b"\n\n"
    return b"event: error\ndata: " + data + b"\n\n"


def error_object(
    error: FlorinError, shape: Shape, generation_id: str | None = None
) -> dict[str, Any]:
    """The JSON object of `error` in `shape`. Extra members never replace the shape's own."""
    if shape == "openai":
        return {
            "error": {
                "param": None,
                **error.extra,
                "message": error.detail,
                "type": _openai_type(error.status),
                "code": error.code,
            }
        }
    if shape == "anthropic":
        return {
            "type": "error",
            "error": {
                **error.extra,
                "type": _anthropic_type(error.status),
                "message": error.detail,
                "code": error.code,
            },
            "request_id": generation_id,
        }
    problem = {
        **error.extra,
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
    }
    if generation_id is not None:
        problem["generation_id"] = generation_id
    return problem


def _openai_type(status: int) -> str:
    return "server_error" if status >= 500 else _OPENAI_TYPES.get(status, "invalid_request_error")


def _anthropic_type(status: int) -> str:
    fallback = "api_error" if status >= 500 else "invalid_request_error"
    return _ANTHROPIC_TYPES.get(status, fallback)


def _headers(error: FlorinError, shape: Shape, generation_id: str | None) -> dict[str, str]:
    headers = limit_headers(limits_of_refusal(error), shape)
    if error.retry_after_s is not None:
        headers["retry-after"] = str(error.retry_after_s)
    if error.status == 401:
        headers["www-authenticate"] = _challenge(error.code)
    if error.status in _CLOSES_CONNECTION:
        headers["connection"] = "close"
    if generation_id is not None:
        headers["florin-generation-id"] = generation_id
        # Where each vendor's SDK looks for the id it shows in its exceptions.
        headers["request-id"] = generation_id
        headers["x-request-id"] = generation_id
    return headers


def _challenge(code: str) -> str:
    """RFC 6750 section 3: no error attribute where no credentials came at all."""
    if code == "credentials_missing":
        return 'Bearer realm="florin"'
    return f'Bearer realm="florin", error="invalid_token", error_description="{code}"'
