"""Who may do what, object by object, is what expected.txt says, and no more.

After a change that is meant: FLORIN_WRITE_EXPECTED=1 scripts/test tests/permissions, then read the
difference before committing it.
"""

import os
from pathlib import Path

import pytest
from permissions.privileges import (
    EVERY_SCHEMA,
    POWERFUL_ROLES,
    ROLES,
    SCHEMAS,
    list_privileges,
)

from local.testbed.databases import Database

pytestmark = pytest.mark.every_postgres

EXPECTED = Path(__file__).with_name("expected.txt")
SERVICE_ROLES = ("florin_service", "florin_worker")


def test_privileges_are_exactly_the_expected(common_db: Database) -> None:
    actual = list_privileges(common_db.connect("supabase_admin"))
    if os.environ.get("FLORIN_WRITE_EXPECTED"):
        EXPECTED.write_text("\n".join(actual) + "\n")
    assert actual == EXPECTED.read_text().splitlines()


def test_no_schema_and_no_role_is_left_out(common_db: Database) -> None:
    connection = common_db.connect("supabase_admin")
    schemas = connection.execute(
        "select nspname from pg_catalog.pg_namespace "
        "where nspname not like 'pg\\_%' and nspname <> 'information_schema'"
    )
    assert {name for (name,) in schemas} == set(EVERY_SCHEMA)
    roles = connection.execute(
        "select rolname from pg_catalog.pg_roles where rolname not like 'pg\\_%'"
    )
    assert {name for (name,) in roles} | {"public"} == {*ROLES, *POWERFUL_ROLES}


@pytest.mark.parametrize("role", SERVICE_ROLES)
def test_service_roles_have_no_right_on_any_relation(common_db: Database, role: str) -> None:
    """Of any schema, ours or not; what the system offers to everybody aside."""
    rows = common_db.connect("supabase_admin").execute(
        "select c.oid::regclass::text from pg_catalog.pg_class as c "
        "where c.relkind = any('{r,p,v,m,f}') "
        "and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema') "
        "and (has_table_privilege(%(role)s, c.oid, "
        "'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') "
        "or has_any_column_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))",
        {"role": role},
    )
    assert rows.fetchall() == []


@pytest.mark.parametrize("role", SERVICE_ROLES)
def test_service_roles_have_no_power_and_no_memberships(common_db: Database, role: str) -> None:
    connection = common_db.connect("supabase_admin")
    attributes = connection.execute(
        "select rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls "
        "from pg_catalog.pg_roles where rolname = %s",
        [role],
    ).fetchone()
    assert attributes == (False,) * 6
    member_of = connection.execute(
        "select roleid::regrole::text from pg_catalog.pg_auth_members where member = %s::regrole",
        [role],
    )
    assert member_of.fetchall() == []


@pytest.mark.parametrize("role", ["anon", "authenticated", "authenticator", "service_role"])
def test_no_api_role_can_become_a_service_role(common_db: Database, role: str) -> None:
    connection = common_db.connect("supabase_admin")
    for target in SERVICE_ROLES:
        row = connection.execute("select pg_has_role(%s, %s, 'member')", [role, target])
        assert row.fetchone() == (False,)


def test_every_function_that_anybody_may_call_fixes_its_search_path(common_db: Database) -> None:
    """The others run under that of the definer that called them: docs/decisions/0019. Those of
    the queue name nothing by schema, and are fixed to their own."""
    rows = common_db.connect("supabase_admin").execute(
        "select p.oid::regprocedure::text from pg_catalog.pg_proc as p "
        "where p.pronamespace::regnamespace::text = any(%s) "
        "and not coalesce(case p.pronamespace when 'queue'::regnamespace "
        "then 'search_path=queue, pg_temp' else 'search_path=\"\"' end = any(p.proconfig), false) "
        "and (p.prosecdef or exists (select from pg_catalog.pg_roles as r where not r.rolsuper "
        "and r.oid <> p.proowner and has_function_privilege(r.oid, p.oid, 'execute')))",
        [list(SCHEMAS)],
    )
    assert rows.fetchall() == []


def test_exposed_functions_run_with_the_caller_s_rights(common_db: Database) -> None:
    rows = common_db.connect().execute(
        "select oid::regprocedure::text from pg_catalog.pg_proc "
        "where pronamespace = 'api'::regnamespace and prosecdef"
    )
    assert rows.fetchall() == []


def test_all_of_ours_belongs_to_postgres(common_db: Database) -> None:
    rows = common_db.connect().execute(
        "select oid::regclass::text from pg_catalog.pg_class "
        "where relnamespace::regnamespace::text = any(%(schemas)s) "
        "and relowner <> 'postgres'::regrole "
        "union all select oid::regprocedure::text from pg_catalog.pg_proc "
        "where pronamespace::regnamespace::text = any(%(schemas)s) "
        "and proowner <> 'postgres'::regrole",
        {"schemas": list(SCHEMAS)},
    )
    assert rows.fetchall() == []


def test_nothing_of_ours_lies_in_public(common_db: Database) -> None:
    rows = common_db.connect().execute(
        "select relname from pg_catalog.pg_class where relnamespace = 'public'::regnamespace "
        "union all "
        "select proname from pg_catalog.pg_proc where pronamespace = 'public'::regnamespace"
    )
    assert rows.fetchall() == []


def test_what_a_later_migration_makes_is_closed_until_it_grants(common_db: Database) -> None:
    connection = common_db.connect(autocommit=False)
    connection.execute("create function api.later() returns integer language sql return 1")
    connection.execute("create table api.later (id integer)")
    connection.execute("create view api.later_view as select 1 as id")
    for role in ("anon", "authenticated", "service_role", *SERVICE_ROLES):
        row = connection.execute(
            "select has_function_privilege(%(role)s, 'api.later()', 'EXECUTE'), "
            "has_table_privilege(%(role)s, 'api.later', 'SELECT'), "
            "has_table_privilege(%(role)s, 'api.later_view', 'SELECT')",
            {"role": role},
        )
        assert row.fetchone() == (False, False, False), role
    connection.rollback()
