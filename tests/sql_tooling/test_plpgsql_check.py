"""plpgsql_check looks into every PL/pgSQL function as if each of its statements ran."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from outside_tools import Skip

from local.migrator import migrate
from local.postgres import EmbeddedPostgres
from local.supabase_database import connect, prepare_database

# The only packaged version that has the extension; Debian's, which CI installs.
VERSION = 15

# A trigger function is checked once for each of its triggers: what NEW holds depends on the table.
# Left out, because they call for nothing: that a number is cast to a domain over it or to a wider
# number (performance, 42804), that a function returns two rows at once, and the argument of a
# charge that callers under way still give while a release is replaced (decision 32).
CHECK = """
with functions as (
  select p.oid, coalesce(t.tgrelid, 0) as relation, t.tgoldtable, t.tgnewtable
  from pg_catalog.pg_proc as p
  left join pg_catalog.pg_trigger as t on t.tgfoid = p.oid and not t.tgisinternal
  where p.proowner = 'postgres'::regrole
    and p.prolang = (select oid from pg_catalog.pg_language where lanname = 'plpgsql')
)
select f.oid::regprocedure::text, c.lineno, c.level, c.sqlstate, c.message, c.detail
from functions as f
cross join lateral plpgsql_check_function_tb(
  f.oid, f.relation, extra_warnings => true, performance_warnings => true,
  security_warnings => true, oldtable => f.tgoldtable, newtable => f.tgnewtable
) as c
where not (c.level = 'performance' and c.sqlstate = '42804')
  and c.message not like 'composite OUT variable%'
  and (f.oid::regproc::text, c.message)
    <> ('ledger.take_charge', 'unused parameter "p_bucket_id"')
"""


@pytest.fixture
def checked(
    new_server: Callable[[int], EmbeddedPostgres], skip_or_fail: Skip
) -> Iterator[psycopg.Connection]:
    """A migrated database on Debian's Postgres with the extension in it."""
    server = new_server(VERSION)
    prepare_database(server, "florin")
    migrate(server.dsn("florin"))
    with connect(server.superuser_dsn("florin"), autocommit=True) as connection:
        try:
            connection.execute("create extension plpgsql_check")
        except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile):
            skip_or_fail("postgresql-15-plpgsql-check is not installed")
        yield connection


def test_plpgsql_check_finds_nothing_in_any_function(checked: psycopg.Connection) -> None:
    assert checked.execute(CHECK).fetchall() == []


def test_plpgsql_check_would_find_a_misspelt_column(checked: psycopg.Connection) -> None:
    checked.execute("set role postgres")
    checked.execute(
        "create function ledger.wrong() returns void language plpgsql as "
        "$$ begin perform no_such_column from ledger.accounts; end $$"
    )
    checked.execute("reset role")
    found = checked.execute(CHECK).fetchall()
    assert ("ledger.wrong()", "42703") in [(row[0], row[3]) for row in found]
