"""The built-in migrator: one transaction per file, recorded as the Supabase CLI records."""

import threading
from pathlib import Path

import psycopg
import pytest

from local.migrator import MigrationError, changed_since_applied, migrate
from local.sql_statements import split_statements
from local.testbed.databases import Database

FIRST = """-- why
create table public.first (n int);
create function public.two() returns int language sql immutable as $$ select 1; select 2 $$;
"""
SECOND = "insert into public.first values (1);\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    migrations = tmp_path / "migrations"
    migrations.mkdir()
    (migrations / "20260101000001_first_things.sql").write_text(FIRST)
    (migrations / "20260101000002_second.sql").write_text(SECOND)
    (migrations / "README.sql").write_text("select no_such_function();")
    (tmp_path / "seed.sql").write_text("insert into public.first values (2), (3);")
    return tmp_path


def history(db: Database) -> list[tuple[object, ...]]:
    return (
        db.connect()
        .execute(
            "select version, name, cardinality(statements) "
            "from supabase_migrations.schema_migrations order by version"
        )
        .fetchall()
    )


def rows(db: Database) -> list[int]:
    return [n for (n,) in db.connect().execute("select n from public.first order by n")]


def test_each_file_is_applied_once_with_its_history_row(empty_db: Database, project: Path) -> None:
    assert migrate(empty_db.dsn(), project) == ["20260101000001", "20260101000002"]
    assert migrate(empty_db.dsn(), project) == []
    assert history(empty_db) == [
        ("20260101000001", "first_things", 2),
        ("20260101000002", "second", 1),
    ]


def test_seed_is_applied_once_even_when_it_changes(empty_db: Database, project: Path) -> None:
    migrate(empty_db.dsn(), project)
    (project / "seed.sql").write_text("insert into public.first values (4);")
    migrate(empty_db.dsn(), project)
    assert rows(empty_db) == [1, 2, 3]


def test_failing_file_is_rolled_back_whole_and_stops_the_rest(
    empty_db: Database, project: Path
) -> None:
    broken = project / "migrations" / "20260101000002_second.sql"
    broken.write_text(f"{SECOND} select no_such_function();")
    with pytest.raises(MigrationError):
        migrate(empty_db.dsn(), project)
    assert rows(empty_db) == []
    assert [row[0] for row in history(empty_db)] == ["20260101000001"]
    broken.write_text(SECOND)
    assert migrate(empty_db.dsn(), project) == ["20260101000002"]


def test_file_that_changed_after_it_was_applied_is_noticed(
    empty_db: Database, project: Path
) -> None:
    assert changed_since_applied(empty_db.dsn(), project) == []
    migrate(empty_db.dsn(), project)
    assert changed_since_applied(empty_db.dsn(), project) == []
    (project / "migrations" / "20260101000001_first_things.sql").write_text(SECOND)
    (project / "migrations" / "20260101000002_second.sql").unlink()
    versions = ["20260101000001", "20260101000002"]
    assert changed_since_applied(empty_db.dsn(), project) == versions


def test_two_migrators_at_once_apply_each_file_once(empty_db: Database, project: Path) -> None:
    applied: list[str] = []
    threads = [
        threading.Thread(target=lambda: applied.extend(migrate(empty_db.dsn(), project)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(applied) == ["20260101000001", "20260101000002"]


def test_migrations_run_as_a_role_that_is_no_superuser(empty_db: Database, project: Path) -> None:
    forbidden = project / "migrations" / "20260101000003_forbidden.sql"
    for statement in ("create table auth.mine (n int)", "create role mighty superuser"):
        forbidden.write_text(statement)
        with pytest.raises(MigrationError) as caught:
            migrate(empty_db.dsn(), project)
        cause = caught.value.__cause__
        assert isinstance(cause, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("select 1; select 2;", ["select 1", "select 2"]),
        ("select ';'; select 2", ["select ';'", "select 2"]),
        ("select 'it''s;' -- a; b\n;", ["select 'it''s;' -- a; b"]),
        ("/* a; /* b; */ c; */ select 1; ", ["/* a; /* b; */ c; */ select 1"]),
        ("do $x$ begin; $$;$$ end $x$; select $1;", ["do $x$ begin; $$;$$ end $x$", "select $1"]),
        ('select ";" ; ;;', ['select ";"']),
        (
            "create rule r as on insert to t do (a; b); c",
            [
                "create rule r as on insert to t do (a; b)",
                "c",
            ],
        ),
        (
            "create function f() returns int begin atomic select 1; "
            "select case 1 when 1 then 2 end; end; x",
            [
                "create function f() returns int begin atomic select 1; "
                "select case 1 when 1 then 2 end; end",
                "x",
            ],
        ),
        ("select E'\\';'; x", ["select E'\\';'", "x"]),
        ("", []),
    ],
)
def test_semicolons_split_only_where_a_statement_ends(text: str, statements: list[str]) -> None:
    assert split_statements(text) == statements
