"""Credits, plans and models, bought by Stripe or in the App Store. No API key buys."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from florin_client.reading import Members, read, time_of
from florin_client.service import Service

# The service asks Stripe or Apple, whose own time-outs have to fit in.
STORE_TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Checkout:
    """A page of Stripe's to open."""

    session_id: str
    url: str
    expires_at: datetime | None

    @classmethod
    def of(cls, members: Members) -> Checkout:
        return cls(members["session_id"], members["url"], time_of(members["expires_at"]))


@dataclass(frozen=True)
class StorePurchase:
    """A purchase in the App Store, as it stands. kind: `credit_pack`, `subscription` or
    `model_unlock`; None while the deployment does not know the product (`is_mapped`). Amounts in
    microcredits."""

    environment: str
    transaction_id: str
    original_transaction_id: str
    product_id: str
    kind: str | None
    is_mapped: bool
    is_reversed: bool
    granted_microcredits: int
    clawed_microcredits: int
    available_microcredits: int

    @classmethod
    def of(cls, members: Members) -> StorePurchase:
        return cls(
            environment=members["environment"],
            transaction_id=members["transaction_id"],
            original_transaction_id=members["original_transaction_id"],
            product_id=members["product_id"],
            kind=members["kind"],
            is_mapped=members["is_mapped"],
            is_reversed=members["is_reversed"],
            granted_microcredits=int(members["granted_microcredits"]),
            clawed_microcredits=int(members["clawed_microcredits"]),
            available_microcredits=int(members["available_microcredits"]),
        )


@dataclass(frozen=True)
class PastPurchase:
    """One purchase of a customer's history."""

    original_transaction_id: str
    product_id: str
    environment: str


@dataclass(frozen=True)
class Restored:
    """What was decided of each past purchase: yours from now on, yours before, a known user's, or
    to be proven by its signed transaction. is_complete: False where the history was too long."""

    restored: tuple[PastPurchase, ...]
    already_yours: tuple[PastPurchase, ...]
    owned_by_another: tuple[PastPurchase, ...]
    proof_needed: tuple[PastPurchase, ...]
    is_complete: bool

    @classmethod
    def of(cls, members: Members) -> Restored:
        return cls(
            restored=_purchases(members["restored"]),
            already_yours=_purchases(members["already_yours"]),
            owned_by_another=_purchases(members["owned_by_another"]),
            proof_needed=_purchases(members["proof_needed"]),
            is_complete=members["is_complete"],
        )


def _purchases(items: list[Members]) -> tuple[PastPurchase, ...]:
    return tuple(
        PastPurchase(each["original_transaction_id"], each["product_id"], each["environment"])
        for each in items
    )


class Purchases:
    """`florin.purchases`."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def checkout(
        self,
        product: str,
        *,
        success_url: str | None = None,
        cancel_url: str | None = None,
        idempotency_key: str | None = None,
    ) -> Checkout:
        """A checkout of one of our products. What was paid for is there a moment after the buyer
        is back; ask `balance` until it is. The same key is the same checkout for a day."""
        body = {"product": product, "success_url": success_url, "cancel_url": cancel_url}
        answer = await self._service.call(
            "POST",
            "/v1/billing/checkout",
            json_body={name: value for name, value in body.items() if value is not None},
            headers={"idempotency-key": idempotency_key or str(uuid.uuid4())},
            timeout_s=STORE_TIMEOUT_S,
        )
        return read(Checkout.of, answer.members())

    async def portal(self, *, return_url: str | None = None) -> str:
        """Where the customer changes plans, cancels, pays and finds invoices."""
        answer = await self._service.call(
            "POST",
            "/v1/billing/portal",
            json_body={} if return_url is None else {"return_url": return_url},
            timeout_s=STORE_TIMEOUT_S,
        )
        return read(lambda members: str(members["url"]), answer.members())

    async def submit_apple(self, signed_transaction: str) -> StorePurchase:
        """StoreKit 2's `jwsRepresentation`, before the transaction is finished. The same again
        gives the same and nothing more."""
        answer = await self._service.call(
            "POST",
            "/v1/iap/apple/transactions",
            json_body={"signed_transaction": signed_transaction},
            timeout_s=STORE_TIMEOUT_S,
        )
        return read(StorePurchase.of, answer.members())

    async def restore_apple(
        self,
        signed_transactions: Sequence[str] = (),
        *,
        transaction_id: str | None = None,
    ) -> Restored:
        """What the customer ever bought, read from Apple again: by up to 20 signed transactions,
        or by one number."""
        body = (
            {"signed_transactions": list(signed_transactions)}
            if transaction_id is None
            else {"transaction_id": transaction_id}
        )
        answer = await self._service.call(
            "POST", "/v1/iap/apple/restore", json_body=body, timeout_s=STORE_TIMEOUT_S
        )
        return read(Restored.of, answer.members())
