"""Makes a fresh cluster look like a Supabase project: roles, schemas, grants.

The SQL lies in `bootstrap/`: `cluster.sql` once per server, the numbered files once per database.
"""

import hashlib
from pathlib import Path

import psycopg
from psycopg import sql

from local.postgres import EmbeddedPostgres

BOOTSTRAP_DIR = Path(__file__).with_name("bootstrap")
CONNECT_TIMEOUT_S = 10

# Roles that may log in get the server's one password.
LOGIN_ROLES = (
    "authenticator",
    "postgres",
    "realtime_login",
    "supabase_auth_admin",
    "supabase_read_only_user",
    "supabase_storage_admin",
)


class DatabaseOutdated(Exception):
    """The database was made by another version of `bootstrap/`, which changes nothing in place."""


def prepare_cluster(server: EmbeddedPostgres) -> None:
    """Creates the platform's roles. A second call changes nothing."""
    with connect(server.superuser_dsn()) as connection:
        found = connection.execute("select 1 from pg_roles where rolname = 'authenticator'")
        if found.fetchone():
            return
        connection.execute((BOOTSTRAP_DIR / "cluster.sql").read_bytes())
        for role in LOGIN_ROLES:
            set_password(connection, role, server.password)


def prepare_database(server: EmbeddedPostgres, name: str) -> None:
    """Creates database `name` where needed and what the platform puts into it.

    A second call changes nothing: the files of one database are applied in one transaction, with
    a mark of what they were. Raises DatabaseOutdated when the mark is another.
    """
    identifier = sql.Identifier(name)
    with connect(server.superuser_dsn(), autocommit=True) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [name])
        if not found.fetchone():
            connection.execute(sql.SQL("create database {}").format(identifier))
    mark = f"florin bootstrap {_bootstrap_digest()}"
    with connect(server.superuser_dsn(name)) as connection:
        comment = connection.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s",
            [name],
        ).fetchone()
        if comment == (mark,):
            return
        if comment and comment[0] and comment[0].startswith("florin bootstrap "):
            raise DatabaseOutdated(
                f"database {name} was made by another version of local/bootstrap"
            )
        connection.execute(sql.SQL("alter database {} owner to postgres").format(identifier))
        connection.execute(sql.SQL("grant all on database {} to dashboard_user").format(identifier))
        for file in sorted(BOOTSTRAP_DIR.glob("[0-9]*.sql")):
            connection.execute(file.read_bytes())
        connection.execute(
            sql.SQL("comment on database {} is {}").format(identifier, sql.Literal(mark))
        )


def _bootstrap_digest() -> str:
    digest = hashlib.sha256()
    for file in sorted(BOOTSTRAP_DIR.glob("*.sql")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    """Lets `role` log in with `password`."""
    connection.execute(
        sql.SQL("alter role {} login password {}").format(
            sql.Identifier(role), sql.Literal(password)
        )
    )


def connect(dsn: str, *, autocommit: bool = False) -> psycopg.Connection:
    return psycopg.connect(dsn, autocommit=autocommit, connect_timeout=CONNECT_TIMEOUT_S)
