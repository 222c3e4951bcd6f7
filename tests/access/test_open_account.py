"""api.open_account: the personal account of a user, opened on first sight, with a plan."""

import uuid

import pytest
from generation.steps import World, line
from ledger.races import race, states
from ledger.steps import Account, refused

from local.testbed.plans import change_plans

pytestmark = pytest.mark.every_postgres


def open_account(world: World, user_id: uuid.UUID, *, is_anonymous: bool = True) -> Account:
    row = world.service.execute("select api.open_account(%s, %s)", [user_id, is_anonymous])
    return Account(world.ledger, row.fetchone()[0])


def plan_of(account: Account) -> str:
    return str(
        account.ledger.value(
            "select v.plan_id from access.account_plans as a "
            "join catalog.plan_versions as v on v.id = a.plan_version_id where a.account_id = %s",
            account.id,
        )
    )


@pytest.mark.parametrize(("is_anonymous", "kind"), [(True, "anonymous"), (False, "registered")])
def test_account_opens_on_the_plan_for_its_kind_of_user(
    world: World, is_anonymous: bool, kind: str
) -> None:
    plan = world.ledger.row(
        "select p.id, v.included from catalog.plans as p "
        "join catalog.plan_versions as v on v.plan_id = p.id where p.opens_for = %s",
        kind,
    )
    user_id = world.db.add_user(is_anonymous=is_anonymous)
    account = open_account(world, user_id, is_anonymous=is_anonymous)
    assert plan_of(account) == plan["id"]
    assert account.money == (plan["included"], 0, 0)
    assert account.buckets == {"period:0": plan["included"]}
    member = world.ledger.row("select * from access.members where account_id = %s", account.id)
    assert (member["user_id"], member["role"]) == (user_id, "owner")
    assert (member["is_personal"], member["is_anonymous"]) == (True, is_anonymous)


def test_second_sight_is_the_same_account_and_no_second_credits(world: World) -> None:
    user_id = world.db.add_user()
    account = open_account(world, user_id)
    before = account.facts
    # Even as another kind of user: what the account was opened with stays.
    for is_anonymous in (True, False):
        assert open_account(world, user_id, is_anonymous=is_anonymous).id == account.id
    assert account.facts == before


def test_first_sight_on_many_connections_is_one_account(world: World) -> None:
    user_id = world.db.add_user()
    results = race(
        world.db,
        16,
        lambda connection, _: connection.execute(
            "select api.open_account(%s, true)", [user_id]
        ).fetchone()[0],
        role="florin_service",
    )
    assert states(results) == []
    assert len(set(results)) == 1
    account = Account(world.ledger, results[0])
    assert [kind for kind, _ in account.entries] == ["grant"]
    accounts = world.ledger.value("select count(*) from access.members where user_id = %s", user_id)
    assert accounts == 1


def test_member_of_another_s_account_still_gets_their_own(world: World) -> None:
    other, user_id = world.caller(), world.db.add_user()
    world.ledger.connection.execute(
        "insert into access.members (account_id, user_id, role) values (%s, %s, 'member')",
        [other.account.id, user_id],
    )
    account = open_account(world, user_id)
    assert account.id != other.account.id
    assert open_account(world, user_id).id == account.id


def test_overdraft_of_the_plan_goes_to_the_account(own_world: World) -> None:
    change_plans(own_world.ledger.connection, overage_policy="bill", overage_cap=70, included=30)
    account = open_account(own_world, own_world.db.add_user())
    assert account.facts["available"] == 100


def test_plan_that_includes_nothing_grants_nothing(own_world: World) -> None:
    change_plans(own_world.ledger.connection, included=0)
    account = open_account(own_world, own_world.db.add_user())
    assert (account.money, account.entries) == ((0, 0, 0), [])


def test_user_whom_auth_does_not_know_is_refused(world: World) -> None:
    user_id = uuid.uuid4()
    with refused("FLMEM", user_id=str(user_id)):
        open_account(world, user_id)


def test_kind_of_user_without_a_plan_is_refused(own_world: World) -> None:
    own_world.ledger.connection.execute(
        "update catalog.plans set opens_for = null where opens_for = 'anonymous'"
    )
    user_id = own_world.db.add_user()
    with refused("FLPLN", opens_for="anonymous"):
        open_account(own_world, user_id)
    assert own_world.ledger.value("select count(*) from ledger.accounts") == 0
    assert open_account(own_world, user_id, is_anonymous=False).money[0] > 0


def test_new_account_can_be_used_at_once(world: World) -> None:
    user_id = world.db.add_user()
    account = open_account(world, user_id)
    row = world.service.execute("select api.read_account(%s, %s)", [account.id, user_id])
    assert row.fetchone()[0]["available"] == account.facts["available"]


def test_deleting_the_user_removes_the_membership_and_no_money(world: World) -> None:
    caller = world.caller(credits=1000)
    model = world.model()
    generation_id = caller.start(model, key="k")
    caller.finish(caller.start(model), line(10))
    before = caller.account.facts, caller.account.entries, caller.account.buckets

    admin = world.db.connect("supabase_admin")
    admin.execute("delete from auth.users where id = %s", [caller.user_id])

    assert (caller.account.facts, caller.account.entries, caller.account.buckets) == before
    members = world.ledger.value(
        "select count(*) from access.members where account_id = %s", caller.account.id
    )
    assert members == 0
    # What runs is still settled; nothing new begins.
    assert caller.finish(generation_id, line(10, 5))["charged"] == 15
    with refused("FLMEM"):
        caller.begin(model)
    with refused("FLMEM"):
        caller.begin(model, key="k")
    assert world.ledger.db.verify() == []


def test_auth_service_itself_may_delete_a_user(world: World) -> None:
    """It deletes as supabase_auth_admin, who has no right on our tables."""
    caller = world.caller(credits=1000)
    auth = world.db.connect("supabase_auth_admin")
    auth.execute("delete from auth.users where id = %s", [caller.user_id])
    with refused("FLMEM"):
        caller.begin(world.model())
    assert caller.account.money == (1000, 0, 0)
