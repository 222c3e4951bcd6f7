"""Schema `queue` is what the installed procrastinate would make, closed to all but the worker."""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files

import psycopg
import pytest

from local.testbed.databases import Database
from tools import queue_sql

pytestmark = pytest.mark.every_postgres

# What a schema holds, one line per thing, however it is spelled. `%(schema)s` is on the search
# path, so names come out bare.
DESCRIPTION = """
select 'column', c.relname, a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' '
  || a.attnotnull || ' ' || a.attidentity::text || ' '
  || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('r', 'c')
union all
select 'constraint', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
from pg_constraint where connamespace = %(schema)s::regnamespace
union all
select 'index', i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid)
from pg_index as i join pg_class as c on c.oid = i.indexrelid
where c.relnamespace = %(schema)s::regnamespace
union all
select 'trigger', t.tgrelid::regclass::text, pg_get_triggerdef(t.oid)
from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
where c.relnamespace = %(schema)s::regnamespace and not t.tgisinternal
union all
select 'function', p.oid::regprocedure::text, l.lanname || ' ' || pg_get_function_result(p.oid)
  || ' ' || p.provolatile::text || ' ' || p.prosrc
from pg_proc as p join pg_language as l on l.oid = p.prolang
where p.pronamespace = %(schema)s::regnamespace
union all
select 'label', e.enumtypid::regtype::text, e.enumsortorder || ' ' || e.enumlabel
from pg_enum as e join pg_type as t on t.oid = e.enumtypid
where t.typnamespace = %(schema)s::regnamespace
"""


def describe(connection: psycopg.Connection, schema: str) -> list[tuple[str, ...]]:
    connection.execute("select set_config('search_path', %s, false)", [schema])
    rows = connection.execute(DESCRIPTION, {"schema": schema}).fetchall()
    return sorted(tuple(value.replace(f"{schema}.", "") for value in row) for row in rows)


def test_migrations_make_what_the_installed_library_makes(db: Database) -> None:
    connection = db.connect()
    connection.execute("create schema theirs")
    connection.execute("set search_path = theirs")
    schema = (files("procrastinate") / "sql" / "schema.sql").read_text(encoding="utf-8")
    connection.execute(schema)  # type: ignore[call-overload]
    theirs = describe(connection, "theirs")
    assert len({row for row in theirs if row[0] == "function"}) >= 18
    assert describe(connection, "queue") == theirs


def test_every_function_runs_under_its_own_schema(db: Database) -> None:
    rows = db.connect().execute(
        "select oid::regprocedure::text from pg_catalog.pg_proc "
        "where pronamespace = 'queue'::regnamespace "
        "and not coalesce('search_path=queue, pg_temp' = any(proconfig), false)"
    )
    assert rows.fetchall() == []


def test_worker_may_call_what_a_worker_calls_and_nothing_else(db: Database) -> None:
    rows = db.connect("supabase_admin").execute(
        "select proname, prosecdef from pg_catalog.pg_proc "
        "where pronamespace = 'queue'::regnamespace "
        "and has_function_privilege('florin_worker', oid, 'execute') order by proname"
    )
    assert rows.fetchall() == [(name, True) for name in queue_sql.WORKER_FUNCTIONS]


def test_every_table_is_under_row_security(db: Database) -> None:
    rows = db.connect().execute(
        "select relname from pg_catalog.pg_class "
        "where relnamespace = 'queue'::regnamespace and relkind = 'r' and not relrowsecurity"
    )
    assert rows.fetchall() == []


def test_the_change_for_an_upgrade_holds_only_what_came_after() -> None:
    change = queue_sql.render("queue/procrastinate_later", since="3.3.0")
    assert change.startswith("-- Deploy florin:queue/procrastinate_later to pg\n")
    assert "CREATE FUNCTION procrastinate_retry_job_v2" in change
    assert "CREATE TABLE" not in change
    assert "create schema" not in change


def test_nothing_came_after_the_installed_version() -> None:
    assert queue_sql.library_migrations(version("procrastinate")) == ""
