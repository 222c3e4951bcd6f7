"""Migrations are applied to a database of the previous release, full of what people did, while the
previous release serves them: nobody notices, and the books are sound all the time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from upgrades.release import Release, plant
from upgrades.town import Person, Town
from upgrades.traffic import Report, Traffic, definition

from local.migrator import MigrationError, migrate
from local.supabase_database import connect
from local.testbed.databases import Database

# No statement of the service may wait longer than this for a migration.
BOUND_S = 2.0

Grown = tuple[Database, list[Person]]

# What releases are made of, on the tables that every request needs.
ORDINARY = """
alter table ledger.accounts add column planted text;
alter table generation.generations add column planted integer not null default 0;
create table ledger.planted (account_id uuid not null);
"""


def upgrade(
    grown: Grown, town: Town, old_code: dict[str, str], folder: Path, blocked_for_s: float = 0
) -> tuple[list[str], Report]:
    """The versions applied, and what came of the requests before, while and after they were.
    So long a transaction stays open that has read the accounts."""
    db, people = grown
    assert db.verify() == []
    with town.serve(db, **old_code) as old:
        there = [person.at(old) for person in people]
        with Traffic(old, there) as traffic, open_transaction(db, blocked_for_s):
            applied = migrate(db.dsn(), folder)
            traffic.flow()
    traffic.report.violations += db.verify()
    return applied, traffic.report


@contextmanager
def open_transaction(db: Database, for_s: float) -> Iterator[None]:
    with connect(db.dsn("supabase_admin")) as somebody:
        somebody.execute("select count(*) from ledger.accounts")
        timer = threading.Timer(for_s, somebody.rollback)
        timer.start()
        yield
        timer.join()


def test_old_service_serves_while_the_new_migrations_are_applied(
    grown: Grown, town: Town, old_code: dict[str, str], new_migrations: Path, release: Release
) -> None:
    db, _ = grown
    plant(new_migrations, "ordinary", ORDINARY)
    for name in ("api.begin_generation", "ledger.place_hold", "generation.close"):
        plant(new_migrations, name.replace(".", "_"), definition(db, name))
    applied, report = upgrade(grown, town, old_code, new_migrations)
    assert len(applied) == len(release.pending) + 4
    assert report.failures == []
    assert report.violations == []
    assert report.longest_wait_s < BOUND_S


def test_what_a_bad_migration_does_is_seen(
    grown: Grown, town: Town, old_code: dict[str, str], new_migrations: Path
) -> None:
    """The proof above would say so if a migration held its locks, broke the books or took away what
    the release calls."""
    db, _ = grown
    db.verify_after = False
    slow = f"alter table ledger.accounts add column planted text; select pg_sleep({BOUND_S + 1});"
    plant(new_migrations, "slow", slow)
    plant(new_migrations, "wrong", "update ledger.accounts set posted = posted + 1;")
    plant(new_migrations, "rude", "alter function api.place_app_hold rename to place_a_hold;")
    _, report = upgrade(grown, town, old_code, new_migrations)
    assert report.longest_wait_s >= BOUND_S
    assert report.violations != []
    assert report.failures != []


def test_a_migration_gives_its_locks_up_rather_than_keep_the_service_waiting(
    grown: Grown,
    town: Town,
    old_code: dict[str, str],
    new_migrations: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """While a transaction of somebody else's keeps it from the table: everybody who comes later
    waits behind a migration that waits."""
    plant(new_migrations, "blocked", "alter table ledger.accounts add column planted text;")
    applied, report = upgrade(grown, town, old_code, new_migrations, blocked_for_s=BOUND_S + 1)
    assert applied
    assert len([record for record in caplog.records if "gave up" in record.message]) >= 2
    assert report.failures == []
    assert report.violations == []
    assert report.longest_wait_s < BOUND_S


def test_a_migration_that_never_gets_its_lock_changes_nothing_and_says_so(
    grown: Grown, new_migrations: Path
) -> None:
    db, _ = grown
    migrate(db.dsn(), new_migrations)
    plant(
        new_migrations,
        "blocked",
        "create table ledger.planted (); alter table ledger.accounts add column planted text;",
    )
    with connect(db.dsn("supabase_admin")) as somebody:
        somebody.execute("select count(*) from ledger.accounts")
        with pytest.raises(MigrationError, match="blocked"):
            migrate(db.dsn(), new_migrations, lock_patience_s=1)
    found = db.kept_connection().execute("select to_regclass('ledger.planted')").fetchone()
    assert found == (None,)
    assert migrate(db.dsn(), new_migrations) != []
