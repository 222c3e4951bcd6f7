"""GET /health/live and /health/ready, for whoever restarts processes and routes traffic."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.errors import FlorinError


async def read_live(request: Request) -> Response:
    """200 as long as the event loop turns: a reason to restart must not be somebody else's."""
    return Response(orjson.dumps({"status": "ok"}), media_type="application/json")


async def read_ready(request: Request) -> Response:
    """200 while requests can be served; 503 `not_ready` saying which part is missing."""
    checks = {"accepting": not request.app.state.draining}
    checks |= await request.state.readiness.checks()
    if not all(checks.values()):
        raise FlorinError(
            503, "not_ready", "This replica is not ready to serve.", extra={"checks": checks}
        )
    return Response(orjson.dumps({"status": "ok", "checks": checks}), media_type="application/json")


routes = [
    Route("/health/live", read_live, methods=["GET"]),
    Route("/health/ready", read_ready, methods=["GET"]),
]
