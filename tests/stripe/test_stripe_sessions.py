"""Checkout sessions become purchases, once they are paid for."""

from __future__ import annotations

from typing import Any

import pytest
from functions_py.stores.stripe_event import Read
from functions_py.stores.stripe_facts import translate
from functions_py.stores.stripe_values import Untranslatable
from stripe_objects import ACCOUNT, START, event, listed, session, text

AT = "2026-11-01T00:00:00+00:00"


def told(kind: str, value: dict[str, Any], created: int = START) -> Any:
    return translate(kind, text(event(kind, value, created)))


def test_a_paid_session_of_ours_is_a_purchase_and_tells_whose_customer_it_is() -> None:
    owner, purchase = told("checkout.session.completed", session()).facts
    assert owner == {
        "fact": "owner",
        "as_of": AT,
        "rank": 0,
        "owner_key": "cus_1",
        "account_id": ACCOUNT,
    }
    assert purchase == {
        "fact": "purchase",
        "as_of": AT,
        "rank": 3,
        "transaction_id": "pi_1",
        "chain_id": "pi_1",
        "product": "price_pack",
        "quantity": 1,
        "state": "paid",
        "purchased_at": AT,
        "period_start": None,
        "period_end": None,
        "share_ppm": 1_000_000,
        "is_trial": False,
        "is_family_shared": False,
        "amount": 999,
        "currency": "USD",
        "account_id": ACCOUNT,
        "owner_key": "cus_1",
    }


@pytest.mark.parametrize(
    ("kind", "status", "state"),
    [
        ("completed", "unpaid", "pending"),
        ("completed", "paid", "paid"),
        ("completed", "no_payment_required", "paid"),
        ("async_payment_succeeded", "paid", "paid"),
        ("async_payment_failed", "unpaid", "failed"),
    ],
)
def test_the_state_of_a_purchase_is_what_the_payment_came_to(
    kind: str, status: str, state: str
) -> None:
    found = told(f"checkout.session.{kind}", session(payment_status=status))
    assert [fact["state"] for fact in found.facts if fact["fact"] == "purchase"] == [state]


def test_an_expired_session_says_nothing() -> None:
    found = told("checkout.session.expired", session(payment_status="unpaid", status="expired"))
    assert (found.facts, found.reads) == ([], [])


def test_what_was_free_has_the_session_for_its_transaction() -> None:
    free = session(payment_intent=None, payment_status="no_payment_required", amount_total=0)
    purchase = told("checkout.session.completed", free).facts[-1]
    assert (purchase["transaction_id"], purchase["amount"]) == ("cs_test_1", 0)


def test_a_subscribing_session_tells_only_whose_customer_it_is() -> None:
    found = told("checkout.session.completed", session(mode="subscription", payment_intent=None))
    assert [fact["fact"] for fact in found.facts] == ["owner"]
    assert found.reads == []


def test_the_account_comes_from_the_reference_where_there_is_no_metadata() -> None:
    (owner,) = told("checkout.session.completed", session(mode="setup", metadata={})).facts
    assert owner["account_id"] == ACCOUNT
    nobody = session(mode="setup", metadata={}, client_reference_id="order 17")
    assert told("checkout.session.completed", nobody).facts == []


def test_a_foreign_session_is_read_for_its_lines_once_it_is_paid() -> None:
    foreign = session(metadata={})
    found = told("checkout.session.completed", foreign)
    assert found.reads == [Read("session_lines", "cs_test_1")]
    assert found.reads[0].known == foreign
    assert [fact["fact"] for fact in found.facts] == ["owner"]
    unpaid = session(metadata={}, payment_status="unpaid")
    assert told("checkout.session.completed", unpaid).reads == []


def test_lines_that_were_read_are_purchases_with_their_quantities() -> None:
    lines = listed(
        {"id": "li_1", "price": {"id": "price_a"}, "quantity": 2},
        {"id": "li_2", "price": {"id": "price_b"}, "quantity": 1},
        {"id": "li_3", "price": {"id": "price_a"}, "quantity": 1},
        {"id": "li_4", "price": {"id": "price_c"}, "quantity": 0},
    )
    found = told("florin.read.session_lines", session(metadata={}, line_items=lines), START + 9)
    bought = {fact["product"]: fact for fact in found.facts if fact["fact"] == "purchase"}
    assert {product: fact["quantity"] for product, fact in bought.items()} == {
        "price_a": 3,
        "price_b": 1,
    }
    assert {fact["transaction_id"] for fact in bought.values()} == {"pi_1"}
    assert found.reads == []


@pytest.mark.parametrize(
    "members",
    [
        {"payment_status": None},
        {"payment_status": "later"},
        {"mode": "gift"},
        {"id": None, "payment_intent": None},
        {"line_items": {"data": [{"price": None, "quantity": 1}]}},
        {"line_items": {"data": [{"price": "price_a", "quantity": 10**9}]}},
    ],
)
def test_a_session_that_does_not_read_as_it_should_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(Untranslatable):
        told("checkout.session.completed", session(**members))
