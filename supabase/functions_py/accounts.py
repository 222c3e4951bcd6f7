"""Which account a user works on, learnt once per process.

It changes only by a merge, and every SQL function checks the pair again: a stale entry is refused
there with 403, upon which `forget` makes room for the truth.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

from functions_py.lru import Lru
from functions_py.rpc import Rpc

# 50,000 pairs are about 20 MiB: a busy hour's users of one process.
CAPACITY = 50_000


class Accounts:
    """A bounded cache over api.open_account, which makes the account on first sight."""

    def __init__(self, rpc: Rpc, capacity: int = CAPACITY) -> None:
        self._rpc = rpc
        self._known: Lru[UUID, UUID] = Lru(capacity)
        self._opening: dict[UUID, asyncio.Task[UUID]] = {}

    async def account_of(self, user_id: UUID, is_anonymous: bool) -> UUID:
        """The user's account. However many ask at once, Postgres is asked once. Raises 503."""
        account_id = self._known.get(user_id)
        if account_id is not None:
            return account_id
        opening = self._opening.get(user_id)
        if opening is None:
            opening = asyncio.create_task(self._open(user_id, is_anonymous))
            self._opening[user_id] = opening
        # Shielded: one client going away must not fail the others.
        return await asyncio.shield(opening)

    def forget(self, user_id: UUID) -> None:
        """Asks again next time."""
        self._known.drop(user_id)

    async def _open(self, user_id: UUID, is_anonymous: bool) -> UUID:
        try:
            account_id = await self._rpc.open_account(user_id, is_anonymous)
            self._known.put(user_id, account_id)
            return account_id
        finally:
            del self._opening[user_id]
