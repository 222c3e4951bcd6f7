"""What is read from the App Store Server API, verified and as events to store."""

from __future__ import annotations

from functions_py.stores import StoredEvent
from functions_py.stores.apple_client import AppleClient
from functions_py.stores.apple_events import subscription_event
from functions_py.stores.apple_verifier import AppleVerifier, refused


async def read_standings(
    client: AppleClient, verifier: AppleVerifier, environment: str, transaction_id: str
) -> list[StoredEvent]:
    """How each subscription of the transaction's customer stands now.

    Raises StoreNotFound, StoreAway, StoreRefused; FlorinError as AppleVerifier does.
    """
    events: list[StoredEvent] = []
    for item in await client.subscriptions(environment, transaction_id):
        if item.signedTransactionInfo is None or item.signedRenewalInfo is None:
            continue
        bought = await verifier.transaction(item.signedTransactionInfo)
        renews = await verifier.renewal(item.signedRenewalInfo)
        if bought.environment != environment or renews.environment != environment:
            raise refused("environment")
        if bought.claims.get("originalTransactionId") != renews.claims.get("originalTransactionId"):
            raise refused("mismatch")
        events.append(
            subscription_event(
                item.rawStatus, item.signedTransactionInfo, item.signedRenewalInfo, renews
            )
        )
    return events
