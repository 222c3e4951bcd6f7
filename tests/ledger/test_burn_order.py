"""Which credits are spent first: priority, soonest expiry, never-expiring last, oldest."""

import pytest
from ledger.steps import Ledger

pytestmark = pytest.mark.every_postgres


def test_lower_priority_number_burns_first(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(10, ref="late", priority=100, ends_in="1 hour")
    account.grant(10, ref="early", priority=10)
    account.settle(account.hold(10), 10)
    assert account.buckets == {"late": 10, "early": 0}


def test_soonest_expiry_burns_first_within_a_priority(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(10, ref="year", ends_in="1 year")
    account.grant(10, ref="week", ends_in="1 week")
    account.grant(10, ref="month", ends_in="1 month")
    account.settle(account.hold(15), 15)
    assert account.buckets == {"year": 10, "week": 0, "month": 5}


def test_credits_that_never_expire_burn_last(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(10, ref="kept")
    account.grant(10, ref="year", ends_in="1 year")
    account.settle(account.hold(10), 10)
    assert account.buckets == {"kept": 10, "year": 0}


def test_oldest_burns_first_among_equals(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(10, ref="first")
    account.grant(10, ref="second")
    account.settle(account.hold(12), 12)
    assert account.buckets == {"first": 0, "second": 8}


def test_small_charges_keep_to_the_order_as_buckets_come_and_go(ledger: Ledger) -> None:
    """A bucket that covers a charge with something left is not searched for: it was known."""
    account = ledger.open()

    def charge(amount: int) -> dict[str, int]:
        account.settle(account.hold(amount), amount)
        return account.buckets

    account.grant(10, ref="kept")
    assert charge(1) == {"kept": 9}
    account.grant(10, ref="year", ends_in="1 year")
    assert charge(1) == {"kept": 9, "year": 9}
    account.grant(10, ref="week", ends_in="1 week")
    assert charge(1) == {"kept": 9, "year": 9, "week": 9}
    account.grant(10, ref="first", priority=1)
    assert charge(1) == {"kept": 9, "year": 9, "week": 9, "first": 9}
    assert charge(9) == {"kept": 9, "year": 9, "week": 9, "first": 0}
    assert charge(1) == {"kept": 9, "year": 9, "week": 8, "first": 0}
    account.pass_time("1 week")
    assert charge(1) == {"kept": 9, "year": 8, "week": 0, "first": 0}
    account.claw_back(8, of="year")
    assert charge(1) == {"kept": 8, "year": 0, "week": 0, "first": 0}
    account.adjust(-8)
    account.grant(10, ref="again")
    assert charge(1) == {"kept": 0, "year": 0, "week": 0, "first": 0, "again": 9}


def test_pending_bucket_burns_first_from_the_moment_it_begins(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(10, ref="now")
    account.grant(10, ref="june", priority=1, starts_in="1 day")
    account.settle(account.hold(1), 1)
    assert account.buckets == {"now": 9, "june": 0}
    account.pass_time("1 day")
    account.settle(account.hold(1), 1)
    assert account.buckets == {"now": 9, "june": 9}


def test_one_charge_may_empty_several_buckets_and_is_one_entry(ledger: Ledger) -> None:
    account = ledger.open()
    for ref in ("a", "b", "c"):
        account.grant(10, ref=ref)
    account.settle(account.hold(25), 25)
    assert account.buckets == {"a": 0, "b": 0, "c": 5}
    assert account.entries == [("grant", 10)] * 3 + [("settle", -25)]


def test_pending_credits_do_not_burn(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(10, ref="june", priority=1, starts_in="1 day")
    account.grant(10, ref="now")
    account.settle(account.hold(10), 10)
    assert account.buckets == {"june": 0, "now": 0}
    account.pass_time("1 day")
    account.refresh()
    assert account.buckets == {"june": 10, "now": 0}
