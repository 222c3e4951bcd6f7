"""Whether this replica can serve, asked by load balancers and by anybody who finds the path.

The path is open to all, so the database is asked once per half second however many ask us.
"""

from __future__ import annotations

import asyncio
import time

from functions_py.errors import FlorinError
from functions_py.jwks import KeySet
from functions_py.rpc import Rpc

# A database that needs longer than this for nothing has no time for work either.
DATABASE_TIMEOUT_S = 1.0
# Load balancers ask once a second or less.
LIFESPAN_S = 0.5


class Readiness:
    """What has to be there: `{"database": bool, "migrations": bool, "keys": bool}`."""

    def __init__(self, rpc: Rpc, keys: KeySet) -> None:
        self._rpc = rpc
        self._keys = keys
        self._database = {"database": False, "migrations": False}
        self._asked_at: float | None = None
        self._asking = asyncio.Lock()

    async def checks(self) -> dict[str, bool]:
        """Each part, at most half a second old."""
        async with self._asking:
            if self._asked_at is None or time.monotonic() - self._asked_at >= LIFESPAN_S:
                self._database = await self._database_answers()
                self._asked_at = time.monotonic()
        return {**self._database, "keys": await self._keys.ready()}

    async def _database_answers(self) -> dict[str, bool]:
        """`migrations`: those are applied that this service needs, as far as is known."""
        try:
            await self._rpc.ping(DATABASE_TIMEOUT_S)
        except FlorinError as error:
            if error.code == "database_outdated":
                return {"database": True, "migrations": False}
            return {**self._database, "database": False}
        return {"database": True, "migrations": True}
