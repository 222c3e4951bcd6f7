"""What the stores tell: kept as it came, then folded by the rules of docs/billing.md."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions_py.rpc.calls import Calls, json_argument

if TYPE_CHECKING:
    from functions_py.stores import StoredEvent


class BillingCalls(Calls):
    """Events of stores, and restored purchases."""

    async def store_event(self, event: StoredEvent) -> bool:
        """Keeps a verified event as it came; whether it is new. Raises 503."""
        is_new: bool = await self._value(
            "select api.store_event($1, $2, $3, $4, $5, $6)",
            astuple(event),
            retry=True,
        )
        return is_new

    async def fold_event(
        self, provider: str, environment: str, event_id: str, facts: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """Takes in the facts of a stored event now, as a worker would. `accounts`, `tied` (chains
        to read again), `unowned` (how many), `unmapped` (products). Raises 400, 503."""
        folded: dict[str, Any] = await self._value(
            "select api.fold_event($1, $2, $3, $4)",
            (provider, environment, event_id, json_argument(facts)),
            retry=True,
        )
        return folded

    async def bind_chain(
        self,
        account_id: UUID,
        user_id: UUID,
        provider: str,
        environment: str,
        chain_id: str,
        *,
        transfer: bool = False,
    ) -> str:
        """Makes a chain that a user restored theirs: `bound`, `moved` or `owned_by_another`.
        transfer: also from a known owner. Raises 403, 503."""
        bound: str = await self._value(
            "select api.bind_chain($1, $2, $3, $4, $5, $6)",
            (account_id, user_id, provider, environment, chain_id, transfer),
            retry=True,
        )
        return bound
