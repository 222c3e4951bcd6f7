"""Credits that lapse: gone for new work, kept for work that was authorised before."""

import pytest
from ledger.steps import Account, Ledger, refused

pytestmark = pytest.mark.every_postgres


def lapsing(ledger: Ledger, lapsing: int, kept: int = 0) -> Account:
    """An account with credits that lapse in an hour, and some that never do."""
    account = ledger.open()
    account.grant(lapsing, ref="hour", ends_in="1 hour")
    if kept:
        account.grant(kept, ref="kept")
    return account


def test_lapsed_credits_leave_with_an_entry(ledger: Ledger) -> None:
    account = lapsing(ledger, 100, kept=10)
    account.pass_time("1 hour")
    assert account.refresh()["posted"] == 10
    assert account.entries == [("grant", 100), ("grant", 10), ("expire", -100)]
    assert account.buckets == {"hour": 0, "kept": 10}
    entry = ledger.row(
        "select * from ledger.entries where account_id = %s and kind = 'expire'", account.id
    )
    assert (entry["contra"], entry["ref"]) == ("expired", "promo:hour")


def test_refreshing_twice_changes_nothing(ledger: Ledger) -> None:
    account = lapsing(ledger, 100, kept=10)
    account.pass_time("1 hour")
    assert account.refresh() == account.refresh()


def test_hold_never_sees_lapsed_credits_even_before_any_sweep(ledger: Ledger) -> None:
    account = lapsing(ledger, 100, kept=10)
    account.pass_time("1 hour")
    # The refusal leaves no trace, not even of the refresh.
    with refused("FLBAL", available=10, required=11):
        account.hold(11)
    account.hold(10)
    assert account.money == (10, 10, 0)


def test_lapsed_credits_pay_for_a_hold_placed_before(ledger: Ledger) -> None:
    account = lapsing(ledger, 100)
    hold = account.hold(60)
    account.pass_time("1 hour")
    settled = account.settle(hold, 60)
    assert (settled["charged"], account.money) == (60, (40, 0, 0))
    assert account.refresh()["posted"] == 0
    assert account.entries == [("grant", 100), ("settle", -60), ("expire", -40)]


def test_refresh_keeps_what_an_open_hold_was_promised(ledger: Ledger) -> None:
    account = lapsing(ledger, 100)
    hold = account.hold(60)
    account.pass_time("1 hour")
    assert account.refresh()["posted"] == 60
    account.settle(hold, 45)
    assert account.refresh()["posted"] == 0
    assert account.entries == [
        ("grant", 100),
        ("expire", -40),
        ("settle", -45),
        ("expire", -15),
    ]


def test_refresh_keeps_a_promise_once_over_several_buckets(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(40, ref="first", ends_in="1 hour")
    account.grant(40, ref="second", ends_in="2 hours")
    account.grant(40, ref="third", ends_in="3 hours")
    account.hold(60)
    account.pass_time("3 hours")
    account.refresh()
    assert account.buckets == {"first": 40, "second": 20, "third": 0}
    account.refresh()
    assert account.buckets == {"first": 40, "second": 20, "third": 0}


def test_released_hold_lets_the_promised_credits_lapse(ledger: Ledger) -> None:
    account = lapsing(ledger, 100)
    hold = account.hold(60)
    account.pass_time("1 hour")
    account.refresh()
    account.release(hold)
    with refused("FLBAL", available=0, required=1):
        account.hold(1)
    assert account.refresh()["posted"] == 0


def test_lapsed_credits_do_not_pay_for_a_hold_placed_after(ledger: Ledger) -> None:
    account = lapsing(ledger, 100, kept=50)
    before = account.hold(60)
    account.pass_time("1 hour")
    after = account.hold(50)
    assert account.buckets == {"hour": 60, "kept": 50}
    account.settle(after, 50)
    assert account.buckets == {"hour": 60, "kept": 0}
    account.settle(before, 60)
    assert account.money == (0, 0, 0)


def test_lapsed_credits_are_burned_before_those_that_still_count(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(100, ref="first", priority=1)
    account.grant(100, ref="hour", priority=100, ends_in="1 hour")
    hold = account.hold(60)
    account.pass_time("1 hour")
    account.settle(hold, 60)
    assert account.buckets == {"first": 100, "hour": 40}


def test_settling_above_the_hold_does_not_reach_lapsed_credits(ledger: Ledger) -> None:
    """60 lapsed credits are posted still, promised to a hold that no longer needs them."""
    account = lapsing(ledger, 100, kept=50)
    before = account.hold(60)
    account.pass_time("1 hour")
    after = account.hold(20)
    account.release(before)
    settled = account.settle(after, 90)
    assert (settled["charged"], settled["uncollected"]) == (50, 40)
    assert account.refresh()["posted"] == 0
    assert account.money == (0, 0, 0)


def test_extending_does_not_reach_lapsed_credits(ledger: Ledger) -> None:
    account = lapsing(ledger, 100, kept=50)
    before = account.hold(60)
    account.pass_time("1 hour")
    after = account.hold(20)
    account.release(before)
    with refused("FLBAL", available=30, required=31):
        account.extend(after, 51)
    assert account.extend(after, 50) == 50
    assert account.settle(after, 50)["charged"] == 50
    assert account.money == (0, 0, 0)


def test_older_hold_keeps_its_promise_but_gets_no_more_of_lapsed_credits(ledger: Ledger) -> None:
    account = lapsing(ledger, 100, kept=5)
    hold = account.hold(60)
    account.pass_time("1 hour")
    with refused("FLBAL", available=5, required=6):
        account.extend(hold, 66)
    settled = account.settle(hold, 70)
    assert (settled["charged"], settled["uncollected"]) == (65, 5)
    assert account.money == (0, 0, 0)


@pytest.mark.parametrize("older_first", [True, False])
def test_holds_from_between_two_lapses_are_all_paid(ledger: Ledger, older_first: bool) -> None:
    """The older hold takes what the younger one cannot, whatever the priorities say."""
    account = ledger.open()
    account.grant(20, ref="hour", priority=100, ends_in="1 hour")
    account.grant(60, ref="two hours", priority=1, ends_in="2 hours")
    older = account.hold(50)
    account.pass_time("1 hour")
    younger = account.hold(30)
    account.pass_time("1 hour")
    account.refresh()
    for hold, amount in (
        ((older, 50), (younger, 30))
        if older_first
        else (
            (younger, 30),
            (older, 50),
        )
    ):
        assert account.settle(hold, amount)["charged"] == amount
    assert account.money == (0, 0, 0)


def test_credits_that_came_and_went_unnoticed_are_posted_and_expired(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(30, ref="day", starts_in="1 hour", ends_in="2 hours")
    account.pass_time("3 hours")
    with refused("FLBAL", available=0):
        account.hold(1)
    account.refresh()
    assert account.entries == [("grant", 30), ("expire", -30)]


def test_each_bucket_lapses_at_its_own_time(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(10, ref="hour", ends_in="1 hour")
    account.grant(20, ref="day", ends_in="1 day")
    account.pass_time("1 hour")
    assert account.refresh()["posted"] == 20
    account.pass_time("23 hours")
    assert account.refresh()["posted"] == 0
