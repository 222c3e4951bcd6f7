"""Products and prices whose ids a catalogue knows already."""

from typing import Any

from local.stripe.params import Params
from local.stripe.prices import new_price
from local.stripe.world import World

MAX_PRICES = 1_000


def sow(world: World, prices: list[dict[str, Any]]) -> int:
    """Each {"id", "name", "unit_amount", "currency", "interval"?: "month"}; one that is there
    already stays as it is. How many were new."""
    if len(prices) > MAX_PRICES:
        raise ValueError(f"at most {MAX_PRICES} prices")
    sown = 0
    for price in prices:
        if world.table("price").find(price["id"]):
            continue
        values: dict[str, Any] = {
            "currency": price["currency"],
            "unit_amount": str(price["unit_amount"]),
            "product_data": {"name": price["name"]},
        }
        if price.get("interval"):
            values["recurring"] = {"interval": price["interval"]}
        new_price(world, Params(values), price["id"])
        sown += 1
    return sown
