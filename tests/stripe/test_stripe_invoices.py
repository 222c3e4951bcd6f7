"""Paid invoices become purchases of periods, and of parts of them."""

from __future__ import annotations

from typing import Any

import pytest
from functions_py.stores.stripe_event import Read
from functions_py.stores.stripe_facts import translate
from functions_py.stores.stripe_values import Untranslatable
from stripe_objects import (
    ACCOUNT,
    DAY,
    MONTH,
    START,
    event,
    invoice,
    invoice_payment,
    line,
    listed,
    old_invoice,
    old_line,
    price,
    text,
)

AT = "2026-11-01T00:00:00+00:00"
END = "2026-12-01T00:00:00+00:00"
PAID_AT = "2026-11-01T00:00:05+00:00"


def translated(value: dict[str, Any], kind: str = "invoice.paid") -> Any:
    return translate(kind, text(event(kind, value)))


def bought(value: dict[str, Any], kind: str = "invoice.paid") -> list[Any]:
    return [fact for fact in translated(value, kind).facts if fact["fact"] == "purchase"]


def upgrade(*lines: dict[str, Any]) -> dict[str, Any]:
    """Half-way through the month."""
    return invoice(*lines, billing_reason="subscription_update", created=START + MONTH // 2)


def part(price_id: str, amount: int, **members: Any) -> dict[str, Any]:
    return line(price_id, amount, START + MONTH // 2, is_proration=True, **members)


def test_a_first_invoice_is_the_purchase_of_a_whole_period() -> None:
    assert bought(invoice()) == [
        {
            "fact": "purchase",
            "as_of": AT,
            "rank": 3,
            "transaction_id": "in_1",
            "chain_id": "sub_1",
            "product": "price_pro",
            "quantity": 1,
            "state": "paid",
            "purchased_at": PAID_AT,
            "period_start": AT,
            "period_end": END,
            "share_ppm": 1_000_000,
            "is_trial": False,
            "is_family_shared": False,
            "amount": 2000,
            "currency": "USD",
            "account_id": ACCOUNT,
            "owner_key": "cus_1",
        }
    ]


def test_a_renewal_is_a_purchase_under_its_own_invoice() -> None:
    following = line(start=START + MONTH, end=START + 2 * MONTH)
    renewal = invoice(
        following, id="in_2", billing_reason="subscription_cycle", created=START + MONTH
    )
    (fact,) = bought(renewal)
    assert (fact["transaction_id"], fact["period_start"]) == ("in_2", END)


@pytest.mark.parametrize("by_item", [True, False])
def test_an_upgrade_buys_the_part_that_was_paid_and_gives_nothing_for_what_was_left(
    by_item: bool,
) -> None:
    lines = [
        part("price_pro", -1000, by_item=by_item),
        part("price_max", 2499, unit="5000", by_item=by_item),
    ]
    (fact,) = bought(upgrade(*lines))
    assert (fact["product"], fact["share_ppm"], fact["amount"]) == ("price_max", 499_800, 1499)
    assert (fact["period_start"], fact["period_end"]) == ("2026-11-16T00:00:00+00:00", END)


@pytest.mark.parametrize("unit", [None, "2499", "2499.000000000001"])
def test_a_part_whose_whole_is_not_told_is_read(unit: str | None) -> None:
    lines = [part("price_pro", -1000, unit=None), part("price_max", 2499, unit=unit)]
    found = translated(upgrade(*lines))
    if unit == "2499.000000000001":
        assert found.reads == []
    else:
        assert found.reads == [Read("invoice_lines", "in_1")]
        assert [fact["fact"] for fact in found.facts] == []


def test_lines_that_were_read_have_their_prices() -> None:
    row = part("price_max", 2499, unit=None)
    row["pricing"]["price_details"]["price"] = price("price_max", 5000)
    (fact,) = bought(upgrade(part("price_pro", -1000, unit=None), row), "florin.read.invoice_lines")
    assert fact["share_ppm"] == 499_800
    row["pricing"]["price_details"]["price"] = price("price_max", None, unit_amount_decimal="12.5")
    (fact,) = bought(upgrade({**row, "amount": 5}), "florin.read.invoice_lines")
    assert fact["share_ppm"] == 400_000


def test_a_part_is_judged_in_its_own_currency() -> None:
    row = part("price_max", 2499, unit=None, currency="eur")
    dollars = price("price_max", 9900, currency="usd")
    row["pricing"]["price_details"]["price"] = dollars
    with pytest.raises(Untranslatable):
        bought(upgrade(row), "florin.read.invoice_lines")
    dollars["currency_options"] = {"eur": {"unit_amount": 5000, "unit_amount_decimal": "5000"}}
    (fact,) = bought(upgrade(row), "florin.read.invoice_lines")
    assert fact["share_ppm"] == 499_800


def test_a_downgrade_costs_nothing() -> None:
    lines = [part("price_max", -2500, unit="5000"), part("price_pro", 1000, unit="2000")]
    (fact,) = bought(upgrade(*lines))
    assert (fact["product"], fact["share_ppm"], fact["amount"]) == ("price_pro", 500_000, 0)


def test_a_part_of_a_price_without_a_unit_amount_is_refused_after_reading() -> None:
    row = part("price_max", 2499, unit=None)
    row["pricing"]["price_details"]["price"] = price("price_max", None)
    with pytest.raises(Untranslatable):
        bought(upgrade(row), "florin.read.invoice_lines")


def test_parts_of_one_price_are_netted() -> None:
    seats = part("price_seat", 1500, unit="1000", quantity=3)
    (fact,) = bought(upgrade(part("price_seat", -500, unit="1000"), seats))
    # Two more seats for half a month: one of three, for a whole one.
    assert (fact["quantity"], fact["share_ppm"]) == (3, 333_333)
    fewer = part("price_seat", 500, unit="1000")
    assert bought(upgrade(part("price_seat", -1500, unit="1000", quantity=3), fewer)) == []


def test_a_part_never_exceeds_the_whole() -> None:
    row = part("price_max", 9000, unit=None)
    row["pricing"]["price_details"]["price"] = price("price_max", 5000)
    (fact,) = bought(upgrade(row), "florin.read.invoice_lines")
    assert fact["share_ppm"] == 1_000_000


def test_beside_a_new_period_the_part_of_the_old_one_gives_nothing() -> None:
    lines = [
        line("price_max", 2500, START - MONTH // 2, START, unit="5000", is_proration=True),
        line("price_max", 5000, unit="5000"),
    ]
    (fact,) = bought(invoice(*lines, billing_reason="subscription_cycle"))
    assert (fact["share_ppm"], fact["period_end"]) == (1_000_000, END)


def test_a_trial_is_a_purchase_of_nothing() -> None:
    (fact,) = bought(invoice(line(amount=0, unit="0")))
    assert (fact["is_trial"], fact["amount"], fact["state"]) == (True, 0, "paid")


def test_a_discount_of_everything_is_no_trial() -> None:
    (fact,) = bought(invoice(line(), total=0, amount_paid=0))
    assert (fact["is_trial"], fact["amount"], fact["share_ppm"]) == (False, 0, 1_000_000)


def test_quantities_and_several_items_are_purchases_of_one_invoice() -> None:
    lines = [line("price_pro", quantity=2, amount=4000), line("price_extra", 300, unit="300")]
    found = {fact["product"]: fact for fact in bought(invoice(*lines))}
    assert {name: fact["quantity"] for name, fact in found.items()} == {
        "price_pro": 2,
        "price_extra": 1,
    }
    assert {fact["amount"] for fact in found.values()} == {4300}


def test_currencies_are_kept() -> None:
    (fact,) = bought(invoice(line(amount=300_000, unit="300000"), currency="jpy"))
    assert (fact["amount"], fact["currency"]) == (300_000, "JPY")


def test_metered_use_is_no_purchase() -> None:
    # Billed for the month before, of nothing yet, or named as such by its price.
    before = line("price_tokens", 777, START - MONTH, START, unit="1", quantity=777)
    none_yet = line("price_tokens", 0, unit="1", quantity=0)
    named = line("price_tokens", 777, unit="1")
    named["pricing"]["price_details"]["price"] = price(
        "price_tokens", 1, recurring={"usage_type": "metered"}
    )
    for row in (before, none_yet, named):
        found = bought(invoice(line(), row, billing_reason="subscription_cycle"))
        assert [fact["product"] for fact in found] == ["price_pro"]


def test_what_a_checkout_sells_once_beside_a_subscription_is_a_purchase_of_its_own() -> None:
    once = line("price_pack", 999, START, START, unit="999", by_item=True, subscribed=False)
    found = {fact["product"]: fact for fact in bought(invoice(line(), once))}
    assert found["price_pack"]["chain_id"] == "in_1"
    assert found["price_pack"]["period_end"] is None
    by_hand = invoice(line(), once, billing_reason="subscription_cycle")
    assert [fact["product"] for fact in bought(by_hand)] == ["price_pro"]


def test_an_invoice_without_a_subscription_sells_nothing_again() -> None:
    once = line("price_pack", 999, START, START, unit="999", by_item=True, subscribed=False)
    found = translated(invoice(once, parent=None, billing_reason="manual"))
    assert (found.facts, found.reads) == ([], [])


def test_an_invoice_with_more_lines_is_read() -> None:
    long = invoice(lines=listed(line(), has_more=True))
    found = translated(long)
    assert found.reads == [Read("invoice_lines", "in_1")]
    assert found.reads[0].known == long


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("invoice.payment_failed", "failed"),
        ("invoice.payment_action_required", "pending"),
        ("invoice.voided", "void"),
        ("invoice.marked_uncollectible", "failed"),
    ],
)
def test_what_is_not_paid_is_recorded_as_that(kind: str, state: str) -> None:
    found = translated(invoice(), kind)
    assert [fact["state"] for fact in found.facts] == [state]
    # What is not plain about it is not worth a request.
    unclear = translated(upgrade(part("price_max", 2499, unit=None)), kind)
    assert (unclear.facts, unclear.reads) == ([], [])


def test_which_payment_paid_it_is_told_by_its_own_event() -> None:
    fact = {
        "fact": "payment",
        "as_of": AT,
        "rank": 0,
        "payment_id": "pi_in_1",
        "transaction_id": "in_1",
    }
    assert translated(invoice_payment(), "invoice_payment.paid").facts == [fact]
    rows = listed(invoice_payment(), invoice_payment("pi_in_2", "in_2"))
    read = translated(rows, "florin.read.invoice_payments").facts
    assert [one["transaction_id"] for one in read] == ["in_1", "in_2"]
    expanded = translated(invoice(payments=listed(invoice_payment())))
    assert expanded.facts[0] == fact


def test_a_payment_outside_stripe_is_none() -> None:
    outside = {**invoice_payment(), "payment": {"type": "payment_record", "payment_record": "pr"}}
    assert translated(outside, "invoice_payment.paid").facts == []


def test_an_old_invoice_names_its_subscription_price_and_payment_itself() -> None:
    facts = translated(old_invoice()).facts
    assert [fact.get("payment_id") for fact in facts] == ["pi_in_1", "ch_in_1", None]
    (fact,) = bought(old_invoice())
    assert (fact["chain_id"], fact["product"]) == ("sub_1", "price_pro")
    assert (fact["account_id"], fact["share_ppm"]) == (ACCOUNT, 1_000_000)
    lines = [old_line("price_pro", -900, is_proration=True)]
    lines += [old_line("price_max", 1000, is_proration=True)]
    (fact,) = bought(old_invoice(*lines))
    assert (fact["product"], fact["share_ppm"]) == ("price_max", 500_000)


@pytest.mark.parametrize(
    "members",
    [
        {"id": None},
        {"created": "yesterday"},
        {"lines": listed(line(quantity=-1))},
        {"lines": listed({**line(), "amount": 19.99})},
        {"lines": listed({**line(), "period": None})},
        {"lines": listed({**line(), "period": {"start": 10**20, "end": START + DAY}})},
    ],
)
def test_an_invoice_that_does_not_read_as_it_should_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(Untranslatable):
        bought(invoice(**members))
