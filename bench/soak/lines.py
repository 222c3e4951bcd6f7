"""Connections as the product has them: the service's, a worker's, an admin's, and the owner's."""

import asyncio
import json
import uuid
from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg

from local.postgres import SUPERUSER
from local.testbed.databases import Database

# Longer than any call may take, on a machine that does other things as well.
STATEMENT_TIMEOUT_S = 60
ADMIN = {
    "role": "authenticated",
    "sub": str(uuid.uuid4()),
    "app_metadata": {"role": "admin"},
}


class Refused(Exception):
    """What Postgres answered instead: SQLSTATE and the facts of it."""

    def __init__(self, error: psycopg.Error) -> None:
        super().__init__(str(error))
        self.code = error.sqlstate or "none"
        text = error.diag.message_detail or ""
        self.detail: dict[str, Any] = json.loads(text) if text.startswith("{") else {}


class Lines:
    """So many connections of one role, each for one call at a time."""

    def __init__(self) -> None:
        self._idle: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()
        self._all: list[psycopg.AsyncConnection[Any]] = []

    @classmethod
    async def open(cls, database: Database, role: str, count: int) -> "Lines":
        """role: one that logs in, or `admin`: a signed-in user who is one."""
        lines = cls()
        login = "authenticator" if role == "admin" else role
        for _ in range(count):
            connection = await psycopg.AsyncConnection.connect(
                database.dsn(login),
                autocommit=True,
                cursor_factory=psycopg.AsyncRawCursor,
                options=f"-c statement_timeout={STATEMENT_TIMEOUT_S}s",
            )
            lines._all.append(connection)
            if role == "admin":
                await connection.execute(
                    "select set_config('request.jwt.claims', $1, false)", [json.dumps(ADMIN)]
                )
                await connection.execute("set role authenticated")
            lines._idle.put_nowait(connection)
        return lines

    async def rows(self, sql: LiteralString, params: Sequence[Any] = ()) -> list[Any]:
        """Raises Refused."""
        connection = await self._idle.get()
        try:
            cursor = await connection.execute(sql, params)
            return await cursor.fetchall()
        except psycopg.Error as error:
            raise Refused(error) from error
        finally:
            self._idle.put_nowait(connection)

    async def value(self, sql: LiteralString, params: Sequence[Any] = ()) -> Any:
        """The first value. Raises Refused."""
        return (await self.rows(sql, params))[0][0]

    async def close(self) -> None:
        for connection in self._all:
            await connection.close()


class Postgres:
    """The lines of all roles. Those of the API roles and of workers are few, as in life."""

    service: Lines
    admin: Lines
    worker: Lines
    owner: Lines

    @classmethod
    async def open(cls, database: Database, clients: int) -> "Postgres":
        postgres = cls()
        # A client that repeats a call at once needs two.
        postgres.service = await Lines.open(database, "florin_service", clients * 3 // 2 + 1)
        postgres.admin = await Lines.open(database, "admin", 3)
        postgres.worker = await Lines.open(database, "florin_worker", 3)
        postgres.owner = await Lines.open(database, SUPERUSER, 3)
        return postgres

    async def close(self) -> None:
        for lines in (self.service, self.admin, self.worker, self.owner):
            await lines.close()
