"""Objects and events as Stripe sends them, cut down to what is read and a little that is not.

The shapes are those of API version 2026-10-28: periods on items, an invoice's subscription under
`parent`, a line's price under `pricing`. `old_…` have them as they were before 2025-03-31.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

Object = dict[str, Any]

DAY = 86_400
MONTH = 30 * DAY
# 2026-11-01T00:00:00Z
START = 1_793_491_200
ACCOUNT = "7f7a1c7e-3f0a-4f6e-9d4b-0a54d1f0b111"
METADATA = {"florin_account_id": ACCOUNT, "florin_product": "pro", "florin_price": "price_pro"}

_numbers = itertools.count(1)


def event(kind: str, value: Object, created: int = START, **members: Any) -> Object:
    return {
        "id": f"evt_{next(_numbers)}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": created,
        "data": {"object": value},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
        **members,
    }


def text(value: Object) -> str:
    return json.dumps(value)


def session(**members: Any) -> Object:
    return {
        "id": "cs_test_1",
        "object": "checkout.session",
        "amount_total": 999,
        "client_reference_id": ACCOUNT,
        "currency": "usd",
        "customer": "cus_1",
        "metadata": {**METADATA, "florin_price": "price_pack"},
        "mode": "payment",
        "payment_intent": "pi_1",
        "payment_status": "paid",
        "status": "complete",
        "subscription": None,
        **members,
    }


def price(price_id: str, amount: int | None, **members: Any) -> Object:
    return {
        "id": price_id,
        "object": "price",
        "recurring": {"interval": "month", "usage_type": "licensed"},
        "unit_amount": amount,
        "unit_amount_decimal": None if amount is None else str(amount),
        **members,
    }


def item(
    price_id: str = "price_pro",
    amount: int = 2000,
    start: int = START,
    end: int = START + MONTH,
    **members: Any,
) -> Object:
    return {
        "id": f"si_{price_id}",
        "object": "subscription_item",
        "current_period_start": start,
        "current_period_end": end,
        "price": price(price_id, amount),
        "quantity": 1,
        **members,
    }


def listed(*rows: Object, has_more: bool = False) -> Object:
    return {"object": "list", "data": list(rows), "has_more": has_more, "url": "/v1/rows"}


def subscription(*items: Object, **members: Any) -> Object:
    return {
        "id": "sub_1",
        "object": "subscription",
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "customer": "cus_1",
        "ended_at": None,
        "items": listed(*(items or (item(),))),
        "metadata": METADATA,
        "pause_collection": None,
        "status": "active",
        **members,
    }


def line(
    price_id: str = "price_pro",
    amount: int = 2000,
    start: int = START,
    end: int = START + MONTH,
    *,
    unit: str | None = "2000",
    is_proration: bool = False,
    by_item: bool = False,
    subscribed: bool = True,
    **members: Any,
) -> Object:
    """`by_item`: an invoice item, which a proration may be, instead of a subscription's."""
    details = {
        "invoice_item": None,
        "proration": is_proration,
        "subscription": "sub_1" if subscribed else None,
    }
    kind = "invoice_item_details" if by_item else "subscription_item_details"
    return {
        "id": f"il_{next(_numbers)}",
        "object": "line_item",
        "amount": amount,
        "currency": "usd",
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": None,
            kind: details,
            "type": kind,
        },
        "period": {"start": start, "end": end},
        "pricing": {
            "price_details": {"price": price_id, "product": "prod_1"},
            "type": "price_details",
            "unit_amount_decimal": unit,
        },
        "quantity": 1,
        **members,
    }


def invoice(*lines: Object, **members: Any) -> Object:
    rows = lines or (line(),)
    total = sum(row["amount"] for row in rows)
    return {
        "id": "in_1",
        "object": "invoice",
        "amount_paid": total,
        "billing_reason": "subscription_create",
        "created": START,
        "currency": "usd",
        "customer": "cus_1",
        "lines": listed(*rows),
        "metadata": {},
        "parent": {
            "quote_details": None,
            "subscription_details": {"metadata": METADATA, "subscription": "sub_1"},
            "type": "subscription_details",
        },
        "status": "paid",
        "status_transitions": {"paid_at": START + 5},
        "total": total,
        **members,
    }


def invoice_payment(payment: str = "pi_in_1", paid: str = "in_1") -> Object:
    return {
        "id": f"inpay_{payment}",
        "object": "invoice_payment",
        "invoice": paid,
        "payment": {"payment_intent": payment, "type": "payment_intent"},
        "status": "paid",
    }


def refund(**members: Any) -> Object:
    return {
        "id": "re_1",
        "object": "refund",
        "amount": 500,
        "charge": "ch_1",
        "currency": "usd",
        "payment_intent": "pi_1",
        "reason": "requested_by_customer",
        "status": "succeeded",
        **members,
    }


def dispute(**members: Any) -> Object:
    return {
        "id": "dp_1",
        "object": "dispute",
        "amount": 999,
        "charge": "ch_1",
        "currency": "usd",
        "payment_intent": "pi_1",
        "reason": "fraudulent",
        "status": "needs_response",
        **members,
    }


def old_line(
    price_id: str = "price_pro", amount: int = 2000, *, is_proration: bool = False, **members: Any
) -> Object:
    return {
        "id": f"il_{next(_numbers)}",
        "object": "line_item",
        "amount": amount,
        "period": {"start": START, "end": START + MONTH},
        "price": price(price_id, 2000),
        "proration": is_proration,
        "quantity": 1,
        "subscription": "sub_1",
        "type": "subscription",
        **members,
    }


def old_invoice(*lines: Object, **members: Any) -> Object:
    new = invoice(*(lines or (old_line(),)))
    del new["parent"]
    return {
        **new,
        "subscription": "sub_1",
        "subscription_details": {"metadata": METADATA},
        "payment_intent": "pi_in_1",
        "charge": "ch_in_1",
        **members,
    }


def old_subscription(**members: Any) -> Object:
    row = item()
    start, end = row.pop("current_period_start"), row.pop("current_period_end")
    return subscription(row, current_period_start=start, current_period_end=end, **members)
