"""What Stripe's events say, in the neutral facts that all stores share. Pure: no clock, no network.

A type that is not listed here is stored and means nothing. One that is, but does not read as it
should, is Untranslatable: it is kept, and somebody is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from functions_py.stores import (
    stripe_invoices,
    stripe_reversals,
    stripe_sessions,
    stripe_subscriptions,
)
from functions_py.stores.stripe_event import DOUBT, READ_PREFIX, Event, Translation
from functions_py.stores.stripe_values import Untranslatable

Translate = Callable[[Event], Translation]


def _recorded(event: Event) -> Translation:
    """For the record: it changes nothing that was bought."""
    return Translation()


# https://docs.stripe.com/api/events/types. What the endpoint in Stripe's Dashboard is to send.
EVENTS: Mapping[str, Translate] = {
    "checkout.session.completed": stripe_sessions.completed,
    "checkout.session.async_payment_succeeded": stripe_sessions.payment_succeeded,
    "checkout.session.async_payment_failed": stripe_sessions.payment_failed,
    "checkout.session.expired": stripe_sessions.expired,
    "invoice.paid": stripe_invoices.paid,
    "invoice.payment_failed": stripe_invoices.payment_failed,
    "invoice.payment_action_required": stripe_invoices.payment_action_required,
    "invoice.voided": stripe_invoices.voided,
    "invoice.marked_uncollectible": stripe_invoices.marked_uncollectible,
    "invoice_payment.paid": stripe_reversals.payments,
    "customer.subscription.created": stripe_subscriptions.created,
    "customer.subscription.updated": stripe_subscriptions.updated,
    "customer.subscription.paused": stripe_subscriptions.updated,
    "customer.subscription.resumed": stripe_subscriptions.updated,
    "customer.subscription.deleted": stripe_subscriptions.deleted,
    "customer.subscription.trial_will_end": _recorded,
    "customer.deleted": _recorded,
    "refund.created": stripe_reversals.refund,
    "refund.updated": stripe_reversals.refund,
    "refund.failed": stripe_reversals.refund,
    "charge.refund.updated": stripe_reversals.refund,
    "charge.refunded": stripe_reversals.charge_refunded,
    "charge.dispute.created": stripe_reversals.dispute,
    "charge.dispute.updated": stripe_reversals.dispute,
    "charge.dispute.closed": stripe_reversals.dispute,
    "charge.dispute.funds_withdrawn": stripe_reversals.dispute,
    "charge.dispute.funds_reinstated": stripe_reversals.dispute,
    "radar.early_fraud_warning.created": _recorded,
    "v1.billing.meter.error_report_triggered": _recorded,
    "v1.billing.meter.no_meter_found": _recorded,
}

# What Florin read from Stripe's API, stored as events so that everything can be told from them.
_READS: Mapping[str, Translate] = {
    "session_lines": stripe_sessions.completed,
    "invoice_lines": stripe_invoices.paid,
    "invoice_payments": stripe_reversals.payments,
    "subscription": stripe_subscriptions.read,
    "customer": stripe_sessions.customer,
}


def translate(kind: str, payload: str) -> Translation:
    """The facts of one stored event. Raises Untranslatable, and nothing else."""
    if kind.startswith(READ_PREFIX):
        function = _READS.get(kind.removeprefix(READ_PREFIX))
    elif kind == DOUBT:
        function = stripe_subscriptions.doubted
    else:
        function = EVENTS.get(kind)
    if function is None or function is _recorded:
        return Translation()
    event = Event.parse(payload)
    if event.type != kind:
        raise Untranslatable("its type is not that under which it is stored")
    translation = function(event)
    if event.is_read and translation.reads:
        # Asking again would be answered the same.
        raise Untranslatable("what was read does not tell it either")
    return translation
