"""The workers' calls about what the stores tell."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import astuple
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
from psycopg.rows import dict_row

from functions_py.rpc.calls import json_argument

if TYPE_CHECKING:
    from functions_py.stores import StoredEvent


class WorkerBillingCalls:
    """Events of stores: claimed, folded or failed; rounds that the clock asks for; a rebuild."""

    _connection: psycopg.AsyncConnection[Any]

    async def store_event(self, event: StoredEvent) -> bool:
        """Keeps what was read from a store, as an event; whether it is new."""
        is_new: bool = await self._billing_value(
            "select api.store_event($1, $2, $3, $4, $5, $6)",
            astuple(event),
        )
        return is_new

    async def fold_event(
        self, provider: str, environment: str, event_id: str, facts: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """Takes in an event's facts: `accounts`, `tied` (chains to read again), `unowned` (how
        many), `unmapped` (products)."""
        folded: dict[str, Any] = await self._billing_value(
            "select api.fold_event($1, $2, $3, $4)",
            (provider, environment, event_id, json_argument(facts)),
        )
        return folded

    async def claim_events(self, limit: int, lease_s: int) -> list[dict[str, Any]]:
        """Leases up to `limit` events: provider, environment, event_id, type, occurred_at, payload,
        attempts."""
        return await self._rows("select * from api.claim_events($1, $2)", (limit, lease_s))

    async def fail_event(
        self, provider: str, environment: str, event_id: str, problem: str, *, is_final: bool
    ) -> None:
        """Notes why an event was not folded; it is tried again later unless that is final."""
        await self._connection.execute(
            "select api.fail_event($1, $2, $3, $4, $5)",
            (provider, environment, event_id, problem, is_final),
        )

    async def fold_unmapped(self, limit: int) -> int:
        """Takes up purchases of up to `limit` products mapped since; how many products."""
        return int(await self._billing_value("select api.fold_unmapped($1)", (limit,)))

    async def apply_due(self, limit: int) -> int:
        """Applies up to `limit` accounts whose time has come; how many it did."""
        return int(await self._billing_value("select api.apply_due($1)", (limit,)))

    def transaction(self) -> AbstractAsyncContextManager[Any]:
        """Everything within is committed together, or nothing."""
        return self._connection.transaction()

    async def begin_rebuild(self) -> int:
        """Empties what a rebuild makes anew, within `transaction`; how many events there are."""
        return int(await self._billing_value("select api.begin_rebuild()", ()))

    async def read_stored_events(
        self, after: tuple[str, str, str] | None, limit: int
    ) -> list[dict[str, Any]]:
        """Up to `limit` folded events after (provider, environment, event_id), in that order."""
        return await self._rows(
            "select * from api.read_stored_events($1, $2, $3, $4)",
            (*(after or (None, None, None)), limit),
        )

    async def rebuild_event(
        self, provider: str, environment: str, event_id: str, facts: list[dict[str, Any]]
    ) -> None:
        """Takes in an event's facts during a rebuild."""
        await self._connection.execute(
            "select api.rebuild_event($1, $2, $3, $4)",
            (provider, environment, event_id, json_argument(facts)),
        )

    async def end_rebuild(self) -> list[dict[str, Any]]:
        """Applies every account; what differs from before, as origin, is_missing and content."""
        differences: list[dict[str, Any]] = await self._billing_value(
            "select api.end_rebuild()", ()
        )
        return differences

    async def _billing_value(self, sql: LiteralString, params: Sequence[Any]) -> Any:
        cursor = await self._connection.execute(sql, params)
        row = await cursor.fetchone()
        return None if row is None else row[0]

    async def _rows(self, sql: LiteralString, params: Sequence[Any]) -> list[dict[str, Any]]:
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(sql, params)
            return await cursor.fetchall()
