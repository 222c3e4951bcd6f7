"""The workers' calls: bounded batches over one connection as florin_worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from functions_py.rpc.apple import StoreWorkCalls
from functions_py.rpc.calls import connection_arguments
from functions_py.rpc.worker_billing import WorkerBillingCalls
from functions_py.rpc.worker_overage import WorkerOverageCalls
from functions_py.settings import Settings


class WorkerRpc(WorkerBillingCalls, WorkerOverageCalls, StoreWorkCalls):
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

    async def renew_periods(self, limit: int) -> int:
        """Begins the next period of up to `limit` accounts whose period ended; how many it did."""
        return await self._count("select api.renew_periods($1)", limit)

    async def clean_idempotency_keys(self, limit: int) -> int:
        """Frees up to `limit` keys past their lifetime; how many it did."""
        return await self._count("select api.clean_idempotency_keys($1)", limit)

    async def roll_up_usage(self, limit: int) -> int:
        """Sums up to `limit` accounts' days that are over; how many it did."""
        return await self._count("select api.roll_up_usage($1)", limit)

    async def archive_generations(self, limit: int) -> int:
        """Deletes up to `limit` old generations that are summed up; how many it did."""
        return await self._count("select api.archive_generations($1)", limit)

    async def close_orphans(self, limit: int) -> int:
        """Closes up to `limit` accounts that nobody is left of; how many it looked at."""
        return await self._count("select api.close_orphans($1)", limit)

    async def broadcast_balances(self, limit: int) -> int:
        """Tells listeners how the accounts of the next `limit` events stand; how many events."""
        return await self._count("select api.broadcast_balances($1)", limit)

    async def clean_outbox(self, limit: int) -> int:
        """Deletes up to `limit` events that were delivered everywhere; how many it did."""
        return await self._count("select api.clean_outbox($1)", limit)

    async def requeue_jobs(self, limit: int) -> int:
        """Enqueues the next step of up to `limit` jobs that lost it; how many it did."""
        return await self._count("select api.requeue_jobs($1)", limit)

    async def expire_jobs(self, limit: int) -> int:
        """Ends up to `limit` jobs whose time is over; how many it did."""
        return await self._count("select api.expire_jobs($1)", limit)

    async def retake_steps(self, limit: int) -> int:
        """Gives up to `limit` steps of dead workers back to the queue; how many it did."""
        return await self._count("select api.retake_steps($1)", limit)

    async def take_abandoned_turn(self, environment: str) -> dict[str, Any] | None:
        """`turn` and the claim that somebody left in `unfinished`; or `wait`. None: there is
        none."""
        turn: dict[str, Any] | None = await self._value(
            "select api.take_abandoned_turn($1)", (environment,)
        )
        return turn

    async def finish_device_check(
        self, account_id: UUID, check_id: UUID, turn: int, outcome: str
    ) -> dict[str, Any]:
        """Ends the turn and the claim: its `state` and `granted_microcredits`."""
        answer: dict[str, Any] = await self._value(
            "select api.finish_device_check($1, $2, $3::bigint, $4)",
            (account_id, check_id, turn, outcome),
        )
        return answer

    async def ensure_sink(self, name: str, kind: str) -> None:
        """Adds the sink of a worker's own settings, once."""
        await self._connection.execute("select api.ensure_sink($1, $2)", (name, kind))

    async def list_sinks(self) -> list[dict[str, str]]:
        """`name` and `kind` of the sinks that have something to be told now."""
        sinks: list[dict[str, str]] = await self._value("select api.list_sinks()", ())
        return sinks

    async def read_events(self, sink: str, limit: int) -> dict[str, Any] | None:
        """A batch, and a lease of 90 s on it: `lease`, `kind`, `url`, `secret_env`, `attempts`,
        `is_replay`, `events`. None where there is nothing, or another worker has it."""
        batch: dict[str, Any] | None = await self._value(
            "select api.read_events($1, $2)", (sink, limit)
        )
        return batch

    async def record_delivery(
        self,
        sink: str,
        batch: Mapping[str, Any],
        up_to: str | None,
        error: str | None = None,
        retry_after_s: int | None = None,
        is_gone: bool = False,
    ) -> bool:
        """Ends the batch's lease. up_to: the place of the last event that was taken. error: why
        the next was not. False: the lease had passed to another worker."""
        ended: bool = await self._value(
            "select api.record_delivery($1, $2, $3, $4, $5, $6, $7)",
            (sink, batch["lease"], batch["is_replay"], up_to, error, retry_after_s, is_gone),
        )
        return ended

    async def find_last_event(self, provider: str, environment: str) -> datetime | None:
        """When the newest event happened that a store told by itself; None: none is stored."""
        found: datetime | None = await self._value(
            "select api.find_last_event($1, $2)", (provider, environment)
        )
        return found

    async def _value(self, sql: LiteralString, params: Sequence[Any]) -> Any:
        cursor = await self._connection.execute(sql, params)
        row = await cursor.fetchone()
        return None if row is None else row[0]

    async def _count(self, sql: LiteralString, limit: int) -> int:
        return int(await self._value(sql, (limit,)) or 0)
