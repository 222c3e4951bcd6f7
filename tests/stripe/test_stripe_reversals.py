"""Refunds and disputes: which of them hold, and for how much."""

from __future__ import annotations

from typing import Any

import pytest
from functions_py.stores.stripe_event import Read
from functions_py.stores.stripe_facts import translate
from functions_py.stores.stripe_values import Untranslatable
from stripe_objects import dispute, event, listed, refund, text


def translated(kind: str, value: dict[str, Any]) -> Any:
    return translate(kind, text(event(kind, value)))


def test_a_refund_reverses_what_its_payment_bought() -> None:
    found = translated("refund.created", refund())
    assert found.facts == [
        {
            "fact": "reversal",
            "as_of": "2026-11-01T00:00:00+00:00",
            "rank": 0,
            "reversal_id": "re_1",
            "kind": "refund",
            "payment_id": "pi_1",
            "state": "active",
            "amount": 500,
            "share_ppm": None,
            "because": "requested_by_customer",
        }
    ]
    assert found.reads == [Read("invoice_payments", "pi_1")]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", "active"),
        ("requires_action", "active"),
        ("succeeded", "active"),
        (None, "active"),
        ("failed", "inactive"),
        ("canceled", "inactive"),
    ],
)
@pytest.mark.parametrize("kind", ["refund.created", "refund.updated", "refund.failed"])
def test_a_refund_holds_unless_it_came_to_nothing(
    kind: str, status: str | None, state: str
) -> None:
    (fact,) = translated(kind, refund(status=status)).facts
    assert fact["state"] == state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("warning_needs_response", "inactive"),
        ("warning_under_review", "inactive"),
        ("warning_closed", "inactive"),
        ("needs_response", "active"),
        ("under_review", "active"),
        ("lost", "active"),
        ("won", "inactive"),
        ("prevented", "inactive"),
    ],
)
@pytest.mark.parametrize("kind", ["created", "updated", "closed", "funds_withdrawn"])
def test_a_dispute_holds_unless_it_is_an_inquiry_or_won(kind: str, status: str, state: str) -> None:
    (fact,) = translated(f"charge.dispute.{kind}", dispute(status=status)).facts
    assert (fact["kind"], fact["state"], fact["because"]) == ("dispute", state, status)


def test_reinstated_funds_end_a_dispute() -> None:
    found = translated("charge.dispute.funds_reinstated", dispute(status="under_review"))
    assert found.facts[0]["state"] == "inactive"


def test_within_a_second_the_later_step_of_a_refund_counts() -> None:
    kinds = ["refund.created", "refund.updated", "refund.failed"]
    assert [translated(kind, refund()).facts[0]["rank"] for kind in kinds] == [0, 1, 2]


def test_an_old_charge_brings_its_refunds() -> None:
    rows = [{**refund(id="re_1"), "payment_intent": None}, refund(id="re_2", amount=499)]
    charge = {"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 999}
    found = translated("charge.refunded", {**charge, "refunds": listed(*rows)})
    assert [(fact["reversal_id"], fact["amount"]) for fact in found.facts] == [
        ("re_1", 500),
        ("re_2", 499),
    ]
    assert translated("charge.refunded", charge).facts == []


def test_what_was_charged_without_an_intent_is_known_by_its_charge() -> None:
    found = translated("refund.created", refund(payment_intent=None))
    assert (found.facts[0]["payment_id"], found.reads) == ("ch_1", [])


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("refund.created", refund(payment_intent=None, charge=None)),
        ("refund.created", refund(id=None)),
        ("refund.created", refund(amount="5.00")),
        ("refund.updated", refund(status="lost in the post")),
        ("charge.dispute.created", dispute(status=None)),
        ("charge.dispute.created", dispute(amount=None)),
    ],
)
def test_a_reversal_that_does_not_read_as_it_should_is_refused(
    kind: str, value: dict[str, Any]
) -> None:
    with pytest.raises(Untranslatable):
        translated(kind, value)
