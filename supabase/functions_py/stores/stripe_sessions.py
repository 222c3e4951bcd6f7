"""Checkout sessions: what was bought outright, and whose customer it is.

Stripe's object: https://docs.stripe.com/api/checkout/sessions/object. A session that subscribes
tells only whose customer it is: the subscription and its invoices tell the rest.
"""

from __future__ import annotations

from functions_py.stores.stripe_event import Event, Read, Translation
from functions_py.stores.stripe_values import (
    Fact,
    Object,
    Untranslatable,
    a_currency,
    a_quantity,
    a_text,
    an_account,
    an_amount,
    an_id,
    child,
    children,
    need_id,
)

# Metadata of everything that our own checkout makes.
ACCOUNT_KEY = "florin_account_id"
PRODUCT_KEY = "florin_product"
PRICE_KEY = "florin_price"

# Within one second the later of these counts: a payment that came through is not undone by the
# word, sent in the same second, that it was still under way.
_RANKS = {"pending": 0, "failed": 1, "void": 2, "paid": 3}


def completed(event: Event) -> Translation:
    """Also of `florin.read.session_lines`: the session with its lines."""
    session = event.object
    match a_text(session.get("payment_status")):
        case "unpaid":
            # A bank debit or transfer: the money comes, or does not, within days.
            return _translate(event, "pending")
        case "paid" | "no_payment_required":
            return _translate(event, "paid")
    raise Untranslatable("the session has no payment_status")


def payment_succeeded(event: Event) -> Translation:
    return _translate(event, "paid")


def payment_failed(event: Event) -> Translation:
    return _translate(event, "failed")


def expired(event: Event) -> Translation:
    """Nobody bought anything: there is no payment to speak of."""
    return Translation()


def owner_of(event: Event, session: Object) -> list[Fact]:
    """Whose customer it is, where the session says both."""
    customer, account = an_id(session.get("customer")), account_of(session)
    if customer is None or account is None:
        return []
    return [
        {
            "fact": "owner",
            "as_of": event.as_of,
            "rank": 0,
            "owner_key": customer,
            "account_id": account,
        }
    ]


def customer(event: Event) -> Translation:
    """Of `florin.read.customer`: one that our checkout made for an account."""
    account = an_account(child(event.object, "metadata").get(ACCOUNT_KEY))
    named = {"customer": event.object.get("id"), "metadata": {ACCOUNT_KEY: account}}
    return Translation(owner_of(event, named))


def account_of(session: Object) -> str | None:
    return an_account(
        child(session, "metadata").get(ACCOUNT_KEY), session.get("client_reference_id")
    )


def _translate(event: Event, state: str) -> Translation:
    session = event.object
    owner = owner_of(event, session)
    mode = a_text(session.get("mode"))
    if mode in ("subscription", "setup"):
        return Translation(owner)
    if mode != "payment":
        raise Untranslatable("the session has no mode")
    lines = _lines(session)
    if lines is None:
        # Somebody else's session, or one of ours from before: only Stripe knows what was in it.
        # What was not paid for changes nothing, and is not worth asking about.
        reads = [Read("session_lines", need_id(session.get("id"), "id"), session)]
        return Translation(owner, reads if state == "paid" else [])
    return Translation(owner + [_purchase(event, state, *line) for line in lines])


def _lines(session: Object) -> list[tuple[str, int]] | None:
    """Price and quantity of each line; None where the session does not tell them."""
    lines: dict[str, int] = {}
    if isinstance(child(session, "line_items").get("data"), list):
        for line in children(session, "line_items"):
            quantity = a_quantity(line.get("quantity"))
            if quantity is None:
                raise Untranslatable("a line has no sound quantity")
            if quantity:
                price = need_id(line.get("price"), "price of a line")
                lines[price] = lines.get(price, 0) + quantity
        return list(lines.items())
    price_of_ours = an_id(child(session, "metadata").get(PRICE_KEY))
    return None if price_of_ours is None else [(price_of_ours, 1)]


def _purchase(event: Event, state: str, price: str, quantity: int) -> Fact:
    session = event.object
    # Without a payment (everything was free) the session is the transaction.
    transaction = an_id(session.get("payment_intent")) or need_id(session.get("id"), "id")
    return {
        "fact": "purchase",
        "as_of": event.as_of,
        "rank": _RANKS[state],
        "transaction_id": transaction,
        "chain_id": transaction,
        "product": price,
        "quantity": quantity,
        "state": state,
        "purchased_at": event.as_of,
        "period_start": None,
        "period_end": None,
        "share_ppm": 1_000_000,
        "is_trial": False,
        "is_family_shared": False,
        "amount": an_amount(session.get("amount_total")),
        "currency": a_currency(session.get("currency")),
        "account_id": account_of(session),
        "owner_key": an_id(session.get("customer")),
    }
