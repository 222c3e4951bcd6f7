"""GET /v1/generations/{id}/stream: a generation's events again, or the rest of them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from functions_py.idempotency import last_event_id
from functions_py.routes.generation_facts import generation_id


class GenerationStream:
    """After `Last-Event-ID` where the client sends one, else from the first event.

    404 `generation_not_found` for ids that are not this account's; 409 where the events are not
    to be had here: `generation_running_elsewhere`, `replay_unavailable`, `replay_trimmed`,
    `not_a_stream`.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        principal = await request.state.authenticator.authenticate(request)
        response = await request.state.generations.follow(
            principal, generation_id(request), last_event_id(request.headers) or 0
        )
        await response(scope, receive, send)


routes = [Route("/v1/generations/{id}/stream", GenerationStream(), methods=["GET"])]
