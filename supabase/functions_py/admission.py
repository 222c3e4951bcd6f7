"""How many requests one process serves at once; the next one is told to come back.

Three attribute look-ups and an addition per request. Health and metrics pass: a full service is
still alive, and wants to be seen.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from functions_py.errors import FlorinError
from functions_py.shapes import render, shape_of


class Admission:
    """ASGI middleware that answers 503 `service_saturated` above `limit` open requests."""

    def __init__(self, app: ASGIApp, limit: int, gauge: OpenRequests) -> None:
        self._app = app
        self._limit = limit
        self._gauge = gauge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        gauge = self._gauge
        if gauge.count >= self._limit:
            response = render(saturated(), shape_of(scope["path"], Headers(scope=scope)))
            await response(scope, receive, send)
            return
        gauge.count += 1
        try:
            await self._app(scope, receive, send)
        finally:
            gauge.count -= 1


class OpenRequests:
    """The number of requests being served."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0


def saturated() -> FlorinError:
    """503: this process serves as many requests as it may."""
    return FlorinError(
        503,
        "service_saturated",
        "Too many requests are being served. Nothing was charged; try again shortly.",
        retry_after_s=2,
    )
