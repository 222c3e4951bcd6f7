"""Prices: one-time or recurring, licensed or metered, an amount per unit."""

from decimal import Decimal, InvalidOperation

from local.stripe.errors import StripeFault
from local.stripe.operations import get, post
from local.stripe.pages import PAGING, created_within, page
from local.stripe.params import Params
from local.stripe.products import new_product
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

KNOWN = (
    "active", "currency", "lookup_key", "metadata", "nickname", "product", "product_data",
    "recurring", "tax_behavior", "unit_amount", "unit_amount_decimal",
)  # fmt: skip
INTERVALS = ("day", "week", "month", "year")


def create(world: World, call: Call) -> Object:
    return public(new_price(world, call.params.only(*KNOWN)))


def new_price(world: World, params: Params, price_id: str | None = None) -> Object:
    """`price_id` is for seeds, whose ids the catalogue knows already."""
    product = params.text("product")
    if product is None:
        data = params.section("product_data")
        if data is None:
            raise params.missing("product")
        product = new_product(world, data)["id"]
    world.table("product").get(product, "product")
    recurring = _recurring(world, params.section("recurring"))
    decimal = _amount(params)
    price = world.new(
        "price",
        "price",
        id=price_id,
        active=params.flag("active") is not False,
        billing_scheme="per_unit",
        currency=params.need("currency").lower(),
        custom_unit_amount=None,
        lookup_key=params.text("lookup_key"),
        metadata=params.metadata(),
        nickname=params.text("nickname"),
        product=product,
        recurring=recurring,
        tax_behavior=params.text("tax_behavior") or "unspecified",
        tiers_mode=None,
        transform_quantity=None,
        type="recurring" if recurring else "one_time",
        # Stripe gives no whole amount where there is none.
        unit_amount=int(decimal) if decimal == decimal.to_integral_value() else None,
        unit_amount_decimal=f"{decimal.normalize():f}",
    )
    world.emit("price.created", price)
    return price


def _amount(params: Params) -> Decimal:
    written = params.text("unit_amount_decimal") or params.need("unit_amount")
    try:
        amount = Decimal(written)
    except InvalidOperation:
        raise StripeFault(f"Invalid decimal: {written}", param="unit_amount") from None
    if amount < 0:
        raise StripeFault("This value must be greater than or equal to 0.", param="unit_amount")
    return amount


def _recurring(world: World, section: Params | None) -> Object | None:
    if section is None:
        return None
    section.only("interval", "interval_count", "meter", "usage_type", "trial_period_days")
    usage_type = section.text("usage_type", ("licensed", "metered")) or "licensed"
    meter = section.text("meter")
    if (usage_type == "metered") != (meter is not None):
        raise StripeFault(
            "Metered prices, and only they, must be backed by a meter.", param="recurring[meter]"
        )
    if meter is not None:
        world.table("billing.meter").get(meter, "recurring[meter]")
    return {
        "interval": section.need("interval", INTERVALS),
        "interval_count": section.integer("interval_count", 1) or 1,
        "meter": meter,
        "trial_period_days": section.integer("trial_period_days", 0),
        "usage_type": usage_type,
    }


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("price").get(call.ids["id"]))


def update(world: World, call: Call) -> Object:
    params = call.params.only("active", "lookup_key", "metadata", "nickname")
    price = world.table("price").get(call.ids["id"])
    changes: Object = {
        name: params.text(name) for name in ("lookup_key", "nickname") if params.has(name)
    }
    if params.has("active"):
        changes["active"] = params.flag("active")
    if params.has("metadata"):
        changes["metadata"] = params.metadata(price["metadata"])
    world.update(price, "price.updated", **changes)
    return public(price)


def listing(world: World, call: Call) -> Object:
    params = call.params.only(*PAGING, "active", "created", "lookup_keys", "product", "type")
    active, within = params.flag("active"), created_within(params)
    keys, product, kind = params.texts("lookup_keys"), params.text("product"), params.text("type")
    return page(
        call,
        world.table("price").newest_first(),
        lambda row: (
            within(row)
            and active in (None, row["active"])
            and product in (None, row["product"])
            and kind in (None, row["type"])
            and (not keys or row["lookup_key"] in keys)
        ),
    )


def amount_of(price: Object, quantity: int) -> int:
    """In the smallest unit, half up as Stripe rounds."""
    exact = Decimal(price["unit_amount_decimal"]) * quantity
    return int(exact.to_integral_value("ROUND_HALF_UP"))


OPERATIONS = [
    post("/v1/prices", create),
    get("/v1/prices", listing),
    get("/v1/prices/{id}", retrieve),
    post("/v1/prices/{id}", update),
]
