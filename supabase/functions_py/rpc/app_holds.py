"""Holds of the app's own metered features.

Amounts are microcredits. Every call may be repeated and then answers with what is so by then, so
each is tried once more after a connection broke under it. What they answer with is
`{"hold": {…}, "available": µc}`; docs/openapi.yaml describes the hold (`CreditHold`).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from functions_py.rpc.calls import Calls

Answer = dict[str, Any]


class AppHoldCalls(Calls):
    """A hold placed, then settled or released once."""

    async def place_app_hold(
        self,
        *,
        account_id: UUID,
        user_id: UUID,
        idempotency_key: str,
        request_hash: bytes,
        amount: int,
        expires_in_s: int,
        ref: str | None,
    ) -> Answer:
        """Reserves; or describes what the key reserved before. Raises 400, 402, 403, 422, 429,
        503."""
        await self._require_schema()
        answer: Answer = await self._value(
            "select api.place_app_hold($1, $2, $3, $4, $5::bigint, $6::integer, $7)",
            (account_id, user_id, idempotency_key, request_hash, amount, expires_in_s, ref),
            retry=True,
        )
        return answer

    async def read_app_hold(self, account_id: UUID, user_id: UUID, hold_id: UUID) -> Answer | None:
        """None where the account has none of that id. Raises 403, 503."""
        answer: Answer | None = await self._value(
            "select api.read_app_hold($1, $2, $3)", (account_id, user_id, hold_id), retry=True
        )
        return answer

    async def settle_app_hold(
        self, account_id: UUID, user_id: UUID, hold_id: UUID, *, amount: int, ref: str | None
    ) -> Answer:
        """Charges, once. Raises 400, 403, 404, 409 where it is closed in another way, 503."""
        answer: Answer = await self._value(
            "select api.settle_app_hold($1, $2, $3, $4::bigint, $5)",
            (account_id, user_id, hold_id, amount, ref),
            retry=True,
        )
        return answer

    async def release_app_hold(self, account_id: UUID, user_id: UUID, hold_id: UUID) -> Answer:
        """Frees without a charge. Raises 403, 404, 409 where it was settled, 503."""
        answer: Answer = await self._value(
            "select api.release_app_hold($1, $2, $3)", (account_id, user_id, hold_id), retry=True
        )
        return answer

    async def extend_app_hold(
        self,
        account_id: UUID,
        user_id: UUID,
        hold_id: UUID,
        *,
        amount: int | None,
        expires_in_s: int,
    ) -> Answer:
        """Holds at least `amount` (None: what is held) for at least so long. Raises 400, 402,
        403, 404, 409, 503."""
        answer: Answer = await self._value(
            "select api.extend_app_hold($1, $2, $3, $4::bigint, $5::integer)",
            (account_id, user_id, hold_id, amount, expires_in_s),
            retry=True,
        )
        return answer
