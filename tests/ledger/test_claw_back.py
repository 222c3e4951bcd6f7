"""ledger.claw_back: a refunded grant is taken back, whatever became of its credits."""

import uuid

import pytest
from ledger.races import race, states
from ledger.steps import Account, Ledger, refused

pytestmark = pytest.mark.every_postgres


def bought(ledger: Ledger, amount: int) -> Account:
    account = ledger.open()
    account.grant(amount, ref="bought")
    return account


def test_unspent_credits_are_taken_back(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    account.claw_back(100, of="bought")
    assert (account.money, account.buckets) == ((0, 0, 0), {"bought": 0})
    assert account.entries == [("grant", 100), ("clawback", -100)]


def test_entry_names_the_refund(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    account.claw_back(40, of="bought", ref="refund-1")
    entry = ledger.row(
        "select * from ledger.entries where account_id = %s and kind = 'clawback'", account.id
    )
    assert (entry["ref"], entry["contra"], entry["posted_after"]) == ("refund-1", "clawback", 60)


def test_own_bucket_is_emptied_before_others_whatever_the_priority(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(100, ref="first", priority=1)
    account.grant(100, ref="bought")
    account.claw_back(70, of="bought")
    assert account.buckets == {"first": 100, "bought": 30}


def test_spent_credits_come_out_of_other_buckets(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    account.settle(account.hold(80), 80)
    account.grant(50, ref="other")
    account.claw_back(60, of="bought")
    assert (account.money, account.buckets) == ((10, 0, 0), {"bought": 0, "other": 10})


def test_spent_credits_become_debt_so_spend_then_refund_is_not_free(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    account.settle(account.hold(80), 80)
    account.claw_back(100, of="bought")
    assert account.money == (-80, 0, 80)
    with refused("FLBAL", available=-80):
        account.hold(1)
    account.grant(100, ref="again")
    assert account.money == (20, 0, 0)


def test_lapsed_credits_were_not_spent_and_become_no_debt(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(100, ref="bought", ends_in="1 hour")
    account.settle(account.hold(30), 30)
    account.pass_time("1 hour")
    account.refresh()
    assert account.money == (0, 0, 0)
    # 70 lapsed, 30 were spent.
    account.claw_back(60, of="bought")
    assert account.money == (0, 0, 0)
    account.claw_back(40, of="bought")
    assert account.money == (-30, 0, 30)


def test_lapsed_credits_that_are_left_go_before_those_that_are_gone(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(100, ref="bought", ends_in="1 hour")
    account.hold(60)
    account.pass_time("1 hour")
    assert account.refresh()["posted"] == 60
    account.claw_back(50, of="bought")
    assert (account.money, account.buckets) == ((10, 60, 0), {"bought": 10})
    account.claw_back(50, of="bought")
    assert (account.money, account.buckets) == ((0, 60, 0), {"bought": 0})


def test_same_refund_again_changes_nothing(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    account.claw_back(40, of="bought", ref="refund-1")
    account.claw_back(40, of="bought", ref="refund-1")
    assert account.money == (60, 0, 0)
    account.claw_back(40, of="bought", ref="refund-2")
    assert account.money == (20, 0, 0)


def test_same_refund_from_many_connections_counts_once(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    results = race(
        ledger.db,
        8,
        lambda connection, _: connection.execute(
            "select ledger.claw_back(%s, 'promo', 'bought', 40, 'refund-1')", [account.id]
        ),
    )
    assert states(results) == []
    assert account.money == (60, 0, 0)


def test_parallel_refunds_take_back_no_more_than_was_granted(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    results = race(
        ledger.db,
        8,
        lambda connection, number: connection.execute(
            "select ledger.claw_back(%s, 'promo', 'bought', 30, %s)", [account.id, str(number)]
        ),
    )
    assert states(results) == ["FLAMT"] * 5
    assert account.money == (10, 0, 0)


def test_more_than_was_granted_is_refused(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    with refused("FLAMT", amount=101):
        account.claw_back(101, of="bought")
    account.claw_back(70, of="bought")
    with refused("FLAMT", amount=31):
        account.claw_back(31, of="bought")
    assert account.money == (30, 0, 0)


@pytest.mark.parametrize("amount", [0, -1, None])
def test_amount_that_is_not_positive_is_refused(ledger: Ledger, amount: int | None) -> None:
    account = bought(ledger, 100)
    with refused("FLAMT", amount=amount):
        account.claw_back(amount, of="bought")


def test_grant_that_was_never_made_is_refused(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    with refused("FLGNF", source="promo", source_ref="stolen"):
        account.claw_back(10, of="stolen")
    with refused("FLGNF", source="admin", source_ref="bought"):
        account.claw_back(10, of="bought", source="admin")
    account.id = uuid.uuid4()
    with refused("FLACC", status="unknown"):
        account.claw_back(10, of="bought")


def test_pending_grant_shrinks_without_an_entry(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(100, ref="june", starts_in="1 day")
    account.claw_back(70, of="june")
    assert (account.money, account.entries) == ((0, 0, 0), [])
    account.pass_time("1 day")
    account.refresh()
    assert (account.money, account.entries) == ((30, 0, 0), [("grant", 30)])


def test_pending_grant_taken_back_whole_never_begins(quiet_ledger: Ledger) -> None:
    account = quiet_ledger.open()
    account.grant(100, ref="june", starts_in="1 day")
    account.claw_back(100, of="june")
    account.pass_time("1 day")
    assert quiet_ledger.refresh_buckets() == 0
    account.refresh()
    assert (account.money, account.entries) == ((0, 0, 0), [])


def test_held_credits_can_be_taken_back_and_the_hold_stays(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    hold = account.hold(60)
    account.claw_back(100, of="bought")
    assert (account.money, account.facts["available"]) == ((0, 60, 0), -60)
    account.settle(hold, 50)
    assert account.money == (-50, 0, 50)


def test_closed_account_is_still_clawed_back(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    account.set_status("closed")
    account.claw_back(100, of="bought")
    assert account.money == (0, 0, 0)


def test_taking_back_a_grant_that_paid_debt_brings_the_debt_back(ledger: Ledger) -> None:
    account = bought(ledger, 100)
    account.settle(account.hold(100), 100)
    account.claw_back(100, of="bought")
    account.grant(60, ref="second")
    assert account.money == (-40, 0, 40)
    account.claw_back(60, of="second")
    assert account.money == (-100, 0, 100)
