"""A bench's own Postgres: durable, on loopback, with Florin migrated and seeded; deleted after."""

import contextlib
from collections.abc import Iterator

from local.postgres import EmbeddedPostgres
from local.testbed.databases import Database, Databases
from local.testbed.servers import temporary_server


@contextlib.contextmanager
def bench_server() -> Iterator[EmbeddedPostgres]:
    """The settings of local/postgres.py as they are, fsync included.

    Its data lies in the temporary folder: TMPDIR chooses the disk.
    """
    with temporary_server(settings={}) as server:
        yield server


@contextlib.contextmanager
def bench_database(databases: Databases) -> Iterator[Database]:
    """A fresh database; dropped afterwards."""
    database = databases.clone()
    try:
        yield database
    finally:
        databases.drop(database)
