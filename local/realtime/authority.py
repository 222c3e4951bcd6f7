"""Asks Postgres who may read and write a private topic, and for what was said on it."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection, errors
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from local.realtime import messages
from local.realtime.join import Replay
from local.realtime.messages import Connection, Row
from local.realtime.tokens import Claims, Refusal

POOL_SIZE = 4
# A join waits this long for Postgres; clients themselves give up after 10 s.
TIMEOUT_S = 5.0

T = TypeVar("T")


class Authority:
    def __init__(self, dsn: str) -> None:
        self._pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=POOL_SIZE,
            timeout=TIMEOUT_S,
            kwargs={"autocommit": True, "options": messages.OPTIONS, "connect_timeout": 5},
            check=AsyncConnectionPool.check_connection,
            open=False,
        )

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    async def require_reader(self, topic: str, claims: Claims) -> None:
        """Raises Refusal, as all of these do."""

        async def probe(connection: Connection) -> bool:
            return await messages.may_read(connection, topic, claims)

        if not await self._allowed(probe):
            raise Refusal(
                "Unauthorized",
                f"You do not have permissions to read from this Channel topic: {topic}",
            )

    async def may_write(self, topic: str, claims: Claims) -> bool:
        async def probe(connection: Connection) -> bool:
            return await messages.may_write(connection, topic, claims)

        return await self._allowed(probe)

    async def replay(self, topic: str, wanted: Replay) -> list[Row]:
        async def read(connection: Connection) -> list[Row]:
            return await messages.replay(connection, topic, wanted.since, wanted.limit)

        return await self._ask(read)

    async def clean(self, limit: int) -> int:
        """How many old messages it deleted."""

        async def delete(connection: Connection) -> int:
            return await messages.clean(connection, limit)

        return await self._ask(delete)

    async def _allowed(self, probe: Callable[[Connection], Awaitable[bool]]) -> bool:
        try:
            return await self._ask(probe)
        except psycopg.Error:
            # A policy that fails, or a role that is none, lets nobody through.
            return False

    async def _ask(self, question: Callable[[Connection], Awaitable[T]]) -> T:
        try:
            async with self._pool.connection() as connection:
                return await question(connection)
        except errors.QueryCanceled:
            raise Refusal("QueryCanceled", "Query was cancelled, please try again") from None
        except PoolTimeout:
            raise _away() from None
        except psycopg.OperationalError as error:
            # Postgres has OperationalErrors of its own; those come with a SQLSTATE.
            if error.sqlstate is None or error.sqlstate.startswith(("08", "57")):
                raise _away() from None
            raise


def _away() -> Refusal:
    return Refusal(
        "UnableToConnectToProject", "Realtime was unable to connect to the project database"
    )
