"""/v1/devices: what an app proves of the device it runs on."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.app_attest import MAX_ATTESTATION_BYTES
from functions_py.attested_devices import from_base64
from functions_py.body import read_object
from functions_py.families.request import invalid
from functions_py.settings import KIB
from functions_py.translate.check import a_text, only_members

# Real ones have 2 to 3 KiB of base64.
MAX_TOKEN_CHARS = 8 * KIB


async def check_device(request: Request) -> Response:
    """`{"welcome", "granted_microcredits"}`: welcome credits, once per device and account.

    Raises FlorinError 400, 403, 409, 429, 501 `devicecheck_not_configured`, 503.
    """
    state = request.state
    principal = await state.authenticator.authenticate(request)
    state.device_check.require()
    raw_body, body = await read_object(request, state.settings)
    only_members(body, "", ("device_token",))
    token = a_text(body.get("device_token"), "device_token", MAX_TOKEN_CHARS)
    if not from_base64(token, MAX_TOKEN_CHARS):
        raise invalid("device_token", "must be base64")
    await state.attested_devices.admit(request, principal, raw_body)
    return _answer(await state.welcome.claim(principal, token))


async def open_challenge(request: Request) -> Response:
    """201 with `{"challenge", "expires_at"}`; a body is not read."""
    principal = await request.state.authenticator.authenticate(request)
    return _answer(await request.state.attested_devices.open_challenge(principal), 201)


async def attest_key(request: Request) -> Response:
    """`{"key_id", "environment"}`; 201 where the key is new here.

    Raises FlorinError 400 `attestation_refused`, `challenge_not_usable`; 501, 503.
    """
    state = request.state
    principal = await state.authenticator.authenticate(request)
    state.attested_devices.require()
    _, body = await read_object(request, state.settings)
    only_members(body, "", ("key_id", "attestation"))
    key_id = _bytes(body.get("key_id"), "key_id", 32)
    if len(key_id) != 32:
        raise invalid("key_id", "must be 32 bytes in base64")
    attestation = _bytes(body.get("attestation"), "attestation", MAX_ATTESTATION_BYTES)
    is_new = await state.attested_devices.attest(principal, key_id, attestation)
    return _answer(
        {"key_id": body["key_id"], "environment": state.settings.device_environment},
        201 if is_new else 200,
    )


def _bytes(value: Any, param: str, limit_bytes: int) -> bytes:
    decoded = from_base64(a_text(value, param), limit_bytes)
    if not decoded:
        raise invalid(param, f"must be at most {limit_bytes} bytes in base64")
    return decoded


def _answer(value: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(value), status_code=status, media_type="application/json")


routes = [
    Route("/v1/devices/check", check_device, methods=["POST"]),
    Route("/v1/devices/challenge", open_challenge, methods=["POST"]),
    Route("/v1/devices/attest", attest_key, methods=["POST"]),
]
