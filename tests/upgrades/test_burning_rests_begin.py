"""From one release to the next what is left of the burning bucket moves to its account's row, and
back with a revert: whatever is under way meanwhile, money stays exact."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from upgrades.release import Release, folder_of
from upgrades.town import Person

from local.migrator import migrate
from local.supabase_database import connect
from local.testbed.databases import Database
from tools.paths import FLORIN
from tools.plan import read_plan

Grown = tuple[Database, list[Person]]

PENDING = [change for change in read_plan(FLORIN) if change.upgrades]
# The change from which on rests are kept.
BEGINS = "_ledger_take_charge"
GRANTED = 1000


def grant(connection: psycopg.Connection, account: str) -> None:
    """Credits that burn before all others."""
    connection.execute(
        "select ledger.grant_credits(%s, 'promo', 'rests', %s, 0::smallint)", [account, GRANTED]
    )


def charge(connection: psycopg.Connection, account: str, amount: int) -> None:
    hold = uuid.uuid4()
    connection.execute("select ledger.place_hold(%s, %s, %s, '1 hour')", [account, hold, amount])
    connection.execute(
        "select ledger.settle_hold(%s, %s, %s, 'work', 'provider')", [account, hold, amount]
    )


def charge_late(connection: psycopg.Connection, account: str, amount: int) -> None:
    connection.execute(
        "select ledger.charge_late(%s, %s, now(), %s, 'work', 'provider')",
        [account, uuid.uuid4(), amount],
    )


def left(connection: psycopg.Connection, account: str, table: str) -> int:
    [(remaining,)] = connection.execute(
        f"select remaining::bigint from ledger.{table} "
        "where account_id = %s and source_ref = 'rests'",
        [account],
    ).fetchall()
    return int(remaining)


def old_function(name: str) -> str:
    """What puts a function of the previous release in place of today's."""
    (change,) = [c for c in read_plan(FLORIN) if c.name == name and c.suffix]
    text = change.script(FLORIN, "deploy").read_text()
    return text.replace("create function", "create or replace function")


def test_rests_begin_with_the_last_of_their_changes(
    grown: Grown, release: Release, tmp_path: Path
) -> None:
    """After each migration charges are exact, and until the last one no bucket is behind."""
    db, people = grown
    account = people[0].account
    owner = db.kept_connection()
    grant(owner, account)
    spent, is_kept = 0, False
    for number, migration in enumerate(release.pending):
        until_here = (*release.migrations, *release.pending[: number + 1])
        assert len(migrate(db.dsn(), folder_of(until_here, tmp_path / str(number)))) == 1
        charge(owner, account, 3)
        charge_late(owner, account, 2)
        charge(owner, account, 1)
        spent += 6
        assert db.verify() == []
        is_kept = is_kept or migration.path.stem.endswith(BEGINS)
        behind = left(owner, account, "buckets") - (GRANTED - spent)
        assert behind == (1 if is_kept else 0), migration.path.name
    assert is_kept
    assert left(owner, account, "bucket_rests") == GRANTED - spent


def test_charge_in_the_old_functions_keeps_the_change_that_begins_waiting(
    grown: Grown, release: Release, new_migrations: Path, tmp_path: Path
) -> None:
    db, people = grown
    account = people[0].account
    owner = db.kept_connection()
    grant(owner, account)
    (begins,) = [m for m in release.pending if m.path.stem.endswith(BEGINS)]
    before = [m for m in release.pending if m.version < begins.version]
    migrate(db.dsn(), folder_of((*release.migrations, *before), tmp_path / "before"))
    with connect(db.dsn("postgres")) as under_way:
        charge(under_way, account, 10)
        migrating = threading.Thread(target=migrate, args=(db.dsn(), new_migrations))
        migrating.start()
        migrating.join(1)
        assert migrating.is_alive()
        charge(under_way, account, 20)
        under_way.commit()
        migrating.join(30)
        assert not migrating.is_alive()
    assert left(owner, account, "buckets") == GRANTED - 30
    for amount in (1, 2):
        charge(owner, account, amount)
    assert left(owner, account, "buckets") == GRANTED - 31
    assert left(owner, account, "bucket_rests") == GRANTED - 33


@pytest.mark.parametrize("name", ["settle", "charge_late"])
@pytest.mark.parametrize("do", [charge, charge_late])
def test_charge_that_was_in_an_old_function_already_is_exact(
    grown: Grown,
    new_migrations: Path,
    name: str,
    do: Callable[[psycopg.Connection, str, int], None],
) -> None:
    """It had not come to the account's row, and so nothing waited for it."""
    db, people = grown
    account = people[0].account
    owner = db.kept_connection()
    migrate(db.dsn(), new_migrations)
    grant(owner, account)
    for amount in (10, 20):
        charge(owner, account, amount)
    owner.execute(old_function(f"ledger/{name}"))
    for amount in (1, 2):
        do(owner, account, amount)
    assert left(owner, account, "bucket_rests") == GRANTED - 33
    assert db.verify() == []


def test_old_function_that_would_write_a_bucket_that_is_behind_is_refused(
    grown: Grown, new_migrations: Path
) -> None:
    """None can be under way any more; if one were, it would fail and not lose money."""
    db, people = grown
    account = people[0].account
    owner = db.kept_connection()
    migrate(db.dsn(), new_migrations)
    grant(owner, account)
    for amount in (10, 20):
        charge(owner, account, amount)
    for name in ("settle", "take_charge", "draw_down"):
        owner.execute(old_function(f"ledger/{name}"))
    for call in (
        "ledger.charge_late(%s, gen_random_uuid(), now(), 5, 'work', 'provider')",
        "ledger.draw_down(%s, 5, 'adjust', 'adjustment', 'x')",
    ):
        with pytest.raises(psycopg.errors.CheckViolation):
            owner.execute(f"select {call}", [account])
    assert left(owner, account, "bucket_rests") == GRANTED - 30


def test_revert_gives_every_bucket_its_rest_back(grown: Grown, new_migrations: Path) -> None:
    db, people = grown
    migrate(db.dsn(), new_migrations)
    owner = db.kept_connection()
    for person in people:
        grant(owner, person.account)
        for amount in (10, 20):
            charge(owner, person.account, amount)
    spent = 30
    table = "bucket_rests"
    for change in reversed(PENDING):
        owner.execute(change.script(FLORIN, "revert").read_bytes())
        if change.migration_name.endswith(f"{BEGINS}.sql"):
            table = "buckets"
        for person in people:
            assert left(owner, person.account, table) == GRANTED - spent
            charge(owner, person.account, 1)
        spent += 1
        assert db.verify() == []
    assert migrate_again(db, new_migrations) == len(PENDING)
    assert db.verify() == []


def migrate_again(db: Database, folder: Path) -> int:
    db.kept_connection("supabase_admin").execute(
        "delete from supabase_migrations.schema_migrations where version = any(%s)",
        [[change.version for change in PENDING]],
    )
    return len(migrate(db.dsn(), folder))
