"""The Supabase CLI takes our configuration and applies our migrations, as on a hosted project."""

import json
from pathlib import Path

import pytest
from outside_tools import Skip, SupabaseCli, dump_schema

from local.migrator import migrate
from local.testbed.databases import Database
from tools.paths import FLORIN
from tools.plan import read_plan

VERSION = "3.1.0"

HISTORY = """
select version, name, statements
from supabase_migrations.schema_migrations
order by version
"""


@pytest.fixture
def cli(skip_or_fail: Skip, tmp_path: Path) -> SupabaseCli:
    return SupabaseCli(skip_or_fail, tmp_path)


def test_the_cli_is_the_version_that_the_configuration_is_for(cli: SupabaseCli) -> None:
    assert cli.run("--version").stdout.strip() == VERSION


def test_the_cli_accepts_every_key_of_the_configuration(cli: SupabaseCli) -> None:
    # `services` reads the configuration and needs neither Docker nor a network. It complains of
    # unknown, outdated and impossible values, and most of the time succeeds all the same.
    assert cli.run("services").stderr == ""


def test_the_cli_pushes_as_postgres_and_the_migrator_finds_nothing_left(
    cli: SupabaseCli, empty_db: Database, db: Database
) -> None:
    cli.run("db", "push", "--yes", "--include-seed", f"--remote={empty_db.dsn()}")
    pushed = empty_db.connect().execute(HISTORY).fetchall()
    assert [version for version, _, _ in pushed] == [c.version for c in read_plan(FLORIN)]
    assert pushed == db.connect().execute(HISTORY).fetchall()
    assert dump_schema(db.server, empty_db.name) == dump_schema(db.server, db.name)

    assert migrate(empty_db.dsn()) == []
    assert empty_db.connect().execute(HISTORY).fetchall() == pushed
    assert empty_db.verify() == []


def test_the_cli_finds_nothing_left_after_the_migrator(cli: SupabaseCli, db: Database) -> None:
    before = db.connect().execute(HISTORY).fetchall()
    given = ("--output-format", "json", f"--remote={db.dsn()}")
    listed = json.loads(cli.run("migration", "list", *given).stdout)["migrations"]
    assert len(listed) == len(before)
    assert all(entry["local"] == entry["remote"] for entry in listed)

    cli.run("db", "push", "--yes", "--include-seed", f"--remote={db.dsn()}")
    assert db.connect().execute(HISTORY).fetchall() == before
