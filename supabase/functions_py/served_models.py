"""The catalogue's list of models, asked for by every client on starting and changed rarely."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from functions_py.rpc import Rpc

# A model switched on or off shows after at most this long.
LIFESPAN_S = 10.0


class ServedModels:
    """api.list_served_models, remembered for a few seconds, one call however many ask."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._models: list[dict[str, Any]] = []
        self._read_at: float | None = None
        self._reading = asyncio.Lock()

    async def all(self) -> list[dict[str, Any]]:
        """Every model, as `Rpc.list_served_models` has them. Raises 503."""
        if self._read_at is None or time.monotonic() - self._read_at >= LIFESPAN_S:
            async with self._reading:
                # Somebody else may have read it while this one waited.
                if self._read_at is None or time.monotonic() - self._read_at >= LIFESPAN_S:
                    self._models = await self._rpc.list_served_models()
                    self._read_at = time.monotonic()
        return self._models

    async def one(self, model_id: str) -> dict[str, Any] | None:
        """The model of that id; None where there is none. Raises 503."""
        return next((model for model in await self.all() if model["id"] == model_id), None)
