"""GET /health/live and /health/ready, for whoever restarts processes and routes traffic."""

from __future__ import annotations

import asyncio

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.errors import FlorinError

# A database that needs longer than this for nothing has no time for work either.
DATABASE_TIMEOUT_S = 1.0


async def read_live(request: Request) -> Response:
    """200 as long as the event loop turns: a reason to restart must not be somebody else's."""
    return Response(orjson.dumps({"status": "ok"}), media_type="application/json")


async def read_ready(request: Request) -> Response:
    """200 while requests can be served; 503 `not_ready` saying which part is missing."""
    database, keys = await asyncio.gather(_database(request), request.state.keys.ready())
    checks = {
        "accepting": not request.app.state.draining,
        "database": database,
        "keys": keys,
    }
    if not all(checks.values()):
        raise FlorinError(
            503, "not_ready", "This replica is not ready to serve.", extra={"checks": checks}
        )
    return Response(orjson.dumps({"status": "ok", "checks": checks}), media_type="application/json")


async def _database(request: Request) -> bool:
    try:
        await request.state.rpc.ping(DATABASE_TIMEOUT_S)
    except FlorinError:
        return False
    return True


routes = [
    Route("/health/live", read_live, methods=["GET"]),
    Route("/health/ready", read_ready, methods=["GET"]),
]
