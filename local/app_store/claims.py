"""The payloads that are signed: JWSTransaction, JWSRenewalInfo and AppTransaction.

https://developer.apple.com/documentation/appstoreserverapi. A member without a value is left out.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from local.app_store.products import KINDS
from local.app_store.records import BILLING_RETRY, GRACE_PERIOD, Subscription, Transaction

Claims = dict[str, Any]


@dataclass(frozen=True)
class App:
    """The app that everything is bought in. app_id: its numeric Apple id."""

    bundle_id: str
    app_id: int


def transaction_claims(
    app: App, environment: str, transaction: Transaction, signed_ms: int
) -> Claims:
    product, offer, revoked = transaction.product, transaction.offer, transaction.revocation
    return _present(
        transactionId=transaction.transaction_id,
        originalTransactionId=transaction.original_transaction_id,
        webOrderLineItemId=transaction.line_item_id if product.is_renewable else None,
        bundleId=app.bundle_id,
        productId=product.product_id,
        subscriptionGroupIdentifier=product.group,
        purchaseDate=transaction.purchased_ms,
        originalPurchaseDate=transaction.original_purchased_ms,
        expiresDate=transaction.expires_ms,
        quantity=transaction.quantity,
        type=KINDS[product.kind],
        appAccountToken=transaction.account_token,
        appTransactionId=app_transaction_id(transaction.customer),
        inAppOwnershipType="FAMILY_SHARED" if transaction.is_family_shared else "PURCHASED",
        signedDate=signed_ms,
        environment=environment,
        transactionReason=transaction.reason,
        storefront="USA",
        storefrontId="143441",
        price=transaction.price,
        currency=product.currency,
        isUpgraded=True if transaction.is_upgraded else None,
        offerType=offer.type if offer else None,
        offerDiscountType=offer.discount_type if offer else None,
        offerIdentifier=offer.identifier if offer else None,
        offerPeriod=offer.period if offer else None,
        revocationDate=revoked.at_ms if revoked else None,
        revocationReason=revoked.reason if revoked else None,
        revocationType=revoked.type if revoked else None,
        revocationPercentage=revoked.percentage if revoked else None,
    )


def renewal_claims(environment: str, subscription: Subscription, signed_ms: int) -> Claims:
    latest, offer = subscription.latest, subscription.next_offer
    next_price = subscription.next_price
    return _present(
        originalTransactionId=subscription.chain_id,
        productId=latest.product.product_id,
        autoRenewProductId=subscription.next_product.product_id,
        autoRenewStatus=int(subscription.auto_renews),
        isInBillingRetryPeriod=subscription.status in (BILLING_RETRY, GRACE_PERIOD),
        gracePeriodExpiresDate=subscription.grace_until_ms,
        expirationIntent=subscription.expiration_intent,
        priceIncreaseStatus=(
            None if subscription.has_consented is None else int(subscription.has_consented)
        ),
        offerType=offer.type if offer else None,
        offerDiscountType=offer.discount_type if offer else None,
        offerIdentifier=offer.identifier if offer else None,
        recentSubscriptionStartDate=subscription.recent_start_ms,
        renewalDate=subscription.expires_ms if subscription.auto_renews else None,
        renewalPrice=subscription.next_product.price if next_price is None else next_price,
        currency=latest.product.currency,
        appAccountToken=latest.account_token,
        appTransactionId=app_transaction_id(latest.customer),
        signedDate=signed_ms,
        environment=environment,
    )


def app_transaction_claims(app: App, environment: str, customer: str, signed_ms: int) -> Claims:
    """That the customer got the app itself."""
    return {
        "receiptType": environment,
        "appAppleId": app.app_id,
        "bundleId": app.bundle_id,
        "applicationVersion": "1",
        "originalApplicationVersion": "1",
        "receiptCreationDate": signed_ms,
        "originalPurchaseDate": signed_ms,
        "appTransactionId": app_transaction_id(customer),
        "originalPlatform": "iOS",
    }


def app_transaction_id(customer: str) -> str:
    """The same for one customer at all times; digits, as Apple's are."""
    digest = hashlib.sha256(customer.encode()).digest()
    return str(int.from_bytes(digest[:8], "big") % 10**15 + 7 * 10**17)


def _present(**members: Any) -> Claims:
    return {name: value for name, value in members.items() if value is not None}
