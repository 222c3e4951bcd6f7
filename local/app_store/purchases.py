"""What customers buy, and how they change what renews."""

from local.app_store.periods import add_period
from local.app_store.products import Offer, Product
from local.app_store.records import ACTIVE, Subscription, Transaction
from local.app_store.store import Store, StoreError

INTRODUCTORY, OFFER_CODE = 1, 3
FREE_TRIAL = "FREE_TRIAL"
MAX_QUANTITY = 10


def buy(
    store: Store,
    customer: str,
    product_id: str,
    *,
    account_token: str | None = None,
    quantity: int = 1,
    offer_code: str | None = None,
) -> Transaction:
    """What the customer's device is handed. A code redeemed outside the app carries no
    account token. Raises StoreError."""
    product = store.product(product_id)
    if not 1 <= quantity <= MAX_QUANTITY:
        raise StoreError(f"a quantity is 1 to {MAX_QUANTITY}")
    if product.is_renewable:
        return _subscribe(store, customer, product, account_token, offer_code)
    if product.kind == "non_consumable" and (owned := _owned(store, customer, product)):
        # Buying again what one owns is free, and hands out the same transaction.
        return owned
    bought = store.add_transaction(
        _transaction(store, customer, product, account_token=account_token, quantity=quantity)
    )
    store.tell("ONE_TIME_CHARGE", None, bought)
    return bought


def change_product(store: Store, chain_id: str, product_id: str) -> Transaction:
    """Another product of the group. A better level: at once, for a whole new period; any other: at
    the next renewal; the current one: a downgrade is taken back. Raises StoreError."""
    subscription, product = store.subscription(chain_id), store.product(product_id)
    current = subscription.latest.product
    if product.group != current.group or not subscription.is_entitled:
        raise StoreError("only a running subscription changes, within its group")
    if product.level < current.level:
        subscription.latest.is_upgraded = True
        renewed = start_period(store, subscription, product, store.clock.now_ms(), "PURCHASE")
        store.tell("DID_CHANGE_RENEWAL_PREF", "UPGRADE", renewed)
        return renewed
    subscription.next_product = product
    subtype = None if product == current else "DOWNGRADE"
    store.tell("DID_CHANGE_RENEWAL_PREF", subtype, subscription.latest)
    return subscription.latest


def set_auto_renew(store: Store, chain_id: str, is_on: bool) -> None:
    """Raises StoreError."""
    subscription = store.subscription(chain_id)
    subscription.auto_renews = is_on
    subtype = "AUTO_RENEW_ENABLED" if is_on else "AUTO_RENEW_DISABLED"
    store.tell("DID_CHANGE_RENEWAL_STATUS", subtype, subscription.latest)


def redeem_offer(store: Store, chain_id: str, code: str) -> None:
    """A running subscription's next period is free. Raises StoreError."""
    subscription = store.subscription(chain_id)
    if not subscription.is_entitled:
        raise StoreError("a code for a lapsed subscription is bought with")
    subscription.next_offer = _free(subscription.latest.product, OFFER_CODE, code)
    store.tell("OFFER_REDEEMED", None, subscription.latest)


def start_period(
    store: Store, subscription: Subscription, product: Product, start_ms: int, reason: str
) -> Transaction:
    """The subscription's next transaction, with whatever offer waited for it."""
    before, offer = subscription.latest, subscription.next_offer
    transaction = _transaction(
        store, before.customer, product, account_token=before.account_token, offer=offer
    )
    transaction.original_transaction_id = before.original_transaction_id
    transaction.original_purchased_ms = before.original_purchased_ms
    transaction.purchased_ms = start_ms
    transaction.expires_ms = _end(product, offer, start_ms)
    transaction.reason = reason
    transaction.is_family_shared = before.is_family_shared
    if subscription.next_price is not None and offer is None:
        transaction.price = subscription.next_price
    subscription.next_offer = None
    subscription.latest = store.add_transaction(transaction)
    subscription.next_product = product
    subscription.status = ACTIVE
    subscription.grace_until_ms = subscription.retry_until_ms = None
    subscription.expiration_intent = None
    return transaction


def share(store: Store, transaction_id: str, member: str) -> Transaction:
    """A member of the family gets what the owner bought, in a transaction of their own. Raises
    StoreError."""
    owned = store.transaction(transaction_id)
    if not owned.product.is_family_shareable or owned.is_family_shared:
        raise StoreError("this product or purchase is not shared by families")
    shared = _transaction(store, member, owned.product)
    shared.is_family_shared, shared.price, shared.shared_from = True, 0, transaction_id
    shared.purchased_ms, shared.expires_ms = owned.purchased_ms, owned.expires_ms
    store.add_transaction(shared)
    if not owned.product.is_renewable:
        store.tell("ONE_TIME_CHARGE", None, shared)
        return shared
    owner = store.subscription(owned.original_transaction_id)
    follower = Subscription(shared, owned.product, recent_start_ms=owned.purchased_ms)
    owner.family.append(follower)
    store.subscriptions[follower.chain_id] = follower
    store.tell("SUBSCRIBED", "INITIAL_BUY", shared)
    return shared


def _subscribe(
    store: Store, customer: str, product: Product, account_token: str | None, code: str | None
) -> Transaction:
    before = store.subscription_in(customer, product.group)
    offer = _free(product, OFFER_CODE, code) if code else None
    if before is None:
        if offer is None and product.trial_period is not None:
            offer = Offer(INTRODUCTORY, FREE_TRIAL, product.trial_period)
        first = _transaction(store, customer, product, account_token=account_token, offer=offer)
        store.add_transaction(first)
        subscription = Subscription(first, product, recent_start_ms=first.purchased_ms)
        store.subscriptions[subscription.chain_id] = subscription
        store.tell("SUBSCRIBED", "INITIAL_BUY", first)
        return first
    if before.is_entitled:
        return change_product(store, before.chain_id, product.product_id)
    before.next_offer, before.auto_renews, before.billing_fails = offer, True, False
    if account_token is not None:
        before.latest.account_token = account_token
    before.recent_start_ms = store.clock.now_ms()
    again = start_period(store, before, product, before.recent_start_ms, "PURCHASE")
    store.tell("SUBSCRIBED", "RESUBSCRIBE", again)
    return again


def _transaction(
    store: Store,
    customer: str,
    product: Product,
    *,
    account_token: str | None = None,
    quantity: int = 1,
    offer: Offer | None = None,
) -> Transaction:
    """The first of its chain, from now on."""
    own_id, now_ms = store.ids.new(), store.clock.now_ms()
    return Transaction(
        transaction_id=own_id,
        original_transaction_id=own_id,
        line_item_id=store.ids.new(),
        order_id=store.ids.order(),
        customer=customer,
        product=product,
        purchased_ms=now_ms,
        original_purchased_ms=now_ms,
        price=offer.price if offer else product.price,
        expires_ms=_end(product, offer, now_ms),
        quantity=quantity,
        account_token=account_token,
        offer=offer,
    )


def _end(product: Product, offer: Offer | None, start_ms: int) -> int | None:
    period = offer.period if offer else product.period
    return None if period is None else add_period(start_ms, period)


def _free(product: Product, type: int, identifier: str) -> Offer:
    return Offer(type, FREE_TRIAL, product.period or "P1M", 0, identifier)


def _owned(store: Store, customer: str, product: Product) -> Transaction | None:
    for transaction in store.transactions_of(customer):
        if transaction.product.product_id == product.product_id and transaction.revocation is None:
            return transaction
    return None
