"""/v1/api-keys: a user's keys for servers and extensions. No key may come here; see scopes.py."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.body import read_object
from functions_py.errors import FlorinError
from functions_py.new_api_key import NewApiKey


async def create_key(request: Request) -> Response:
    """201 with the key's description and, this once, its text in `key`."""
    principal = await request.state.authenticator.authenticate(request)
    _, body = await read_object(request, request.state.settings)
    asked = NewApiKey.parse(body)
    created = await request.state.rpc.create_key(
        account_id=principal.account_id,
        user_id=principal.user_id,
        is_anonymous=principal.is_anonymous,
        **asdict(asked),
    )
    return _json(created, 201)


async def list_keys(request: Request) -> Response:
    """`{"data": […]}`, newest first, those that have ended among them."""
    principal = await request.state.authenticator.authenticate(request)
    keys = await request.state.rpc.list_keys(principal.account_id, principal.user_id)
    return _json({"data": keys}, 200)


async def revoke_key(request: Request) -> Response:
    """The key, ended. The same again where it had ended before; 404 `api_key_not_found`."""
    principal = await request.state.authenticator.authenticate(request)
    try:
        key_id = UUID(request.path_params["id"])
    except ValueError:
        raise FlorinError(
            404, "api_key_not_found", "There is no API key with this id on this account."
        ) from None
    revoked = await request.state.rpc.revoke_key(principal.account_id, principal.user_id, key_id)
    return _json(revoked, 200)


def _json(value: Any, status: int) -> Response:
    # A secret is in one of these answers; no cache on the way may keep any.
    headers = {"cache-control": "no-store"}
    return Response(orjson.dumps(value), status, headers, media_type="application/json")


routes = [
    Route("/v1/api-keys", create_key, methods=["POST"]),
    Route("/v1/api-keys", list_keys, methods=["GET"]),
    Route("/v1/api-keys/{id}", revoke_key, methods=["DELETE"]),
]
