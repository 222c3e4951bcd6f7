"""A customer's transactions, refunds and subscriptions, as the Server API lists them."""

from collections.abc import Callable
from typing import Any

from starlette.datastructures import QueryParams

from local.app_store.paging import page
from local.app_store.records import Transaction
from local.app_store.store import Store

# The values of the query's productType.
PRODUCT_TYPES = {
    "CONSUMABLE": "consumable",
    "NON_CONSUMABLE": "non_consumable",
    "NON_RENEWABLE": "non_renewing",
    "AUTO_RENEWABLE": "auto_renewable",
}


def transactions(store: Store, customer: str, query: QueryParams) -> dict[str, Any]:
    """Get Transaction History V2: oldest first unless asked otherwise. Raises BadPage."""
    matches = _filter(query)
    found = [each for each in store.transactions_of(customer) if matches(each)]
    # A purchase of the family's has the owner's date: made later, though begun earlier.
    found.sort(key=lambda each: each.purchased_ms, reverse=query.get("sort") == "DESCENDING")
    # A revision belongs to its query, as Apple demands.
    asked = "&".join(f"{key}={value}" for key, value in query.multi_items() if key != "revision")
    shown, revision, has_more = page(found, query.get("revision"), f"history/{customer}/{asked}")
    return {
        **store.identity(),
        "revision": revision,
        "hasMore": has_more,
        "signedTransactions": [store.sign_transaction(each) for each in shown],
    }


def refunds(store: Store, customer: str, revision: str | None) -> dict[str, Any]:
    """Get Refund History: by the date of the refund. Raises BadPage."""
    found = [
        (each.revocation.at_ms, each)
        for each in store.transactions_of(customer)
        if each.revocation is not None and not each.is_family_shared
    ]
    found.sort(key=lambda item: item[0])
    shown, next_revision, has_more = page(found, revision, f"refunds/{customer}")
    return {
        "revision": next_revision,
        "hasMore": has_more,
        "signedTransactions": [store.sign_transaction(each) for _, each in shown],
    }


def statuses(store: Store, customer: str, wanted: set[int]) -> dict[str, Any]:
    """Get All Subscription Statuses: by group; `wanted` empty is every status."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for subscription in store.subscriptions.values():
        latest = subscription.latest
        if latest.customer != customer or (wanted and subscription.status not in wanted):
            continue
        groups.setdefault(latest.product.group or "", []).append(
            {
                "status": subscription.status,
                "originalTransactionId": subscription.chain_id,
                "signedTransactionInfo": store.sign_transaction(latest),
                "signedRenewalInfo": store.sign_renewal(subscription),
            }
        )
    data = [
        {"subscriptionGroupIdentifier": group, "lastTransactions": items}
        for group, items in groups.items()
    ]
    return {**store.identity(), "data": data}


def _filter(query: QueryParams) -> Callable[[Transaction], bool]:
    products = set(query.getlist("productId"))
    kinds = {PRODUCT_TYPES.get(each) for each in query.getlist("productType")}
    groups = set(query.getlist("subscriptionGroupIdentifier"))
    ownership, revoked = query.get("inAppOwnershipType"), query.get("revoked")
    start, end = query.get("startDate"), query.get("endDate")

    def matches(each: Transaction) -> bool:
        return (
            (not products or each.product.product_id in products)
            and (not kinds or each.product.kind in kinds)
            and (not groups or each.product.group in groups)
            and (ownership is None or (ownership == "FAMILY_SHARED") == each.is_family_shared)
            # The library writes Python's True and False.
            and (revoked is None or (revoked.lower() == "true") == (each.revocation is not None))
            and (start is None or each.purchased_ms >= int(start))
            and (end is None or each.purchased_ms < int(end))
        )

    return matches
