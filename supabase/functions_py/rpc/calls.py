"""How a SQL function is called: the pool, time-outs, retries, and what comes out of a failure.

Every statement is `select api.fn(…)`, autocommitted, with a time-out; what Postgres, the driver
or the pool raise comes out as FlorinError. Works through Supavisor's transaction mode: nothing
is prepared (unless set), no session state is kept.
"""

from __future__ import annotations

import asyncio
import random
import select
import time
from collections.abc import Sequence
from typing import Any, LiteralString

import orjson
import psycopg
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from functions_py.errors import (
    database_outdated,
    database_unavailable,
    from_database,
    is_transient,
)
from functions_py.rpc.schema import Schema
from functions_py.settings import Settings
from functions_py.statement import fetch_json

# First pause before a retry, doubled each time, with jitter, up to the second figure.
RETRY_PAUSE_S = 0.05
RETRY_PAUSE_MAX_S = 2.0

# The pool gives a failed connection up after this; the next waiting call starts a fresh attempt
# at once. Longer, and its own back-off would outlast the outage.
RECONNECT_TIMEOUT_S = 3.0

# Work done waits longer for its turn than work to come, and asks anew as often as the pool gives
# a connection up: only a new call makes it try again.
SETTLE_POOL_TIMEOUT_S = 3.0

# A peer that vanished without a FIN is given up after this, instead of the kernel's 15 minutes.
TCP_USER_TIMEOUT_MS = 10_000
KEEPALIVES_IDLE_S = 30


