"""Restoring purchases: the customer's history read anew from Apple, and bound to who asks.

Who may have it: a purchase that names this account is its own. One that names none, or an
anonymous account, goes to whoever shows its signed transaction; one of a known account stays with
it, unless the deployment lets purchases move (FLORIN_APPLE_TRANSFER_PURCHASES). The rule is
api.bind_chain's; a transaction's mere number proves nothing, since numbers can be guessed, so by
number only what names this account is restored.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from functions_py.auth import Principal
from functions_py.errors import FlorinError
from functions_py.rpc import Rpc
from functions_py.stores.apple import AppStore
from functions_py.stores.apple_client import (
    AppleClient,
    StoreAway,
    StoreNotFound,
    StoreRefused,
    store_away,
)
from functions_py.stores.apple_events import PROVIDER, transaction_event
from functions_py.stores.apple_facts import READ_TRANSACTION, Fact
from functions_py.stores.apple_purchases import facts_of, keep
from functions_py.stores.apple_reading import read_standings

log = logging.getLogger(__name__)

# Twenty transactions each: eight years of a monthly subscription and a pack a week, newest first.
MAX_PAGES = 25
# StoreKit's current entitlements and unfinished transactions; an app sends no more.
MAX_SIGNED = 20

Answer = dict[str, Any]


@dataclass
class _Chain:
    """One purchase with its renewals, as read from Apple. newest: the fact of the last one."""

    environment: str
    chain_id: str
    newest: Fact
    is_proven: bool


@dataclass
class _Found:
    """chains by (environment, chain). is_complete: Apple had no more pages."""

    chains: dict[tuple[str, str], _Chain] = field(default_factory=dict)
    is_complete: bool = True

    def add(self, environment: str, purchase: Fact, is_proven: bool) -> None:
        key = (environment, str(purchase["chain_id"]))
        known = self.chains.get(key)
        if known is None:
            self.chains[key] = _Chain(environment, key[1], purchase, is_proven)
            return
        known.is_proven = known.is_proven or is_proven
        if purchase["purchased_at"] > known.newest["purchased_at"]:
            known.newest = purchase


class Restore:
    """One request's restore."""

    def __init__(self, store: AppStore, rpc: Rpc, principal: Principal) -> None:
        """Raises FlorinError 501 where no API key is set."""
        self._store = store
        self._client: AppleClient = store.require_client()
        self._rpc = rpc
        self._principal = principal
        self._found = _Found()

    async def by_transactions(self, signed_transactions: list[str]) -> Answer:
        """By signed transactions of the customer. Raises FlorinError 400, 403, 503."""
        for signed in signed_transactions:
            told = await self._store.verifier.transaction(signed)
            event = transaction_event(signed, told, READ_TRANSACTION)
            facts = facts_of(event)
            await keep(self._rpc, event, facts)
            purchase = _purchase(facts)
            # One customer's history holds all of theirs: each is read once.
            is_known = (event.environment, str(purchase["chain_id"])) in self._found.chains
            self._found.add(event.environment, purchase, is_proven=True)
            if not is_known:
                await self._read(event.environment, str(purchase["transaction_id"]), True)
        return await self._bind()

    async def by_number(self, transaction_id: str) -> Answer:
        """By the number of any of the customer's transactions. Raises FlorinError 403, 404
        `transaction_not_found`, 503."""
        try:
            environment = await self._client.find_environment(transaction_id)
        except StoreNotFound:
            raise FlorinError(
                404, "transaction_not_found", "The App Store knows no such transaction."
            ) from None
        except (StoreAway, StoreRefused) as error:
            raise _unavailable(error) from error
        await self._read(environment, transaction_id, False)
        return await self._bind()

    async def _read(self, environment: str, transaction_id: str, is_proven: bool) -> None:
        """Stores and folds the customer's history and how their subscriptions stand."""
        try:
            await self._read_history(environment, transaction_id, is_proven)
            for event in await read_standings(
                self._client, self._store.verifier, environment, transaction_id
            ):
                await keep(self._rpc, event, facts_of(event))
        except StoreNotFound:
            # Apple has nothing more to say than the customer brought.
            log.info("no history", extra={"environment": environment})
        except (StoreAway, StoreRefused) as error:
            raise _unavailable(error) from error

    async def _read_history(self, environment: str, transaction_id: str, is_proven: bool) -> None:
        revision: str | None = None
        for _ in range(MAX_PAGES):
            page = await self._client.history(environment, transaction_id, revision)
            for signed in page.signedTransactions or ():
                told = await self._store.verifier.transaction(signed)
                event = transaction_event(signed, told, READ_TRANSACTION)
                facts = facts_of(event)
                await keep(self._rpc, event, facts)
                self._found.add(event.environment, _purchase(facts), is_proven)
            if not page.hasMore or page.revision is None:
                return
            revision = page.revision
        self._found.is_complete = False

    async def _bind(self) -> Answer:
        """Decides chain by chain whose it is from now on."""
        answer: Answer = {
            "restored": [],
            "already_yours": [],
            "owned_by_another": [],
            "proof_needed": [],
        }
        for chain in self._found.chains.values():
            outcome = await self._bind_one(chain)
            answer[outcome].append(
                {
                    "original_transaction_id": chain.chain_id,
                    "product_id": chain.newest["product"],
                    "environment": chain.environment,
                }
            )
        answer["is_complete"] = self._found.is_complete
        return answer

    async def _bind_one(self, chain: _Chain) -> str:
        principal = self._principal
        key = (PROVIDER, chain.environment, str(chain.newest["transaction_id"]))
        stands = await self._rpc.read_store_purchase(principal.account_id, principal.user_id, *key)
        if stands["owner"] == "you":
            return "already_yours"
        if not chain.is_proven:
            return "proof_needed"
        outcome = await self._rpc.bind_chain(
            principal.account_id,
            principal.user_id,
            PROVIDER,
            chain.environment,
            chain.chain_id,
            transfer=self._store.settings.may_transfer,
        )
        if outcome == "owned_by_another":
            return "owned_by_another"
        await self._tell_apple(chain)
        return "restored"

    async def _tell_apple(self, chain: _Chain) -> None:
        """Later renewals then name the account themselves. The binding holds without it: Apple
        refuses it for what is shared in a family."""
        try:
            await self._client.set_account(
                chain.environment, chain.chain_id, str(self._principal.account_id)
            )
        except (StoreNotFound, StoreAway, StoreRefused) as error:
            log.info("the account was not set", extra={"reason": str(error)})


def _purchase(facts: list[Fact]) -> Fact:
    return next(fact for fact in facts if fact["fact"] == "purchase")


def _unavailable(error: Exception) -> FlorinError:
    if isinstance(error, StoreRefused):
        # Our key or app is not right for Apple: nothing that the client can mend.
        log.error("the App Store refused us", exc_info=error)
    return store_away()
