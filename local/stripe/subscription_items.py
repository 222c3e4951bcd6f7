"""A subscription's items: a price, a quantity, and the period that is paid for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from local.stripe.errors import StripeFault
from local.stripe.operations import get
from local.stripe.pages import PAGING, page
from local.stripe.params import Params
from local.stripe.tables import Object
from local.stripe.world import Call, World, empty_list, public


@dataclass(frozen=True)
class Wanted:
    """An item to be."""

    price: Object
    quantity: int = 1
    metadata: dict[str, str] = field(default_factory=dict)


def wanted_items(world: World, given: Sequence[Params]) -> list[Wanted]:
    """What `items` or `line_items` ask for. Raises StripeFault."""
    wanted = []
    for params in given:
        params.only("price", "quantity", "metadata", "tax_rates", "discounts")
        price = world.table("price").get(params.need("price"), params.named("price"))
        quantity = params.integer("quantity", 0)
        check_recurring(price, params.named("price"))
        if price["recurring"]["usage_type"] == "metered" and quantity is not None:
            raise StripeFault(
                "You cannot set a quantity on a metered price.", param=params.named("quantity")
            )
        wanted.append(Wanted(price, 1 if quantity is None else quantity, params.metadata()))
    return wanted


def check_recurring(price: Object, param: str) -> None:
    if not price["active"]:
        raise StripeFault("The price specified is inactive.", param=param)
    if price["type"] != "recurring":
        raise StripeFault(
            "The price specified is set to `type=one_time` but this field only accepts prices with "
            "`type=recurring`.",
            param=param,
        )


def new_item(world: World, subscription_id: str, wanted: Wanted, period: tuple[int, int]) -> Object:
    item = world.new(
        "subscription_item",
        "si",
        billing_thresholds=None,
        current_period_start=period[0],
        current_period_end=period[1],
        discounts=[],
        metadata=dict(wanted.metadata),
        price=public(wanted.price),
        quantity=wanted.quantity,
        subscription=subscription_id,
        tax_rates=[],
    )
    # Unlike other kinds, an item does not say it.
    item.pop("livemode")
    if is_metered(item):
        item.pop("quantity")
    return item


def is_metered(item: Object) -> bool:
    return bool(item["price"]["recurring"]["usage_type"] == "metered")


def item_list(subscription_id: str, items: Sequence[Object]) -> Object:
    return empty_list(f"/v1/subscription_items?subscription={subscription_id}", items)


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("subscription_item").get(call.ids["id"]))


def listing(world: World, call: Call) -> Object:
    subscription = call.params.only(*PAGING, "subscription").need("subscription")
    return page(
        call, world.table("subscription").get(subscription, "subscription")["items"]["data"]
    )


OPERATIONS = [
    get("/v1/subscription_items", listing),
    get("/v1/subscription_items/{id}", retrieve),
]
