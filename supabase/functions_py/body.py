"""Reading a request's body within bounds, and its JSON."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from functions_py.errors import FlorinError
from functions_py.settings import Settings


async def read_body(request: Request, settings: Settings, limit_bytes: int | None = None) -> bytes:
    """The whole body, at most `limit_bytes` (None: `settings.max_body_bytes`), within
    `settings.body_timeout_s`.

    Raises FlorinError: 413 `body_too_large` whatever Content-Length claimed, 408 `body_timeout`,
    415 `unsupported_content_encoding`, 400 `client_disconnected` (which nobody will read).
    """
    if request.headers.get("content-encoding", "identity") != "identity":
        raise FlorinError(
            415, "unsupported_content_encoding", "Send the body without Content-Encoding."
        )
    try:
        async with asyncio.timeout(settings.body_timeout_s):
            return await _read_at_most(request, limit_bytes or settings.max_body_bytes)
    except TimeoutError:
        raise FlorinError(
            408, "body_timeout", f"The body took longer than {settings.body_timeout_s:g} s."
        ) from None
    except ClientDisconnect:
        raise FlorinError(
            400, "client_disconnected", "The connection closed before the body was complete."
        ) from None


async def read_object(
    request: Request, settings: Settings, limit_bytes: int | None = None
) -> tuple[bytes, dict[str, Any]]:
    """The body's bytes and the JSON object in them. Raises what both halves raise."""
    body = await read_body(request, settings, limit_bytes)
    return body, parse_object(body)


def parse_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; of members sent twice the last counts.

    orjson is strict (UTF-8, no NaN, no lone surrogates) and gives up beyond 1024 levels, so a
    nesting bomb is a parse error. Raises FlorinError 400 `malformed_json`.
    """
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise FlorinError(400, "malformed_json", "The body is not valid JSON.") from None
    if not isinstance(value, dict):
        raise FlorinError(400, "malformed_json", "The body must be a JSON object.")
    return value


async def _read_at_most(request: Request, limit_bytes: int) -> bytes:
    """The body, or 413. Up to twice the limit is read on and thrown away before refusing: most
    clients look at the reply only when they have sent everything, and would see a broken pipe."""
    declared = request.headers.get("content-length", "")
    oversized = declared.isdecimal() and int(declared[:20]) > limit_bytes
    if oversized and "expect" in request.headers:
        raise _too_large(limit_bytes)

    # One growing buffer: a list of chunks would cost a client's one-byte chunks 40 bytes each.
    buffer = bytearray()
    received_bytes = 0
    async for chunk in request.stream():
        received_bytes += len(chunk)
        if oversized or received_bytes > limit_bytes:
            oversized = True
            buffer.clear()
            if received_bytes > 2 * limit_bytes:
                break
        else:
            buffer += chunk
    if oversized:
        raise _too_large(limit_bytes)
    return bytes(buffer)


def _too_large(limit_bytes: int) -> FlorinError:
    return FlorinError(
        413,
        "body_too_large",
        f"The body is larger than {limit_bytes} bytes. Send less, or refer to files by URL.",
        extra={"limit_bytes": limit_bytes},
    )
