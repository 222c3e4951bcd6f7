"""Sqitch and the migrations are two ways to the same database, and the way back is open."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from outside_tools import Skip, Sqitch, dump_schema

from local.migrator import migrate
from local.postgres import EmbeddedPostgres
from local.supabase_database import connect, prepare_database
from local.testbed.databases import Database, Databases
from tools.paths import FLORIN
from tools.plan import read_plan

ROLES = "select rolname from pg_catalog.pg_roles where rolname !~ '^pg_' order by rolname"


@pytest.fixture(scope="module")
def migrated(databases: Databases) -> str:
    """The dump of a database that the migrations made."""
    database = databases.empty()
    try:
        migrate(database.dsn())
        return dump_schema(databases.server, database.name)
    finally:
        databases.drop(database)


def test_sqitch_makes_what_the_migrations_make_and_can_undo_it(
    empty_db: Database, migrated: str, skip_or_fail: Skip, tmp_path: Path
) -> None:
    sqitch = Sqitch(empty_db.server, empty_db.name, skip_or_fail, tmp_path)
    before = dump_schema(empty_db.server, empty_db.name)
    assert before != migrated

    sqitch.run("deploy")
    assert dump_schema(empty_db.server, empty_db.name) == migrated

    sqitch.run("verify")
    sqitch.run("revert", "-y")
    assert dump_schema(empty_db.server, empty_db.name) == before

    sqitch.run("deploy")
    assert dump_schema(empty_db.server, empty_db.name) == migrated


def test_each_change_can_be_reverted_and_its_verify_script_then_fails(
    new_server: Callable[[int], EmbeddedPostgres], postgres_version: int
) -> None:
    """A verify script that passes without its change verifies nothing.

    On a server of its own, because roles belong to the server and stay while another database
    uses them.
    """
    server = new_server(postgres_version)
    prepare_database(server, "florin")
    before = dump_schema(server, "florin")
    with connect(server.dsn("florin"), autocommit=True) as connection:
        roles = connection.execute(ROLES).fetchall()
        migrate(server.dsn("florin"))
        blind = []
        for change in reversed(read_plan(FLORIN)):
            verify = change.script(FLORIN, "verify").read_bytes()
            connection.execute(verify)
            connection.execute(change.script(FLORIN, "revert").read_bytes())
            try:
                connection.execute(verify)
            except psycopg.Error:
                connection.execute("rollback")
            else:
                blind.append(change.name)
        assert blind == []
        assert connection.execute(ROLES).fetchall() == roles
    assert dump_schema(server, "florin") == before
