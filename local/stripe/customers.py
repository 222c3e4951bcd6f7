"""Customers."""

from local.stripe import subscriptions
from local.stripe.errors import missing
from local.stripe.ids import random_text
from local.stripe.operations import delete, get, post
from local.stripe.pages import PAGING, created_within, page
from local.stripe.params import Params
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

TEXTS = ("description", "email", "name", "phone")
KNOWN = (
    *TEXTS, "address", "balance", "invoice_settings", "metadata", "payment_method",
    "preferred_locales", "shipping", "tax_exempt",
)  # fmt: skip


def create(world: World, call: Call) -> Object:
    return public(new_customer(world, call.params.only(*KNOWN)))


def new_customer(world: World, params: Params) -> Object:
    customer = world.new(
        "customer",
        "cus",
        address=_address(params),
        balance=params.integer("balance") or 0,
        currency=None,
        default_source=None,
        delinquent=False,
        discount=None,
        invoice_prefix=random_text(8).upper(),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        metadata=params.metadata(),
        next_invoice_sequence=1,
        preferred_locales=params.texts("preferred_locales"),
        shipping=None,
        tax_exempt=params.text("tax_exempt") or "none",
        test_clock=None,
        **{name: params.text(name) for name in TEXTS},
    )
    world.emit("customer.created", customer)
    return customer


def retrieve(world: World, call: Call) -> Object:
    customer = world.table("customer").get(call.ids["id"])
    if customer.get("_is_deleted"):
        return _deleted(customer)
    return public(customer)


def update(world: World, call: Call) -> Object:
    params = call.params.only(*KNOWN)
    customer = living(world, call.ids["id"])
    changes: Object = {name: params.text(name) for name in TEXTS if params.has(name)}
    if params.has("metadata"):
        changes["metadata"] = params.metadata(customer["metadata"])
    if params.has("address"):
        changes["address"] = _address(params)
    default = params.part("invoice_settings").text("default_payment_method")
    if default is not None:
        world.table("payment_method").get(default, "invoice_settings[default_payment_method]")
        changes["invoice_settings"] = {
            **customer["invoice_settings"],
            "default_payment_method": default,
        }
    world.update(customer, "customer.updated", **changes)
    return public(customer)


def remove(world: World, call: Call) -> Object:
    """Ends the customer's subscriptions too, as Stripe does."""
    customer = living(world, call.ids["id"])
    subscriptions.cancel_all(world, customer["id"])
    customer["_is_deleted"] = True
    world.emit("customer.deleted", customer)
    return _deleted(customer)


def listing(world: World, call: Call) -> Object:
    params = call.params.only(*PAGING, "created", "email")
    email, within = params.text("email"), created_within(params)
    return page(
        call,
        world.table("customer").newest_first(),
        lambda row: not row.get("_is_deleted") and within(row) and email in (None, row["email"]),
    )


def living(world: World, customer_id: str, param: str = "id") -> Object:
    """Raises StripeFault resource_missing for a deleted one too."""
    customer = world.table("customer").get(customer_id, param)
    if customer.get("_is_deleted"):
        raise missing("customer", customer_id, param)
    return customer


def _deleted(customer: Object) -> Object:
    return {"id": customer["id"], "object": "customer", "deleted": True}


def _address(params: Params) -> Object | None:
    names = ("city", "country", "line1", "line2", "postal_code", "state")
    section = params.section("address")
    return {name: section.text(name) for name in names} if section else None


OPERATIONS = [
    post("/v1/customers", create),
    get("/v1/customers", listing),
    get("/v1/customers/{id}", retrieve),
    post("/v1/customers/{id}", update),
    delete("/v1/customers/{id}", remove),
]
