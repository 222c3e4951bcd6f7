"""API keys: made, listed, ended, and found by the hash of their text."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from functions_py.rpc.calls import Calls


class KeyCalls(Calls):
    """The keys of an account. Descriptions are as access.describe_key has them."""

    async def find_api_key(self, account_id: UUID, secret_hash: bytes) -> dict[str, Any] | None:
        """key_id, account_id, user_id, scopes, expires_at (ISO 8601 or null); None where the key
        is unknown, revoked or expired. Raises 503."""
        found: dict[str, Any] | None = await self._value(
            "select api.find_api_key($1, $2)", (account_id, secret_hash), retry=True
        )
        return found

    async def create_key(
        self,
        *,
        account_id: UUID,
        user_id: UUID,
        is_anonymous: bool,
        name: str,
        scopes: list[str] | None,
        expires_at: datetime | None,
        budget: int | None,
        budget_period: str | None,
        requests_per_minute: int | None,
    ) -> dict[str, Any]:
        """A new key's description and, in `key`, its text: never to be had again.

        Not retried: after a broken connection nobody knows whether there is a key more. Raises
        400, 403, 409, 503.
        """
        created: dict[str, Any] = await self._value(
            "select api.create_key"
            "($1, $2, $3, $4, $5::text[], $6::timestamptz, $7::bigint, $8, $9::integer)",
            (
                account_id,
                user_id,
                is_anonymous,
                name,
                scopes,
                expires_at,
                budget,
                budget_period,
                requests_per_minute,
            ),
        )
        return created

    async def list_keys(self, account_id: UUID, user_id: UUID) -> list[dict[str, Any]]:
        """Every key of the account, newest first, at most 200. Raises 403, 503."""
        keys: list[dict[str, Any]] = await self._value(
            "select api.list_keys($1, $2)", (account_id, user_id), retry=True
        )
        return keys

    async def revoke_key(self, account_id: UUID, user_id: UUID, key_id: UUID) -> dict[str, Any]:
        """The key's description, with the time it ended. Raises 403, 404, 503."""
        revoked: dict[str, Any] = await self._value(
            "select api.revoke_key($1, $2, $3)", (account_id, user_id, key_id), retry=True
        )
        return revoked
