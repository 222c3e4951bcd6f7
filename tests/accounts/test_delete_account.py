"""Deletion: the person goes, the book stays, what runs is charged, nothing begins again."""

import uuid

import pytest
from accounts.steps import NOBODY, Accounts
from generation.steps import Caller, line
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


@pytest.fixture
def caller(world: Accounts) -> Caller:
    """A user with a profile, a key, a device and a history."""
    caller = world.sign_in()
    caller.account.grant(1000, source="purchase", ref="apple:1")
    world.profile(caller, {"display_name": "Ada", "app_data": {"a": 1}})
    world.add_key(caller)
    model = world.model()
    caller.finish(caller.start(model, key="k1"), line(10, 5), reply=b"Dear Ada")
    caller.finish(
        caller.start(model),
        outcome="provider_failed",
        source="none",
        status=502,
        error={"code": "provider_failed", "message": "Ada's prompt"},
    )
    execute = world.ledger.connection.execute
    execute(
        "insert into access.devices values (%s, %s, 'devicecheck')",
        [caller.account.id, f"device-{caller.user_id}"],
    )
    execute(
        "insert into access.device_trials (device_key, model_id, account_id) values (%s, %s, %s)",
        [f"device-{caller.user_id}", model, caller.account.id],
    )
    return caller


def test_person_is_gone_and_the_book_stays(world: Accounts, caller: Caller) -> None:
    entries = caller.account.entries
    free = caller.account.facts["posted"]
    world.delete(caller)

    assert world.status(caller) == "closed"
    for table in ("access.members", "access.profiles", "access.api_keys", "generation.replies"):
        assert world.count(table, caller) == 0, table
    rows = world.ledger.rows(
        "select user_id, idempotency_key, request_hash, error, charged from generation.generations "
        "where account_id = %s order by charged desc",
        caller.account.id,
    )
    assert {(r["user_id"], r["idempotency_key"], bytes(r["request_hash"])) for r in rows} == {
        (NOBODY, None, b"")
    }
    assert [(r["error"], r["charged"]) for r in rows] == [
        (None, 15),
        ({"code": "provider_failed"}, 0),
    ]

    assert caller.account.money == (0, 0, 0)
    kept, lapsed = (
        caller.account.entries[: len(entries)],
        caller.account.entries[len(entries) :],
    )
    assert kept == entries
    assert {kind for kind, _ in lapsed} == {"expire"}
    assert sum(amount for _, amount in lapsed) == -free


def test_fraud_markers_stay(world: Accounts, caller: Caller) -> None:
    world.delete(caller)
    assert world.count("access.devices", caller) == 1
    assert world.count("access.device_trials", caller) == 1


def test_second_deletion_changes_nothing(world: Accounts, caller: Caller) -> None:
    world.delete(caller)
    before = caller.account.facts
    world.delete(caller)
    world.as_user(caller.user_id).execute("select api.delete_my_account()")
    assert caller.account.facts == before


def test_user_who_deleted_themselves_gets_no_new_account(world: Accounts, caller: Caller) -> None:
    """Or the credits of a new one, again and again."""
    world.delete(caller)
    with refused("FLACC", status="closed"):
        world.open(caller.user_id)
    with refused("FLACC", status="closed"):
        world.as_user(caller.user_id).execute("select api.update_my_profile('{}')")
    with refused("FLMEM"):
        caller.begin(world.model())


def test_nothing_is_kept_of_who_is_gone_from_auth_too(world: Accounts, caller: Caller) -> None:
    world.delete(caller)
    assert world.count("access.closures", caller) == 1
    world.forget_in_auth(caller.user_id)
    assert world.count("access.closures", caller) == 0


def test_what_runs_is_charged_and_the_worker_sees_to_the_rest(own_world: Accounts) -> None:
    caller, model = own_world.sign_in(), own_world.model()
    running = caller.start(model, key="k", input=10, max_output=90)
    own_world.delete(caller)
    assert caller.account.money == (100, 100, 0)

    assert own_world.close_orphans() == 1
    assert caller.account.money == (100, 100, 0)
    assert caller.finish(running, line(10, 5), reply=b"Dear Ada")["charged"] == 15
    assert caller.account.money == (85, 0, 0)
    # Not due yet.
    assert own_world.close_orphans() == 0
    own_world.ledger.connection.execute("update access.departures set due_at = now()")
    assert own_world.close_orphans() == 1
    assert caller.account.money == (0, 0, 0)
    assert own_world.count("generation.replies", caller) == 0
    assert own_world.count("access.departures", caller) == 0
    user_id = own_world.ledger.value(
        "select user_id from generation.generations where id = %s", running
    )
    assert user_id == NOBODY


