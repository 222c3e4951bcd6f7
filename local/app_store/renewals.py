"""What time brings: renewals, failed payments, grace periods, expiry."""

from local.app_store.clock import DAY_MS
from local.app_store.purchases import start_period
from local.app_store.records import (
    ACTIVE,
    BILLING_RETRY,
    EXPIRED,
    GRACE_PERIOD,
    Subscription,
)
from local.app_store.store import Store, StoreError

# Apple tries to collect for sixty days.
RETRY_DAYS = 60

VOLUNTARY, BILLING_ERROR, NO_CONSENT, NOT_FOR_SALE = 1, 2, 3, 4
# The subtype of EXPIRED for each expirationIntent.
SUBTYPES = {
    VOLUNTARY: "VOLUNTARY",
    BILLING_ERROR: "BILLING_RETRY",
    NO_CONSENT: "PRICE_INCREASE",
    NOT_FOR_SALE: "PRODUCT_NOT_FOR_SALE",
}


def settle(store: Store, subscription: Subscription) -> None:
    """What is due for a subscription now."""
    if subscription.status == ACTIVE:
        _end_of_period(store, subscription)
    elif subscription.status == GRACE_PERIOD:
        subscription.grace_until_ms = None
        _set_status(subscription, BILLING_RETRY)
        _tell(store, subscription, "GRACE_PERIOD_EXPIRED", None)
    elif subscription.status == BILLING_RETRY:
        _expire(store, subscription, BILLING_ERROR)


def recover(store: Store, chain_id: str) -> None:
    """The customer's card works again. Within the grace period nothing is lost, later the period
    starts anew. Raises StoreError."""
    subscription = store.subscription(chain_id)
    subscription.billing_fails = False
    if subscription.status not in (GRACE_PERIOD, BILLING_RETRY):
        return
    was_in_grace = subscription.status == GRACE_PERIOD
    start_ms = subscription.expires_ms if was_in_grace else store.clock.now_ms()
    _renew(store, subscription, start_ms, "BILLING_RECOVERY")


def raise_price(store: Store, chain_id: str, price: int, needs_consent: bool) -> None:
    """From the next renewal on. Raises StoreError."""
    subscription = store.subscription(chain_id)
    subscription.next_price = price
    subscription.has_consented = not needs_consent
    store.tell("PRICE_INCREASE", "PENDING" if needs_consent else "ACCEPTED", subscription.latest)


def consent(store: Store, chain_id: str) -> None:
    """The customer takes the new price. Raises StoreError."""
    subscription = store.subscription(chain_id)
    if subscription.has_consented is not False:
        raise StoreError("no price increase waits for consent")
    subscription.has_consented = True
    store.tell("PRICE_INCREASE", "ACCEPTED", subscription.latest)


def extend(store: Store, chain_id: str, days: int) -> None:
    """The period lasts longer, for a service that failed. Raises StoreError."""
    subscription = store.subscription(chain_id)
    _extend(subscription, days)
    store.tell("RENEWAL_EXTENDED", None, subscription.latest)


def extend_all(store: Store, product_id: str, days: int) -> None:
    """Every subscriber of a product; told one by one, and as a summary."""
    extended = 0
    for subscription in list(store.subscriptions.values()):
        if subscription.latest.product.product_id == product_id and subscription.is_entitled:
            extend(store, subscription.chain_id, days)
            extended += 1
    summary = {
        **store.identity(),
        "requestIdentifier": store.ids.new(),
        "productId": product_id,
        "storefrontCountryCodes": ["USA"],
        "succeededCount": extended,
        "failedCount": 0,
    }
    store.send("RENEWAL_EXTENSION", "SUMMARY", {"summary": summary})


def _end_of_period(store: Store, subscription: Subscription) -> None:
    if not subscription.auto_renews:
        _expire(store, subscription, VOLUNTARY)
    elif not subscription.is_for_sale:
        _expire(store, subscription, NOT_FOR_SALE)
    elif subscription.has_consented is False:
        _expire(store, subscription, NO_CONSENT)
    elif subscription.billing_fails:
        _fail(store, subscription)
    else:
        _renew(store, subscription, subscription.expires_ms, None)


def _renew(store: Store, subscription: Subscription, start_ms: int, subtype: str | None) -> None:
    product = subscription.next_product
    start_period(store, subscription, product, start_ms, "RENEWAL")
    store.tell("DID_RENEW", subtype, subscription.latest)
    for follower in subscription.family:
        follower.latest.expires_ms = start_ms
        start_period(store, follower, product, start_ms, "RENEWAL")
        follower.latest.price = 0
        store.tell("DID_RENEW", subtype, follower.latest)


def _fail(store: Store, subscription: Subscription) -> None:
    subscription.expiration_intent = BILLING_ERROR
    subscription.retry_until_ms = subscription.expires_ms + RETRY_DAYS * DAY_MS
    if store.grace_period_days is None:
        _set_status(subscription, BILLING_RETRY)
        _tell(store, subscription, "DID_FAIL_TO_RENEW", None)
        return
    grace_ms = subscription.expires_ms + store.grace_period_days * DAY_MS
    for each in (subscription, *subscription.family):
        each.grace_until_ms = grace_ms
    _set_status(subscription, GRACE_PERIOD)
    _tell(store, subscription, "DID_FAIL_TO_RENEW", "GRACE_PERIOD")


def _expire(store: Store, subscription: Subscription, intent: int) -> None:
    _set_status(subscription, EXPIRED)
    for each in (subscription, *subscription.family):
        each.expiration_intent = intent
        each.auto_renews = False
        each.grace_until_ms = each.retry_until_ms = None
    _tell(store, subscription, "EXPIRED", SUBTYPES[intent])


def _extend(subscription: Subscription, days: int) -> None:
    for each in (subscription, *subscription.family):
        each.latest.expires_ms = each.expires_ms + days * DAY_MS


def _set_status(subscription: Subscription, status: int) -> None:
    for each in (subscription, *subscription.family):
        each.status = status


def _tell(store: Store, subscription: Subscription, type: str, subtype: str | None) -> None:
    for each in (subscription, *subscription.family):
        store.tell(type, subtype, each.latest)
