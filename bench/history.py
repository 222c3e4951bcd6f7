"""A past for the ledger bench: millions of charged generations, loaded straight into the tables.

One generation is made by the real functions, and its rows are copied with other ids, times and
amounts: every entry has the hold and the generation that a real one has beside it. Rows lie in
the order of time, all accounts mixed, as they would after months of traffic, and the amounts add
up, so that ledger.verify() finds nothing. Indexes are dropped before and built after, which is
several times faster than keeping them.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import psycopg
from psycopg import sql

from bench.accounts import count_of
from bench.lifecycles import Lifecycles
from local.postgres import SUPERUSER
from local.testbed.databases import Database

# Older generations are archived, and idempotency keys live for a day.
HISTORY_DAYS = 90
KEY_DAYS = 1

# Measured: tables and indexes take 1.6 KB per entry; WAL, sorting and the rounds come on top.
BYTES_PER_ENTRY = 2_500
CONNECT_TIMEOUT_S = 10

# What a copied row does not share with the original, as SQL. {n} counts the generations of an
# account from 1, {rounds} is how many there will be; `a` is the account, `t` the original row.
# Ids are not in order, as real ones are not.
_AT = f"(now() - interval '{HISTORY_DAYS} days' * (1 - {{n}}::double precision / {{rounds}}))"
_ID = "md5(a.id::text || '-' || {n})::uuid"
COPIED = {
    "ledger.entries": {
        "account_id": "a.id",
        "version": "a.version + {n}",
        "posted_after": "a.posted + {n} * t.amount",
        "hold_id": _ID,
        "created_at": _AT,
    },
    "generation.generations": {
        "account_id": "a.id",
        "id": _ID,
        "user_id": "a.id",
        "idempotency_key": (
            f"case when {_AT} > now() - interval '{KEY_DAYS} days' then 'bench-' || {_ID} end"
        ),
        "hold_expires_at": f"{_AT} + interval '5 minutes'",
        "created_at": _AT,
        "finished_at": f"{_AT} + interval '2 seconds'",
    },
}
# Which of the originals, for ledger.entries holds the grants as well.
_ORIGINAL = {"ledger.entries": "where kind = 'settle'"}


class HistoryError(Exception):
    """The history cannot be loaded; the text says why."""


def load_history(database: Database, entries: int, say: Callable[[str], None]) -> float:
    """Fills the tables until there are at least `entries` ledger entries.

    Takes a database as `open_accounts` left it. Returns the seconds it took; raises HistoryError.
    """
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if free < entries * BYTES_PER_ENTRY:
        raise HistoryError(
            f"{entries:,} entries need {entries * BYTES_PER_ENTRY / 1e9:.0f} GB of disk in "
            f"{tempfile.gettempdir()}, which has {free / 1e9:.0f} GB: set TMPDIR, or --entries"
        )
    begun = time.monotonic()
    connection = database.connect(SUPERUSER)
    # Each account has the entry of its grant already.
    rounds = max(1, -(-entries // count_of(connection, "ledger.accounts")) - 1)
    Lifecycles(database).run_once()
    with _without_indexes(database, connection):
        _two_at_a_time(connection, partial(_fill, database, rounds), COPIED)
        say(f"rows loaded after {time.monotonic() - begun:.0f} s; building indexes")
    with connection.transaction():
        row = connection.execute(
            "select amount from ledger.entries where kind = 'settle' limit 1"
        ).fetchone()
        spent = 0 if row is None else rounds * row[0]
        connection.execute(
            "update ledger.accounts set posted = posted + %s, version = version + %s",
            [spent, rounds],
        )
        connection.execute("select ledger.book_burning(id) from ledger.accounts")
        connection.execute("update ledger.buckets set remaining = remaining + %s", [spent])
    return time.monotonic() - begun


def _fill(database: Database, rounds: int, table: str) -> None:
    """Adds `rounds` rows per account. One statement adds one to each."""
    # A connection of its own, for they are not shared between threads.
    with psycopg.connect(
        database.dsn(SUPERUSER), autocommit=True, connect_timeout=CONNECT_TIMEOUT_S
    ) as connection:
        # Loading is not what is measured.
        connection.execute("set synchronous_commit = off")
        columns = [
            name
            for (name,) in connection.execute(
                "select attname from pg_attribute "
                "where attrelid = %s::regclass and attnum > 0 and not attisdropped "
                "and attgenerated = '' order by attnum",
                [table],
            )
        ]
        connection.execute(
            f"create temporary table original as select * from {table} "  # noqa: S608 -- ours
            f"{_ORIGINAL.get(table, '')} limit 1"
        )
        for n in range(1, rounds + 1):
            values = [COPIED[table].get(name, f't."{name}"') for name in columns]
            names = ", ".join(f'"{name}"' for name in columns)
            statement = (
                f"insert into {table} ({names}) "  # noqa: S608 -- ours
                f"select {', '.join(values)} from ledger.accounts as a cross join original as t"
            )
            connection.execute(statement.format(n=n, rounds=rounds).encode())


def _two_at_a_time(
    connection: psycopg.Connection, work: Callable[[str], None], items: Iterable[str]
) -> None:
    """`work` on every item. Interrupted, it ends the others' statements instead of waiting for
    them: minutes, for an index."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        try:
            list(pool.map(work, items))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )
            raise


@contextmanager
def _without_indexes(database: Database, connection: psycopg.Connection) -> Iterator[None]:
    """Drops every index of the tables, and builds them again as they were."""
    rows = connection.execute(
        """
        select i.indrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid),
          i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
        from pg_index as i
        left join pg_constraint as c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
        where i.indrelid = any(%s::regclass[])
        """,
        [list(COPIED)],
    ).fetchall()
    again: list[str] = []
    for table, constraint, definition, index, index_definition in rows:
        if constraint is not None:
            connection.execute(
                sql.SQL("alter table {} drop constraint {}").format(
                    sql.Identifier(*table.split(".")), sql.Identifier(constraint)
                )
            )
            again.append(f'alter table {table} add constraint "{constraint}" {definition}')
        else:
            connection.execute(sql.SQL("drop index {}").format(sql.Identifier(*index.split("."))))
            again.append(index_definition)
    yield
    _two_at_a_time(connection, partial(_build, database), again)


def _build(database: Database, statement: str) -> None:
    with psycopg.connect(
        database.dsn(SUPERUSER), autocommit=True, connect_timeout=CONNECT_TIMEOUT_S
    ) as connection:
        connection.execute("set maintenance_work_mem = '256MB'")
        connection.execute(statement.encode())
