"""What a customer does at the stand-in, by Stripe's own client library."""

from __future__ import annotations

from typing import Any

from functions_py.stores.stripe_client import StripeApi

from local.stripe.control import StripeControl

URL = "https://app.example/back"


async def checkout(
    api: StripeApi, price: str, account_id: str | None, *, quantity: int = 1, mode: str = "payment"
) -> dict[str, Any]:
    """A session: as ours are, or without metadata (no account), as somebody else's."""
    metadata = (
        {}
        if account_id is None
        else {"florin_account_id": account_id, "florin_product": "x", "florin_price": price}
    )
    data = "payment_intent_data" if mode == "payment" else "subscription_data"
    answer = await api.create_checkout(
        {
            "mode": mode,
            "line_items": [{"price": price, "quantity": quantity}],
            "success_url": URL,
            "metadata": metadata,
            data: {"metadata": metadata},
        },
        None,
    )
    return answer.value


async def subscribe(
    api: StripeApi, world: StripeControl, price: str, account_id: str | None
) -> dict[str, Any]:
    """The subscription of a session that was paid."""
    session = await checkout(api, price, account_id, mode="subscription")
    paid = world.pay(session["id"])
    return (await api.subscription(paid["subscription"])).value


async def change_price(api: StripeApi, subscription: dict[str, Any], price: str) -> dict[str, Any]:
    """An upgrade or downgrade, billed at once."""
    (item,) = subscription["items"]["data"]
    params: Any = {
        "items": [{"id": item["id"], "price": price}],
        "proration_behavior": "always_invoice",
    }
    answer = await api.ask(api.client.v1.subscriptions.update_async(subscription["id"], params))
    return answer.value


async def refund(api: StripeApi, payment: str, amount: int | None = None) -> dict[str, Any]:
    params: Any = {"payment_intent": payment} | ({} if amount is None else {"amount": amount})
    return (await api.ask(api.client.v1.refunds.create_async(params))).value


async def cancel(api: StripeApi, subscription: dict[str, Any]) -> None:
    await api.ask(api.client.v1.subscriptions.cancel_async(subscription["id"]))


async def all_events(api: StripeApi) -> list[dict[str, Any]]:
    """Oldest first."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await api.events(0, 2**40, after)).value
        found += page["data"]
        if not page["has_more"]:
            return found[::-1]
        after = found[-1]["id"]
