"""api.merge_accounts: everything of an anonymous user comes along, once, and to the microcredit."""

from typing import Any

import pytest
from accounts.steps import Accounts
from generation.steps import Caller, line
from keys.steps import new_key
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


@pytest.fixture
def into(world: Accounts) -> Caller:
    return world.sign_in()


@pytest.fixture
def gone(world: Accounts) -> Caller:
    return world.sign_in(is_anonymous=True)


def buckets(world: Accounts, caller: Caller) -> dict[tuple[str, str], tuple[Any, ...]]:
    rows = world.ledger.rows(
        "select source::text, source_ref, granted, remaining, lapsed, clawed, priority, expires_at "
        "from ledger.buckets where account_id = %s",
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


def test_entitlements_move_and_the_same_one_counts_once(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    world.entitle(gone, "only-theirs", "t1")
    world.entitle(gone, "both", "t2", until="10 days")
    world.entitle(into, "both", "t2", until="3 days")
    world.entitle(gone, "for-good", "t3")
    world.entitle(into, "for-good", "t3", until="3 days")
    world.entitle(gone, "revoked", "t4")
    world.entitle(into, "revoked", "t4", revoked=True)
    assert world.merge(into, gone)["moved"]["entitlements"] == 1
    rows = world.ledger.rows(
        "select key, valid_until > now() + interval '9 days' as long, valid_until is null as good, "
        "revoked_at is not null as revoked from access.entitlements where account_id = %s "
        "order by source_ref",
        into.account.id,
    )
    assert [tuple(row.values()) for row in rows] == [
        ("only-theirs", None, True, False),
        ("both", True, False, False),
        ("for-good", None, True, False),
        ("revoked", None, True, True),
    ]
    assert world.count("access.entitlements", gone) == 0


def test_trials_usage_and_devices_move(world: Accounts, into: Caller, gone: Caller) -> None:
    execute = world.ledger.connection.execute
    first, second = world.model(), world.model()
    trial = "insert into access.trials (account_id, model_id, used) values (%s, %s, %s)"
    execute(trial, [gone.account.id, first, 3])
    execute(trial, [into.account.id, first, 1])
    execute(trial, [gone.account.id, second, 2])
    usage = "insert into access.daily_usage values (%s, current_date, %s, %s)"
    execute(usage, [gone.account.id, first, 4])
    execute(usage, [into.account.id, first, 5])
    key = f"device-{gone.user_id}"
    for caller in (into, gone):
        execute(
            "insert into access.devices values (%s, %s, 'app_attest')", [caller.account.id, key]
        )
    execute("insert into access.device_trials values (%s, %s, %s)", [key, first, gone.account.id])

    world.merge(into, gone)

    trials = world.ledger.rows(
        "select model_id, used from access.trials where account_id = %s",
        into.account.id,
    )
    assert {tuple(row.values()) for row in trials} == {(first, 3), (second, 2)}
    assert (
        world.ledger.value(
            "select messages from access.daily_usage where account_id = %s", into.account.id
        )
        == 9
    )
    assert world.count("access.devices", into) == world.count("access.device_trials", into) == 1
    for table in ("trials", "daily_usage", "devices", "device_trials", "members"):
        assert world.count(f"access.{table}", gone) == 0, table


def test_api_keys_go_on_working_and_are_the_other_user_s(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    key = new_key(gone, budget=500)
    gone.finish(gone.start(world.model(), key_id=key.id), line(10))

    moved = world.merge(into, gone)

    assert moved["moved"]["keys"] == 1
    found = key.find()
    assert found is not None
    assert (found["account_id"], found["user_id"]) == (str(into.account.id), str(into.user_id))
    assert world.count("access.api_keys", gone) == 0
    before = into.account.facts["posted"]
    into.finish(into.start(world.model(), key_id=key.id), line(10))
    assert into.account.facts["posted"] == before - 10
    spent = "select spent from access.api_keys where account_id = %s and id = %s"
    assert world.ledger.value(spent, into.account.id, key.id) == 20


def test_anonymous_user_lands_in_the_same_account(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    world.merge(into, gone)
    assert world.open(gone.user_id, is_anonymous=True).id == into.account.id
    stale = Caller(world, into.account, gone.user_id)
    stale.finish(stale.start(world.model()), line(10))
    with refused("FLMEM"):
        gone.begin(world.model())
    rows = world.as_user(gone.user_id).execute("select account_id, role from api.my_accounts")
    assert rows.fetchall() == [(into.account.id, "member")]


def test_same_merge_again_is_the_same_answer_and_moves_nothing(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    gone.account.grant(90, source="purchase", ref="apple:5")
    answer = world.merge(into, gone)
    before = into.account.facts, gone.account.facts
    assert world.merge(into, gone) == answer
    # As a service asks that has learnt where the anonymous user is now.
    assert world.merge(into, Caller(world, into.account, gone.user_id)) == answer
    assert (into.account.facts, gone.account.facts) == before


def test_running_work_is_waited_for(world: Accounts, into: Caller, gone: Caller) -> None:
    running = gone.start(world.model())
    before = into.account.facts, gone.account.facts
    with refused("FLBSY", open_generations=1, retry_after_s=5):
        world.merge(into, gone)
    assert (into.account.facts, gone.account.facts) == before
    gone.finish(running, line(10))
    world.merge(into, gone)


def test_running_work_of_the_other_account_goes_on(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    running = into.start(world.model(), max_output=90)
    gone.account.grant(90, source="purchase", ref="apple:6")
    world.merge(into, gone)
    assert into.finish(running, line(10, 20))["charged"] == 30


def test_anonymous_user_of_a_merged_account_only_leaves(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    world.merge(into, gone)
    world.delete(Caller(world, into.account, gone.user_id))
    assert world.status(into) == "active"
    with refused("FLACC"):
        world.open(gone.user_id, is_anonymous=True)


def test_history_of_a_merged_account_goes_with_its_user(own_world: Accounts) -> None:
    into, gone = own_world.sign_in(), own_world.sign_in(is_anonymous=True)
    gone.finish(gone.start(own_world.model(), key="k"), line(10), reply=b"Dear Ada")
    own_world.merge(into, gone)
    own_world.delete(into)
    assert own_world.close_orphans() == 2
    assert own_world.count("generation.replies", gone) == 0
    assert (
        own_world.ledger.value(
            "select count(*) from generation.generations where user_id in (%s, %s)",
            *(into.user_id, gone.user_id),
        )
        == 0
    )
    with refused("FLACC"):
        own_world.open(gone.user_id, is_anonymous=True)


@pytest.mark.parametrize("really_used", [30, 2])
def test_what_is_corrected_after_the_merge_follows(own_world: Accounts, really_used: int) -> None:
    """A service that lost the database finishes what the sweeper charged by its last progress."""
    into, gone = own_world.sign_in(), own_world.sign_in(is_anonymous=True)
    gone.account.grant(1000, source="purchase", ref="apple:7", priority=1)
    running = gone.start(own_world.model())
    gone.progress(running, line(10))
    gone.die()
    own_world.sweep()
    own = into.account.facts["posted"]
    own_world.merge(into, gone)
    assert into.account.facts["posted"] == own + 990

    gone.finish(running, line(really_used))
    assert gone.account.facts["posted"] == 10 - really_used
    assert own_world.close_orphans() == 1
    assert gone.account.money == (0, 0, 0)
    assert into.account.facts["posted"] == own + 1000 - really_used
    # Visited for a day, and then no more.
    due = "update access.departures set due_at = now()"
    own_world.ledger.connection.execute(due)
    assert own_world.close_orphans() == 1
    own_world.ledger.connection.execute(
        "update access.merges set merged_at = now() - interval '25 hours'"
    )
    own_world.ledger.connection.execute(due)
    assert [own_world.close_orphans() for _ in range(2)] == [1, 0]


def test_what_may_not_be_merged_is_refused(world: Accounts, into: Caller, gone: Caller) -> None:
    other, stranger = world.sign_in(), world.sign_in(is_anonymous=True)
    with refused("FLMRG", rule="not_anonymous"):
        world.merge(into, other)
    with refused("FLMRG", rule="self"):
        world.merge(into, into)
    with refused("FLMRG", rule="self"):
        world.merge(gone, gone)
    with refused("FLMRG", rule="self"):
        world.merge(into, Caller(world, into.account, gone.user_id))
    with refused("FLMRG", rule="into_anonymous"):
        world.merge(gone, stranger)
    # Whose account it is, is not for the caller to say.
    with refused("FLMEM"):
        world.merge(into, Caller(world, gone.account, stranger.user_id))
    with refused("FLMEM"):
        world.merge(Caller(world, into.account, other.user_id), gone)
    assert world.status(gone) == "active"


def test_members_merge_neither_into_nor_from_an_account(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    other = world.sign_in()
    for caller, role in ((other, "member"), (gone, "owner")):
        world.as_user(into.user_id).execute(
            "select api.add_member(%s, %s, %s)", [into.account.id, caller.user_id, role]
        )
    with refused("FLMEM"):
        world.merge(Caller(world, into.account, other.user_id), gone)
    with refused("FLMRG", rule="not_their_own"):
        world.merge(other, Caller(world, into.account, gone.user_id))


def test_circles_and_second_merges_are_refused(world: Accounts, into: Caller, gone: Caller) -> None:
    other = world.sign_in()
    world.merge(into, gone)
    with refused("FLMRG", rule="merged_before"):
        world.merge(other, gone)
    with refused("FLMRG", rule="merged_before"):
        world.merge(other, Caller(world, into.account, gone.user_id))
    # Back again, even if Auth said by now that it is the other one who is anonymous.
    admin = world.db.kept_connection("supabase_admin")
    flip = "update auth.users set is_anonymous = not is_anonymous where id in (%s, %s)"
    admin.execute(flip, [into.user_id, gone.user_id])
    with refused("FLMRG", rule="merged_before"):
        world.merge(gone, into)


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_inactive_accounts_are_refused(
    world: Accounts, into: Caller, gone: Caller, status: str
) -> None:
    for caller in (into, gone):
        caller.account.set_status(status)
        with refused("FLACC", status=status):
            world.merge(into, gone)
        caller.account.set_status("active")


def test_transfers_of_all_accounts_sum_to_nothing(own_world: Accounts) -> None:
    into = own_world.sign_in()
    for number in range(3):
        gone = own_world.sign_in(is_anonymous=True)
        gone.account.grant(10 + number, source="purchase", ref=f"apple:{number}")
        own_world.merge(into, gone)
    total = "select sum(amount), count(*) from ledger.entries where contra = 'transfer'"
    assert tuple(own_world.ledger.row(total).values()) == (0, 6)


def test_only_the_service_may(world: Accounts) -> None:
    for role in ("florin_worker", "authenticated", "anon", "service_role"):
        with refused("42501"):
            world.db.connect(role).execute("select api.merge_accounts(null, null, null, null)")
