"""Makes a fresh cluster look like a Supabase project: roles, schemas, grants.

The SQL lies in `bootstrap/`: `cluster.sql` once per server, the numbered files once per database.
"""

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
    "supabase_auth_admin",
    "supabase_read_only_user",
    "supabase_storage_admin",
)


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

    A second call changes nothing: the files of one database are applied in one transaction.
    """
    with connect(server.superuser_dsn(), autocommit=True) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [name])
        if not found.fetchone():
            connection.execute(
                sql.SQL("create database {} owner postgres").format(sql.Identifier(name))
            )
        connection.execute(
            sql.SQL("alter database {} owner to postgres").format(sql.Identifier(name))
        )
        connection.execute(
            sql.SQL("grant all on database {} to dashboard_user").format(sql.Identifier(name))
        )
    with connect(server.superuser_dsn(name)) as connection:
        if connection.execute("select to_regnamespace('storage')").fetchone() != (None,):
            return
        for file in sorted(BOOTSTRAP_DIR.glob("[0-9]*.sql")):
            connection.execute(file.read_bytes())


def set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    """Lets `role` log in with `password`."""
    connection.execute(
        sql.SQL("alter role {} login password {}").format(
            sql.Identifier(role), sql.Literal(password)
        )
    )


def connect(dsn: str, *, autocommit: bool = False) -> psycopg.Connection:
    return psycopg.connect(dsn, autocommit=autocommit, connect_timeout=CONNECT_TIMEOUT_S)
