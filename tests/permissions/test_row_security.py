"""A user sees their own rows and nobody else's; nobody writes."""

import uuid

import psycopg
import pytest
from generation.steps import Caller, World, line
from keys.steps import new_key
from ledger.steps import refused
from permissions.privileges import SCHEMAS
from psycopg import sql

from local.testbed.databases import Database

pytestmark = pytest.mark.every_postgres

VIEWS = ("api.balance", "api.ledger_entries", "api.generations", "api.api_keys")
API_ROLES = ("anon", "authenticated", "service_role")

# What signed-in users may call: none of it moves money, but that a job holds what it will cost;
# each finds its account by the token.
USER_FUNCTIONS = {
    *("api.add_member", "api.delete_my_account", "api.remove_member", "api.update_my_profile"),
    *("access.add_member", "access.delete_my_account", "access.remove_member"),
    "access.update_my_profile",
    *("api.has_feature", "access.has_feature"),
    *("api.limits", "access.my_limits", "api.usage", "generation.my_usage"),
    *("access.create_my_key", "access.revoke_my_key", "api.create_api_key", "api.revoke_api_key"),
    *("api.list_models", "api.model_usage", "api.record_model_event"),
    *("api.set_model_preferences", "api.trial_status"),
    *("access.list_my_models", "access.read_my_model_usage", "access.read_my_trial_status"),
    *("access.record_my_model_event", "access.set_my_model_preferences"),
    *("api.set_consumption_consent", "access.set_consumption_consent"),
    *("api.create_job", "api.cancel_my_job", "api.delete_my_job"),
    *("generation.create_my_job", "generation.cancel_my_job", "generation.delete_my_job"),
}


@pytest.fixture
def world(common_db: Database) -> World:
    return World(common_db)


@pytest.fixture
def caller(world: World) -> Caller:
    """A user with an account, entries, generations and a key."""
    caller = world.caller(credits=1000)
    model = world.model()
    caller.finish(caller.start(model), line(10, 5))
    caller.start(model)
    new_key(caller)
    return caller


def rows(connection: psycopg.Connection, view: str) -> list[dict[str, object]]:
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute(f"select * from {view}").fetchall()


def signed_in(world: World, user_id: uuid.UUID, **claims: object) -> psycopg.Connection:
    return world.db.connect("authenticated", claims={"sub": str(user_id), **claims})


def test_owner_sees_balance_book_and_generations(world: World, caller: Caller) -> None:
    connection = signed_in(world, caller.user_id)
    (balance,) = rows(connection, "api.balance")
    assert balance == {
        "account_id": caller.account.id,
        "posted": 985,
        "held": 110,
        "available": 875,
        "debt": 0,
        "overdraft_limit": 0,
        "status": "active",
    }
    entries = rows(connection, "api.ledger_entries order by version")
    assert [(e["kind"], e["amount"]) for e in entries] == [("grant", 1000), ("settle", -15)]
    generations = rows(connection, "api.generations")
    assert sorted(str(g["status"]) for g in generations) == ["completed", "running"]
    assert {g["account_id"] for g in generations} == {caller.account.id}


def test_what_is_ours_is_not_among_the_columns_of_a_generation(
    world: World, caller: Caller
) -> None:
    connection = signed_in(world, caller.user_id)
    shown = set(rows(connection, "api.generations")[0])
    assert not shown & {"idempotency_key", "request_hash", "replica", "price_id", "attempts"}
    for column in ("idempotency_key", "request_hash", "replica", "attempts"):
        with refused("42501"):
            connection.execute(f"select {column} from generation.generations")
    with refused("42501"):
        connection.execute("select * from generation.attempts")


@pytest.mark.parametrize("view", VIEWS)
def test_anonymous_user_sees_their_own(world: World, caller: Caller, view: str) -> None:
    """Anonymous users are authenticated too; their token only says so."""
    connection = signed_in(world, caller.user_id, is_anonymous=True)
    seen = rows(connection, view)
    assert {row["account_id"] for row in seen} == {caller.account.id}


@pytest.mark.parametrize("view", VIEWS)
def test_stranger_sees_only_what_is_theirs(world: World, caller: Caller, view: str) -> None:
    assert rows(signed_in(world, world.db.add_user()), view) == []
    other = world.caller(credits=5)
    other.start(world.model(input=0))
    new_key(other)
    seen = rows(signed_in(world, other.user_id), view)
    assert {row["account_id"] for row in seen} == {other.account.id}


@pytest.mark.parametrize("view", VIEWS)
def test_token_without_a_user_sees_nothing(world: World, caller: Caller, view: str) -> None:
    assert rows(world.db.connect("authenticated"), view) == []


@pytest.mark.parametrize("view", VIEWS)
def test_nobody_at_all_is_refused(world: World, caller: Caller, view: str) -> None:
    with refused("42501"):
        rows(world.db.connect("anon"), view)


@pytest.mark.parametrize("view", VIEWS)
def test_former_member_sees_nothing(world: World, caller: Caller, view: str) -> None:
    connection = signed_in(world, caller.user_id)
    assert rows(connection, view) != []
    world.ledger.connection.execute(
        "delete from access.members where account_id = %s", [caller.account.id]
    )
    assert rows(connection, view) == []


@pytest.mark.parametrize("view", VIEWS)
def test_member_of_two_accounts_sees_both(world: World, caller: Caller, view: str) -> None:
    other = world.caller(credits=5)
    other.start(world.model(input=0))
    new_key(other)
    world.ledger.connection.execute(
        "insert into access.members (account_id, user_id, role) values (%s, %s, 'member')",
        [other.account.id, caller.user_id],
    )
    seen = rows(signed_in(world, caller.user_id), view)
    assert {row["account_id"] for row in seen} == {caller.account.id, other.account.id}


