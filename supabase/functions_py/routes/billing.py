"""/v1/billing: what users buy by Stripe, on Stripe's own pages.

Nothing is granted here: Stripe tells of the payment, and a worker makes credits of it.
"""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py import idempotency
from functions_py.billing_requests import CheckoutRequest, PortalRequest
from functions_py.body import parse_object, read_body
from functions_py.errors import FlorinError
from functions_py.stores.stripe_checkout import Order, open_checkout
from functions_py.stores.stripe_client import require_stripe
from functions_py.stores.stripe_customers import find_customer
from functions_py.stores.stripe_errors import lacks_customer
from functions_py.stores.stripe_values import a_time


async def create_checkout(request: Request) -> Response:
    """201 with `{"session_id", "url", "expires_at"}`: send the buyer to the URL. The same
    Idempotency-Key is answered with the same session."""
    state = request.state
    principal = await state.authenticator.authenticate(request)
    api = require_stripe(state.stripe)
    key = idempotency.idempotency_key(request.headers)
    asked = CheckoutRequest.parse(await _body(request), state.settings)
    answer = await open_checkout(
        state.rpc,
        api,
        Order(
            account_id=principal.account_id,
            user_id=principal.user_id,
            product=asked.product,
            success_url=asked.success_url,
            cancel_url=asked.cancel_url,
            key=key,
        ),
    )
    session = answer.value
    return _created(
        {
            "session_id": session["id"],
            "url": session["url"],
            "expires_at": a_time(session.get("expires_at")),
        }
    )


async def create_portal(request: Request) -> Response:
    """201 with `{"url"}`: where the customer changes, cancels and pays. 409 `no_customer` for an
    account that never bought anything by Stripe."""
    state = request.state
    principal = await state.authenticator.authenticate(request)
    api = require_stripe(state.stripe)
    asked = PortalRequest.parse(await _body(request), state.settings)
    customer = await find_customer(state.rpc, api, principal.account_id, principal.user_id)
    if customer is None:
        raise _no_customer()
    try:
        answer = await api.create_portal(customer, asked.return_url)
    except FlorinError as error:
        if lacks_customer(error):
            raise _no_customer() from error
        raise
    return _created({"url": answer.value["url"]})


async def _body(request: Request) -> dict[str, Any]:
    """An empty body is an empty object: everything but the product has a default."""
    body = await read_body(request, request.state.settings)
    return parse_object(body) if body.strip() else {}


def _no_customer() -> FlorinError:
    return FlorinError(
        409, "no_customer", "This account has bought nothing by Stripe; there is nothing to manage."
    )


def _created(value: dict[str, Any]) -> Response:
    return Response(orjson.dumps(value), status_code=201, media_type="application/json")


routes = [
    Route("/v1/billing/checkout", create_checkout, methods=["POST"]),
    Route("/v1/billing/portal", create_portal, methods=["POST"]),
]
