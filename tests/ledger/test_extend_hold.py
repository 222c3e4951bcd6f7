"""ledger.extend_hold: a running hold raised to an amount, and its lease renewed."""

import uuid

import pytest
from ledger.races import race, states
from ledger.steps import Ledger, refused

pytestmark = pytest.mark.every_postgres


def test_hold_is_raised_to_the_amount(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    assert account.extend(hold, 80) == 80
    assert account.money == (100, 80, 0)
    assert account.held_by(hold)["amount"] == 80


def test_amount_is_absolute_so_a_repeat_changes_nothing(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    for _ in range(2):
        assert account.extend(hold, 80) == 80
    assert account.money == (100, 80, 0)


def test_smaller_amount_does_not_lower_the_hold(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    assert account.extend(hold, 10) == 30
    assert account.extend(hold, -5) == 30
    assert account.money == (100, 30, 0)


def test_lease_is_renewed_even_where_the_amount_stays(quiet_ledger: Ledger) -> None:
    account = quiet_ledger.open(credits=100)
    hold = account.hold(30, expires_in="-1 minute")
    account.extend(hold, 30, expires_in="1 hour")
    assert account.held_by(hold)["expires_at"] > quiet_ledger.value("select now()")
    assert quiet_ledger.expire_holds() == 0


def test_only_the_difference_must_be_available(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    account.hold(50)
    hold = account.hold(30)
    assert account.extend(hold, 50) == 50
    with refused("FLBAL", limit_source="credits", available=0, required=1):
        account.extend(hold, 51)
    assert account.money == (100, 100, 0)


def test_refused_extension_leaves_hold_and_lease_alone(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    before = account.held_by(hold)
    with refused("FLBAL", available=70, required=71):
        account.extend(hold, 101, expires_in="9 hours")
    assert account.held_by(hold) == before


def test_overdraft_counts_as_available(ledger: Ledger) -> None:
    account = ledger.open(credits=100, overdraft=50)
    hold = account.hold(30)
    assert account.extend(hold, 150) == 150
    with refused("FLBAL", available=0, required=1):
        account.extend(hold, 151)


def test_closed_hold_is_not_extended(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    settled, released = account.hold(10), account.hold(10)
    account.settle(settled, 10)
    account.release(released)
    with refused("FLHLD", hold_id=str(settled), status="settled"):
        account.extend(settled, 20)
    with refused("FLHLD", hold_id=str(released), status="released"):
        account.extend(released, 20)
    assert account.money == (90, 0, 0)


def test_hold_of_another_account_is_unknown(ledger: Ledger) -> None:
    account, other = ledger.open(credits=100), ledger.open(credits=100)
    hold = account.hold(10)
    with refused("FLHLD", status="unknown"):
        other.extend(hold, 20)
    with refused("FLHLD", status="unknown"):
        account.extend(uuid.uuid4(), 20)


def test_future_credits_that_have_become_due_extend_a_hold(ledger: Ledger) -> None:
    account = ledger.open(credits=10)
    account.grant(50, ref="june", starts_in="1 day")
    hold = account.hold(10)
    with refused("FLBAL", available=0, required=40):
        account.extend(hold, 50)
    account.pass_time("1 day")
    assert account.extend(hold, 50) == 50
    assert account.money == (60, 50, 0)


def test_parallel_extensions_never_hold_more_than_there_is(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    holds = [account.hold(5) for _ in range(10)]
    results = race(
        ledger.db,
        10,
        lambda connection, number: connection.execute(
            "select ledger.extend_hold(%s, %s, 25, '1 minute')", [account.id, holds[number]]
        ),
    )
    # 50 are free, each extension takes 20.
    assert states(results) == ["FLBAL"] * 8
    assert account.money == (100, 90, 0)


def test_parallel_extensions_of_one_hold_add_up_to_the_largest(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(5)
    results = race(
        ledger.db,
        8,
        lambda connection, number: connection.execute(
            "select ledger.extend_hold(%s, %s, %s, '1 minute')", [account.id, hold, 10 * number]
        ),
    )
    assert states(results) == []
    assert account.money == (100, 70, 0)
