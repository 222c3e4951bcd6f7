"""Payment intents: one amount to be paid, tried with one payment method after the other.

`_then(world, intent, succeeded)` on an intent is who waits for its end: an invoice, a session.
"""

from collections.abc import Callable

from local.stripe.charges import new_charge, settle_charge
from local.stripe.errors import StripeFault, card_error
from local.stripe.ids import random_text
from local.stripe.operations import get, post
from local.stripe.pages import PAGING, created_within, page
from local.stripe.payment_methods import behaviour_of, find_or_make
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

Then = Callable[[World, Object, bool], None]


def new_payment_intent(
    world: World,
    *,
    amount: int,
    currency: str,
    customer: str | None,
    metadata: dict[str, str],
    description: str | None = None,
    then: Then | None = None,
) -> Object:
    intent = world.new(
        "payment_intent",
        "pi",
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        application=None,
        application_fee_amount=None,
        automatic_payment_methods=None,
        canceled_at=None,
        cancellation_reason=None,
        capture_method="automatic",
        client_secret=None,
        confirmation_method="automatic",
        currency=currency,
        customer=customer,
        customer_account=None,
        description=description,
        last_payment_error=None,
        latest_charge=None,
        metadata=metadata,
        next_action=None,
        on_behalf_of=None,
        payment_method=None,
        payment_method_configuration_details=None,
        payment_method_options={},
        payment_method_types=["card"],
        processing=None,
        receipt_email=None,
        review=None,
        setup_future_usage=None,
        shipping=None,
        statement_descriptor=None,
        statement_descriptor_suffix=None,
        status="requires_payment_method",
        transfer_data=None,
        transfer_group=None,
        _then=then,
    )
    intent["client_secret"] = f"{intent['id']}_secret_{random_text(24)}"
    world.emit("payment_intent.created", intent)
    return intent


def attempt(world: World, intent: Object, method: Object | None) -> str:
    """Charges it; the intent's new status. Without a payment method it fails at once."""
    if method is None:
        _fail(world, intent, "invoice_no_customer_default_payment_method")
        return str(intent["status"])
    intent["payment_method"] = method["id"]
    behaviour = behaviour_of(method)
    if behaviour == "requires_action":
        intent.update(status="requires_action", next_action={"type": "use_stripe_sdk"})
        world.emit("payment_intent.requires_action", intent)
    elif behaviour == "declines":
        charge = new_charge(world, intent, method, status="failed")
        intent["latest_charge"] = charge["id"]
        _fail(world, intent, "card_declined")
    elif behaviour == "processing":
        charge = new_charge(world, intent, method, status="pending")
        intent.update(status="processing", latest_charge=charge["id"])
        world.emit("payment_intent.processing", intent)
    else:
        charge = new_charge(world, intent, method, status="succeeded")
        intent["latest_charge"] = charge["id"]
        _succeed(world, intent)
    return str(intent["status"])


def settle(world: World, intent: Object, *, succeeded: bool) -> None:
    """The end of `processing` or `requires_action`."""
    if intent["status"] not in ("processing", "requires_action"):
        raise StripeFault("there is nothing to settle", code="payment_intent_unexpected_state")
    charge = world.table("charge").find(intent["latest_charge"])
    if charge is None:
        method = world.table("payment_method").get(intent["payment_method"])
        status = "succeeded" if succeeded else "failed"
        charge = new_charge(world, intent, method, status=status)
        intent["latest_charge"] = charge["id"]
    else:
        settle_charge(world, charge, succeeded=succeeded)
    if succeeded:
        _succeed(world, intent)
    else:
        _fail(world, intent, "card_declined")


def cancel_intent(world: World, intent: Object, reason: str | None) -> None:
    intent.update(status="canceled", canceled_at=world.now(), cancellation_reason=reason)
    world.emit("payment_intent.canceled", intent)


def _succeed(world: World, intent: Object) -> None:
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        last_payment_error=None,
        next_action=None,
    )
    world.emit("payment_intent.succeeded", intent)
    if intent["_then"]:
        intent["_then"](world, intent, True)


def _fail(world: World, intent: Object, code: str) -> None:
    intent.update(
        status="requires_payment_method",
        last_payment_error={
            "type": "card_error",
            "code": code,
            "message": "Your card was declined.",
        },
        next_action=None,
        payment_method=None,
    )
    world.emit("payment_intent.payment_failed", intent)
    if intent["_then"]:
        intent["_then"](world, intent, False)


def create(world: World, call: Call) -> Object:
    params = call.params.only(
        "amount", "automatic_payment_methods", "confirm", "currency", "customer", "description",
        "metadata", "off_session", "payment_method",
    )  # fmt: skip
    amount = params.integer("amount", 1)
    if amount is None:
        raise params.missing("amount")
    customer = params.text("customer")
    if customer:
        world.table("customer").get(customer, "customer")
    intent = new_payment_intent(
        world,
        amount=amount,
        currency=params.need("currency").lower(),
        customer=customer,
        metadata=params.metadata(),
        description=params.text("description"),
    )
    if params.flag("confirm"):
        _confirm(world, intent, params.need("payment_method"))
    return public(intent)


def confirm(world: World, call: Call) -> Object:
    params = call.params.only("payment_method", "off_session", "return_url")
    intent = world.table("payment_intent").get(call.ids["id"])
    if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
        raise StripeFault(
            f"This PaymentIntent is {intent['status']}.", code="payment_intent_unexpected_state"
        )
    _confirm(world, intent, params.need("payment_method"))
    return public(intent)


def _confirm(world: World, intent: Object, given: str) -> None:
    method = find_or_make(world, given, "payment_method", intent["customer"])
    if attempt(world, intent, method) == "requires_payment_method":
        raise card_error("card_declined", "generic_decline", payment_intent=public(intent))


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("payment_intent").get(call.ids["id"]))


def update(world: World, call: Call) -> Object:
    params = call.params.only("description", "metadata")
    intent = world.table("payment_intent").get(call.ids["id"])
    if params.has("metadata"):
        intent["metadata"] = params.metadata(intent["metadata"])
    if params.has("description"):
        intent["description"] = params.text("description")
    return public(intent)


def cancel(world: World, call: Call) -> Object:
    params = call.params.only("cancellation_reason")
    intent = world.table("payment_intent").get(call.ids["id"])
    if intent["status"] in ("succeeded", "canceled", "processing"):
        raise StripeFault(
            f"You cannot cancel this PaymentIntent because it is {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
    cancel_intent(world, intent, params.text("cancellation_reason"))
    return public(intent)


def listing(world: World, call: Call) -> Object:
    params = call.params.only(*PAGING, "created", "customer")
    customer, within = params.text("customer"), created_within(params)
    return page(
        call,
        world.table("payment_intent").newest_first(),
        lambda row: within(row) and customer in (None, row["customer"]),
    )


OPERATIONS = [
    post("/v1/payment_intents", create),
    get("/v1/payment_intents", listing),
    get("/v1/payment_intents/{id}", retrieve),
    post("/v1/payment_intents/{id}", update),
    post("/v1/payment_intents/{id}/confirm", confirm),
    post("/v1/payment_intents/{id}/cancel", cancel),
]
