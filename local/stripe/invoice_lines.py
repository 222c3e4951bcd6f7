"""Lines of an invoice: what a subscription's item costs for a period, whole or in part."""

from dataclasses import dataclass, field
from typing import Literal

from local.stripe.ids import new_id
from local.stripe.tables import Object
from local.stripe.world import World


@dataclass(frozen=True)
class Line:
    """One line to be. `amount` in the smallest unit, negative for a credit; `item` a subscription's
    item. `credited` names the lines that a credit gives back a part of."""

    amount: int
    price: Object
    quantity: int
    start: int
    end: int
    item: Object | None = None
    is_proration: bool = False
    credited: tuple[str, str] | None = None
    description: str = ""
    metadata: dict[str, str] = field(default_factory=dict)


Parent = Literal["subscription_item_details", "invoice_item_details"]


def line_object(world: World, line: Line, invoice: Object) -> Object:
    subscription = line.item["subscription"] if line.item else None
    return {
        "id": new_id("il"),
        "object": "line_item",
        "amount": line.amount,
        "currency": invoice["currency"],
        "description": line.description or None,
        "discount_amounts": [],
        "discountable": not line.is_proration,
        "discounts": [],
        "invoice": invoice["id"],
        "livemode": invoice["livemode"],
        "metadata": dict(line.metadata),
        "parent": _parent(line, world.settings.proration_parent),
        "period": {"start": line.start, "end": line.end},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": line.price["id"], "product": line.price["product"]},
            "type": "price_details",
            "unit_amount_decimal": line.price["unit_amount_decimal"],
        },
        "quantity": line.quantity,
        "quantity_decimal": str(line.quantity),
        "subscription": subscription,
        "subtotal": line.amount,
        "taxes": [],
    }


def _parent(line: Line, proration_parent: Parent) -> Object:
    item = line.item
    details: Object = {
        "invoice_item": new_id("ii") if line.is_proration or item is None else None,
        "proration": line.is_proration,
        "proration_details": {"credited_items": _credited(line)} if line.is_proration else None,
        "subscription": item["subscription"] if item else None,
    }
    if item is None or (line.is_proration and proration_parent == "invoice_item_details"):
        return {
            "invoice_item_details": details,
            "subscription_item_details": None,
            "type": "invoice_item_details",
        }
    return {
        "invoice_item_details": None,
        "subscription_item_details": {**details, "subscription_item": item["id"]},
        "type": "subscription_item_details",
    }


def _credited(line: Line) -> Object | None:
    if line.credited is None:
        return None
    invoice, invoice_line = line.credited
    return {"invoice": invoice, "invoice_line_items": [invoice_line]}
