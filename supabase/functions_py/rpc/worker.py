"""The workers' calls: bounded batches over one connection as florin_worker."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg

from functions_py.rpc.calls import connection_arguments
from functions_py.settings import Settings


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

    async def roll_up_usage(self, limit: int) -> int:
        """Sums up to `limit` accounts' days that are over; how many it did."""
        return await self._count("select api.roll_up_usage($1)", limit)

    async def archive_generations(self, limit: int) -> int:
        """Deletes up to `limit` old generations that are summed up; how many it did."""
        return await self._count("select api.archive_generations($1)", limit)

    async def _count(self, sql: LiteralString, limit: int) -> int:
        cursor = await self._connection.execute(sql, (limit,))
        row = await cursor.fetchone()
        return int(row[0]) if row is not None else 0
