"""ledger.recredit, resize_bucket and part_bucket: grants that are corrected keep the book whole."""

import pytest
from ledger.steps import Account, Ledger, refused

pytestmark = pytest.mark.every_postgres


def bucket_id(account: Account, ref: str) -> int:
    return int(
        account.ledger.value(
            "select id from ledger.buckets where account_id = %s and source_ref = %s",
            *(account.id, ref),
        )
    )


def recredit(account: Account, amount: int, ref: str = "bought") -> None:
    account.refresh()
    account.ledger.row(
        "select ledger.recredit(%s, %s, %s)", account.id, bucket_id(account, ref), amount
    )


def resize(account: Account, granted: int, ref: str = "bought") -> None:
    account.refresh()
    account.ledger.row(
        "select ledger.resize_bucket(%s, %s, %s)", account.id, bucket_id(account, ref), granted
    )


def spent(ledger: Ledger, amount: int, ends_in: str | None = None) -> Account:
    """An account with 100 bought, so much of it spent, and 50 of another kind."""
    account = ledger.open()
    account.grant(100, ref="bought", ends_in=ends_in)
    if amount:
        account.settle(account.hold(amount), amount)
    account.grant(50, ref="other")
    return account


def test_unspent_credits_are_given_back_into_their_bucket(ledger: Ledger) -> None:
    account = spent(ledger, 0)
    account.claw_back(70, of="bought")
    recredit(account, 30)
    assert account.buckets == {"bought": 60, "other": 50}
    recredit(account, 40)
    assert account.buckets == {"bought": 100, "other": 50}
    assert account.entries[-3:] == [("clawback", -70), ("clawback", 30), ("clawback", 40)]


def test_debt_is_paid_first(ledger: Ledger) -> None:
    account = spent(ledger, 90)
    account.claw_back(100, of="bought")
    assert account.money == (-40, 0, 40)
    recredit(account, 100)
    assert account.money == (60, 0, 0)
    assert account.buckets == {"bought": 60, "other": 0}


def test_no_more_is_given_back_than_was_taken(ledger: Ledger) -> None:
    account = spent(ledger, 0)
    account.claw_back(70, of="bought")
    for amount in (0, 71):
        with refused("FLAMT"):
            recredit(account, amount)


def test_credits_that_would_have_lapsed_lapse(ledger: Ledger) -> None:
    """As if there had been no refund: 40 lapsed with their period, 60 came out of others."""
    account = spent(ledger, 60, ends_in="1 hour")
    account.claw_back(100, of="bought")
    assert account.money == (-10, 0, 10)
    account.pass_time("2 hours")
    recredit(account, 100)
    untouched = spent(ledger, 60, ends_in="1 hour")
    untouched.pass_time("2 hours")
    untouched.refresh()
    assert account.money == untouched.money == (50, 0, 0)


def test_credits_that_had_lapsed_before_the_refund_stay_so(ledger: Ledger) -> None:
    account = spent(ledger, 60, ends_in="1 hour")
    account.pass_time("2 hours")
    account.claw_back(100, of="bought")
    assert account.money == (-10, 0, 10)
    recredit(account, 100)
    assert account.money == (50, 0, 0)


def test_larger_grant_is_posted_and_smaller_taken(ledger: Ledger) -> None:
    account = spent(ledger, 30)
    resize(account, 150)
    assert account.buckets == {"bought": 120, "other": 50}
    resize(account, 20)
    assert account.buckets == {"bought": 0, "other": 40}
    assert account.money == (40, 0, 0)
    resize(account, 20)
    assert account.money == (40, 0, 0)


def test_grant_to_come_is_resized_unposted(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(100, ref="bought", starts_in="1 hour")
    resize(account, 130)
    account.claw_back(50, of="bought")
    recredit(account, 20)
    assert account.money == (0, 0, 0)
    account.pass_time("2 hours")
    account.refresh()
    assert account.money == (100, 0, 0)


def test_ended_grant_is_resized_unposted(ledger: Ledger) -> None:
    account = spent(ledger, 0, ends_in="1 hour")
    account.pass_time("2 hours")
    resize(account, 130)
    assert account.money == (50, 0, 0)
    resize(account, 10)
    assert account.money == (50, 0, 0)


def test_what_is_left_moves_and_what_was_spent_stays(ledger: Ledger) -> None:
    account, other = spent(ledger, 30), ledger.open()
    account.claw_back(20, of="bought")
    row = ledger.row(
        "select * from ledger.part_bucket(%s, %s, %s)",
        *(account.id, bucket_id(account, "bought"), other.id),
    )
    assert (row["o_spent"], row["o_clawed"]) == (30, 0)
    assert (account.money, other.money) == ((50, 0, 0), (50, 0, 0))
    sizes = "select granted, clawed from ledger.buckets where account_id = %s and source_ref = %s"
    assert ledger.row(sizes, account.id, "bought") == {"granted": 30, "clawed": 0}
    assert ledger.row(sizes, other.id, "bought") == {"granted": 70, "clawed": 20}
