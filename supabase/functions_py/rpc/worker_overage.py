"""The workers' calls about overage: sliced, reported to a store, compared with what it counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row


class WorkerOverageCalls:
    """Amounts are whole credits (`units`)."""

    _connection: psycopg.AsyncConnection[Any]

    async def slice_overages(self, limit: int) -> int:
        """Bills overage so far of up to `limit` accounts; how many it looked at."""
        cursor = await self._connection.execute("select api.slice_overages($1)", (limit,))
        row = await cursor.fetchone()
        return 0 if row is None else int(row[0])

    async def claim_reports(
        self, environment: str, limit: int, lease_s: int
    ) -> list[dict[str, Any]]:
        """Leases up to `limit` slices: account_id, entry_version, customer_id, units,
        happened_at."""
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(
                "select * from api.claim_reports($1, $2, $3)", (environment, limit, lease_s)
            )
            return await cursor.fetchall()

    async def record_report(self, account_id: Any, entry_version: int) -> None:
        """Notes that the store has a slice."""
        await self._connection.execute(
            "select api.record_report($1, $2)", (account_id, entry_version)
        )

    async def fail_report(
        self, account_id: Any, entry_version: int, problem: str, *, was_refused: bool
    ) -> None:
        """Notes why a slice was not reported. was_refused: the store certainly has not got it."""
        await self._connection.execute(
            "select api.fail_report($1, $2, $3, $4)",
            (account_id, entry_version, problem, was_refused),
        )

    async def claim_checks(
        self, environment: str, limit: int, lease_s: int
    ) -> list[dict[str, Any]]:
        """Leases up to `limit` periods to compare: account_id, period_start, customer_id, minutes
        (`at` in Unix seconds, `units`)."""
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(
                "select * from api.claim_checks($1, $2, $3)", (environment, limit, lease_s)
            )
            return await cursor.fetchall()

    async def record_check(
        self,
        account_id: Any,
        environment: str,
        period_start: datetime,
        customer_id: str,
        *,
        reported: int,
        counted: int,
        missing: Sequence[int],
    ) -> None:
        """Notes what the store counted, and in which minutes it has nothing of what we sent."""
        await self._connection.execute(
            "select api.record_check($1, $2, $3, $4, $5, $6, $7::bigint[])",
            (account_id, environment, period_start, customer_id, reported, counted, list(missing)),
        )
