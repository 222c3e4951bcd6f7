"""What an operator does, by the programs of Postgres: docs/operations.md has the same commands."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from local.migrator import give_service_roles_login
from local.postgres import EmbeddedPostgres
from local.supabase_database import connect
from local.testbed.databases import Database

TIMEOUT_S = 120

# Rows of every table of the database in an order of their own, as one number and one sum.
TABLES = """
select format('%I.%I', n.nspname, c.relname)
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind = any('{r,p}') and not c.relispartition
  and n.nspname not in ('pg_catalog', 'information_schema')
order by 1
"""
SUM = """
select count(*), coalesce(md5(string_agg(t::text, E'\\n' order by t::text)), '') from {} as t
"""
SEQUENCES = """
select schemaname, sequencename, last_value from pg_catalog.pg_sequences order by 1, 2
"""


def run(server: EmbeddedPostgres, program: str, *arguments: str | Path) -> str:
    done = subprocess.run(
        [server.bin_dir / program, *arguments],
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def dump(db: Database, folder: Path) -> tuple[Path, str]:
    """The database in Postgres's own format; and the statements that make Florin's roles."""
    file = folder / "florin.dump"
    run(db.server, "pg_dump", "--format=custom", f"--file={file}", f"--dbname={db.dsn()}")
    roles = run(
        db.server,
        *("pg_dumpall", "--roles-only", "--no-role-passwords", f"--dbname={db.dsn()}"),
    )
    ours = [line for line in roles.splitlines() if " florin_" in line]
    assert ours
    return file, "\n".join(ours)


def restore(file: Path, roles: str, server: EmbeddedPostgres, name: str) -> Database:
    """On a server that has the platform's roles, and nothing else."""
    with connect(server.superuser_dsn(), autocommit=True) as connection:
        connection.execute(roles.encode())
    given = ("--create", "--exit-on-error", f"--dbname={server.superuser_dsn()}")
    run(server, "pg_restore", *given, file)
    give_service_roles_login(server)
    return Database(server, name)


def contents(db: Database) -> dict[str, tuple[int, str]]:
    """Each table, how many rows it has and a sum of what they say."""
    connection = db.kept_connection("supabase_admin")
    return {
        table: connection.execute(SUM.format(table).encode()).fetchall()[0]
        for (table,) in connection.execute(TABLES).fetchall()
    }


def sequences(db: Database) -> list[tuple[object, ...]]:
    return db.kept_connection("supabase_admin").execute(SEQUENCES).fetchall()
