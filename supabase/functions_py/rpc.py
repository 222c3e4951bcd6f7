"""The one module that names SQL functions: each method is one of them and one round trip.

Every statement is `select api.fn(…)`, autocommitted, with a time-out; what Postgres, the driver
or the pool raise comes out as FlorinError. Works through Supavisor's transaction mode: nothing
is prepared (unless set), no session state is kept.

Amounts are microcredits. Usage is a list of lines `{"model", "input", "cache_read",
"cache_write", "output", "web_search"}` in disjoint slices; anything orjson can write will do,
dataclasses included.
"""

from __future__ import annotations

import asyncio
import random
import select
import time
from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from functions_py.errors import FlorinError, database_unavailable, from_database, is_transient
from functions_py.settings import Settings
from functions_py.statement import fetch_json

# What a bigint holds; a larger number from a client must not become a type error in Postgres.
MAX_BIGINT = 2**63 - 1

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


class Rpc:
    """The service's calls, over a bounded pool of connections as florin_service."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = AsyncConnectionPool(
            settings.database_url,
            kwargs=connection_arguments(settings, "florin-service"),
            min_size=settings.db_pool_min,
            max_size=settings.db_pool_max,
            max_waiting=settings.db_queue_max,
            timeout=settings.db_pool_timeout_s,
            reconnect_timeout=RECONNECT_TIMEOUT_S,
            configure=_configure,
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
        """One round trip. Raises FlorinError 503 when the database does not answer in time."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._once("select 1", (), timeout_s)
        except (psycopg.Error, OSError) as error:
            raise from_database(error) from error

    async def open_account(self, user_id: UUID, is_anonymous: bool) -> UUID:
        """The user's personal account, created on first sight. Raises 503."""
        account_id: UUID = await self._value(
            "select api.open_account($1, $2)", (user_id, is_anonymous), retry=True
        )
        return account_id

    async def begin_generation(
        self,
        *,
        account_id: UUID,
        user_id: UUID,
        generation_id: UUID,
        model: str,
        api: str | None,
        stream: bool,
        input_tokens: int,
        max_output_tokens: int | None,
        idempotency_key: str | None,
        request_hash: bytes,
        on_disconnect: str | None,
        hold_seconds: int,
        replica: str,
        choices: int = 1,
    ) -> dict[str, Any]:
        """Holds credits and answers with price and routes (`status` started), or what became of
        the same request before (`running`, `finished`).

        Never retried: after a broken connection nobody knows whether the hold was placed, and
        the hold that may be there expires by itself. Raises 400, 402, 403, 404, 422, 429, 503.
        """
        for number in (input_tokens, max_output_tokens):
            if number is not None and not 0 <= number <= MAX_BIGINT:
                raise FlorinError(400, "invalid_request", "A number of tokens is out of range.")
        reply: dict[str, Any] = await self._answer(
            "select api.begin_generation"
            "($1, $2, $3, $4, $5, $6, $7::bigint, $8::bigint, $9, $10, $11, $12, $13, $14)",
            (
                account_id,
                user_id,
                generation_id,
                model,
                api,
                stream,
                input_tokens,
                max_output_tokens,
                idempotency_key,
                request_hash,
                on_disconnect,
                hold_seconds,
                replica,
                choices,
            ),
        )
        return reply

    async def finish_generation(
        self,
        *,
        account_id: UUID,
        generation_id: UUID,
        outcome: str,
        usage: Sequence[Any] | None,
        usage_source: str,
        attempts: Sequence[Any],
        http_status: int,
        error: dict[str, Any] | None = None,
        reply: bytes | None = None,
        reply_type: str | None = None,
        retryable: bool = False,
        deadline_s: float | None = None,
    ) -> dict[str, Any]:
        """Prices, settles and releases, once however often it is called.

        Retried with back-off for `deadline_s` (default `db_settle_deadline_s`); then FlorinError
        503, and the sweeper settles from the last recorded progress.
        """
        settled: dict[str, Any] = await self._persist(
            "select api.finish_generation($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            (
                account_id,
                generation_id,
                outcome,
                _json(usage),
                usage_source,
                _json(attempts),
                http_status,
                _json(error),
                reply,
                reply_type,
                retryable,
            ),
            self._settings.db_settle_deadline_s if deadline_s is None else deadline_s,
        )
        return settled

    async def extend_hold(
        self,
        *,
        account_id: UUID,
        generation_id: UUID,
        amount: int,
        hold_seconds: int,
        deadline_s: float | None = None,
    ) -> int:
        """Holds at least `amount` altogether and returns what is held now.

        Retried with back-off for `deadline_s` (default one call time-out). Raises 402 when funds
        are lacking, 409 when the hold is no longer open, 503.
        """
        held: int = await self._persist(
            "select api.extend_hold($1, $2, $3::bigint, $4)",
            (account_id, generation_id, min(amount, MAX_BIGINT), hold_seconds),
            self._settings.db_call_timeout_s if deadline_s is None else deadline_s,
        )
        return held

    async def record_progress(
        self, *, account_id: UUID, generation_id: UUID, usage: Sequence[Any], hold_seconds: int
    ) -> bool:
        """Renews the hold and notes the usage so far, for the sweeper. False: not open any more.

        Retried once: the next progress is due soon enough. Raises 503.
        """
        is_open: bool = await self._value(
            "select api.record_progress($1, $2, $3, $4)",
            (account_id, generation_id, _json(usage), hold_seconds),
            retry=True,
        )
        return is_open

    async def read_generation(
        self, account_id: UUID, user_id: UUID, generation_id: UUID
    ) -> dict[str, Any] | None:
        """One generation's public facts; None where the account has none of that id."""
        facts: dict[str, Any] | None = await self._value(
            "select api.read_generation($1, $2, $3)",
            (account_id, user_id, generation_id),
            retry=True,
        )
        return facts

    async def read_reply(
        self, account_id: UUID, generation_id: UUID
    ) -> tuple[int, str, bytes] | None:
        """The stored reply as (HTTP status, content type, body); None where none was kept."""
        row: tuple[int, str, bytes] | None = await self._row(
            "select http_status, content_type, body from api.read_reply($1, $2)",
            (account_id, generation_id),
            retry=True,
        )
        return row

    async def read_account(self, account_id: UUID, user_id: UUID) -> dict[str, Any]:
        """Plan, posted, held, available of the account. Raises 403, 503."""
        account: dict[str, Any] = await self._value(
            "select api.read_account($1, $2)", (account_id, user_id), retry=True
        )
        return account

    async def read_usage(self, account_id: UUID, user_id: UUID) -> dict[str, Any]:
        """The current month's totals. Raises 403, 503."""
        usage: dict[str, Any] = await self._value(
            "select api.read_usage($1, $2)", (account_id, user_id), retry=True
        )
        return usage

    async def list_served_models(self) -> list[dict[str, Any]]:
        """Every enabled model: id, display_name, kind, apis, price, max_output_tokens,
        created_at (ISO 8601). Raises 503."""
        models: list[dict[str, Any]] = await self._value(
            "select api.list_served_models()", (), retry=True
        )
        return models

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

    async def _connection(self, timeout_s: float) -> psycopg.AsyncConnection[Any]:
        """A connection that the server has not closed while it lay idle.

        After a restart of Postgres every pooled connection is dead. Asking the socket costs two
        microseconds, and saves a begin from failing where nothing but patience was needed.
        """
        for _ in range(self._settings.db_pool_max + 1):
            connection = await self._pool.getconn(timeout_s)
            if not _is_readable(connection.fileno()):
                return connection
            await connection.close()
            await self._pool.putconn(connection)
        raise database_unavailable()


