"""GET /v1/generations/{id}: one generation's state, usage and charge."""

from __future__ import annotations

from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.errors import FlorinError


async def read_generation(request: Request) -> Response:
    """The facts, or 404 `generation_not_found`, also for what belongs to another account."""
    principal = await request.state.authenticator.authenticate(request)
    facts = await request.state.rpc.read_generation(
        principal.account_id, principal.user_id, generation_id(request)
    )
    if facts is None:
        raise not_found()
    return Response(orjson.dumps(facts), media_type="application/json")


def generation_id(request: Request) -> UUID:
    """The id in the path. Raises 404 for anything that is none of ours."""
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise not_found() from None


def not_found() -> FlorinError:
    """404: this account has no such generation."""
    return FlorinError(
        404, "generation_not_found", "There is no generation with this id on this account."
    )


routes = [Route("/v1/generations/{id}", read_generation, methods=["GET"])]
