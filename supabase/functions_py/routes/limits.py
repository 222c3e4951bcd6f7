"""GET /v1/limits: every limit of the account, and what is left of each."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def read_limits(request: Request) -> Response:
    """`{"plan", "period_start", "period_end", "next_plan", "limits": […]}`; credits in µc."""
    principal = await request.state.authenticator.authenticate(request)
    limits = await request.state.rpc.read_limits(principal.account_id, principal.user_id)
    return Response(orjson.dumps(limits), media_type="application/json")


routes = [Route("/v1/limits", read_limits, methods=["GET"])]
