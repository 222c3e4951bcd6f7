"""The stand-in as one Starlette app: the API, the two pages, the controls."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.stripe.api import Api, not_found
from local.stripe.controls import Controls
from local.stripe.errors import StripeFault
from local.stripe.faults import Faults
from local.stripe.idempotency import Idempotency
from local.stripe.pay_page import PayPage
from local.stripe.portal_page import PortalPage
from local.stripe.webhooks import Webhooks
from local.stripe.world import Settings, World

logger = logging.getLogger(__name__)

# What falls due by itself, without any request, is at most this late.
TICK_S = 1.0


def create_app(
    base_url: str, *, secret_key: str | None = None, settings: Settings | None = None
) -> Starlette:
    """`base_url` is where clients reach it. `secret_key` None takes every test key."""
    world = World(settings)
    world.base_url = base_url
    webhooks = Webhooks(world)
    faults = Faults()
    idempotency = Idempotency()

    async def tick() -> None:
        while True:
            await asyncio.sleep(TICK_S)
            try:
                world.clock.catch_up()
            except Exception:
                # The next one may do; a request would meet the same, and answer 500.
                logger.exception("what fell due failed")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await webhooks.open()
        ticking = asyncio.create_task(tick())
        try:
            yield
        finally:
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking
            await webhooks.close()

    return Starlette(
        routes=[
            *Api(world, faults, idempotency, secret_key).routes(),
            *PayPage(world).routes(),
            *PortalPage(world).routes(),
            *Controls(world, webhooks, faults, idempotency).routes(),
        ],
        exception_handlers={StripeFault: render_fault, HTTPException: not_found},
        lifespan=lifespan,
    )


async def render_fault(request: Request, error: Exception) -> Response:
    """Of pages and controls; the API answers its own."""
    assert isinstance(error, StripeFault)  # noqa: S101 -- registered for this class only
    return JSONResponse(error.body(), error.status)
