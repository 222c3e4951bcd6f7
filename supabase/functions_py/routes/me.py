"""GET /v1/me: the user, their account and what it may spend."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def read_me(request: Request) -> Response:
    """`{"user_id", "is_anonymous", "account": {…}}`; amounts are microcredits."""
    principal = await request.state.authenticator.authenticate(request)
    account = await request.state.rpc.read_account(principal.account_id, principal.user_id)
    me = {
        "user_id": principal.user_id,
        "is_anonymous": principal.is_anonymous,
        "account": account,
    }
    return Response(orjson.dumps(me), media_type="application/json")


routes = [Route("/v1/me", read_me, methods=["GET"])]
