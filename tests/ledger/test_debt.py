"""Below zero: overage within the overdraft, charges after the fact, and how debt is paid."""

import pytest
from ledger.steps import Ledger, refused

pytestmark = pytest.mark.every_postgres


def test_overdraft_lets_work_go_below_zero_and_no_further(ledger: Ledger) -> None:
    account = ledger.open(credits=10, overdraft=50)
    with refused("FLBAL", available=60, required=61):
        account.hold(61)
    account.settle(account.hold(60), 60)
    assert account.money == (-50, 0, 50)
    assert account.facts["available"] == 0


def test_settling_above_the_hold_reaches_into_the_overdraft(ledger: Ledger) -> None:
    account = ledger.open(credits=10, overdraft=50)
    settled = account.settle(account.hold(10), 100)
    assert (settled["charged"], settled["uncollected"]) == (60, 40)
    assert account.money == (-50, 0, 50)


def test_without_overdraft_nothing_settles_below_zero(ledger: Ledger) -> None:
    account = ledger.open(credits=10)
    settled = account.settle(account.hold(10), 100)
    assert (settled["charged"], settled["uncollected"]) == (10, 90)
    assert account.money == (0, 0, 0)


def test_late_charge_is_taken_whole_and_makes_debt(ledger: Ledger) -> None:
    account = ledger.open(credits=10)
    hold = account.hold(10)
    account.release(hold)
    charged = account.charge_late(hold, 25)
    assert (charged["charged"], charged["uncollected"], charged["posted"]) == (25, 0, -15)
    assert account.money == (-15, 0, 15)
    assert account.entries == [("grant", 10), ("late_settle", -25)]


def test_late_charge_is_paid_by_credits_that_were_valid_when_work_began(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(30, ref="hour", ends_in="1 hour")
    account.grant(30, ref="kept")
    hold = account.hold(20)
    account.release(hold)
    account.pass_time("1 hour")
    account.charge_late(hold, 20)
    assert account.buckets == {"hour": 10, "kept": 30}


@pytest.mark.parametrize("amount", [0, -1, None])
def test_late_charge_that_is_not_positive_is_refused(ledger: Ledger, amount: int | None) -> None:
    account = ledger.open(credits=10)
    hold = account.hold(10)
    account.release(hold)
    with refused("FLAMT", amount=amount):
        account.charge_late(hold, amount)


def test_debt_is_paid_down_grant_by_grant(ledger: Ledger) -> None:
    account = ledger.open(overdraft=100)
    account.settle(account.hold(90), 90)
    for paid, left in ((30, (-60, 0, 60)), (60, (0, 0, 0)), (5, (5, 0, 0))):
        account.grant(paid)
        assert account.money == left


def test_overdraft_cannot_be_negative(ledger: Ledger) -> None:
    with refused("23514"):
        ledger.open(overdraft=-1)
