"""Money that goes back, and access that ends with it."""

from local.app_store.records import (
    ACTIVE,
    EXPIRED,
    REVOKED,
    Revocation,
    Subscription,
    Transaction,
)
from local.app_store.store import Store, StoreError

WHOLE_PERCENTAGE = 100_000


def request_refund(store: Store, transaction_id: str, reason: str) -> None:
    """The customer asks; Apple asks the app what was consumed. Raises StoreError."""
    asked = store.transaction(transaction_id)
    store.tell("CONSUMPTION_REQUEST", None, asked, consumptionRequestReason=reason)


def decline_refund(store: Store, transaction_id: str) -> None:
    """Raises StoreError."""
    store.tell("REFUND_DECLINED", None, store.transaction(transaction_id))


def refund(
    store: Store, transaction_id: str, percentage: int | None = None, reason: int = 0
) -> Transaction:
    """In full, or a percentage in milliunits (50000 is half). The family loses it too. Raises
    StoreError."""
    refunded = store.transaction(transaction_id)
    if refunded.is_family_shared or refunded.revocation is not None:
        raise StoreError("a refund is made once, to whoever paid")
    if percentage is not None and not 0 < percentage <= WHOLE_PERCENTAGE:
        raise StoreError(f"a percentage is 1 to {WHOLE_PERCENTAGE} milliunits")
    type = "REFUND_FULL" if percentage is None else "REFUND_PRORATED"
    refunded.revocation = Revocation(store.clock.now_ms(), type, reason, percentage)
    subscription = _ended_with(store, refunded)
    store.tell("REFUND", None, refunded)
    for shared in _shares_of(store, refunded, subscription):
        revoke_family(store, shared.transaction_id)
    return refunded


def reverse_refund(store: Store, transaction_id: str) -> Transaction:
    """The customer disputed, and Apple takes the refund back. Raises StoreError."""
    restored = store.transaction(transaction_id)
    if restored.revocation is None:
        raise StoreError("this was not refunded")
    restored.revocation = None
    subscription = store.subscriptions.get(restored.original_transaction_id)
    if subscription is not None and subscription.latest is restored:
        runs = subscription.expires_ms > store.clock.now_ms()
        subscription.status = ACTIVE if runs else EXPIRED
    store.tell("REFUND_REVERSED", None, restored)
    return restored


def revoke_family(store: Store, transaction_id: str) -> Transaction:
    """A member of the family loses what was shared. Raises StoreError."""
    shared = store.transaction(transaction_id)
    if not shared.is_family_shared:
        raise StoreError("this is not shared by a family")
    shared.revocation = Revocation(store.clock.now_ms(), "FAMILY_REVOKE")
    ended = _ended_with(store, shared)
    for owner in store.subscriptions.values():
        owner.family = [each for each in owner.family if each is not ended]
    store.tell("REVOKE", None, shared)
    return shared


def _shares_of(store: Store, owned: Transaction, ended: Subscription | None) -> list[Transaction]:
    """What the family has of it: the current periods of a subscription, or the shares of what was
    bought once."""
    if owned.product.is_renewable:
        return [follower.latest for follower in ended.family] if ended else []
    return [
        each
        for each in store.transactions.values()
        if each.shared_from == owned.transaction_id and each.revocation is None
    ]


def _ended_with(store: Store, transaction: Transaction) -> Subscription | None:
    """The subscription whose current period was taken back."""
    subscription = store.subscriptions.get(transaction.original_transaction_id)
    if subscription is None or subscription.latest is not transaction:
        return None
    subscription.status = REVOKED
    return subscription
