"""Events as endpoints of older API versions get them: what has moved since is where it was.

Before 2025-03-31 (basil) a subscription had its period on itself, an invoice named its
subscription, charge and payment intent, its lines their price and whether they were prorations, and
a charge its invoice.
"""

from local.stripe.tables import Object

BASIL = "2025-03-31"


def in_old_shape(event: Object, api_version: str) -> Object:
    """The event with its api_version, and its object in that version's shape."""
    shown = {**event, "api_version": api_version}
    if api_version < BASIL:
        shown["data"] = {**event["data"], "object": _object(event["data"]["object"])}
    return shown


def _object(row: Object) -> Object:
    change = CHANGES.get(row["object"])
    return change(row) if change else row


def _subscription(row: Object) -> Object:
    items = [dict(item) for item in row["items"]["data"]]
    periods = [(item.pop("current_period_start"), item.pop("current_period_end")) for item in items]
    old = {**row, "items": {**row["items"], "data": items}}
    old.pop("billing_mode")
    if periods:
        old["current_period_start"], old["current_period_end"] = periods[0]
    if items:
        old["plan"] = {"id": items[0]["price"]["id"], "object": "plan"}
        old["quantity"] = items[0].get("quantity")
    return old


def _invoice(row: Object) -> Object:
    parent = row.get("parent") or {}
    details = parent.get("subscription_details") or {}
    old = {name: value for name, value in row.items() if name != "parent"}
    old["subscription"] = details.get("subscription")
    old["subscription_details"] = {"metadata": details.get("metadata")}
    old["paid"] = row["status"] == "paid"
    old["charge"] = None
    old["payment_intent"] = None
    old["lines"] = {**row["lines"], "data": [_line(line) for line in row["lines"]["data"]]}
    return old


def _line(row: Object) -> Object:
    details = (
        row["parent"]["subscription_item_details"] or row["parent"]["invoice_item_details"] or {}
    )
    price = row["pricing"]["price_details"]
    old = {name: value for name, value in row.items() if name not in ("parent", "pricing")}
    old["price"] = {"id": price["price"], "object": "price", "product": price["product"]}
    old["plan"] = {"id": price["price"], "object": "plan", "product": price["product"]}
    old["proration"] = bool(details.get("proration"))
    old["subscription"] = details.get("subscription")
    old["subscription_item"] = details.get("subscription_item")
    old["type"] = "subscription" if details.get("subscription_item") else "invoiceitem"
    return old


def _charge(row: Object) -> Object:
    return {**row, "invoice": None}


CHANGES = {
    "subscription": _subscription,
    "invoice": _invoice,
    "charge": _charge,
    "payment_intent": _charge,
}
