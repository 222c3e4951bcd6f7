"""One environment of the App Store: its customers' transactions, subscriptions, notifications."""

import itertools
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from local.app_store import claims, notifications
from local.app_store.claims import App
from local.app_store.clock import Clock
from local.app_store.notifications import Notification
from local.app_store.products import Product
from local.app_store.records import Subscription, Transaction
from local.app_store.signing import Signer

PRODUCTION, SANDBOX = "Production", "Sandbox"
# A test that makes more than this has a loop without an end.
MAX_RECORDS = 200_000


class StoreError(Exception):
    """The customer or the test asked for what cannot be; the text says why."""


class Ids:
    """Sixteen digits, as Apple's, and never one that an earlier run gave: a database that was kept
    would take the new purchase for the old."""

    def __init__(self) -> None:
        begun = time.time_ns() // 1_000_000 % 10**12
        self._numbers = itertools.count(2 * 10**15 + begun * 1000)

    def new(self) -> str:
        return str(next(self._numbers))

    def order(self) -> str:
        """As on a receipt: M and letters, unique as the rest."""
        return f"MS{next(self._numbers):X}"


class Store:
    """State and look-ups. What customers do is in modules of its own: purchases, renewals, …"""

    def __init__(
        self,
        environment: str,
        app: App,
        clock: Clock,
        signer: Signer,
        ids: Ids,
        push: Callable[[Notification], None],
    ) -> None:
        self.environment = environment
        self.app = app
        self.clock = clock
        self.signer = signer
        self.ids = ids
        self.products: dict[str, Product] = {}
        self.transactions: dict[str, Transaction] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.notifications: dict[str, Notification] = {}
        self.consumption: list[dict[str, Any]] = []
        # None: no grace period, as where App Store Connect has it switched off.
        self.grace_period_days: int | None = 16
        self._push = push

    def product(self, product_id: str) -> Product:
        try:
            return self.products[product_id]
        except KeyError:
            raise StoreError(f"there is no product {product_id}") from None

    def transaction(self, transaction_id: str) -> Transaction:
        try:
            return self.transactions[transaction_id]
        except KeyError:
            raise StoreError(f"there is no transaction {transaction_id}") from None

    def subscription(self, chain_id: str) -> Subscription:
        try:
            return self.subscriptions[chain_id]
        except KeyError:
            raise StoreError(f"there is no subscription {chain_id}") from None

    def find_customer(self, any_id: str) -> str | None:
        """By a transaction's id, its original one's, or the customer's app transaction's."""
        if (transaction := self.transactions.get(any_id)) is not None:
            return transaction.customer
        for transaction in self.transactions.values():
            if claims.app_transaction_id(transaction.customer) == any_id:
                return transaction.customer
        return None

    def transactions_of(self, customer: str) -> Iterator[Transaction]:
        """Oldest first."""
        return (item for item in self.transactions.values() if item.customer == customer)

    def subscription_in(self, customer: str, group: str | None) -> Subscription | None:
        """The customer's own, current or lapsed; nothing shared by the family."""
        for subscription in self.subscriptions.values():
            latest = subscription.latest
            if (latest.customer, latest.product.group) == (customer, group):
                return subscription
        return None

    def add_transaction(self, transaction: Transaction) -> Transaction:
        if len(self.transactions) >= MAX_RECORDS:
            raise StoreError(f"there are {MAX_RECORDS} transactions already")
        self.transactions[transaction.transaction_id] = transaction
        return transaction

    def sign_transaction(self, transaction: Transaction) -> str:
        """As it stands now."""
        stamp = self.clock.stamp_ms()
        payload = claims.transaction_claims(self.app, self.environment, transaction, stamp)
        return self.signer.sign(payload)

    def sign_renewal(self, subscription: Subscription) -> str:
        stamp = self.clock.stamp_ms()
        return self.signer.sign(claims.renewal_claims(self.environment, subscription, stamp))

    def tell(
        self, type: str, subtype: str | None = None, about: Transaction | None = None, **more: Any
    ) -> Notification:
        """Notifies the app of something, with `data` about a transaction, if any; `more` goes into
        `data` as it is."""
        data = {**self.identity(), "bundleVersion": "1"}
        if about is not None:
            data["signedTransactionInfo"] = self.sign_transaction(about)
            subscription = self.subscriptions.get(about.original_transaction_id)
            if subscription is not None:
                data["signedRenewalInfo"] = self.sign_renewal(subscription)
                data["status"] = subscription.status
        return self.send(type, subtype, {"data": {**data, **more}}, about)

    def send(
        self,
        type: str,
        subtype: str | None,
        body: dict[str, Any],
        about: Transaction | None = None,
    ) -> Notification:
        """A notification of whatever kind; see `notifications.payload` for `body`."""
        if len(self.notifications) >= MAX_RECORDS:
            raise StoreError(f"there are {MAX_RECORDS} notifications already")
        own_uuid, stamp = str(uuid.uuid4()), self.clock.stamp_ms()
        payload = notifications.payload(own_uuid, type, subtype, stamp, body)
        notification = Notification(
            own_uuid,
            type,
            subtype,
            self.environment,
            stamp,
            self.signer.sign(payload),
            about.transaction_id if about else None,
            about.customer if about else None,
        )
        self.notifications[own_uuid] = notification
        self._push(notification)
        return notification

    def identity(self) -> dict[str, Any]:
        """Whom a notification or an answer is about. The sandbox knows no Apple id."""
        named = {"environment": self.environment, "bundleId": self.app.bundle_id}
        if self.environment == PRODUCTION:
            return {"appAppleId": self.app.app_id, **named}
        return dict(named)
