"""Stripe's subscription states, in the words that all stores share."""

from __future__ import annotations

from typing import Any

import pytest
from functions_py.stores.stripe_facts import translate
from functions_py.stores.stripe_values import Untranslatable
from stripe_objects import (
    ACCOUNT,
    DAY,
    MONTH,
    START,
    event,
    item,
    old_subscription,
    price,
    subscription,
    text,
)

AT = "2026-11-01T00:00:00+00:00"
END = "2026-12-01T00:00:00+00:00"


def told(value: dict[str, Any], kind: str = "customer.subscription.updated") -> list[Any]:
    return translate(kind, text(event(kind, value))).facts


def test_an_active_subscription_entitles_until_its_items_period_ends() -> None:
    assert told(subscription()) == [
        {
            "fact": "subscription",
            "as_of": AT,
            "rank": 1,
            "chain_id": "sub_1",
            "state": "active",
            "is_entitled": True,
            "product": "price_pro",
            "period_start": AT,
            "period_end": END,
            "will_renew": True,
            "next_product": None,
            "entitled_until": END,
            "is_family_shared": False,
            "account_id": ACCOUNT,
            "owner_key": "cus_1",
        }
    ]


@pytest.mark.parametrize(
    ("status", "state", "is_entitled", "will_renew", "until"),
    [
        ("trialing", "trialing", True, True, END),
        ("active", "active", True, True, END),
        ("past_due", "past_due", True, True, None),
        ("unpaid", "past_due", False, False, AT),
        ("incomplete", "past_due", False, False, AT),
        ("incomplete_expired", "expired", False, False, AT),
        ("canceled", "canceled", False, False, AT),
        ("paused", "paused", False, False, AT),
    ],
)
def test_each_status_keeps_or_ends_the_entitlement(
    status: str, state: str, is_entitled: bool, will_renew: bool, until: str | None
) -> None:
    (fact,) = told(subscription(status=status))
    found = [fact[name] for name in ("state", "is_entitled", "will_renew", "entitled_until")]
    assert found == [state, is_entitled, will_renew, until]


@pytest.mark.parametrize("behavior", ["keep_as_draft", "mark_uncollectible", "void"])
def test_paused_collection_suspends_what_is_active(behavior: str) -> None:
    paused = {"behavior": behavior, "resumes_at": None}
    (fact,) = told(subscription(pause_collection=paused))
    assert (fact["state"], fact["is_entitled"]) == ("paused", False)
    (fact,) = told(subscription(pause_collection=paused, status="canceled"))
    assert fact["state"] == "canceled"


def test_a_cancellation_to_come_keeps_the_entitlement_and_ends_the_renewal() -> None:
    (fact,) = told(subscription(cancel_at_period_end=True))
    assert (fact["is_entitled"], fact["will_renew"], fact["entitled_until"]) == (True, False, END)
    (fact,) = told(subscription(cancel_at=START + MONTH))
    assert fact["will_renew"] is False
    (fact,) = told(subscription(cancel_at=START + 3 * MONTH))
    assert fact["will_renew"] is True


def test_an_ended_subscription_ended_when_stripe_says() -> None:
    ended = subscription(status="canceled", ended_at=START - DAY)
    (fact,) = told(ended, "customer.subscription.deleted")
    assert (fact["entitled_until"], fact["rank"]) == ("2026-10-31T00:00:00+00:00", 2)


@pytest.mark.parametrize(
    ("kind", "rank"),
    [
        ("customer.subscription.created", 0),
        ("customer.subscription.updated", 1),
        ("customer.subscription.paused", 1),
        ("customer.subscription.resumed", 1),
        ("customer.subscription.deleted", 2),
        ("florin.read.subscription", 1),
    ],
)
def test_within_a_second_the_later_step_counts(kind: str, rank: int) -> None:
    assert [fact["rank"] for fact in told(subscription(), kind)] == [rank]


def test_of_several_items_the_dearest_has_the_name_and_none_is_left_out() -> None:
    rows = [item("price_extra", 300), item("price_pro", 2000), item("price_seat", 500, quantity=2)]
    facts = told(subscription(*rows))
    found = [(fact["chain_id"], fact["product"]) for fact in facts]
    assert found == [
        ("sub_1", "price_pro"),
        ("sub_1:si_price_seat", "price_seat"),
        ("sub_1:si_price_extra", "price_extra"),
    ]
    assert told(subscription(*reversed(rows)))[0] == facts[0]


def test_items_have_periods_of_their_own() -> None:
    rows = [item("price_pro"), item("price_extra", 300, START, START + 7 * DAY)]
    facts = told(subscription(*rows, status="past_due"))
    assert [fact["period_end"] for fact in facts] == [END, "2026-11-08T00:00:00+00:00"]
    # A further item may be taken off without another word.
    assert [fact["entitled_until"] for fact in facts] == [None, "2026-11-08T00:00:00+00:00"]


def test_metered_items_entitle_to_nothing() -> None:
    metered = item("price_tokens", 0)
    metered["price"] = price("price_tokens", 0, recurring={"usage_type": "metered"})
    facts = told(subscription(metered, item()))
    assert [fact["product"] for fact in facts] == ["price_pro"]


def test_an_old_subscription_has_its_period_on_itself() -> None:
    (fact,) = told(old_subscription())
    assert (fact["period_start"], fact["period_end"]) == (AT, END)
    row = item()
    del row["price"]
    (fact,) = told(subscription({**row, "plan": {"id": "plan_gold", "amount": 2000}}))
    assert fact["product"] == "plan_gold"


@pytest.mark.parametrize(
    "members",
    [
        {"id": None},
        {"status": "dormant"},
        {"items": {"data": []}},
        {"items": None},
        {"items": {"data": [{"id": "si_1", "price": {"id": "price_pro"}}]}},
    ],
)
def test_a_subscription_that_does_not_read_as_it_should_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(Untranslatable):
        told(subscription(**members))
