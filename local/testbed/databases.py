"""Databases for tests: one migrated and seeded template, cloned as often as needed."""

import itertools
import json
import uuid
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from local.migrator import give_service_roles_login, migrate
from local.postgres import SUPERUSER, EmbeddedPostgres
from local.supabase_database import connect, prepare_database
from local.testbed.pgbouncer import PgBouncer

TEMPLATE = "florin_template"
# What PostgREST calls "API roles": reached through authenticator, never by login.
API_ROLES = ("anon", "authenticated", "service_role")

# access.standings is derived by triggers, and must be what it is derived from.
STANDINGS = """
with derived as (
  select m.account_id, m.user_id, n.tiers, n.on_disconnect, n.max_open_generations,
    n.requests_per_minute, n.refuse_in_debt, a.usual_outputs
  from access.members as m
  join access.account_plans as a on a.account_id = m.account_id
  join catalog.plan_versions as n on n.id = a.plan_version_id
)
select coalesce(s.account_id, d.account_id), 'standing is as derived',
  jsonb_build_object('has', to_jsonb(s), 'expected', to_jsonb(d))
from access.standings as s
full join derived as d on d.account_id = s.account_id and d.user_id = s.user_id
where to_jsonb(s) is distinct from to_jsonb(d)
"""


class Database:
    """One database. `verify_after = False` in a test that breaks the ledger on purpose."""

    def __init__(
        self, server: EmbeddedPostgres, name: str, pooler: PgBouncer | None = None
    ) -> None:
        self.server = server
        self.name = name
        self.pooler = pooler
        self.verify_after = True
        self._connections: list[psycopg.Connection] = []
        self._kept: dict[tuple[str, int], psycopg.Connection] = {}

    def dsn(self, role: str = "postgres") -> str:
        """A URL for a role that may log in: supabase_admin, postgres, florin_service, …"""
        return self.server.dsn(self.name, role)

    def service_dsn(self) -> str:
        """The URL of a running service: through the pooler, where there is one."""
        if self.pooler is not None:
            return self.pooler.dsn(self.name)
        return self.dsn("florin_service")

    def connect(
        self,
        role: str = "postgres",
        *,
        claims: Mapping[str, Any] | None = None,
        autocommit: bool = True,
    ) -> psycopg.Connection:
        """A connection as `role`; closed with the database.

        API roles are reached as PostgREST reaches them: `set role` with `request.jwt.claims`.
        """
        login = "authenticator" if role in API_ROLES else role
        connection = connect(self.dsn(login), autocommit=True)
        self._connections.append(connection)
        if role in API_ROLES:
            given = json.dumps({"role": role, **(claims or {})})
            connection.execute("select set_config('request.jwt.claims', %s, false)", [given])
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
        connection.autocommit = autocommit
        return connection

    def kept_connection(self, role: str = "postgres", number: int = 0) -> psycopg.Connection:
        """The same connection at every call, while the database lasts: each new one compiles every
        function anew, which takes longer than calling it. Autocommits; leave it as you found it.
        """
        if (role, number) not in self._kept:
            self._kept[role, number] = connect(self.dsn(role), autocommit=True)
        return self._kept[role, number]

    def add_user(self, *, is_anonymous: bool = True) -> uuid.UUID:
        """A row in auth.users, as a sign-in makes it."""
        user_id = uuid.uuid4()
        with connect(self.dsn(SUPERUSER)) as connection:
            connection.execute(
                "insert into auth.users (id, aud, role, is_anonymous, created_at, updated_at) "
                "values (%s, 'authenticated', 'authenticated', %s, now(), now())",
                [user_id, is_anonymous],
            )
        return user_id

    def verify(self) -> list[dict[str, Any]]:
        """The violations that ledger.verify() finds, and standings that are not as derived; empty
        when all is well."""
        with connect(self.dsn(SUPERUSER)) as connection:
            if connection.execute("select to_regnamespace('ledger')").fetchone() == (None,):
                return []
            statement = "select account_id, violation, detail from ledger.verify()"
            rows = connection.execute(statement).fetchall()
            # A release of before has none, and an upgrade fills them as their triggers come.
            kept = connection.execute(
                "select from pg_trigger where tgname = 'members_open_standings'"
            )
            if kept.fetchone() is not None:
                rows += connection.execute(STANDINGS).fetchall()
            return [
                {"account_id": str(account_id), "violation": violation, "detail": detail}
                for account_id, violation, detail in rows
            ]

    def close_connections(self) -> None:
        """Closes what `connect` opened."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()

    def close_kept(self, *, beyond: int) -> None:
        """Closes what `kept_connection` opened with numbers above this one."""
        for key in [key for key in self._kept if key[1] > beyond]:
            self._kept.pop(key).close()

    def close(self) -> None:
        """Closes every connection."""
        self.close_connections()
        self.close_kept(beyond=-1)


class Databases:
    """Makes and drops databases on one server. The template is made on first use. `pooler`: what
    services reach them through."""

    def __init__(self, server: EmbeddedPostgres, pooler: PgBouncer | None = None) -> None:
        self.server = server
        self.pooler = pooler
        self._template_made = False
        self._numbers = itertools.count(1)

    def clone(self) -> Database:
        """A migrated and seeded database of its own."""
        if not self._template_made:
            self._make_template()
        name = self._next_name()
        self._copy(TEMPLATE, name)
        return Database(self.server, name, self.pooler)

    def copy(self, original: Database) -> Database:
        """Another one with the same contents. The original must have no connections; its own are
        closed."""
        original.close()
        name = self._next_name()
        self._copy(original.name, name)
        return Database(self.server, name, self.pooler)

    def empty(self) -> Database:
        """A database as a new Supabase project has it: nothing of Florin's.

        Roles belong to the whole server: florin_service is there once anything was migrated.
        """
        name = self._next_name()
        prepare_database(self.server, name)
        return Database(self.server, name, self.pooler)

    def drop(self, database: Database) -> None:
        database.close()
        with connect(self.server.superuser_dsn(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(
                    sql.Identifier(database.name)
                )
            )

    def _copy(self, original: str, name: str) -> None:
        # file_copy is the faster strategy for a template of a few MB when fsync is off.
        with connect(self.server.superuser_dsn(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("create database {} template {} owner postgres strategy file_copy").format(
                    sql.Identifier(name), sql.Identifier(original)
                )
            )

    def _next_name(self) -> str:
        return f"florin_test_{next(self._numbers)}"

    def _make_template(self) -> None:
        prepare_database(self.server, TEMPLATE)
        migrate(self.server.dsn(TEMPLATE))
        give_service_roles_login(self.server)
        self._template_made = True
