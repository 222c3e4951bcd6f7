"""What Supabase Studio and the CLI advise of our schema, at every level: nothing unexpected.

The advisors are Splinter's rules. The CLI's set ends with 0024; the later ones that can concern us
are at the end, in our own words. Exceptions and their reasons: docs/decisions/0014.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from outside_tools import Skip, SupabaseCli
from psycopg import sql

from local.postgres import SUPERUSER
from local.rest.settings import ApiSettings
from local.supabase_database import connect
from local.testbed.databases import Database

Finding = dict[str, Any]

# Schemas of the platform itself, which these rules leave out as well.
PLATFORM = ("auth", "extensions", "information_schema", "pg_catalog", "realtime", "storage")


def is_of_a_new_database(db: Database, finding: Finding) -> bool:
    """Nothing has been asked yet, so every index is unused."""
    return True


def is_closed_on_purpose(db: Database, finding: Finding) -> bool:
    """No policy, and no privilege that one could narrow: only definer functions reach the table."""
    table = sql.Identifier(finding["metadata"]["schema"], finding["metadata"]["name"])
    open_to = db.kept_connection().execute(
        """
        select r.rolname
        from unnest(array['anon', 'authenticated']) as r (rolname)
        where has_any_column_privilege(r.rolname, %s, 'select, insert, update, references')
          or has_table_privilege(r.rolname, %s, 'delete, truncate, trigger')
        """,
        [table.as_string(None), table.as_string(None)],
    )
    return open_to.fetchall() == []


def is_for_nobody_else(db: Database, finding: Finding) -> bool:
    """Called by definers that have set the path, and executable by nobody but its owner. Of the
    exposed schema nothing is."""
    if finding["metadata"]["schema"] in ApiSettings.read().schemas:
        return False
    name = sql.Identifier(finding["metadata"]["schema"], finding["metadata"]["name"])
    open_to = db.kept_connection(SUPERUSER).execute(
        """
        select r.rolname
        from pg_catalog.pg_proc as p
        join pg_catalog.pg_roles as r on r.oid <> p.proowner and not r.rolsuper
        where p.oid = %s::regproc
          and (p.prosecdef or has_function_privilege(r.oid, p.oid, 'execute'))
        """,
        [name.as_string(None)],
    )
    return open_to.fetchall() == []


EXCEPTIONS: dict[str, Callable[[Database, Finding], bool]] = {
    "function_search_path_mutable": is_for_nobody_else,
    "rls_enabled_no_policy": is_closed_on_purpose,
    "unused_index": is_of_a_new_database,
}


@pytest.fixture
def exposed(db: Database) -> Database:
    """As the platform sets it from `api.schemas`: the advisors look at what is exposed."""
    with connect(db.dsn(SUPERUSER), autocommit=True) as connection:
        connection.execute(
            sql.SQL("alter database {} set pgrst.db_schemas = {}").format(
                sql.Identifier(db.name), sql.Literal(", ".join(ApiSettings.read().schemas))
            )
        )
    return db


@pytest.fixture
def advised(skip_or_fail: Skip, exposed: Database, tmp_path: Path) -> Callable[[], list[Finding]]:
    """`advised()`: every finding of the CLI that is no exception."""
    cli = SupabaseCli(skip_or_fail, tmp_path)
    given = ("--level", "info", "--fail-on", "none", "--output-format", "json")

    def findings() -> list[Finding]:
        found = cli.run("db", "advisors", *given, f"--remote={exposed.dsn()}").stdout
        results: list[Finding] = json.loads(found)["results"]
        return [f for f in results if not EXCEPTIONS.get(f["name"], lambda *_: False)(exposed, f)]

    return findings


def test_the_advisors_find_nothing_at_any_level(
    exposed: Database, advised: Callable[[], list[Finding]]
) -> None:
    assert [(finding["name"], finding["detail"]) for finding in advised()] == []
    # The CLI looked at what is exposed, and where an exception does not hold it is none.
    exposed.connect().execute(
        """
        create function api.open() returns int language sql as 'select 1';
        create table ledger.notes (id int);
        alter table ledger.notes enable row level security;
        grant select (id) on ledger.notes to authenticated;
        create view api.users as select id from auth.users;
        grant select on api.users to anon;
        """
    )
    assert sorted(finding["name"] for finding in advised()) == [
        "auth_users_exposed",
        "function_search_path_mutable",
        "no_primary_key",
        "rls_enabled_no_policy",
        "security_definer_view",
    ]


def rows(db: Database, query: str, *parameters: Any) -> list[str]:
    """The first column."""
    try:
        found = db.connect().execute(query.encode(), parameters)
        return [row[0] for row in found.fetchall()]
    finally:
        db.close_connections()


def exposed_definers(db: Database) -> list[str]:
    """0028 and 0029, and stricter: whoever may execute them. Exposed functions are invokers."""
    return rows(
        db,
        """
        select p.oid::regprocedure::text
        from pg_catalog.pg_proc as p
        where p.prosecdef and p.pronamespace::regnamespace::text = any(%s)
        order by 1
        """,
        list(ApiSettings.read().schemas),
    )


def readable_by(db: Database, role: str) -> list[str]:
    """0026 and 0027: what /graphql/v1 would describe to `role`, where pg_graphql is enabled."""
    return rows(
        db,
        """
        select c.oid::regclass::text
        from pg_catalog.pg_class as c
        where c.relkind in ('r', 'p', 'v', 'm', 'f')
          and c.relnamespace::regnamespace::text <> all(%s)
          and has_any_column_privilege(%s, c.oid, 'select')
        order by 1
        """,
        list(PLATFORM),
        role,
    )


def test_no_exposed_function_runs_with_its_owners_rights(db: Database) -> None:
    assert exposed_definers(db) == []
    db.connect().execute(
        "create function api.open() returns int language sql security definer "
        "set search_path = '' as 'select 1'"
    )
    assert exposed_definers(db) == ["api.open()"]


# Shown to people before they sign in: models and what they cost, and nobody's data.
CATALOGUE = {"api.models", "catalog.models", "catalog.prices", "catalog.unit_prices"}


def test_nobody_who_is_not_signed_in_can_read_more_than_the_catalogue(db: Database) -> None:
    assert set(readable_by(db, "anon")) == CATALOGUE
    db.connect().execute("grant select (id) on ledger.accounts to anon")
    assert set(readable_by(db, "anon")) == CATALOGUE | {"ledger.accounts"}


def test_every_relation_that_users_can_read_keeps_to_their_own_rows(db: Database) -> None:
    # 0027 would name them all, and is right to: they are made for signed-in users. What matters is
    # that each one is a table with row-level security, or a view with its reader's rights.
    open_relations = rows(
        db,
        """
        select c.oid::regclass::text
        from pg_catalog.pg_class as c
        where c.oid::regclass::text = any(%s)
          and not (c.relkind in ('r', 'p') and c.relrowsecurity)
          and not (c.relkind = 'v' and 'security_invoker=true' = any(c.reloptions))
        """,
        readable_by(db, "authenticated"),
    )
    assert open_relations == []


def test_no_extension_and_no_bucket_comes_with_the_migrations(db: Database) -> None:
    # 0025: a public bucket that lists its files; pg_graphql: the premise of 0026 and 0027.
    assert rows(db, "select extname from pg_catalog.pg_extension") == ["plpgsql"]
    with psycopg.connect(db.dsn(SUPERUSER)) as connection:
        assert connection.execute("select id from storage.buckets").fetchall() == []
    assert rows(db, "select policyname from pg_policies where schemaname = 'storage'") == []
