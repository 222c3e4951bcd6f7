"""GET /v1/me/entitlements: what the account may use beyond its plan."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def read_entitlements(request: Request) -> Response:
    """`{"entitlements": […]}`, the latest first, past and revoked ones too: `is_valid` tells."""
    principal = await request.state.authenticator.authenticate(request)
    entitlements = await request.state.rpc.read_entitlements(
        principal.account_id, principal.user_id
    )
    return Response(orjson.dumps({"entitlements": entitlements}), media_type="application/json")


routes = [Route("/v1/me/entitlements", read_entitlements, methods=["GET"])]
