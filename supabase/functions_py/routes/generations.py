"""POST /v1/generations: any model, one request shape, one event vocabulary."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from functions_py.auth import Principal
from functions_py.body import read_object
from functions_py.order import Order
from functions_py.settings import Settings
from functions_py.translate.facts import facts_of
from functions_py.translate.limits import RequestLimits
from functions_py.translate.request import GenerationRequest
from functions_py.translate.translation import Translation


class CreateGeneration:
    """The ASGI application; a class for the reason native.py gives.

    400 names the member that is wrong in `param`; what begin_generation refuses is 402 to 429,
    all before any byte of a reply, as application/problem+json.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> ASGIApp:
        state = request.state
        principal = await state.authenticator.authenticate(request)
        raw_body, body = await read_object(request, state.settings)
        asked = GenerationRequest.parse(body, limits_of(state.settings))
        order = order_of(request, principal, raw_body, asked)
        return await state.generations.generate(order)  # type: ignore[no-any-return]


def limits_of(settings: Settings) -> RequestLimits:
    return RequestLimits(max_image_bytes=settings.max_image_bytes)


def order_of(
    request: Request, principal: Principal, raw_body: bytes, asked: GenerationRequest
) -> Order:
    """The order of a unified request. Raises FlorinError 400 for what its headers say.

    `api` is None: any surface will do, and the model's routes decide. A provider's refusal speaks
    of a body the client has not written, so it is not relayed as it is.
    """
    order = Order.read(
        request,
        principal,
        raw_body,
        api=None,
        shape="problem",
        facts=facts_of(asked),
        translator=Translation(asked),
        relays_refusals=False,
    )
    # The body is the nearer place to say it; the header serves clients that cannot change it.
    return replace(order, on_disconnect=asked.on_disconnect or order.on_disconnect)


routes = [Route("/v1/generations", CreateGeneration(), methods=["POST"])]
