"""Invoices: draft, open, then paid, void or uncollectible.

`_then(world, invoice, outcome)` on an invoice is its subscription, told of `paid`, `failed` and
`action_required`.
"""

from collections.abc import Callable, Sequence

from local.stripe import invoice_payments
from local.stripe.invoice_lines import Line, line_object
from local.stripe.payment_intents import attempt, cancel_intent, new_payment_intent
from local.stripe.payment_methods import payment_method_of
from local.stripe.periods import DAY_S
from local.stripe.tables import Object
from local.stripe.world import World, empty_list

Then = Callable[[World, Object, str], None]

# How many lines come with an invoice, as with Stripe.
LINES_SHOWN = 10


def new_invoice(
    world: World,
    customer: Object,
    lines: Sequence[Line],
    *,
    reason: str,
    subscription: Object | None = None,
    period: tuple[int, int] | None = None,
    metadata: dict[str, str] | None = None,
    then: Then | None = None,
) -> Object:
    """A draft. `period` is the invoice's own, which for a renewal is the one that ended."""
    start, end = period or (world.now(), world.now())
    currency = lines[0].price["currency"] if lines else (customer["currency"] or "usd")
    total = sum(line.amount for line in lines)
    invoice = world.new(
        "invoice",
        "in",
        **_constants(),
        **_amounts(total, customer["balance"]),
        billing_reason=reason,
        currency=currency,
        customer=customer["id"],
        customer_email=customer["email"],
        customer_name=customer["name"],
        customer_phone=customer["phone"],
        metadata=dict(metadata or {}),
        parent=_parent(subscription),
        period_start=start,
        period_end=end,
        starting_balance=customer["balance"],
        _then=then,
        _subscription=subscription["id"] if subscription else None,
        _is_retried=False,
    )
    rows = [line_object(world, line, invoice) for line in lines]
    invoice["_lines"] = rows
    # The rest must be asked for.
    shown = empty_list(f"/v1/invoices/{invoice['id']}/lines", rows[:LINES_SHOWN])
    invoice["lines"] = {**shown, "has_more": len(rows) > LINES_SHOWN}
    customer["currency"] = customer["currency"] or currency
    world.emit("invoice.created", invoice)
    return invoice


def _parent(subscription: Object | None) -> Object | None:
    if subscription is None:
        return None
    return {
        "quote_details": None,
        "subscription_details": {
            # Those of the moment: a later change does not reach it.
            "metadata": dict(subscription["metadata"]),
            "subscription": subscription["id"],
        },
        "type": "subscription_details",
    }


def _amounts(total: int, balance: int) -> Object:
    """A credit is kept on the customer's balance (negative), and spent from there."""
    due = max(0, total + min(balance, 0)) if total > 0 else 0
    return {
        "amount_due": due,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": due,
        "amount_shipping": 0,
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "total": total,
        "total_excluding_tax": total,
    }


def _constants() -> Object:
    return {
        "account_country": "US",
        "account_name": "Florin",
        "account_tax_ids": None,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None,
                          "provider": None, "status": None},
        "automatically_finalizes_at": None,
        "collection_method": "charge_automatically",
        "custom_fields": None,
        "customer_account": None,
        "customer_address": None,
        "customer_shipping": None,
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "due_date": None,
        "effective_at": None,
        "ending_balance": None,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "payment_settings": {"default_mandate": None, "payment_method_options": None,
                             "payment_method_types": None},
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "statement_descriptor": None,
        "status": "draft",
        "status_transitions": {"finalized_at": None, "marked_uncollectible_at": None,
                               "paid_at": None, "voided_at": None},
        "test_clock": None,
        "total_discount_amounts": [],
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": None,
    }  # fmt: skip


