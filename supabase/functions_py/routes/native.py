"""What the native endpoints have in common: authenticate, read, begin."""

from __future__ import annotations

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from functions_py.body import read_object
from functions_py.native import native_order


class NativeEndpoint:
    """The ASGI application of one native endpoint.

    A class and not a function: Starlette wraps functions in two more coroutines, and this is the
    hot path.
    """

    def __init__(self, api: str) -> None:
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> ASGIApp:
        state = request.state
        principal = await state.authenticator.authenticate(request)
        raw_body, body = await read_object(request, state.settings)
        family = state.generations.families[self._api]
        order = native_order(request, principal, family, raw_body, body)
        return await state.generations.generate(order)  # type: ignore[no-any-return]


def native_route(path: str, api: str) -> Route:
    return Route(path, NativeEndpoint(api), methods=["POST"])