def test_refund_of_what_lapsed_makes_no_debt(world: Accounts, caller: Caller) -> None:
    world.delete(caller)
    caller.account.claw_back(1000, of="apple:1", source="purchase")
    posted, _, debt = caller.account.money
    # The 15 that were spent came out of the plan's credits or of these.
    assert (posted, debt) in {(0, 0), (-15, 15)}


def test_credits_to_come_lapse_too(world: Accounts) -> None:
    caller = world.sign_in()
    caller.account.grant(70, ref="later", starts_in="1 hour")
    world.delete(caller)
    caller.account.pass_time("2 hours")
    assert caller.account.refresh()["posted"] == 0
    assert caller.account.buckets["later"] == 0


def test_nothing_is_granted_to_a_closed_account_and_no_period_begins(
    world: Accounts, caller: Caller
) -> None:
    world.delete(caller)
    with refused("FLACC"):
        caller.account.grant(10)
    assert world.ledger.value(
        "select period_end = 'infinity' from access.account_plans where account_id = %s",
        caller.account.id,
    )


def test_fellow_members_are_out_and_keep_their_own(world: Accounts, caller: Caller) -> None:
    fellow = world.sign_in()
    connection = world.as_user(caller.user_id)
    connection.execute("select api.add_member(%s, %s)", [caller.account.id, fellow.user_id])
    own = fellow.account.facts
    world.delete(caller)
    assert fellow.account.facts == own
    mine = world.as_user(fellow.user_id).execute("select account_id from api.my_accounts")
    assert mine.fetchall() == [(fellow.account.id,)]


def test_member_who_deletes_themselves_leaves_every_account(
    world: Accounts, caller: Caller
) -> None:
    owner = world.sign_in()
    connection = world.as_user(owner.user_id)
    connection.execute("select api.add_member(%s, %s)", [owner.account.id, caller.user_id])
    world.delete(caller)
    assert world.status(owner) == "active"
    assert world.count("access.members", owner) == 1


def test_somebody_else_s_account_is_refused(world: Accounts, caller: Caller) -> None:
    member, stranger = world.sign_in(), world.sign_in()
    connection = world.as_user(caller.user_id)
    connection.execute(
        "select api.add_member(%s, %s, 'owner')", [caller.account.id, member.user_id]
    )
    with refused("FLARG", argument="p_account_id"):
        world.delete(Caller(world, caller.account, member.user_id))
    with refused("FLMEM"):
        world.delete(Caller(world, caller.account, stranger.user_id))
    assert world.status(caller) == "active"


def test_user_deletes_themselves_through_the_data_api(world: Accounts, caller: Caller) -> None:
    connection = world.as_user(caller.user_id)
    connection.execute("select api.delete_my_account()")
    assert connection.execute("select * from api.balance").fetchall() == []
    assert world.status(caller) == "closed"
    with refused("FLMEM"):
        world.db.connect("authenticated").execute("select api.delete_my_account()")
    # Somebody without an account has nothing to delete, and gets none by it.
    user_id = world.user()
    world.as_user(user_id).execute("select api.delete_my_account()")
    assert (
        world.ledger.value("select count(*) from access.members where user_id = %s", user_id) == 0
    )


def test_deletions_at_once_are_one_and_beginnings_are_refused_or_kept(world: Accounts) -> None:
    caller, model = world.sign_in(), world.model()
    begun: list[uuid.UUID] = []

    def work(connection: object, number: int) -> None:
        if number % 2:
            world.delete(caller, connection)  # type: ignore[arg-type]
        else:
            begun.append(caller.start(model, service=connection, input=10, max_output=10))

    results = race(world.db, 8, work, role="florin_service")
    assert set(states(results)) <= {"FLACC", "FLMEM"}
    assert world.status(caller) == "closed"
    facts = caller.account.facts
    assert facts["open_generations"] == len(begun)
    assert facts["posted"] == facts["held"] == 20 * len(begun)
    for generation_id in begun:
        assert caller.finish(generation_id, line(10, 10))["charged"] == 20
    assert caller.account.money == (0, 0, 0)
