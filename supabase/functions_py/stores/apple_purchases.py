"""What an app submits: one signed transaction, stored, folded, and answered with what it gave."""

from __future__ import annotations

from typing import Any

from functions_py.auth import Principal
from functions_py.errors import FlorinError
from functions_py.rpc import Rpc
from functions_py.stores import StoredEvent
from functions_py.stores.apple import AppStore, unreadable
from functions_py.stores.apple_events import PROVIDER, transaction_event
from functions_py.stores.apple_facts import SUBMITTED, Fact, Untranslatable, translate

Answer = dict[str, Any]


async def submit_transaction(
    store: AppStore, rpc: Rpc, principal: Principal, signed: str
) -> Answer:
    """The purchase as it now stands on the account.

    Stored and folded whosever it is: what Apple signed is true, and the credits go to the account
    it names. Only then is it said whether that is the one who asks. What names no account, or one
    that is none of ours, is bound to who brings it. Raises FlorinError 400, 403, 409
    `purchase_of_another_account`, 503.
    """
    event = transaction_event(signed, await store.verifier.transaction(signed), SUBMITTED)
    facts = facts_of(event)
    await keep(rpc, event, facts)
    purchase = _purchase(facts)
    key = (PROVIDER, event.environment, str(purchase["transaction_id"]))
    answer: Answer = await rpc.read_store_purchase(principal.account_id, principal.user_id, *key)
    if answer["owner"] == "nobody":
        await rpc.bind_chain(
            principal.account_id,
            principal.user_id,
            PROVIDER,
            event.environment,
            str(purchase["chain_id"]),
            transfer=store.settings.may_transfer,
        )
        answer = await rpc.read_store_purchase(principal.account_id, principal.user_id, *key)
    if answer["owner"] != "you":
        raise _of_another()
    return answer


def facts_of(event: StoredEvent) -> list[Fact]:
    """Raises FlorinError 400 `signed_data_unreadable`."""
    try:
        return translate(event)
    except Untranslatable as error:
        raise unreadable(str(error)) from error


async def keep(rpc: Rpc, event: StoredEvent, facts: list[Fact]) -> None:
    """Stores and folds one event; again, where it was stored and not folded before."""
    await rpc.store_event(event)
    await rpc.fold_event(event.provider, event.environment, event.event_id, facts)


def _purchase(facts: list[Fact]) -> Fact:
    return next(fact for fact in facts if fact["fact"] == "purchase")


def _of_another() -> FlorinError:
    return FlorinError(
        409,
        "purchase_of_another_account",
        "This purchase belongs to another account. Sign in as its owner, or restore purchases: "
        "those of an anonymous account can be moved.",
    )
