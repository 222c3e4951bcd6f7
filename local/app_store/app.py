"""The stand-in's HTTP routes.

/production and /sandbox stand for the hosts of the Server API, /devicecheck and
/devicecheck-development for those of DeviceCheck, /ocsp for Apple's responder.
"""

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from local.app_store import ocsp
from local.app_store.claims import App
from local.app_store.device_check import device_routes
from local.app_store.operations import OPERATIONS
from local.app_store.server_api import store_routes
from local.app_store.store import PRODUCTION, SANDBOX, StoreError
from local.app_store.world import World


def create_app(app: App, url: str) -> Starlette:
    """`url` is this server's own, without a slash at the end: certificates name its responder."""
    world = World(app, f"{url}/ocsp")

    @asynccontextmanager
    async def lifespan(starlette: Starlette) -> AsyncIterator[None]:
        await world.delivery.start()
        try:
            yield
        finally:
            await world.delivery.close()

    starlette = Starlette(
        routes=[
            Route("/health", _health),
            Mount("/production", routes=store_routes(world, PRODUCTION)),
            Mount("/sandbox", routes=store_routes(world, SANDBOX)),
            Mount("/devicecheck-development", routes=device_routes(world, "development")),
            Mount("/devicecheck", routes=device_routes(world, "production")),
            Route("/ocsp", _answer_ocsp, methods=["POST"]),
            Route("/_control/{operation}", _control, methods=["POST"]),
        ],
        lifespan=lifespan,
    )
    starlette.state.world = world
    return starlette


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _answer_ocsp(request: Request) -> Response:
    world: World = request.app.state.world
    try:
        answer = ocsp.answer(world.signer.chain, await request.body(), is_revoked=world.is_revoked)
    except ValueError:
        return Response(status_code=400)
    return Response(answer, media_type="application/ocsp-response")


async def _control(request: Request) -> Response:
    """Body: the operation's arguments; `environment` is Production unless given."""
    world: World = request.app.state.world
    operation = OPERATIONS.get(request.path_params["operation"])
    if operation is None:
        return JSONResponse({"error": "there is no such operation"}, 404)
    try:
        given: dict[str, Any] = orjson.loads(await request.body() or b"{}")
        store = world.store(given.pop("environment", PRODUCTION))
        answer = operation(world, store, **given)
        if inspect.isawaitable(answer):
            answer = await answer
    except asyncio.QueueFull:
        return JSONResponse({"error": "too many notifications wait"}, 400)
    except (StoreError, ValueError, TypeError) as error:
        return JSONResponse({"error": str(error)}, 400)
    return Response(orjson.dumps(answer), media_type="application/json")