class Calls:
    """A bounded pool of connections as florin_service, and the ways to call over it. `url`,
    `application` and `pool_max` are for who is not the service."""

    def __init__(
        self,
        settings: Settings,
        *,
        url: str | None = None,
        application: str = "florin-service",
        pool_max: int | None = None,
    ) -> None:
        self._settings = settings
        self._pool_max = pool_max or settings.db_pool_max
        self._schema = Schema(type(self))
        self._pool = AsyncConnectionPool(
            url or settings.database_url,
            kwargs=connection_arguments(settings, application),
            min_size=min(settings.db_pool_min, self._pool_max),
            max_size=self._pool_max,
            max_waiting=settings.db_queue_max,
            timeout=settings.db_pool_timeout_s,
            reconnect_timeout=RECONNECT_TIMEOUT_S,
            configure=self._configure,
            name="florin",
            open=False,
        )

    async def open(self) -> None:
        """Starts connecting in the background; a database that is down is no reason to fail."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Closes every connection, waiting at most the call time-out for those in use."""
        await self._pool.close(timeout=self._settings.db_call_timeout_s)

    def pool_stats(self) -> dict[str, int]:
        """The pool's own gauges and counters, for /metrics."""
        return self._pool.get_stats()

    async def ping(self, timeout_s: float) -> None:
        """One round trip, which looks whether everything is there that is called. Raises
        FlorinError 503 when the database does not answer in time, or lacks something."""
        try:
            async with asyncio.timeout(timeout_s):
                connection = await self._connection(timeout_s)
                try:
                    await self._schema.look(connection)
                finally:
                    await self._pool.putconn(connection)
        except (psycopg.Error, OSError) as error:
            raise from_database(error) from error
        if self._schema.missing:
            raise database_outdated()

    async def _require_schema(self) -> None:
        """Raises FlorinError 503 where something is missing: what cannot end must not begin."""
        if self._schema.missing:
            await self.ping(self._settings.db_call_timeout_s)

    async def _answer(self, sql: LiteralString, params: Sequence[Any]) -> Any:
        """The first value, which is JSON, tried once."""
        settings = self._settings
        try:
            async with asyncio.timeout(settings.db_pool_timeout_s + settings.db_call_timeout_s):
                return await self._once_json(sql, params, settings.db_pool_timeout_s)
        except (psycopg.Error, OSError) as error:
            raise from_database(error) from error

    async def _value(
        self, sql: LiteralString, params: Sequence[Any], *, retry: bool = False
    ) -> Any:
        row = await self._row(sql, params, retry=retry)
        return None if row is None else row[0]

    async def _row(self, sql: LiteralString, params: Sequence[Any], *, retry: bool) -> Any:
        """The first row, or None. `retry`: once more after a connection broke under the call."""
        settings = self._settings
        try:
            async with asyncio.timeout(settings.db_pool_timeout_s + settings.db_call_timeout_s):
                try:
                    return await self._once(sql, params, settings.db_pool_timeout_s)
                except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                    if not retry or not _connection_broke(error):
                        raise
                    return await self._once(sql, params, settings.db_pool_timeout_s)
        except (psycopg.Error, OSError) as error:
            raise from_database(error) from error

    async def _persist(self, sql: LiteralString, params: Sequence[Any], deadline_s: float) -> Any:
        """The first value, which is JSON; retried through what passes until the deadline."""
        deadline = time.monotonic() + deadline_s
        pause_s = RETRY_PAUSE_S
        while True:
            left_s = deadline - time.monotonic()
            try:
                async with asyncio.timeout(left_s):
                    return await self._once_json(sql, params, min(left_s, SETTLE_POOL_TIMEOUT_S))
            except (psycopg.Error, OSError) as error:
                left_s = deadline - time.monotonic()
                if left_s <= pause_s or not is_transient(error):
                    raise from_database(error) from error
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311, jitter
            pause_s = min(2 * pause_s, RETRY_PAUSE_MAX_S)

    async def _once(self, sql: LiteralString, params: Sequence[Any], pool_timeout_s: float) -> Any:
        connection = await self._connection(pool_timeout_s)
        try:
            cursor = await connection.execute(sql, params)
            return await cursor.fetchone()
        finally:
            await self._pool.putconn(connection)

    async def _once_json(
        self, sql: LiteralString, params: Sequence[Any], pool_timeout_s: float
    ) -> Any:
        """The first value, which is JSON: begin and finish, the two calls of every generation.
        Without a cursor, except where statements are to be prepared, which is the cursor's work."""
        if self._settings.db_prepared_statements:
            row = await self._once(sql, params, pool_timeout_s)
            return None if row is None else row[0]
        connection = await self._connection(pool_timeout_s)
        try:
            return await fetch_json(connection, sql.encode(), params)
        finally:
            await self._pool.putconn(connection)

    async def _configure(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Of every new connection, before its first use."""
        set_json_loads(orjson.loads, connection)
        async with asyncio.timeout(self._settings.db_connect_timeout_s):
            await self._schema.look(connection)

    async def _connection(self, timeout_s: float) -> psycopg.AsyncConnection[Any]:
        """A connection that the server has not closed while it lay idle.

        After a restart of Postgres every pooled connection is dead. Asking the socket costs two
        microseconds, and saves a begin from failing where nothing but patience was needed.
        """
        for _ in range(self._pool_max + 1):
            connection = await self._pooled(timeout_s)
            if not is_readable(connection.fileno()):
                return connection
            await connection.close()
            await self._pool.putconn(connection)
        raise database_unavailable()

    async def _pooled(self, timeout_s: float) -> psycopg.AsyncConnection[Any]:
        try:
            return await self._pool.getconn(timeout_s)
        except TooManyRequests:
            # The pool keeps who gave up in its queue until a connection comes, and whom it refuses
            # for a full queue it looks for none: it would refuse for ever after an outage. This
            # makes it look, unless it does already.
            await self._pool.check()
            raise


def connection_arguments(settings: Settings, application: str) -> dict[str, Any]:
    """Keyword arguments of every connection, service's and workers' alike."""
    return {
        "autocommit": True,
        "prepare_threshold": 0 if settings.db_prepared_statements else None,
        # $1 placeholders need no parsing of the statement: 30 µs of 110 saved per call.
        "cursor_factory": psycopg.AsyncRawCursor,
        "connect_timeout": int(settings.db_connect_timeout_s),
        "tcp_user_timeout": TCP_USER_TIMEOUT_MS,
        "keepalives_idle": KEEPALIVES_IDLE_S,
        "application_name": f"{application}/{settings.replica_id}",
    }


def json_argument(value: Any) -> str | None:
    """JSON text for a jsonb argument; None becomes SQL's null."""
    return None if value is None else orjson.dumps(value).decode()


def _connection_broke(error: psycopg.Error) -> bool:
    """True where the connection died under the call, rather than being refused one."""
    return is_transient(error) and not isinstance(error, PoolTimeout | TooManyRequests)


def is_readable(file_descriptor: int) -> bool:
    """True where an idle connection has something to say: that it was closed."""
    poll = select.poll()
    poll.register(file_descriptor, select.POLLIN)
    return bool(poll.poll(0))