def relations(db: Database) -> list[tuple[str, bool]]:
    """Every table and view of ours that could be written at all, and whether it is a view."""
    found = db.connect().execute(
        "select oid::regclass::text, relkind = 'v' from pg_catalog.pg_class "
        "where relkind = any('{r,p,v}') and pg_relation_is_updatable(oid, false) > 0 "
        "and relnamespace::regnamespace::text = any(%s)",
        [list(SCHEMAS)],
    )
    return found.fetchall()


@pytest.mark.parametrize("role", [*API_ROLES, "florin_service", "florin_worker"])
def test_nobody_writes_any_table_or_view(world: World, caller: Caller, role: str) -> None:
    claims = {"sub": str(caller.user_id)} if role in API_ROLES else None
    connection = world.db.connect(role, claims=claims)
    found = relations(world.db)
    assert ("ledger.accounts", False) in found
    for relation, is_view in found:
        name = sql.SQL(".").join(map(sql.Identifier, relation.split(".")))
        for statement in ("insert into {} default values", "delete from {}", "truncate {}"):
            if is_view and statement.startswith("truncate"):
                continue
            with refused("42501"):
                connection.execute(sql.SQL(statement).format(name))
    for update in (
        "update ledger.accounts set posted = posted + 1",
        "update api.balance set posted = posted + 1",
        "update api.ledger_entries set amount = 1",
        "update api.generations set charged = 0",
        "update access.members set user_id = user_id",
    ):
        with refused("42501"):
            connection.execute(update)


@pytest.mark.parametrize("role", API_ROLES)
def test_money_functions_are_closed_to_every_client(
    world: World, caller: Caller, role: str
) -> None:
    claims = {"sub": str(caller.user_id)}
    connection = world.db.connect(role, claims=claims)
    functions = world.ledger.rows(
        "select oid::regprocedure::text as name, pronargs as arguments, proname, "
        "pronamespace::regnamespace::text as schema, "
        "has_function_privilege(%s, oid, 'execute') and proname like 'admin_%%' as for_admins "
        "from pg_catalog.pg_proc "
        "where pronamespace::regnamespace::text = any(%s) "
        "and prorettype <> 'trigger'::regtype and oid::regproc::text not in "
        "('private.my_accounts', 'private.my_merged_accounts', 'billing.verify', "
        "'ledger.verify', 'ledger.verify_accounts', 'ledger.verify_rows', "
        "'generation.verify_jobs')",
        role,
        list(SCHEMAS),
    )
    assert len(functions) > 60
    for function in functions:
        called = f"{function['schema']}.{function['proname']}"
        if role == "authenticated" and called in USER_FUNCTIONS:
            continue
        arguments = ", ".join(["null"] * function["arguments"])
        # What admins call refuses everybody else itself.
        with refused("FLADM" if function["for_admins"] else "42501"):
            connection.execute(f"select {called}({arguments})")
    assert caller.account.money == (985, 110, 0)


def test_user_verifies_no_ledger_and_admin_does(world: World, caller: Caller) -> None:
    with refused("42501"):
        signed_in(world, caller.user_id).execute("select * from ledger.verify()")
    admin = world.db.connect("service_role")
    assert admin.execute("select * from ledger.verify()").fetchall() == []


def test_every_table_has_row_security(common_db: Database) -> None:
    open_tables = common_db.connect().execute(
        "select oid::regclass::text from pg_catalog.pg_class where relkind = any('{r,p}') "
        "and relnamespace::regnamespace::text = any(%s) and not relrowsecurity",
        [list(SCHEMAS)],
    )
    assert open_tables.fetchall() == []


def test_every_view_checks_the_rights_of_who_reads_it(common_db: Database) -> None:
    trusting = common_db.connect().execute(
        "select oid::regclass::text from pg_catalog.pg_class where relkind = any('{v,m}') "
        "and relnamespace::regnamespace::text = any(%s) "
        "and not coalesce('security_invoker=true' = any(reloptions), false)",
        [list(SCHEMAS)],
    )
    assert trusting.fetchall() == []


def test_policies_name_their_role_and_only_let_read(common_db: Database) -> None:
    policies = common_db.connect().execute(
        "select schemaname || '.' || tablename, roles::text[], cmd from pg_catalog.pg_policies "
        "where schemaname = any(%s) order by 1",
        [list(SCHEMAS)],
    )
    assert sorted(policies.fetchall()) == sorted(
        [
            ("access.entitlements", ["authenticated"], "SELECT"),
            ("access.trials", ["authenticated"], "SELECT"),
            ("access.members", ["authenticated"], "SELECT"),
            ("access.profiles", ["authenticated"], "SELECT"),
            ("access.api_keys", ["authenticated"], "SELECT"),
            ("billing.purchases", ["authenticated"], "SELECT"),
            ("billing.subscriptions", ["authenticated"], "SELECT"),
            # The catalogue is nobody's own.
            ("catalog.models", ["anon", "authenticated"], "SELECT"),
            ("catalog.prices", ["anon", "authenticated"], "SELECT"),
            ("catalog.unit_prices", ["anon", "authenticated"], "SELECT"),
            ("generation.jobs", ["authenticated"], "SELECT"),
            ("generation.generations", ["authenticated"], "SELECT"),
            ("ledger.accounts", ["authenticated"], "SELECT"),
            ("ledger.entries", ["authenticated"], "SELECT"),
        ]
    )
