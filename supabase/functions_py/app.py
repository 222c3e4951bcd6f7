"""The ASGI application: routes, lifespan, and errors in each family's shape."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from functions_py.admission import Admission, OpenRequests
from functions_py.errors import FlorinError, internal
from functions_py.routes import (
    api_keys,
    apple_purchases,
    apple_webhook,
    billing,
    catalog,
    chat_completions,
    completions,
    credit_holds,
    devices,
    embeddings,
    entitlements,
    fal_webhook,
    generation_facts,
    generation_stream,
    generations,
    health,
    jobs,
    limits,
    me,
    merge,
    messages,
    metrics,
    models,
    responses,
    stripe_webhook,
    trial_status,
    usage,
)
from functions_py.services import open_services
from functions_py.settings import Settings
from functions_py.shapes import render, shape_of

log = logging.getLogger(__name__)

# Tried in this order, so the hot ones come first.
ROUTES: list[BaseRoute] = [
    *chat_completions.routes,
    *messages.routes,
    *responses.routes,
    *completions.routes,
    *embeddings.routes,
    *generations.routes,
    *generation_stream.routes,
    *generation_facts.routes,
    *jobs.routes,
    *catalog.routes,
    *trial_status.routes,
    *models.routes,
    *me.routes,
    *entitlements.routes,
    *credit_holds.routes,
    *devices.routes,
    *merge.routes,
    *usage.routes,
    *apple_webhook.routes,
    *apple_purchases.routes,
    *api_keys.routes,
    *limits.routes,
    *billing.routes,
    *stripe_webhook.routes,
    *fal_webhook.routes,
    *health.routes,
    *metrics.routes,
]

# The pair of user and account that the cache holds is no longer the right one.
_STALE_ACCOUNT = ("not_a_member", "account_not_usable")


def create_app(settings: Settings) -> Starlette:
    """The application. `app.state.draining` is set by the server when it is told to stop;
    `app.state.services` is there between start-up and shutdown."""
    open_requests = OpenRequests()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Mapping[str, Any]]:
        async with open_services(settings, open_requests) as services:
            app.state.services = services
            yield services.state()

    app = Starlette(
        routes=ROUTES,
        middleware=[
            Middleware(Admission, limit=settings.max_open_requests, gauge=open_requests),
        ],
        exception_handlers=_HANDLERS,
        lifespan=lifespan,
    )
    # A client that posts to a path with a stray slash is told so, not sent elsewhere.
    app.router.redirect_slashes = False
    app.state.draining = False
    return app


async def _refused(request: Request, error: FlorinError) -> Response:
    """Renders a FlorinError in the shape of its route's family."""
    request.state.metrics.errors.labels(error.code).inc()
    principal = request.scope.get("florin.principal")
    if principal is not None and error.code in _STALE_ACCOUNT:
        request.state.accounts.forget(principal.user_id)
    if error.status >= 500:
        log.warning(
            "request failed",
            extra={"status": error.status, "code": error.code, **_ids(request)},
            # An outage refuses thousands; only mistakes need to be told at length, ours and a
            # deployment's.
            exc_info=error if error.status == 500 or error.code == "database_outdated" else None,
        )
    return _render(request, error)


async def _not_routed(request: Request, error: HTTPException) -> Response:
    """404 and 405 of the router itself."""
    if error.status_code == 405:
        refusal = FlorinError(
            405, "method_not_allowed", "This path does not take this method; see `Allow`."
        )
    else:
        refusal = FlorinError(404, "route_not_found", "There is nothing at this path.")
    response = await _refused(request, refusal)
    response.headers.update(error.headers or {})
    return response


async def _failed(request: Request, error: Exception) -> Response:
    """500 without detail; the log has the rest. Starlette raises the error again, and logs.py
    keeps uvicorn from telling it twice."""
    log.error("unhandled exception", extra=_ids(request), exc_info=error)
    error.florin_logged = True  # type: ignore[attr-defined]
    refusal = internal()
    request.state.metrics.errors.labels(refusal.code).inc()
    return _render(request, refusal)


def _render(request: Request, error: FlorinError) -> Response:
    shape = shape_of(request.scope["path"], request.headers)
    return render(error, shape, _ids(request).get("generation_id"))


def _ids(request: Request) -> dict[str, str]:
    """Who and what a request was about, as far as it got: `florin.principal` is left in the scope
    by the authenticator, `florin.generation_id` by whoever began a generation."""
    ids = {"method": request.method, "path": request.scope["path"][:200]}
    principal = request.scope.get("florin.principal")
    if principal is not None:
        ids |= {"account_id": str(principal.account_id), "user_id": str(principal.user_id)}
        if principal.key_id is not None:
            ids["key_id"] = str(principal.key_id)
    generation_id = request.scope.get("florin.generation_id")
    if generation_id is not None:
        ids["generation_id"] = str(generation_id)
    return ids


# Starlette types a handler's second argument as Exception, whatever class it is registered for.
_HANDLERS: dict[Any, Any] = {
    FlorinError: _refused,
    HTTPException: _not_routed,
    Exception: _failed,
}
