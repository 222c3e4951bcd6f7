"""The stand-in's objects against Stripe's own fixtures: no field that Stripe has not, none of
another type."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

from local.testbed.stripe import SECRET_KEY, Shop

# Fields that may be absent from an object, which the fixtures therefore leave out. Where the
# current version has moved on from the fixtures' (2026-07), the client library's types decide.
BESIDE_THE_FIXTURES = {
    "checkout.session.line_items",
    "customer.subscriptions",
    "dispute.payment_method_details.card.case_type",
    "event.data.previous_attributes",
    "invoice.payments",
    "invoice_payment.payment.payment_intent",
    "line_item.parent.invoice_item_details.proration_details.credited_items",
    "line_item.pricing.price_details",
    "payment_intent.last_payment_error.code",
    "payment_intent.last_payment_error.message",
    "radar.early_fraud_warning.payment_intent",
    "refund.failure_balance_transaction",
    "refund.failure_reason",
}
# Left to the merchant: any key may be there.
FREE = ("metadata", "payload", "previous_attributes")


@pytest.fixture(scope="module")
def fixtures(vectors: Path) -> dict[str, Any]:
    found = json.loads((vectors / "stripe" / "fixtures3.json").read_text())
    resources: dict[str, Any] = found["resources"]
    return resources


def differences(ours: Any, theirs: Any, where: str, fixtures: dict[str, Any]) -> set[str]:
    if ours is None or theirs is None or where in BESIDE_THE_FIXTURES:
        return set()
    if isinstance(ours, dict) and str(ours.get("object")) in fixtures:
        # An object within another is compared as what it is.
        theirs, where = fixtures[ours["object"]], ours["object"]
    if isinstance(ours, dict) and isinstance(theirs, dict):
        found = set()
        for name, value in ours.items():
            inner = f"{where}.{name}"
            if name not in theirs:
                found |= {inner} - BESIDE_THE_FIXTURES
            elif name not in FREE:
                found |= differences(value, theirs[name], inner, fixtures)
        return found
    if isinstance(ours, list) and isinstance(theirs, list):
        return {
            difference
            for row in ours
            for difference in differences(row, theirs[0] if theirs else None, where, fixtures)
        }
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return set() if type(ours) is type(theirs) else {f"{where}: {type(ours).__name__}"}
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return set()
    # An expanded id is an object in its place.
    if isinstance(ours, dict) and isinstance(theirs, str) and "object" in ours:
        return set()
    return set() if type(ours) is type(theirs) else {f"{where}: {type(ours).__name__}"}


def read(shop: Shop, path: str) -> Any:
    reply = httpx.get(
        f"{shop.control.url}{path}",
        headers={"authorization": f"Bearer {SECRET_KEY}"},
        trust_env=False,
    )
    assert reply.status_code == 200, reply.text
    return reply.json()


def live_through_everything(shop: Shop) -> None:
    client, control = shop.client, shop.control
    meter = client.v1.billing.meters.create(
        {
            "display_name": "Overage",
            "event_name": "overage",
            "default_aggregation": {"formula": "sum"},
        }
    )
    control.set(refund_status="pending")
    bought = shop.buy(customer_creation="always")
    refund = client.v1.refunds.create({"payment_intent": bought.payment_intent, "amount": 10})
    control.settle_refund(refund.id, "failed")
    control.warn(bought.id)
    dispute = control.dispute(bought.id)
    control.close_dispute(dispute["id"], "won")
    shop.client.v1.checkout.sessions.expire(shop.session("price_pack", "payment").id)
    control.settle(control.pay(shop.session("price_pack", "payment").id, "processing")["id"],
                   succeeded=False)  # fmt: skip
    subscription = shop.subscribe(subscription_data={"trial_period_days": 1})
    control.advance(days=2)
    item = subscription["items"].data[0].id
    for parent in ("subscription_item_details", "invoice_item_details"):
        control.set(proration_parent=parent)
        for price in ("price_max", "price_pro"):
            client.v1.subscriptions.update(
                subscription.id,
                {
                    "items": [{"id": item, "price": price}],
                    "proration_behavior": "always_invoice",
                },
            )
    client.v1.subscriptions.update(
        subscription.id, {"pause_collection": {"behavior": "void"}, "cancel_at_period_end": True}
    )
    client.v1.subscriptions.update(
        subscription.id, {"pause_collection": "", "cancel_at_period_end": False}
    )
    control.set_card(str(subscription.customer), "declines")
    control.advance(days=60)
    client.v1.customers.delete(str(subscription.customer))
    client.v1.billing.meters.deactivate(meter.id)


def test_every_event_and_its_object_have_stripes_shapes(
    shop: Shop, fixtures: dict[str, Any]
) -> None:
    live_through_everything(shop)
    found: set[str] = set()
    seen: set[str] = set()
    for event in read(shop, "/v1/events?limit=100")["data"]:
        row = event["data"]["object"]
        seen.add(row["object"])
        shape = {**fixtures["event"], "data": {"object": fixtures[row["object"]]}}
        found |= differences({**event, "object": "an event"}, shape, "event", fixtures)
    assert found == set()
    assert {"customer", "invoice", "subscription", "charge", "payment_intent"} <= seen


@pytest.mark.parametrize(
    "path",
    [
        "/v1/billing/meters",
        "/v1/charges",
        "/v1/checkout/sessions",
        "/v1/customers",
        "/v1/disputes",
        "/v1/invoice_payments",
        "/v1/invoices",
        "/v1/payment_intents",
        "/v1/prices",
        "/v1/products",
        "/v1/radar/early_fraud_warnings",
        "/v1/refunds",
        "/v1/subscriptions?status=all",
    ],
)
def test_every_list_has_stripes_shapes(shop: Shop, fixtures: dict[str, Any], path: str) -> None:
    live_through_everything(shop)
    rows = read(shop, path)["data"]
    assert rows
    for row in rows:
        assert differences(row, fixtures[row["object"]], row["object"], fixtures) == set()
        # Whatever the library's types ask for, it finds.
        stripe.StripeObject.construct_from(row, "none")


def test_what_is_answered_once_has_stripes_shapes(shop: Shop, fixtures: dict[str, Any]) -> None:
    customer = shop.customer()
    portal = shop.client.v1.billing_portal.sessions.create({"customer": customer})
    session = shop.client.v1.checkout.sessions.retrieve(
        shop.session("price_pack", "payment").id, {"expand": ["line_items"]}
    )
    event = shop.client.v1.billing.meter_events.create(
        {"event_name": "none", "payload": {"stripe_customer_id": customer, "value": "1"}}
    )
    for answer in (portal, session, event):
        row = json.loads(answer.last_response.body)
        assert differences(row, fixtures[row["object"]], row["object"], fixtures) == set()
