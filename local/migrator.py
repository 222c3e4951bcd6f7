"""Applies supabase/migrations/*.sql and seed.sql as the Supabase CLI 3.1 does.

As the non-superuser `postgres`, one transaction per file with its row in
supabase_migrations.schema_migrations, so that `supabase migration list` and a later
`supabase db push` find everything applied. `python -m local.migrator DSN` does it by hand.

Made to run while the service serves: a file that does not get a lock soon gives it up, with all it
had, and is tried again.
"""

import argparse
import hashlib
import logging
import random
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from local.postgres import EmbeddedPostgres
from local.sql_statements import split_statements
from local.supabase_database import connect, set_password

SUPABASE_DIR = Path(__file__).resolve().parent.parent / "supabase"
FILE_NAME = re.compile(r"^([0-9]+)_(.*)\.sql$")

# The roles that the migrations create without login; a deployment gives them a password.
SERVICE_ROLES = ("florin_service", "florin_worker")

# Arbitrary, and the same for everyone who migrates: two stacks must not apply a file twice.
MIGRATION_LOCK = 7_051_936

# By this name the server's own views tell the migrator from who serves.
APPLICATION = "florin-migrator"

# Whoever comes after a migration that waits for a table waits behind it, readers too. Half of
# Postgres's deadlock_timeout: where service and migration wait for each other, the service is not
# the one that is told so.
LOCK_TIMEOUT_MS = 500

# A file that gave up is tried again after a pause, in which those behind it get through; for as
# long as somebody may leave a transaction open who has not forgotten it.
LOCK_PATIENCE_S = 300.0
PAUSE_S = 0.25
PAUSE_MAX_S = 5.0

log = logging.getLogger(__name__)

HISTORY = """
set local lock_timeout = '4s';
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
  version text not null primary key
);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
create table if not exists supabase_migrations.seed_files (
  path text not null primary key,
  hash text not null
);
"""


class MigrationError(Exception):
    """A file failed and was rolled back whole; the text names file, statement and reason."""


@dataclass(frozen=True)
class Migration:
    version: str
    name: str
    path: Path

    @property
    def statements(self) -> list[str]:
        return split_statements(self.path.read_text())


def migrations_in(folder: Path) -> list[Migration]:
    """In the order of their versions. Files with other names are none, as for the CLI."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        if match := FILE_NAME.match(path.name):
            found.append(Migration(match.group(1), match.group(2), path))
    return found


def migrate(
    dsn: str, supabase_dir: Path = SUPABASE_DIR, lock_patience_s: float = LOCK_PATIENCE_S
) -> list[str]:
    """Applies what is missing, then the seed once. Returns the versions applied now.

    Raises MigrationError, also for a lock that a file did not get in `lock_patience_s`; the files
    before it stay applied.
    """
    applied = []
    # Part of the address, so that `reset all` leaves it.
    named = make_conninfo(dsn, application_name=APPLICATION)
    with connect(named, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
        with connection.transaction():
            connection.execute("set local client_min_messages = warning")
            connection.execute(HISTORY)
        known = {
            version
            for (version,) in connection.execute(
                "select version from supabase_migrations.schema_migrations"
            )
        }
        for migration in migrations_in(supabase_dir / "migrations"):
            if migration.version not in known:
                _apply_patiently(connection, migration, lock_patience_s)
                applied.append(migration.version)
        _seed(connection, supabase_dir)
    return applied


def changed_since_applied(dsn: str, supabase_dir: Path = SUPABASE_DIR) -> list[str]:
    """Versions that were applied from another text than the file's, or whose file is gone.

    Released migrations never change; while one is being written it does, and the database then
    is neither the old nor the new one.
    """
    with connect(dsn) as connection:
        if connection.execute("select to_regnamespace('supabase_migrations')").fetchone() == (
            None,
        ):
            return []
        rows = connection.execute(
            "select version, statements from supabase_migrations.schema_migrations"
        ).fetchall()
    files = {
        migration.version: migration for migration in migrations_in(supabase_dir / "migrations")
    }
    return sorted(
        version
        for version, statements in rows
        if version not in files or files[version].statements != statements
    )


def give_service_roles_login(server: EmbeddedPostgres) -> None:
    """What a deployment does by hand: a password for the roles of service and workers."""
    with connect(server.superuser_dsn()) as connection:
        rows = connection.execute(
            "select rolname from pg_roles where rolname = any(%s)", [list(SERVICE_ROLES)]
        ).fetchall()
        for (role,) in rows:
            set_password(connection, role, server.password)


def _apply_patiently(
    connection: psycopg.Connection, migration: Migration, patience_s: float
) -> None:
    deadline = time.monotonic() + patience_s
    pause_s = PAUSE_S
    while True:
        try:
            _apply(connection, migration)
            return
        except MigrationError as error:
            gave_up = isinstance(
                error.__cause__, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected
            )
            if not gave_up or time.monotonic() + pause_s > deadline:
                raise
            log.warning("%s gave up waiting for a lock, and tries again", migration.path.name)
        time.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311, jitter
        pause_s = min(2 * pause_s, PAUSE_MAX_S)


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    statements = migration.statements
    with connection.transaction():
        connection.execute(f"set local lock_timeout = {LOCK_TIMEOUT_MS}")
        _run(connection, migration.path.name, statements)
        connection.execute(
            "insert into supabase_migrations.schema_migrations (version, name, statements) "
            "values (%s, %s, %s)",
            [migration.version, migration.name, statements],
        )
    # A file may set the session; the next one starts from the role's own settings.
    connection.execute("reset all")


def _seed(connection: psycopg.Connection, supabase_dir: Path) -> None:
    """Like the CLI: a seed once applied is never applied again, only its hash is noted."""
    file = supabase_dir / "seed.sql"
    if not file.exists():
        return
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    path = "supabase/seed.sql"
    with connection.transaction():
        seeded = connection.execute(
            "select 1 from supabase_migrations.seed_files where path = %s", [path]
        ).fetchone()
        if not seeded:
            _run(connection, path, split_statements(file.read_text()))
        connection.execute(
            "insert into supabase_migrations.seed_files (path, hash) values (%s, %s) "
            "on conflict (path) do update set hash = excluded.hash",
            [path, digest],
        )


def _run(connection: psycopg.Connection, name: str, statements: list[str]) -> None:
    for number, statement in enumerate(statements, start=1):
        try:
            connection.execute(statement.encode(), prepare=False)
        except psycopg.Error as error:
            detail = f"\n{error.diag.message_detail}" if error.diag.message_detail else ""
            raise MigrationError(
                f"{name}, statement {number}: {error}{detail}\n{statement[:2000]}"
            ) from error


def main() -> None:
    parser = argparse.ArgumentParser(description="Apply Florin's migrations and its seed.")
    parser.add_argument("dsn", help="of the role postgres")
    applied = migrate(parser.parse_args().dsn)
    print(f"{len(applied)} migrations applied", file=sys.stderr)


if __name__ == "__main__":
    main()
