"""/v1/me: the user, their profile, their account and what it may spend; and the end of it."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.auth import Principal
from functions_py.body import read_object
from functions_py.errors import FlorinError


async def read_me(request: Request) -> Response:
    """`{"user_id", "is_anonymous", "profile": {…}, "account": {…}}`; amounts are microcredits."""
    principal = await request.state.authenticator.authenticate(request)
    profile = await request.state.rpc.read_profile(principal.account_id, principal.user_id)
    return await _me(request, principal, profile)


async def update_me(request: Request) -> Response:
    """A JSON merge patch (RFC 7396) of the profile. Answers as GET does."""
    principal = await request.state.authenticator.authenticate(request)
    _, changes = await read_object(request, request.state.settings)
    profile = await request.state.rpc.update_profile(
        principal.account_id, principal.user_id, changes
    )
    return await _me(request, principal, profile)


async def delete_me(request: Request) -> Response:
    """Forgets the user and closes their account: 204, and 204 again."""
    try:
        principal = await request.state.authenticator.authenticate(request)
        await request.state.rpc.delete_user(principal.account_id, principal.user_id)
    except FlorinError as error:
        # No account opens again for a user who deleted it: that is what was asked for.
        if error.code != "account_not_usable" or error.extra.get("status") != "closed":
            raise
    else:
        request.state.accounts.forget(principal.user_id)
    return Response(status_code=204)


async def _me(request: Request, principal: Principal, profile: dict[str, object]) -> Response:
    account = await request.state.rpc.read_account(principal.account_id, principal.user_id)
    me = {
        "user_id": principal.user_id,
        "is_anonymous": principal.is_anonymous,
        "profile": profile,
        "account": account,
    }
    return Response(orjson.dumps(me), media_type="application/json")


routes = [
    Route("/v1/me", read_me, methods=["GET"]),
    Route("/v1/me", update_me, methods=["PATCH"]),
    Route("/v1/me", delete_me, methods=["DELETE"]),
]
