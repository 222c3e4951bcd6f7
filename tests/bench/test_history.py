"""The past that the ledger bench loads straight into the tables is one that the ledger could
have written itself."""

import psycopg
import pytest

from bench.accounts import count_of, open_accounts
from bench.history import COPIED, HistoryError, load_history
from local.postgres import SUPERUSER
from local.testbed.databases import Database

ACCOUNTS = 20
ENTRIES = 400
# 10 input and 100 output tokens of model `demo`: what lifecycle.sql uses.
CHARGE_MICROCREDITS = 153_000


def silent(text: str) -> None:
    """Nobody listens."""


@pytest.fixture
def loaded(db: Database) -> Database:
    open_accounts(db, ACCOUNTS)
    load_history(db, ENTRIES, silent)
    return db


def indexes(connection: psycopg.Connection) -> list[tuple[str, ...]]:
    rows = connection.execute(
        "select indexdef, conname, contype::text from pg_indexes "
        "left join pg_constraint on conindid = format('%%I.%%I', schemaname, indexname)::regclass "
        "where format('%%I.%%I', schemaname, tablename) = any(%s) order by indexdef",
        [list(COPIED)],
    )
    return rows.fetchall()


def test_history_is_sound(loaded: Database) -> None:
    assert loaded.verify() == []
    connection = loaded.connect(SUPERUSER)
    assert count_of(connection, "ledger.entries") == ENTRIES + 1
    generations = ENTRIES - ACCOUNTS + 1
    assert count_of(connection, "generation.generations") == generations
    assert connection.execute(
        "select count(*), min(e.amount), max(e.amount) from ledger.entries as e "
        "join generation.generations as g on g.account_id = e.account_id and g.id = e.hold_id "
        "where e.amount = -g.charged and g.status = 'completed'"
    ).fetchone() == (generations, -CHARGE_MICROCREDITS, -CHARGE_MICROCREDITS)


def test_indexes_are_there_again_as_they_were(db: Database) -> None:
    open_accounts(db, ACCOUNTS)
    connection = db.connect(SUPERUSER)
    before = indexes(connection)
    load_history(db, ENTRIES, silent)
    assert len(before) >= len(COPIED)
    assert indexes(connection) == before


def test_disk_that_is_too_small_is_refused_before_anything_is_written(db: Database) -> None:
    with pytest.raises(HistoryError):
        load_history(db, 10**12, silent)
    assert count_of(db.connect(SUPERUSER), "ledger.entries") == 0