class WorkerRpc:
    """The workers' calls, each one bounded batch, over one connection as florin_worker."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection

    @classmethod
    async def connect(cls, settings: Settings) -> WorkerRpc:
        """Raises psycopg.OperationalError when the database cannot be reached."""
        connection: psycopg.AsyncConnection[Any] = await psycopg.AsyncConnection.connect(
            settings.worker_database_url, **connection_arguments(settings, "florin-worker")
        )
        return cls(connection)

    async def close(self) -> None:
        await self._connection.close()

    @property
    def closed(self) -> bool:
        """True once the connection is lost; make another one."""
        return self._connection.closed

    async def sweep_generations(self, limit: int) -> int:
        """Settles or releases up to `limit` generations whose process died; how many it did."""
        return await self._count("select api.sweep_generations($1)", limit)

    async def expire_holds(self, limit: int) -> int:
        """Releases up to `limit` holds that have run out; how many it did."""
        return await self._count("select api.expire_holds($1)", limit)

    async def refresh_buckets(self, limit: int) -> int:
        """Opens and lapses up to `limit` buckets that are due; how many it did."""
        return await self._count("select api.refresh_buckets($1)", limit)

    async def clean_idempotency_keys(self, limit: int) -> int:
        """Frees up to `limit` keys past their lifetime; how many it did."""
        return await self._count("select api.clean_idempotency_keys($1)", limit)

    async def _count(self, sql: LiteralString, limit: int) -> int:
        cursor = await self._connection.execute(sql, (limit,))
        row = await cursor.fetchone()
        return int(row[0]) if row is not None else 0


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


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    set_json_loads(orjson.loads, connection)


def _json(value: Any) -> str | None:
    """JSON text for a jsonb argument; None becomes SQL's null."""
    return None if value is None else orjson.dumps(value).decode()


def _connection_broke(error: psycopg.Error) -> bool:
    """True where the connection died under the call, rather than being refused one."""
    return is_transient(error) and not isinstance(error, PoolTimeout | TooManyRequests)


def _is_readable(file_descriptor: int) -> bool:
    """True where an idle connection has something to say: that it was closed."""
    poll = select.poll()
    poll.register(file_descriptor, select.POLLIN)
    return bool(poll.poll(0))
