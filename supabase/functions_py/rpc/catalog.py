"""The catalogue as clients see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from functions_py.rpc.calls import Calls


class CatalogCalls(Calls):
    """What can be asked for, by whom."""

    async def list_served_models(self) -> list[dict[str, Any]]:
        """Every enabled model: id, display_name, kind, apis, price, max_output_tokens,
        created_at (ISO 8601). Raises 503."""
        models: list[dict[str, Any]] = await self._value(
            "select api.list_served_models()", (), retry=True
        )
        return models

    async def read_catalog(self, account_id: UUID, user_id: UUID) -> bytes:
        """Every model as the user sees it, and their preferences: JSON as Postgres wrote it,
        which is the same bytes for the same facts. Raises 403, 503."""
        catalog: str = await self._value(
            "select api.read_catalog($1, $2)::text", (account_id, user_id), retry=True
        )
        return catalog.encode()

    async def read_trial_status(
        self, account_id: UUID, user_id: UUID, model_id: str
    ) -> dict[str, Any]:
        """Whether the user may use the model now, and why. Raises 403, 404, 503."""
        status: dict[str, Any] = await self._value(
            "select api.read_trial_status($1, $2, $3)",
            (account_id, user_id, model_id),
            retry=True,
        )
        return status
