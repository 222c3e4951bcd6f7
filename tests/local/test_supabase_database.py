"""An empty database is as a new Supabase project has it: no stronger, no weaker."""

import json

import psycopg
import pytest

from local.supabase_database import DatabaseOutdated, prepare_database
from local.testbed.databases import API_ROLES, Database


def test_postgres_is_no_superuser_and_may_what_the_platform_lets_it(empty_db: Database) -> None:
    row = empty_db.connect().execute(
        "select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolcanlogin "
        "from pg_roles where rolname = current_user"
    )
    assert row.fetchone() == (False, True, True, True, True, True)


@pytest.mark.parametrize(
    ("role", "attributes"),
    [
        ("anon", (False, False, True)),
        ("authenticated", (False, False, True)),
        ("service_role", (False, True, True)),
        ("authenticator", (True, False, False)),
        ("supabase_auth_admin", (True, False, False)),
        ("supabase_storage_admin", (True, False, False)),
        ("supabase_realtime_admin", (False, False, False)),
    ],
)
def test_roles_have_the_platforms_attributes(
    empty_db: Database, role: str, attributes: tuple[bool, ...]
) -> None:
    row = empty_db.connect().execute(
        "select rolcanlogin, rolbypassrls, rolinherit from pg_roles where rolname = %s", [role]
    )
    assert row.fetchone() == attributes


@pytest.mark.parametrize(
    ("role", "settings"),
    [
        ("anon", ["statement_timeout=3s"]),
        ("authenticated", ["statement_timeout=8s"]),
        ("authenticator", ["statement_timeout=8s", "lock_timeout=8s"]),
        ("postgres", ['search_path="$user", public, extensions']),
    ],
)
def test_roles_have_the_platforms_settings(
    empty_db: Database, role: str, settings: list[str]
) -> None:
    row = empty_db.connect().execute("select rolconfig from pg_roles where rolname = %s", [role])
    assert row.fetchone() == (settings,)


@pytest.mark.parametrize("schema", ["auth", "realtime", "storage"])
def test_postgres_cannot_create_in_the_platforms_schemas(empty_db: Database, schema: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        empty_db.connect().execute(f"create table {schema}.mine (n int)")


def test_new_table_in_public_is_open_for_nothing_but_what_the_platform_forgets(
    empty_db: Database,
) -> None:
    connection = empty_db.connect()
    connection.execute("create table public.things (n int)")
    connection.execute("create function public.f() returns int language sql as 'select 1'")
    privileges = ("select", "insert", "update", "delete", "truncate", "references", "trigger")
    for role in API_ROLES:
        held = [
            connection.execute(
                "select has_table_privilege(%s, 'public.things', %s)", [role, privilege]
            ).fetchone()
            for privilege in privileges
        ]
        assert held == [(False,)] * 4 + [(True,)] * 3
        row = connection.execute(
            "select has_function_privilege(%s, 'public.f()', 'execute')", [role]
        )
        assert row.fetchone() == (True,)


def test_claims_are_read_as_on_the_platform(empty_db: Database) -> None:
    user_id = empty_db.add_user()
    claims = {"sub": str(user_id), "email": "a@b.cd", "is_anonymous": True}
    row = empty_db.connect("authenticated", claims=claims).execute(
        "select auth.uid(), auth.role(), auth.email(), auth.jwt() ->> 'is_anonymous'"
    )
    assert row.fetchone() == (user_id, "authenticated", "a@b.cd", "true")
    empty = empty_db.connect().execute("select auth.uid(), auth.role(), auth.jwt()")
    assert empty.fetchone() == (None, None, None)


def test_broadcast_is_a_row_that_a_policy_may_open(empty_db: Database) -> None:
    owner = empty_db.connect()
    owner.execute(
        "create policy readable on realtime.messages for select to authenticated "
        "using (extension = 'broadcast' and (select realtime.topic()) = 'account:1')"
    )
    owner.execute("create table public.things (n int)")
    owner.execute(
        "create function public.tell() returns trigger language plpgsql as $$ begin "
        "perform realtime.broadcast_changes('account:1', tg_op, tg_op, tg_table_name, "
        "tg_table_schema, new, old); return null; end $$"
    )
    owner.execute(
        "create trigger tell after insert on public.things "
        "for each row execute function public.tell()"
    )
    owner.execute("insert into public.things values (7)")
    reader = empty_db.connect("authenticated", claims={}, autocommit=False)
    assert reader.execute("select 1 from realtime.messages").fetchone() is None
    reader.execute("set local realtime.topic = 'account:1'")
    event, private, payload = reader.execute(
        "select event, private, payload from realtime.messages"
    ).fetchone() or ("", None, {})
    assert (event, private) == ("INSERT", True)
    assert (payload["operation"], payload["record"], payload["table"]) == (
        "INSERT",
        {"n": 7},
        "things",
    )


def test_broadcast_that_cannot_be_written_is_a_warning(empty_db: Database) -> None:
    notices: list[str] = []
    connection = empty_db.connect("anon")
    connection.add_notice_handler(lambda notice: notices.append(notice.severity or ""))
    connection.execute(
        "select realtime.send(%s, 'event', 'topic')", [json.dumps({"text": "hello"})]
    )
    assert notices == ["WARNING"]


def test_database_made_by_another_version_is_refused(empty_db: Database) -> None:
    superuser = empty_db.connect("supabase_admin")
    prepare_database(empty_db.server, empty_db.name)
    superuser.execute(f"comment on database {empty_db.name} is 'florin bootstrap 0'")
    with pytest.raises(DatabaseOutdated):
        prepare_database(empty_db.server, empty_db.name)
