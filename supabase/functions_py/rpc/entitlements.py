"""What an account may use beyond its plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from functions_py.rpc.calls import Calls


class EntitlementCalls(Calls):
    """Reads only: purchases, subscriptions and admins grant."""

    async def read_entitlements(self, account_id: UUID, user_id: UUID) -> list[dict[str, Any]]:
        """Each as kind, key, source, valid_from, valid_until (ISO 8601) and is_valid, the latest
        first, at most 1000. Raises 403, 503."""
        entitlements: list[dict[str, Any]] = await self._value(
            "select api.read_entitlements($1, $2)", (account_id, user_id), retry=True
        )
        return entitlements
