"""api.close_orphans: accounts whose users Auth deleted are closed, in bounded batches."""

import psycopg
import pytest
from accounts.steps import NOBODY, Accounts
from generation.steps import line
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def test_account_of_a_user_deleted_in_auth_is_closed(own_world: Accounts) -> None:
    caller = own_world.sign_in()
    caller.finish(caller.start(own_world.model(), key="k"), line(10), reply=b"Dear Ada")
    assert own_world.close_orphans() == 0
    own_world.forget_in_auth(caller.user_id)
    assert own_world.close_orphans() == 1
    assert own_world.status(caller) == "closed"
    assert caller.account.money == (0, 0, 0)
    assert own_world.count("generation.replies", caller) == 0
    users = own_world.ledger.rows(
        "select user_id from generation.generations where account_id = %s", caller.account.id
    )
    assert [row["user_id"] for row in users] == [NOBODY]
    assert own_world.close_orphans() == 0


def test_account_with_members_left_stays_open(own_world: Accounts) -> None:
    owner, member = own_world.sign_in(), own_world.sign_in()
    own_world.as_user(owner.user_id).execute(
        "select api.add_member(%s, %s)", [owner.account.id, member.user_id]
    )
    own_world.forget_in_auth(owner.user_id)
    assert own_world.close_orphans() == 1
    assert own_world.status(owner) == "active"
    assert own_world.close_orphans() == 0
    own_world.forget_in_auth(member.user_id)
    assert own_world.close_orphans() == 2
    assert (own_world.status(owner), own_world.status(member)) == ("closed", "closed")


def test_batches_are_bounded_and_workers_share_them(own_world: Accounts) -> None:
    callers = [own_world.sign_in() for _ in range(12)]
    for caller in callers:
        own_world.forget_in_auth(caller.user_id)
    assert own_world.close_orphans(limit=4) == 4
    results = race(
        own_world.db,
        4,
        lambda connection, _: own_world.only(connection.execute("select api.close_orphans(100)")),
        role="florin_worker",
    )
    assert states(results) == []
    assert sum(int(str(count)) for count in results) == 8
    assert {own_world.status(caller) for caller in callers} == {"closed"}


def test_locked_account_is_left_for_the_next_visit(own_world: Accounts) -> None:
    caller = own_world.sign_in()
    own_world.forget_in_auth(caller.user_id)
    other = own_world.db.connect(autocommit=False)
    other.execute("select from ledger.accounts where id = %s for update", [caller.account.id])
    assert own_world.close_orphans() == 0
    other.rollback()
    assert own_world.close_orphans() == 1


def test_auth_does_not_wait_for_an_account_to_delete_its_user(own_world: Accounts) -> None:
    caller = own_world.sign_in()
    other = own_world.db.connect(autocommit=False)
    other.execute("select from ledger.accounts where id = %s for update", [caller.account.id])
    auth = own_world.db.connect("supabase_auth_admin")
    auth.execute("set statement_timeout = '5s'")
    auth.execute("delete from auth.users where id = %s", [caller.user_id])
    other.rollback()
    assert own_world.close_orphans() == 1
    assert own_world.status(caller) == "closed"


def test_users_deleted_in_auth_and_here_at_once_are_gone(own_world: Accounts) -> None:
    callers = [own_world.sign_in() for _ in range(6)]

    def work(connection: psycopg.Connection, number: int) -> None:
        caller = callers[number // 2]
        if number % 2:
            connection.execute("set role florin_service")
            own_world.delete(caller, connection)
        else:
            connection.execute("delete from auth.users where id = %s", [caller.user_id])

    # Who loses finds nobody to delete.
    results = race(own_world.db, 12, work, role="supabase_admin")
    assert set(states(results)) <= {"FLMEM", "23503"}
    own_world.close_orphans()
    assert {own_world.status(caller) for caller in callers} == {"closed"}


def test_only_the_worker_may(own_world: Accounts) -> None:
    for role in ("florin_service", "authenticated", "anon", "service_role"):
        with refused("42501"):
            own_world.db.connect(role).execute("select api.close_orphans(1)")
