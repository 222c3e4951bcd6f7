"""Transactions, renewal info and notifications as Apple makes them; `chain.sign` signs them."""

from __future__ import annotations

import uuid
from typing import Any

from apple_signing import APP_ID, BUNDLE_ID, Chain

DAY_MS = 86_400_000
# 2026-10-01T00:00:00Z
START_MS = 1_790_812_800_000

MONTHLY = "Auto-Renewable Subscription"
PACK = "Consumable"


def transaction(**changes: Any) -> dict[str, Any]:
    """A monthly subscription's first period; None leaves a member out."""
    claims: dict[str, Any] = {
        "transactionId": "2000000000000001",
        "originalTransactionId": "2000000000000001",
        "webOrderLineItemId": "2000000000000901",
        "bundleId": BUNDLE_ID,
        "productId": "pro.monthly",
        "subscriptionGroupIdentifier": "21400000",
        "purchaseDate": START_MS,
        "originalPurchaseDate": START_MS,
        "expiresDate": START_MS + 30 * DAY_MS,
        "quantity": 1,
        "type": MONTHLY,
        "inAppOwnershipType": "PURCHASED",
        "signedDate": START_MS + 1000,
        "environment": "Production",
        "transactionReason": "PURCHASE",
        "storefront": "USA",
        "storefrontId": "143441",
        "price": 9990,
        "currency": "USD",
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def pack(**changes: Any) -> dict[str, Any]:
    """A pack of credits."""
    return transaction(
        **{
            "productId": "credits.100",
            "type": PACK,
            "expiresDate": None,
            "subscriptionGroupIdentifier": None,
            **changes,
        }
    )


def renewal(**changes: Any) -> dict[str, Any]:
    claims: dict[str, Any] = {
        "originalTransactionId": "2000000000000001",
        "autoRenewProductId": "pro.monthly",
        "productId": "pro.monthly",
        "autoRenewStatus": 1,
        "isInBillingRetryPeriod": False,
        "signedDate": START_MS + 1000,
        "environment": "Production",
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def notification(
    chain: Chain,
    type: str,
    subtype: str | None = None,
    *,
    transaction: dict[str, Any] | None = None,
    renewal: dict[str, Any] | None = None,
    **changes: Any,
) -> str:
    """A signed notification. `changes` go into `data`; `outer` into the whole."""
    outer = changes.pop("outer", {})
    environment = (transaction or {}).get("environment", "Production")
    data = {
        "appAppleId": APP_ID,
        "bundleId": BUNDLE_ID,
        "bundleVersion": "1",
        "environment": environment,
        "signedTransactionInfo": chain.sign(transaction) if transaction else None,
        "signedRenewalInfo": chain.sign(renewal) if renewal else None,
        **changes,
    }
    claims = {
        "notificationType": type,
        "subtype": subtype,
        "notificationUUID": str(uuid.uuid4()),
        "version": "2.0",
        "signedDate": (transaction or {}).get("signedDate", START_MS),
        "data": {name: value for name, value in data.items() if value is not None},
        **outer,
    }
    return chain.sign({name: value for name, value in claims.items() if value is not None})
