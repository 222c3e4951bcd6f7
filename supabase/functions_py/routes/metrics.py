"""GET /metrics, for Prometheus."""

from __future__ import annotations

import hmac

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.auth import unauthorized


async def read_metrics(request: Request) -> Response:
    """The exposition text. With FLORIN_METRICS_TOKEN set, only for those who bear it."""
    token = request.state.settings.metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and not hmac.compare_digest(given.encode(), token.encode()):
        raise unauthorized("credentials_missing")
    return Response(request.state.metrics.text(), headers={"content-type": CONTENT_TYPE_LATEST})


routes = [Route("/metrics", read_metrics, methods=["GET"])]
