"""Purchases as their account sees them, and what is asked of Apple by the workers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import UUID

from functions_py.rpc.calls import Calls


class StorePurchaseCalls(Calls):
    """One purchase of a store."""

    async def read_store_purchase(
        self,
        account_id: UUID,
        user_id: UUID,
        provider: str,
        environment: str,
        transaction_id: str,
    ) -> dict[str, Any]:
        """`owner` is `you`, `another` or `nobody`; the rest only where it is `you`: docs/api.md
        has it. Raises 403, 503."""
        answer: dict[str, Any] = await self._value(
            "select api.read_store_purchase($1, $2, $3, $4, $5)",
            (account_id, user_id, provider, environment, transaction_id),
            retry=True,
        )
        return answer

    async def note_doubts(self, provider: str, environment: str, chain_ids: list[str]) -> None:
        """Has a worker ask the store how these subscriptions stand. Raises 503."""
        await self._value(
            "select api.note_doubts($1, $2, $3)", (provider, environment, chain_ids), retry=True
        )


class StoreWorkCalls(ABC):
    """The workers' calls about what a store is asked."""

    @abstractmethod
    async def _value(self, sql: LiteralString, params: Sequence[Any]) -> Any:
        """The first value of a statement."""

    async def claim_doubts(self, provider: str, limit: int) -> list[dict[str, str]]:
        """`environment` and `chain_id` of up to `limit` subscriptions to ask the store about; each
        again after a while, longer each time, unless what was heard settles it."""
        doubts: list[dict[str, str]] = await self._value(
            "select api.claim_doubts($1, $2)", (provider, limit)
        )
        return doubts

    async def note_doubts(self, provider: str, environment: str, chain_ids: list[str]) -> None:
        """Has a worker ask the store how these subscriptions stand."""
        await self._value("select api.note_doubts($1, $2, $3)", (provider, environment, chain_ids))

    async def settle_doubt(self, provider: str, environment: str, chain_id: str) -> None:
        """The store was asked, and what it said was folded."""
        await self._value("select api.settle_doubt($1, $2, $3)", (provider, environment, chain_id))

    async def claim_notification_read(
        self, provider: str, environment: str, lease_s: int
    ) -> dict[str, Any] | None:
        """The part of a store's notification history to read next: `lease`, `from`, `to`,
        `page_token`, `only_failures`. None: it is not due, or another worker has it."""
        part: dict[str, Any] | None = await self._value(
            "select api.claim_notification_read($1, $2, $3)", (provider, environment, lease_s)
        )
        return part

    async def record_notification_read(
        self,
        provider: str,
        environment: str,
        lease: str,
        page_token: str | None,
        problem: str | None,
        lease_s: int,
    ) -> bool:
        """Notes how far it came: without a token to its end, but for a problem. False: the lease
        had passed to another worker."""
        is_noted: bool = await self._value(
            "select api.record_notification_read($1, $2, $3, $4, $5, $6)",
            (provider, environment, lease, page_token, problem, lease_s),
        )
        return is_noted

    async def claim_consumption_requests(self, limit: int, lease_s: int) -> list[dict[str, str]]:
        """`environment`, `event_id` and `payload` of up to `limit` requests to answer."""
        requests: list[dict[str, str]] = await self._value(
            "select api.claim_consumption_requests($1, $2)", (limit, lease_s)
        )
        return requests

    async def read_consumption(self, environment: str, transaction_id: str) -> dict[str, Any]:
        """`status` is `ready`, `no_consent` or `unknown_purchase`; where ready `is_delivered`,
        `is_renewable`, `had_sample`, and `consumed_milli_percent` of what it gave, null where that
        cannot be measured."""
        facts: dict[str, Any] = await self._value(
            "select api.read_consumption($1, $2)", (environment, transaction_id)
        )
        return facts

    async def record_consumption(
        self, environment: str, event_id: str, outcome: str, detail: str
    ) -> None:
        """`answered` and `refused` are for good, `waiting` is tried again."""
        await self._value(
            "select api.record_consumption($1, $2, $3, $4)",
            (environment, event_id, outcome, detail),
        )
