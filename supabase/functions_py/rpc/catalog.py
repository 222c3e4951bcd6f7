"""The catalogue as clients see it."""

from __future__ import annotations

from typing import Any

from functions_py.rpc.calls import Calls


class CatalogCalls(Calls):
    """What can be asked for."""

    async def list_served_models(self) -> list[dict[str, Any]]:
        """Every enabled model: id, display_name, kind, apis, price, max_output_tokens,
        created_at (ISO 8601). Raises 503."""
        models: list[dict[str, Any]] = await self._value(
            "select api.list_served_models()", (), retry=True
        )
        return models
