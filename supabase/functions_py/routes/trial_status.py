"""GET /v1/models/{id}/trial-status: whether the user may use a model now, and why."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def read_trial_status(request: Request) -> Response:
    """What allows or forbids the model, messages of the trial and of today, and what unlocks it.
    Ids may contain slashes. Raises 404 `model_not_found`."""
    principal = await request.state.authenticator.authenticate(request)
    status = await request.state.rpc.read_trial_status(
        principal.account_id, principal.user_id, request.path_params["id"]
    )
    return Response(orjson.dumps(status), media_type="application/json")


# Before /v1/models/{id}, which takes slashes too.
routes = [Route("/v1/models/{id:path}/trial-status", read_trial_status, methods=["GET"])]
