"""Products."""

from local.stripe.operations import get, post
from local.stripe.pages import PAGING, created_within, page
from local.stripe.params import Params
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

KNOWN = ("active", "description", "id", "images", "metadata", "name", "unit_label", "url")


def create(world: World, call: Call) -> Object:
    return public(new_product(world, call.params.only(*KNOWN)))


def new_product(world: World, params: Params) -> Object:
    active = params.flag("active")
    product = world.new(
        "product",
        "prod",
        id=params.text("id"),
        active=True if active is None else active,
        default_price=None,
        description=params.text("description"),
        images=params.texts("images"),
        marketing_features=[],
        metadata=params.metadata(),
        name=params.need("name"),
        package_dimensions=None,
        shippable=None,
        statement_descriptor=None,
        tax_code=None,
        type="service",
        unit_label=params.text("unit_label"),
        updated=world.now(),
        url=params.text("url"),
    )
    world.emit("product.created", product)
    return product


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("product").get(call.ids["id"]))


def update(world: World, call: Call) -> Object:
    params = call.params.only(*KNOWN, "default_price")
    product = world.table("product").get(call.ids["id"])
    changes: Object = {
        name: params.text(name)
        for name in ("description", "name", "unit_label", "url", "default_price")
        if params.has(name)
    }
    if params.has("active"):
        changes["active"] = params.flag("active")
    if params.has("metadata"):
        changes["metadata"] = params.metadata(product["metadata"])
    world.update(product, "product.updated", **changes)
    return public(product)


def listing(world: World, call: Call) -> Object:
    params = call.params.only(*PAGING, "active", "created")
    active, within = params.flag("active"), created_within(params)
    return page(
        call,
        world.table("product").newest_first(),
        lambda row: within(row) and active in (None, row["active"]),
    )


OPERATIONS = [
    post("/v1/products", create),
    get("/v1/products", listing),
    get("/v1/products/{id}", retrieve),
    post("/v1/products/{id}", update),
]
