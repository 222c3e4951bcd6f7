"""GET /v1/usage/current: what the account has used this month, and what is left."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def read_current_usage(request: Request) -> Response:
    """The period's totals, by model too; amounts are microcredits, usage in disjoint slices."""
    principal = await request.state.authenticator.authenticate(request)
    usage = await request.state.rpc.read_usage(principal.account_id, principal.user_id)
    return Response(orjson.dumps(usage), media_type="application/json")


routes = [Route("/v1/usage/current", read_current_usage, methods=["GET"])]
