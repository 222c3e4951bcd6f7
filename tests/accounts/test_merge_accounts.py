"""api.merge_accounts: whatever else an anonymous user has comes along, once."""

import pytest
from accounts.steps import Accounts
from generation.steps import Caller, line
from keys.steps import new_key
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


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
