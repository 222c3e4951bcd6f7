"""Whatever changes credits and is no generation is told, so that shown balances follow it."""

from typing import Any

import pytest
from events.outbox_steps import Outbox
from generation.steps import World
from jobs.steps import Jobs
from ledger.steps import Account, Ledger


@pytest.fixture
def account(outbox: Outbox) -> Account:
    """With 1,000 credits that never end, and nothing left to tell."""
    account = Ledger(outbox.db).open(credits=1000)
    hear(outbox)
    return account


def hear(outbox: Outbox) -> list[Any]:
    """What listeners are told now: the messages' topics."""
    outbox.worker.execute("select api.broadcast_balances(1000)")
    topics = outbox.rows("select topic from realtime.messages where event = 'balance'")
    outbox.owner.execute("delete from realtime.messages")
    return [row["topic"] for row in topics]


def changes(outbox: Outbox, account: Account) -> list[tuple[str, int, str]]:
    """The account's changes of balance (reason, amount, ref), when listeners were told of them."""
    assert hear(outbox) == [f"account:{account.id}"]
    rows = outbox.rows(
        "select payload from audit.outbox where account_id = %s and kind = 'balance_changed' "
        "order by id",
        account.id,
    )
    return [tuple(row["payload"][name] for name in ("reason", "amount", "ref")) for row in rows]


def test_credits_that_lapse_are_told(outbox: Outbox, account: Account) -> None:
    account.grant(300, ref="june", ends_in="1 day")
    hear(outbox)
    account.pass_time("2 days")
    account.ledger.refresh_buckets()
    assert changes(outbox, account) == [("expire", -300, "promo:june")]


def test_credits_that_an_admin_takes_are_told(outbox: Outbox, account: Account) -> None:
    for _ in range(2):
        account.adjust(-200, ref="mistake")
    assert changes(outbox, account) == [("adjust", -200, "mistake")]


def test_a_grant_that_begins_later_is_told_when_it_begins(outbox: Outbox, account: Account) -> None:
    account.grant(70, ref="july", starts_in="1 day")
    hear(outbox)
    account.pass_time("2 days")
    account.refresh()
    assert changes(outbox, account) == [("grant", 70, "promo:july")]


def test_a_grant_that_grows_is_told(outbox: Outbox, account: Account) -> None:
    bucket = account.grant(70, ref="july")
    hear(outbox)
    account.ledger.connection.execute(
        "select ledger.resize_bucket(%s, %s, 100)", [account.id, bucket["id"]]
    )
    assert changes(outbox, account) == [("grant", 30, "promo:july")]


def test_holds_of_the_app_are_told_when_placed_charged_and_let_go(
    outbox: Outbox, account: Account
) -> None:
    charged, released = account.hold(100), account.hold(50)
    assert changes(outbox, account) == [
        ("hold", -100, str(charged)),
        ("hold", -50, str(released)),
    ]
    account.settle(charged, 60)
    account.release(released)
    assert changes(outbox, account)[2:] == [
        ("settle", -60, str(charged)),
        ("release", 50, str(released)),
    ]


def test_a_hold_that_lapses_is_told(outbox: Outbox, account: Account) -> None:
    hold = account.hold(100)
    hear(outbox)
    account.pass_time("1 hour")
    account.ledger.expire_holds()
    assert changes(outbox, account)[1:] == [("release", 100, str(hold))]


def test_both_accounts_of_a_merge_are_told(outbox: Outbox, account: Account) -> None:
    other = account.ledger.open()
    account.refresh()
    hear(outbox)
    account.ledger.row("select * from ledger.move_credits(%s, %s, false)", account.id, other.id)
    assert sorted(hear(outbox)) == sorted([f"account:{account.id}", f"account:{other.id}"])


def test_the_hold_of_a_job_is_told(outbox: Outbox) -> None:
    jobs = Jobs(outbox.db)
    patron = jobs.patron()
    model = jobs.media_model()
    hear(outbox)
    job = patron.ask(model, seconds=5)["job"]
    assert changes(outbox, patron.account)[-1] == ("hold", -job["held_microcredits"], job["id"])


def test_the_hold_of_a_generation_is_not_told(outbox: Outbox) -> None:
    """It lasts seconds, and its end is told."""
    caller = World(outbox.db).caller(credits=10_000_000)
    hear(outbox)
    caller.begin("demo")
    assert caller.account.facts["held"] > 0
    assert hear(outbox) == []
