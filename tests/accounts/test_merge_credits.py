"""api.merge_accounts: credits, debt and promotions come along, once, and to the microcredit."""

from typing import Any

import pytest
from accounts.steps import Accounts
from generation.steps import Caller
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def buckets(world: Accounts, caller: Caller) -> dict[tuple[str, str], tuple[Any, ...]]:
    rows = world.ledger.rows(
        "select source::text, source_ref, granted, remaining, lapsed, clawed, priority, expires_at "
        "from ledger.bucket_rests where account_id = %s",
        caller.account.id,
    )
    return {(row["source"], row["source_ref"]): tuple(list(row.values())[2:]) for row in rows}


def transfers(world: Accounts, caller: Caller) -> list[tuple[int, str]]:
    rows = world.ledger.rows(
        "select amount, contra::text from ledger.entries "
        "where account_id = %s and kind = 'transfer' order by version",
        caller.account.id,
    )
    return [(row["amount"], row["contra"]) for row in rows]


def test_credits_move_with_all_that_a_bucket_says(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    gone.account.grant(500, source="purchase", ref="apple:1")
    gone.account.grant(70, source="promo", ref="autumn", priority=5, ends_in="3 days")
    gone.account.claw_back(20, of="apple:1", source="purchase")
    own = into.account.facts["posted"]
    theirs = {k: v for k, v in buckets(world, gone).items() if k[0] != "plan"}

    answer = world.merge(into, gone)

    assert answer["account_id"] == str(into.account.id)
    assert answer["merged_account_id"] == str(gone.account.id)
    assert (answer["moved"]["credits"], answer["moved"]["debt"]) == (550, 0)
    assert into.account.money == (own + 550, 0, 0)
    assert theirs.items() <= buckets(world, into).items()
    assert transfers(world, into) == [(480, "transfer"), (70, "transfer")]
    assert transfers(world, gone) == [(-480, "transfer"), (-70, "transfer")]
    assert world.status(gone) == "closed"
    assert gone.account.money == (0, 0, 0)


def test_allowance_of_the_anonymous_plan_lapses(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    """Or every throw-away account would add one."""
    allowance, own = gone.account.facts["posted"], into.account.facts
    assert allowance > 0
    assert world.merge(into, gone)["moved"]["lapsed"] == allowance
    assert into.account.facts == own
    assert gone.account.entries[-1] == ("expire", -allowance)


def test_credits_of_a_plan_that_was_paid_for_move(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    world.ledger.connection.execute(
        "update access.account_plans set source = 'subscription' where account_id = %s",
        [gone.account.id],
    )
    theirs, own = gone.account.facts["posted"], into.account.facts["posted"]
    assert world.merge(into, gone)["moved"]["credits"] == theirs
    assert into.account.facts["posted"] == own + theirs
    # Both had a period:0; the one that came is told by where it came from.
    assert set(into.account.buckets) == {"period:0", f"period:0:merge:{gone.account.id}"}


def test_promotion_that_both_had_counts_once(world: Accounts, into: Caller, gone: Caller) -> None:
    for caller in (into, gone):
        caller.account.grant(40, source="promo", ref="welcome")
    own = into.account.facts["posted"]
    assert world.merge(into, gone)["moved"]["credits"] == 0
    assert into.account.facts["posted"] == own


def test_refund_after_the_merge_finds_the_purchase(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    """Also of credits that were spent before it: they are debt of who has the purchase now."""
    gone.account.grant(100, source="purchase", ref="apple:2")
    gone.account.settle(gone.account.hold(100), 100)
    world.merge(into, gone)
    own = into.account.facts["posted"]
    into.account.claw_back(100, of="apple:2", source="purchase")
    assert into.account.facts["posted"] == own - 100
    # The same purchase, told again, grants nothing.
    into.account.grant(100, source="purchase", ref="apple:2")
    assert into.account.facts["posted"] == own - 100


def test_purchased_credits_still_never_expire(world: Accounts, into: Caller, gone: Caller) -> None:
    for caller in (into, gone):
        caller.account.grant(30, source="purchase", ref="apple:3")
    world.merge(into, gone)
    assert f"apple:3:merge:{gone.account.id}" in into.account.buckets
    with refused("23514"):
        world.ledger.connection.execute(
            "update ledger.buckets set expires_at = now() + interval '1 day' "
            "where account_id = %s and source = 'purchase'",
            [into.account.id],
        )


def test_credits_to_come_move_and_come(world: Accounts, into: Caller, gone: Caller) -> None:
    gone.account.grant(60, source="admin", ref="later", starts_in="1 hour")
    own = into.account.facts["posted"]
    assert world.merge(into, gone)["moved"]["credits"] == 0
    into.account.pass_time("2 hours")
    assert into.account.refresh()["posted"] == own + 60


def drained(world: Accounts, caller: Caller, debt: int = 0) -> None:
    """Spends all of an account, and a debt on top."""
    posted = caller.account.facts["posted"]
    caller.account.settle(caller.account.hold(posted), posted)
    if debt:
        caller.account.grant(debt, ref=f"to-refund-{caller.user_id}")
        caller.account.settle(caller.account.hold(debt), debt)
        caller.account.claw_back(debt, of=f"to-refund-{caller.user_id}")


def test_debt_moves_and_is_paid_by_what_is_there(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    own = into.account.facts["posted"]
    drained(world, gone, debt=50)
    assert gone.account.money == (-50, 0, 50)
    assert world.merge(into, gone)["moved"]["debt"] == 50
    assert gone.account.money == (0, 0, 0)
    assert into.account.money == (own - 50, 0, 0)


def test_debt_beyond_what_is_there_stays_debt(world: Accounts, into: Caller, gone: Caller) -> None:
    drained(world, into)
    drained(world, gone, debt=50)
    world.merge(into, gone)
    assert into.account.money == (-50, 0, 50)


def test_credits_that_come_pay_the_debt_that_is_there(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    drained(world, into, debt=50)
    gone.account.grant(80, source="purchase", ref="apple:4")
    world.merge(into, gone)
    assert into.account.money == (30, 0, 0)
    assert into.account.buckets["apple:4"] == 30


def test_transfers_of_all_accounts_sum_to_nothing(own_world: Accounts) -> None:
    into = own_world.sign_in()
    for number in range(3):
        gone = own_world.sign_in(is_anonymous=True)
        gone.account.grant(10 + number, source="purchase", ref=f"apple:{number}")
        own_world.merge(into, gone)
    total = "select sum(amount), count(*) from ledger.entries where contra = 'transfer'"
    assert tuple(own_world.ledger.row(total).values()) == (0, 6)
