"""POST /webhooks/stripe: an event is stored before Stripe is told that it arrived.

What it means is worked out later, by a worker. 400 and 413 say that this will never be taken; 503
that Stripe should send it again, which it does for three days.
"""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.body import read_body
from functions_py.errors import FlorinError
from functions_py.stores import stripe_notification
from functions_py.stores.stripe_errors import not_configured

log = logging.getLogger(__name__)


async def receive(request: Request) -> Response:
    """200 with an empty object, for an event that is stored, also where it was before."""
    state = request.state
    secrets = state.settings.stripe_webhook_secrets.split()
    if not secrets:
        raise not_configured()
    body = await read_body(request, state.settings, state.settings.max_webhook_bytes)
    stripe_notification.verify(body, request.headers.get("stripe-signature"), secrets)
    told = stripe_notification.parse(body)
    try:
        await state.rpc.store_event(told)
    except FlorinError as error:
        if error.status < 500:
            raise
        raise _not_stored(error) from error
    return Response(b"{}", media_type="application/json")


def _not_stored(error: FlorinError) -> FlorinError:
    """503 for whatever kept it from being stored: it is not lost, Stripe sends it again."""
    if error.status != 503:
        log.error("event was not stored", exc_info=error)
    return FlorinError(
        503,
        "event_not_stored",
        "The event could not be stored. Send it again.",
        retry_after_s=error.retry_after_s,
    )


routes = [Route("/webhooks/stripe", receive, methods=["POST"])]
