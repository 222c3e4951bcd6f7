"""GET /v1/usage and /v1/usage/current: what the account has used, and what is left."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.errors import FlorinError


async def read_usage(request: Request) -> Response:
    """Any span of up to 366 days, `?from&to&group_by`; amounts are microcredits."""
    principal = await request.state.authenticator.authenticate(request)
    usage = await request.state.rpc.report_usage(
        principal.account_id,
        principal.user_id,
        _time(request, "from"),
        _time(request, "to"),
        request.query_params.get("group_by"),
    )
    return Response(orjson.dumps(usage), media_type="application/json")


async def read_current_usage(request: Request) -> Response:
    """The period's totals, by model too; amounts are microcredits, usage in disjoint slices."""
    principal = await request.state.authenticator.authenticate(request)
    usage = await request.state.rpc.read_usage(principal.account_id, principal.user_id)
    return Response(orjson.dumps(usage), media_type="application/json")


def _time(request: Request, name: str) -> datetime | None:
    """A date (its midnight) or date-time, UTC unless it says otherwise. Raises FlorinError 400."""
    given = request.query_params.get(name)
    if given is None:
        return None
    try:
        # A plus sign that was not escaped arrives as a space.
        time = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError as error:
        raise FlorinError(
            400, "invalid_query", f"`{name}` must be an ISO 8601 date or date-time."
        ) from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)


routes = [
    Route("/v1/usage", read_usage, methods=["GET"]),
    Route("/v1/usage/current", read_current_usage, methods=["GET"]),
]
