"""Charges: one try of a payment intent each."""

from local.stripe.balance_transactions import new_balance_transaction
from local.stripe.operations import get
from local.stripe.pages import PAGING, created_within, page
from local.stripe.tables import Object
from local.stripe.world import Call, World, public


def new_charge(world: World, intent: Object, method: Object, *, status: str) -> Object:
    """`status` as Stripe's: succeeded, pending or failed."""
    charge = world.new(
        "charge",
        "ch",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        application=None,
        application_fee=None,
        application_fee_amount=None,
        balance_transaction=None,
        billing_details=method["billing_details"],
        calculated_statement_descriptor="FLORIN",
        captured=False,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_balance_transaction=None,
        failure_code=None,
        failure_message=None,
        fraud_details={},
        metadata=dict(intent["metadata"]),
        on_behalf_of=None,
        outcome=_outcome(status),
        paid=False,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"card": dict(method["card"]), "type": "card"},
        receipt_email=None,
        receipt_number=None,
        receipt_url=None,
        refunded=False,
        review=None,
        shipping=None,
        source_transfer=None,
        statement_descriptor=None,
        statement_descriptor_suffix=None,
        status=status,
        transfer_data=None,
        transfer_group=None,
    )
    if status == "succeeded":
        settle_charge(world, charge, succeeded=True)
    elif status == "pending":
        world.emit("charge.pending", charge)
    else:
        settle_charge(world, charge, succeeded=False)
    return charge


def settle_charge(world: World, charge: Object, *, succeeded: bool) -> None:
    """The bank's answer."""
    if not succeeded:
        charge.update(
            status="failed",
            failure_code="card_declined",
            failure_message="Your card was declined.",
            outcome=_outcome("failed"),
        )
        world.emit("charge.failed", charge)
        return
    transaction = new_balance_transaction(world, "charge", charge, charge["amount"])
    charge.update(
        status="succeeded",
        paid=True,
        captured=True,
        amount_captured=charge["amount"],
        balance_transaction=transaction["id"],
    )
    world.emit("charge.succeeded", charge)


def _outcome(status: str) -> Object:
    declined = status == "failed"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if declined else "approved_by_network",
        "reason": "generic_decline" if declined else None,
        "seller_message": "The bank declined." if declined else "Payment complete.",
        "type": "issuer_declined" if declined else "authorized",
    }


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("charge").get(call.ids["id"]))


def listing(world: World, call: Call) -> Object:
    params = call.params.only(*PAGING, "created", "customer", "payment_intent")
    customer, intent = params.text("customer"), params.text("payment_intent")
    within = created_within(params)
    return page(
        call,
        world.table("charge").newest_first(),
        lambda row: (
            within(row)
            and customer in (None, row["customer"])
            and intent in (None, row["payment_intent"])
        ),
    )


OPERATIONS = [
    get("/v1/charges", listing),
    get("/v1/charges/{id}", retrieve),
]
