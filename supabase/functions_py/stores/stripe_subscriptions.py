"""Subscriptions: Stripe's status in the words that all stores share.

Stripe's object: https://docs.stripe.com/api/subscriptions/object. Since API version 2025-03-31 the
period stands on each item; before, on the subscription. Both are read.
"""

from __future__ import annotations

from functions_py.stores.stripe_event import Event, Read, Translation
from functions_py.stores.stripe_sessions import ACCOUNT_KEY
from functions_py.stores.stripe_values import (
    Fact,
    Object,
    Untranslatable,
    a_quantity,
    a_text,
    a_time,
    an_account,
    an_amount,
    an_id,
    child,
    children,
    need_id,
)

# Stripe's status: ours, and whether it entitles. While a renewal is tried again (past_due) Stripe
# has not given up, and the customer keeps what they had; then it is unpaid or canceled.
_STATES = {
    "trialing": ("trialing", True),
    "active": ("active", True),
    "past_due": ("past_due", True),
    "unpaid": ("past_due", False),
    "incomplete": ("past_due", False),
    "incomplete_expired": ("expired", False),
    "canceled": ("canceled", False),
    "paused": ("paused", False),
}
# Within one second: a subscription is made before it changes, and ends after. What was read in it
# may be older or newer than a change: of equal rank, the two are a tie, and it is read again.
CREATED, UPDATED, DELETED = 0, 1, 2


def created(event: Event) -> Translation:
    return Translation(facts_of(event, CREATED))


def updated(event: Event) -> Translation:
    """Also paused and resumed, which tell the same of the same moment."""
    return Translation(facts_of(event, UPDATED))


def deleted(event: Event) -> Translation:
    return Translation(facts_of(event, DELETED))


def read(event: Event) -> Translation:
    """Of `florin.read.subscription`: as it was when Stripe answered."""
    return Translation(facts_of(event, UPDATED))


def doubted(event: Event) -> Translation:
    """Of `florin.doubt.subscription`: it says nothing, but that Stripe is to be asked."""
    return Translation(reads=[Read("subscription", need_id(event.object.get("id"), "id"))])


def facts_of(event: Event, rank: int) -> list[Fact]:
    """One fact for the item that costs most, which carries the subscription's own name, and one
    for each further item: which of them is a plan is for the catalogue to say."""
    subscription = event.object
    chain = need_id(subscription.get("id"), "id")
    items = _licensed(subscription)
    if not items:
        raise Untranslatable("the subscription has no item with a price")
    facts = [_fact(event, rank, chain, items[0])]
    for item in items[1:]:
        fact = _fact(event, rank, f"{chain}:{need_id(item.get('id'), 'id of an item')}", item)
        # An item that is taken off is not heard of again: its end must be known beforehand.
        if fact["entitled_until"] is None:
            fact["entitled_until"] = fact["period_end"]
        facts.append(fact)
    return facts


def price_of(value: Object) -> Object:
    """The price of an item or a line; before 2020 a `plan`."""
    return child(value, "price") or child(value, "plan")


def is_metered(price: Object) -> bool:
    """Billed after use: it entitles to nothing by itself."""
    usage = child(price, "recurring").get("usage_type") or price.get("usage_type")
    return usage == "metered"


def _licensed(subscription: Object) -> list[Object]:
    """Items with a price that is not metered, the dearest first (and then by id, so that the order
    of Stripe's list does not matter)."""
    items = [
        item
        for item in children(subscription, "items")
        if an_id(price_of(item)) is not None and not is_metered(price_of(item))
    ]
    return sorted(items, key=lambda item: (-_cost(item), an_id(item.get("id")) or ""))


def _cost(item: Object) -> int:
    price = price_of(item)
    unit = an_amount(price.get("unit_amount")) or an_amount(price.get("amount")) or 0
    return unit * (a_quantity(item.get("quantity")) or 0)


def _fact(event: Event, rank: int, chain: str, item: Object) -> Fact:
    subscription = event.object
    state, is_entitled = _state(subscription)
    start, end = _period(subscription, item)
    return {
        "fact": "subscription",
        "as_of": event.as_of,
        "rank": rank,
        "chain_id": chain,
        "state": state,
        "is_entitled": is_entitled,
        "product": need_id(price_of(item), "price of an item"),
        "period_start": start,
        "period_end": end,
        "will_renew": is_entitled and _will_renew(subscription, end),
        "next_product": None,
        "entitled_until": _entitled_until(event, state, is_entitled, end),
        "is_family_shared": False,
        "account_id": an_account(child(subscription, "metadata").get(ACCOUNT_KEY)),
        "owner_key": an_id(subscription.get("customer")),
    }


def _state(subscription: Object) -> tuple[str, bool]:
    status = a_text(subscription.get("status"))
    if status not in _STATES:
        raise Untranslatable("the subscription has no known status")
    state, is_entitled = _STATES[status]
    # Collection is paused while the status goes on being active: nothing is paid for.
    if is_entitled and isinstance(subscription.get("pause_collection"), dict):
        return "paused", False
    return state, is_entitled


def _period(subscription: Object, item: Object) -> tuple[str, str]:
    start = a_time(item.get("current_period_start")) or a_time(
        subscription.get("current_period_start")
    )
    end = a_time(item.get("current_period_end")) or a_time(subscription.get("current_period_end"))
    if start is None or end is None:
        raise Untranslatable("the subscription has no current period")
    return start, end


def _will_renew(subscription: Object, period_end: str) -> bool:
    """False where it ends with this period. A later end (`cancel_at`) lets it renew until then."""
    if subscription.get("cancel_at_period_end") is True:
        return False
    cancel_at = a_time(subscription.get("cancel_at"))
    return cancel_at is None or cancel_at > period_end


def _entitled_until(event: Event, state: str, is_entitled: bool, period_end: str) -> str | None:
    """None while Stripe retries: it will say how that ended."""
    if not is_entitled:
        return a_time(event.object.get("ended_at")) or event.as_of
    return None if state == "past_due" else period_end
