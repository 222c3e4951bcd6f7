"""Invoices of subscriptions: each paid line is a purchase of a period, or of a part of one.

Stripe's object: https://docs.stripe.com/api/invoices/object. Since API version 2025-03-31 an
invoice names its subscription under `parent` and a line its price under `pricing`; before, both
stood on the object itself. Both are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from functions_py.stores.stripe_event import Event, Read, Translation
from functions_py.stores.stripe_reversals import payment_fact
from functions_py.stores.stripe_sessions import ACCOUNT_KEY
from functions_py.stores.stripe_subscriptions import is_metered, price_of
from functions_py.stores.stripe_values import (
    Fact,
    Object,
    Untranslatable,
    a_currency,
    a_decimal,
    a_quantity,
    a_time,
    an_account,
    an_amount,
    an_id,
    child,
    children,
    need_amount,
    need_id,
    need_time,
)

WHOLE_PPM = 1_000_000
# Within one second the later of these counts.
_RANKS = {"pending": 0, "failed": 1, "void": 2, "paid": 3}


def paid(event: Event) -> Translation:
    """Also of `florin.read.invoice_lines`: the invoice with all its lines and their prices."""
    facts = _payments(event)
    if _subscription(event.object) is None:
        # Not a subscription's. What a checkout session sold is told by the session, and an invoice
        # that was made of it must not tell it again.
        return Translation(facts)
    bought = _bought(event)
    if bought is None:
        invoice_id = need_id(event.object.get("id"), "id")
        return Translation(facts, [Read("invoice_lines", invoice_id, event.object)])
    return Translation(facts + [_purchase(event, "paid", line) for line in bought])


def payment_failed(event: Event) -> Translation:
    return _unpaid(event, "failed")


def payment_action_required(event: Event) -> Translation:
    return _unpaid(event, "pending")


def voided(event: Event) -> Translation:
    return _unpaid(event, "void")


def marked_uncollectible(event: Event) -> Translation:
    return _unpaid(event, "failed")


@dataclass(frozen=True, slots=True)
class _Bought:
    """What the lines of one price come to."""

    price: str
    quantity: int
    start: str | None
    end: str | None
    share_ppm: int
    is_trial: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """One line that was bought. `whole`: what its quantity costs for a whole period, in the
    currency's smallest unit, where the line is a part of one; None where it does not tell."""

    price: str
    quantity: int
    amount: int
    start: str
    end: str
    is_proration: bool
    whole: Decimal | None

    @property
    def is_once(self) -> bool:
        return self.start == self.end


def _unpaid(event: Event, state: str) -> Translation:
    """For the record: it gives nothing, so nothing is asked about lines that are not plain."""
    if _subscription(event.object) is None:
        return Translation()
    return Translation([_purchase(event, state, line) for line in _bought(event) or []])


def _subscription(invoice: Object) -> str | None:
    details = child(invoice, "parent", "subscription_details")
    return an_id(details.get("subscription")) or an_id(invoice.get("subscription"))


def _payments(event: Event) -> list[Fact]:
    """Which payments paid it: on the invoice itself before 2025-03-31, or where expanded."""
    invoice = event.object
    named = [an_id(invoice.get("payment_intent")), an_id(invoice.get("charge"))]
    for row in children(invoice, "payments"):
        named.append(an_id(child(row, "payment").get("payment_intent")))
    invoice_id = need_id(invoice.get("id"), "id")
    return [payment_fact(event, payment, invoice_id) for payment in dict.fromkeys(named) if payment]


def _bought(event: Event) -> list[_Bought] | None:
    """None where it takes more than the event to tell: lines that were left out, a part of a price
    that is not named."""
    invoice = event.object
    if child(invoice, "lines").get("has_more") is True:
        return None
    issued = need_time(invoice.get("created"), "created")
    is_first = invoice.get("billing_reason") == "subscription_create"
    whole: dict[str, _Bought] = {}
    parts: dict[str, list[_Line]] = {}
    for value in children(invoice, "lines"):
        line = _line(value, is_first)
        if line is None:
            continue
        if line.is_proration:
            parts.setdefault(line.price, []).append(line)
        # A period that is over when it is billed is use that was metered.
        elif line.is_once or line.end > issued:
            whole[line.price] = _whole(line, whole.get(line.price))
    bought = list(whole.values())
    for price, lines in parts.items():
        # A purchase is known by its invoice and price. Beside a new period, the part is of the one
        # that is over.
        if price in whole:
            continue
        part = _part(lines, is_read=event.is_read)
        if part is None:
            return None
        bought += part
    return bought