def finalize(world: World, invoice: Object) -> None:
    """Opens it. One with nothing to pay is paid at once."""
    customer = world.table("customer").get(invoice["customer"])
    number = customer["next_invoice_sequence"]
    customer["next_invoice_sequence"] = number + 1
    invoice.update(_amounts(invoice["total"], customer["balance"]))
    used = invoice["total"] - invoice["amount_due"]
    invoice.update(
        status="open",
        number=f"{customer['invoice_prefix']}-{number:04d}",
        effective_at=world.now(),
        starting_balance=customer["balance"],
        ending_balance=customer["balance"] + used,
        hosted_invoice_url=f"https://invoice.stripe.com/i/{invoice['id']}",
        status_transitions={**invoice["status_transitions"], "finalized_at": world.now()},
        automatically_finalizes_at=None,
    )
    if used:
        world.update(customer, "customer.updated", balance=customer["balance"] + used)
    if invoice["amount_due"] > 0:
        intent = new_payment_intent(
            world,
            amount=invoice["amount_due"],
            currency=invoice["currency"],
            customer=invoice["customer"],
            # Neither the subscription's metadata nor the invoice's: Stripe copies none.
            metadata={},
            description=_purpose(invoice),
            then=lambda world, intent, succeeded: _intent_ended(world, invoice, succeeded),
        )
        payment = invoice_payments.new_invoice_payment(world, invoice, intent)
        invoice.update(_payment=payment["id"], _intent=intent["id"])
    world.emit("invoice.finalized", invoice)
    if invoice["amount_due"] == 0:
        _mark_paid(world, invoice)


def _purpose(invoice: Object) -> str:
    new = invoice["billing_reason"] == "subscription_create"
    return "Subscription creation" if new else "Subscription update"


def collect(world: World, invoice: Object, method: Object | None = None) -> str:
    """Tries to charge an open invoice; its payment intent's status, `succeeded` when none is due.

    Without `method`: the subscription's or the customer's own.
    """
    if invoice["status"] == "paid":
        return "succeeded"
    customer = world.table("customer").get(invoice["customer"])
    subscription = world.table("subscription").find(invoice["_subscription"])
    intent = world.table("payment_intent").get(invoice["_intent"])
    invoice.update(attempt_count=invoice["attempt_count"] + 1, attempted=True)
    status = attempt(world, intent, method or payment_method_of(world, customer, subscription))
    if status == "requires_action":
        _plan_next_try(world, invoice)
        world.emit("invoice.payment_action_required", invoice)
        _tell(world, invoice, "action_required")
    return status


def _intent_ended(world: World, invoice: Object, succeeded: bool) -> None:
    if succeeded:
        _mark_paid(world, invoice)
    else:
        _plan_next_try(world, invoice)
        world.emit("invoice.payment_failed", invoice)
        _tell(world, invoice, "failed")


def _plan_next_try(world: World, invoice: Object) -> None:
    """Days later each time, and at last no more. First payments are not tried again."""
    days = world.settings.retry_days
    tries = invoice["attempt_count"]
    if not invoice["_is_retried"] or not 0 < tries <= len(days):
        invoice["next_payment_attempt"] = None
        return
    moment = world.now() + days[tries - 1] * DAY_S
    invoice["next_payment_attempt"] = moment

    def try_again() -> None:
        if invoice["status"] == "open" and invoice["next_payment_attempt"] == moment:
            collect(world, invoice)

    world.clock.at(moment, try_again)


def _mark_paid(world: World, invoice: Object) -> None:
    before = world.change(
        invoice,
        status="paid",
        amount_paid=invoice["amount_due"],
        amount_remaining=0,
        attempted=True,
        next_payment_attempt=None,
        status_transitions={**invoice["status_transitions"], "paid_at": world.now()},
    )
    payment = invoice_payments.payment_of(world, invoice)
    if payment is not None:
        invoice_payments.finish(world, payment)
    world.emit("invoice.updated", invoice, before)
    world.emit("invoice.paid", invoice)
    world.emit("invoice.payment_succeeded", invoice)
    _tell(world, invoice, "paid")


def void(world: World, invoice: Object) -> None:
    invoice.update(
        status="void",
        next_payment_attempt=None,
        status_transitions={**invoice["status_transitions"], "voided_at": world.now()},
    )
    _drop_payment(world, invoice)
    world.emit("invoice.voided", invoice)


def mark_uncollectible(world: World, invoice: Object) -> None:
    invoice.update(
        status="uncollectible",
        next_payment_attempt=None,
        status_transitions={
            **invoice["status_transitions"],
            "marked_uncollectible_at": world.now(),
        },
    )
    world.emit("invoice.marked_uncollectible", invoice)


def _drop_payment(world: World, invoice: Object) -> None:
    payment = invoice_payments.payment_of(world, invoice)
    intent = world.table("payment_intent").find(invoice.get("_intent"))
    if payment is not None and payment["status"] == "open":
        invoice_payments.cancel(world, payment)
    if intent is not None and intent["status"] not in ("succeeded", "canceled"):
        cancel_intent(world, intent, "void_invoice")


def _tell(world: World, invoice: Object, outcome: str) -> None:
    if invoice["_then"]:
        invoice["_then"](world, invoice, outcome)
