"""Refunds and disputes: money that went back, or is held back, and what came of it.

Stripe's objects: https://docs.stripe.com/api/refunds/object, …/disputes/object. Both name the
payment, not the invoice it paid; that is read, and told by facts of its own.
"""

from __future__ import annotations

from functions_py.stores.stripe_event import Event, Read, Translation
from functions_py.stores.stripe_values import (
    Fact,
    Object,
    Untranslatable,
    a_text,
    an_id,
    child,
    children,
    need_amount,
    need_id,
)

# A refund under way is money on its way; one that failed came back to the merchant.
_REFUND_IS_ACTIVE = {
    "pending": True,
    "requires_action": True,
    "succeeded": True,
    "failed": False,
    "canceled": False,
}
# An inquiry (warning_…) takes no money; a dispute does at once, and a lost one keeps it.
_DISPUTE_IS_ACTIVE = {
    "warning_needs_response": False,
    "warning_under_review": False,
    "warning_closed": False,
    "prevented": False,
    "needs_response": True,
    "under_review": True,
    "lost": True,
    "won": False,
}
# Within one second the later step of the same refund or dispute counts.
_RANKS = {
    "refund.created": 0,
    "refund.updated": 1,
    "charge.refund.updated": 1,
    "refund.failed": 2,
    "charge.dispute.created": 0,
    "charge.dispute.updated": 1,
    "charge.dispute.funds_withdrawn": 1,
    "charge.dispute.closed": 2,
    "charge.dispute.funds_reinstated": 3,
}


def refund(event: Event) -> Translation:
    """refund.created, .updated and .failed."""
    found = _refund(event, event.object)
    return Translation([found], _reads(found))


def charge_refunded(event: Event) -> Translation:
    """The charge with its refunds, where it brings them (API versions before 2022-11-15). Its
    `amount_refunded` is a sum over all of them and adds nothing to their own events."""
    facts = [
        _refund(event, {"payment_intent": event.object.get("payment_intent"), **refund})
        for refund in children(event.object, "refunds")
    ]
    return Translation(facts, [read for fact in facts[:1] for read in _reads(fact)])


def dispute(event: Event) -> Translation:
    """charge.dispute.created, .updated, .closed, .funds_withdrawn and .funds_reinstated."""
    status = a_text(event.object.get("status"))
    if status not in _DISPUTE_IS_ACTIVE:
        raise Untranslatable("the dispute has no known status")
    reinstated = event.type == "charge.dispute.funds_reinstated"
    found = _reversal(
        event, event.object, "dispute", _DISPUTE_IS_ACTIVE[status] and not reinstated, status
    )
    return Translation([found], _reads(found))


def payments(event: Event) -> Translation:
    """invoice_payment.paid, and `florin.read.invoice_payments`: a list of the same."""
    rows = children({"list": event.object}, "list") if event.is_read else [event.object]
    return Translation([fact for row in rows for fact in _payment(event, row)])


def payment_fact(event: Event, payment: str, invoice: str) -> Fact:
    return {
        "fact": "payment",
        "as_of": event.as_of,
        "rank": 0,
        "payment_id": payment,
        "transaction_id": invoice,
    }


def _payment(event: Event, row: Object) -> list[Fact]:
    paid_by = child(row, "payment")
    payment = an_id(paid_by.get("payment_intent")) or an_id(paid_by.get("charge"))
    # By other means (`payment_record`: outside Stripe) there is nothing to be refunded here.
    if payment is None:
        return []
    return [payment_fact(event, payment, need_id(row.get("invoice"), "invoice"))]


def _refund(event: Event, value: Object) -> Fact:
    status = a_text(value.get("status"))
    # Refunds of old, and of some payment methods, have none: then they went through.
    is_active = True if status is None else _REFUND_IS_ACTIVE.get(status)
    if is_active is None:
        raise Untranslatable("the refund has no known status")
    return _reversal(event, value, "refund", is_active, a_text(value.get("reason")) or status)


def _reversal(event: Event, value: Object, kind: str, is_active: bool, because: str | None) -> Fact:
    payment = an_id(value.get("payment_intent")) or an_id(value.get("charge"))
    if payment is None:
        raise Untranslatable(f"the {kind} names no payment")
    return {
        "fact": "reversal",
        "as_of": event.as_of,
        "rank": _RANKS.get(event.type, 0),
        "reversal_id": need_id(value.get("id"), "id"),
        "kind": kind,
        "payment_id": payment,
        "state": "active" if is_active else "inactive",
        "amount": need_amount(value.get("amount"), "amount"),
        "share_ppm": None,
        "because": because or kind,
    }


def _reads(fact: Fact) -> list[Read]:
    """Which invoice it paid is known only to Stripe, unless invoice_payment.paid told already."""
    payment = fact["payment_id"]
    return [Read("invoice_payments", payment)] if payment.startswith("pi_") else []
