"""ledger.place_hold: credits reserved before work starts."""

import uuid

import pytest
from ledger.races import race, states
from ledger.steps import Ledger, refused

pytestmark = pytest.mark.every_postgres


def test_held_credits_are_not_available_and_still_posted(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    facts = account.facts
    assert (facts["posted"], facts["held"], facts["available"]) == (100, 30, 70)
    assert facts["open_generations"] == 0
    assert account.held_by(hold)["state"] == "open"
    assert account.entries == [("grant", 100)]


def test_hold_answers_with_what_it_left(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    left = ledger.row(
        "select * from ledger.place_hold(%s, %s, 30, '1 minute')",
        account.id,
        uuid.uuid4(),
    )
    assert left["available"] == 70


def test_same_hold_again_is_refused_and_holds_nothing_more(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    with refused("23505"):
        account.hold(30, hold)
    assert account.money == (100, 30, 0)
    account.release(hold)
    with refused("23505"):
        account.hold(30, hold)
    assert account.money == (100, 0, 0)


def test_more_than_available_is_refused(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    account.hold(60)
    with refused("FLBAL", limit_source="credits", available=40, required=41):
        account.hold(41)
    account.hold(40)
    with refused("FLBAL", available=0, required=1):
        account.hold(1)


def test_nothing_can_be_held_even_with_no_credits(ledger: Ledger) -> None:
    account = ledger.open()
    hold = account.hold(0)
    account.settle(hold, 0)
    assert account.entries == []


@pytest.mark.parametrize("amount", [-1, None])
def test_bad_amounts_are_refused(ledger: Ledger, amount: int | None) -> None:
    account = ledger.open(credits=100)
    with refused("FLAMT", amount=amount):
        account.hold(amount)
    assert account.money == (100, 0, 0)


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_account_that_is_not_active_holds_nothing(ledger: Ledger, status: str) -> None:
    account = ledger.open(credits=100)
    account.set_status(status)
    with refused("FLACC", account_id=str(account.id), status=status):
        account.hold(1)


def test_unknown_account_holds_nothing(ledger: Ledger) -> None:
    account = ledger.open()
    account.id = uuid.uuid4()
    with refused("FLACC", status="unknown"):
        account.hold(0)


def test_parallel_holds_succeed_exactly_as_often_as_the_balance_allows(ledger: Ledger) -> None:
    account = ledger.open(credits=55)
    results = race(
        ledger.db,
        12,
        lambda connection, _: connection.execute(
            "select ledger.place_hold(%s, %s, 10, '1 minute')", [account.id, uuid.uuid4()]
        ),
    )
    assert states(results) == ["FLBAL"] * 7
    assert account.money == (55, 50, 0)
