"""Stripe's events of many customers' lives, signed as Stripe does, for scripts/bench webhooks.

Each customer subscribes, buys a pack, has half of it refunded and cancels: eight events.
"""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import stripe

SECRET = "whsec_bench"  # noqa: S105, of nobody's
PLAN_PRICE, PACK_PRICE = "price_bench_plan", "price_bench_pack"
PLAN, PACK_MICROCREDITS = "pro", 5_000_000
PACK_CENTS, REFUND_CENTS = 1000, 500
EVENTS_PER_LIFE = 8
MONTH_S = 30 * 86_400

Object = dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    body: bytes
    signature: str


def deliveries(accounts: list[uuid.UUID], now: int) -> list[Delivery]:
    """Signed now: good for five minutes."""
    return [_signed(event) for account in accounts for event in _life(str(account), now)]


def _signed(event: Object) -> Delivery:
    body = json.dumps(event)
    signature = stripe.WebhookSignature.generate_signature_header(body, SECRET, int(time.time()))
    return Delivery(body.encode(), signature)


def _life(account: str, now: int) -> Iterator[Object]:
    key = account.replace("-", "")
    metadata = {"florin_account_id": account, "florin_product": "x", "florin_price": PACK_PRICE}
    session = {
        "object": "checkout.session",
        "client_reference_id": account,
        "currency": "usd",
        "customer": f"cus_{key}",
        "metadata": metadata,
        "payment_status": "paid",
    }
    subscribed = {**session, "id": f"cs_s{key}", "mode": "subscription", "payment_intent": None}
    bought = {
        **session,
        "id": f"cs_p{key}",
        "mode": "payment",
        "payment_intent": f"pi_{key}",
        "amount_total": PACK_CENTS,
    }
    refund = {
        "id": f"re_{key}",
        "object": "refund",
        "amount": REFUND_CENTS,
        "payment_intent": f"pi_{key}",
        "status": "succeeded",
    }
    payment = {
        "id": f"inpay_{key}",
        "object": "invoice_payment",
        "invoice": f"in_{key}",
        "payment": {"type": "payment_intent", "payment_intent": f"pi_in_{key}"},
    }
    told = [
        ("checkout.session.completed", subscribed),
        ("customer.subscription.created", _subscription(key, metadata, now, status="incomplete")),
        ("customer.subscription.updated", _subscription(key, metadata, now)),
        ("invoice_payment.paid", payment),
        ("invoice.paid", _invoice(key, metadata, now)),
        ("checkout.session.completed", bought),
        ("refund.created", refund),
        (
            "customer.subscription.updated",
            _subscription(key, metadata, now, cancel_at_period_end=True),
        ),
    ]
    for number, (kind, value) in enumerate(told):
        yield {
            "id": f"evt_{number}_{key}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": now + number,
            "data": {"object": value},
            "livemode": True,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }


def _subscription(key: str, metadata: Object, now: int, **members: Any) -> Object:
    item = {
        "id": f"si_{key}",
        "object": "subscription_item",
        "current_period_start": now,
        "current_period_end": now + MONTH_S,
        "price": {"id": PLAN_PRICE, "object": "price", "unit_amount": 2000},
        "quantity": 1,
    }
    return {
        "id": f"sub_{key}",
        "object": "subscription",
        "cancel_at_period_end": False,
        "customer": f"cus_{key}",
        "items": {"object": "list", "data": [item], "has_more": False},
        "metadata": metadata,
        "pause_collection": None,
        "status": "active",
        **members,
    }


def _invoice(key: str, metadata: Object, now: int) -> Object:
    details = {"proration": False, "subscription": f"sub_{key}", "subscription_item": f"si_{key}"}
    line = {
        "id": f"il_{key}",
        "object": "line_item",
        "amount": 2000,
        "parent": {
            "type": "subscription_item_details",
            "invoice_item_details": None,
            "subscription_item_details": details,
        },
        "period": {"start": now, "end": now + MONTH_S},
        "pricing": {
            "type": "price_details",
            "price_details": {"price": PLAN_PRICE, "product": "prod_bench"},
            "unit_amount_decimal": "2000",
        },
        "quantity": 1,
    }
    return {
        "id": f"in_{key}",
        "object": "invoice",
        "billing_reason": "subscription_create",
        "created": now,
        "currency": "usd",
        "customer": f"cus_{key}",
        "lines": {"object": "list", "data": [line], "has_more": False},
        "parent": {
            "type": "subscription_details",
            "subscription_details": {"metadata": metadata, "subscription": f"sub_{key}"},
        },
        "status": "paid",
        "status_transitions": {"paid_at": now},
        "total": 2000,
    }
