"""Checkout: one product of the catalogue, sold to one account by Stripe.

What the session carries is on everything that comes of it: Stripe copies no metadata from a
session to the subscription or the payment it makes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from functions_py.errors import FlorinError
from functions_py.rpc import Rpc
from functions_py.stores.stripe_client import Answer, StripeApi
from functions_py.stores.stripe_customers import PROVIDER, make_customer
from functions_py.stores.stripe_errors import lacks_customer
from functions_py.stores.stripe_sessions import ACCOUNT_KEY, PRICE_KEY, PRODUCT_KEY


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. key: the request's Idempotency-Key."""

    account_id: UUID
    user_id: UUID
    product: str
    success_url: str
    cancel_url: str
    key: str | None


async def open_checkout(rpc: Rpc, api: StripeApi, order: Order) -> Answer:
    """Stripe's session. Raises FlorinError: 404 and 409 for what is not sold to this account, as
    api.find_sale has it; 422, 502, 503 as Stripe does."""
    sale = await rpc.find_sale(
        order.account_id, order.user_id, PROVIDER, api.environment, order.product
    )
    customer = sale["customer_id"] or await make_customer(rpc, api, order.account_id, order.user_id)
    try:
        return await _create(api, order, sale, customer)
    except FlorinError as error:
        if not lacks_customer(error):
            raise
    # Deleted in Stripe's Dashboard.
    customer = await make_customer(rpc, api, order.account_id, order.user_id, instead_of=customer)
    return await _create(api, order, sale, customer)


async def _create(api: StripeApi, order: Order, sale: dict[str, Any], customer: str) -> Answer:
    key = None if order.key is None else _key(order, customer)
    return await api.create_checkout(_params(order, sale, customer), key)


def _params(order: Order, sale: dict[str, Any], customer: str) -> dict[str, Any]:
    metadata = {
        ACCOUNT_KEY: str(order.account_id),
        PRODUCT_KEY: order.product,
        PRICE_KEY: sale["store_product_id"],
    }
    subscribes = sale["kind"] == "subscription"
    items: list[dict[str, Any]] = [{"price": sale["store_product_id"], "quantity": 1}]
    if sale["metered_price_id"] is not None:
        # Overage: counted by the meter, so without a quantity.
        items.append({"price": sale["metered_price_id"]})
    # No payment_method_types: the Dashboard decides, and this API version has none.
    return {
        "mode": "subscription" if subscribes else "payment",
        "line_items": items,
        "customer": customer,
        "client_reference_id": str(order.account_id),
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "metadata": metadata,
        "subscription_data" if subscribes else "payment_intent_data": {"metadata": metadata},
    }


def _key(order: Order, customer: str) -> str:
    """Stripe's key for the request's: of this account and customer alone. The request itself is
    Stripe's to compare, which refuses the key for another."""
    given = f"{order.account_id}\0{customer}\0{order.key}"
    return f"florin-checkout-{hashlib.sha256(given.encode()).hexdigest()}"
