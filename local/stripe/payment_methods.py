"""Payment methods, and how each of them behaves when it is charged.

Stripe's test tokens are understood; the controls change a living one's behaviour.
"""

from typing import Literal, cast, get_args

from local.stripe.errors import StripeFault
from local.stripe.operations import get, post
from local.stripe.pages import PAGING, page
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

Behaviour = Literal["succeeds", "declines", "requires_action", "processing"]
BEHAVIOURS: tuple[Behaviour, ...] = get_args(Behaviour)

TOKENS: dict[str, Behaviour] = {
    "pm_card_visa": "succeeds",
    "pm_card_mastercard": "succeeds",
    "pm_card_chargeDeclined": "declines",
    "pm_card_chargeCustomerFail": "declines",
    "pm_card_authenticationRequired": "requires_action",
    "pm_usBankAccount_success": "processing",
}


def new_payment_method(world: World, customer: str | None, behaviour: Behaviour) -> Object:
    """Attached when there is a customer."""
    method = world.new(
        "payment_method",
        "pm",
        allow_redisplay="unspecified",
        billing_details={"address": None, "email": None, "name": None, "phone": None},
        card={"brand": "visa", "country": "US", "exp_month": 12, "exp_year": 2040,
              "funding": "credit", "last4": "4242"},
        customer=customer,
        customer_account=None,
        metadata={},
        type="card",
        _behaviour=behaviour,
    )  # fmt: skip
    if customer:
        world.emit("payment_method.attached", method)
    return method


def find_or_make(world: World, given: str, param: str, customer: str | None = None) -> Object:
    """By id or by Stripe's test token. Raises StripeFault resource_missing."""
    if given in TOKENS:
        return new_payment_method(world, customer, TOKENS[given])
    return world.table("payment_method").get(given, param)


def behaviour_of(method: Object) -> Behaviour:
    return cast(Behaviour, method["_behaviour"])


def payment_method_of(world: World, customer: Object, subscription: Object | None) -> Object | None:
    """What a renewal is charged to."""
    given = (subscription or {}).get("default_payment_method")
    given = given or customer["invoice_settings"]["default_payment_method"]
    return world.table("payment_method").find(given)


def create(world: World, call: Call) -> Object:
    params = call.params.only("type", "card", "billing_details", "metadata")
    if params.need("type") != "card":
        raise StripeFault("the stand-in knows cards only", param="type")
    return public(new_payment_method(world, None, "succeeds"))


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("payment_method").get(call.ids["id"]))


def attach(world: World, call: Call) -> Object:
    customer = call.params.only("customer").need("customer")
    world.table("customer").get(customer, "customer")
    method = find_or_make(world, call.ids["id"], "id", customer)
    if method["customer"] != customer:
        method["customer"] = customer
        world.emit("payment_method.attached", method)
    return public(method)


def detach(world: World, call: Call) -> Object:
    method = world.table("payment_method").get(call.ids["id"])
    world.update(method, "payment_method.detached", customer=None)
    return public(method)


def listing(world: World, call: Call) -> Object:
    params = call.params.only(*PAGING, "customer", "type")
    customer = params.need("customer")
    return page(
        call,
        world.table("payment_method").newest_first(),
        lambda row: row["customer"] == customer,
    )


OPERATIONS = [
    post("/v1/payment_methods", create),
    get("/v1/payment_methods", listing),
    get("/v1/payment_methods/{id}", retrieve),
    post("/v1/payment_methods/{id}/attach", attach),
    post("/v1/payment_methods/{id}/detach", detach),
]