def _line(value: Object, is_first: bool) -> _Line | None:
    """None for what is no part of a subscription, and for what was not bought: nothing of it, or
    use that was metered."""
    parent = child(value, "parent", "subscription_item_details") or child(
        value, "parent", "invoice_item_details"
    )
    price_object = child(value, "pricing", "price_details", "price") or price_of(value)
    price = an_id(child(value, "pricing", "price_details").get("price")) or an_id(price_object)
    quantity = a_quantity(value.get("quantity"))
    if quantity is None:
        raise Untranslatable("a line has no sound quantity")
    if price is None or quantity == 0 or is_metered(price_object):
        return None
    amount = need_amount(value.get("amount"), "amount of a line")
    period = child(value, "period")
    is_proration = parent.get("proration") is True or value.get("proration") is True
    line = _Line(
        price=price,
        quantity=quantity,
        amount=amount,
        start=need_time(period.get("start"), "period of a line"),
        end=need_time(period.get("end"), "period of a line"),
        is_proration=is_proration,
        whole=_whole_amount(value, price_object, quantity, amount) if is_proration else None,
    )
    if line.end < line.start:
        raise Untranslatable("the period of a line ends before it begins")
    # Beside the first period a checkout may sell something once. Items that are put on later
    # invoices by hand are the merchant's own affair.
    if line.is_once and not is_proration:
        return line if is_first else None
    in_subscription = an_id(parent.get("subscription")) or an_id(value.get("subscription"))
    return line if in_subscription else None


def _whole_amount(value: Object, price: Object, quantity: int, amount: int) -> Decimal | None:
    unit = _unit_amount(price, value.get("currency"))
    if unit is not None:
        return unit * quantity
    # The line's own unit amount may be left out, or mean the part: what is not more than the line
    # costs does not tell the whole.
    unit = a_decimal(child(value, "pricing").get("unit_amount_decimal"))
    return unit * quantity if unit is not None and unit * quantity > abs(amount) else None


def _unit_amount(price: Object, currency: Any) -> Decimal | None:
    """What one costs in the line's currency: a price has its own, and may have others beside it."""
    if price.get("currency") not in (None, currency):
        price = child(price, "currency_options", currency) if isinstance(currency, str) else {}
    unit = a_decimal(price.get("unit_amount_decimal"))
    if unit is not None:
        return unit
    amount = an_amount(price.get("unit_amount"))
    return None if amount is None else Decimal(amount)


def _whole(line: _Line, other: _Bought | None) -> _Bought:
    """A whole period, or something sold once. The amount is before discounts: zero is a trial, or
    a price of nothing, which gives the same unless the product says otherwise for trials."""
    return _Bought(
        price=line.price,
        quantity=line.quantity + (other.quantity if other else 0),
        start=None if line.is_once else line.start,
        end=None if line.is_once else line.end,
        share_ppm=WHOLE_PPM,
        is_trial=line.amount == 0 and not line.is_once and (other is None or other.is_trial),
    )


def _part(lines: list[_Line], *, is_read: bool) -> list[_Bought] | None:
    """What the prorated lines of one price give: more of it than was given back. The unused time
    of what was left is a line of its own price, below zero, and gives nothing.

    None where the price is not known; Untranslatable where it is not after reading either.
    """
    amount = sum(line.amount for line in lines)
    if amount <= 0:
        return []
    main = max((line for line in lines if line.amount > 0), key=lambda line: (line.start, line.end))
    if main.is_once:
        return []
    if main.whole is None or main.whole <= 0:
        if is_read:
            raise Untranslatable("a prorated line has a price without a unit amount")
        return None
    share_ppm = min(WHOLE_PPM, int(amount * WHOLE_PPM / main.whole))
    return [_Bought(main.price, main.quantity, main.start, main.end, share_ppm, False)]


def _purchase(event: Event, state: str, line: _Bought) -> Fact:
    invoice = event.object
    paid_at = a_time(child(invoice, "status_transitions").get("paid_at"))
    invoice_id = need_id(invoice.get("id"), "id")
    total = an_amount(invoice.get("total"))
    return {
        "fact": "purchase",
        "as_of": event.as_of,
        "rank": _RANKS[state],
        "transaction_id": invoice_id,
        "chain_id": _subscription(invoice) if line.start else invoice_id,
        "product": line.price,
        "quantity": line.quantity,
        "state": state,
        "purchased_at": paid_at or event.as_of,
        "period_start": line.start,
        "period_end": line.end,
        "share_ppm": line.share_ppm,
        "is_trial": line.is_trial,
        "is_family_shared": False,
        # Below zero, a downgrade left something for the next invoice; nothing was paid.
        "amount": None if total is None else max(0, total),
        "currency": a_currency(invoice.get("currency")),
        "account_id": _account(invoice),
        "owner_key": an_id(invoice.get("customer")),
    }


def _account(invoice: Object) -> str | None:
    """From the subscription's metadata, of which the invoice keeps a copy."""
    return an_account(
        child(invoice, "parent", "subscription_details", "metadata").get(ACCOUNT_KEY),
        child(invoice, "subscription_details", "metadata").get(ACCOUNT_KEY),
        child(invoice, "metadata").get(ACCOUNT_KEY),
    )
