"""What the App Store remembers of its customers: transactions and subscriptions."""

from dataclasses import dataclass, field

from local.app_store.products import Offer, Product

# `status` of a subscription in the Server API and in notifications.
ACTIVE, EXPIRED, BILLING_RETRY, GRACE_PERIOD, REVOKED = 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Revocation:
    """percentage: milliunits (50000 is half), of REFUND_PRORATED alone. reason: 1 an issue with the
    app, 0 another."""

    at_ms: int
    type: str
    reason: int = 0
    percentage: int | None = None


@dataclass
class Transaction:
    """`price`: milliunits. Its fields change when it is refunded, extended or upgraded."""

    transaction_id: str
    original_transaction_id: str
    line_item_id: str
    order_id: str
    customer: str
    product: Product
    purchased_ms: int
    original_purchased_ms: int
    price: int
    expires_ms: int | None = None
    quantity: int = 1
    account_token: str | None = None
    reason: str = "PURCHASE"
    is_family_shared: bool = False
    # The owner's transaction that a member of the family has a share of.
    shared_from: str | None = None
    is_upgraded: bool = False
    offer: Offer | None = None
    revocation: Revocation | None = None


@dataclass
class Subscription:
    """One customer's in one group. `family`: those who have it by Family Sharing, each with a
    subscription of their own that follows this one."""

    latest: Transaction
    next_product: Product
    status: int = ACTIVE
    auto_renews: bool = True
    billing_fails: bool = False
    is_for_sale: bool = True
    grace_until_ms: int | None = None
    retry_until_ms: int | None = None
    expiration_intent: int | None = None
    # None: no price increase; False: not consented yet.
    has_consented: bool | None = None
    next_price: int | None = None
    next_offer: Offer | None = None
    recent_start_ms: int = 0
    family: list["Subscription"] = field(default_factory=list)

    @property
    def chain_id(self) -> str:
        return self.latest.original_transaction_id

    @property
    def is_entitled(self) -> bool:
        return self.status in (ACTIVE, GRACE_PERIOD)

    @property
    def expires_ms(self) -> int:
        """Raises ValueError when it has no end, which no subscription lacks."""
        if self.latest.expires_ms is None:
            raise ValueError("a subscription's transaction has no end")
        return self.latest.expires_ms

    @property
    def due_ms(self) -> int | None:
        """When something happens to it next; those of the family follow its owner's."""
        if self.latest.is_family_shared:
            return None
        if self.status == ACTIVE:
            return self.expires_ms
        if self.status == GRACE_PERIOD:
            return self.grace_until_ms
        return self.retry_until_ms if self.status == BILLING_RETRY else None
