"""Invoice payments: which payment intent pays which invoice. The only way from one to the other."""

from local.stripe.operations import get
from local.stripe.pages import PAGING, page
from local.stripe.tables import Object
from local.stripe.world import Call, World, public


def new_invoice_payment(world: World, invoice: Object, intent: Object) -> Object:
    return world.new(
        "invoice_payment",
        "inpay",
        amount_paid=None,
        amount_requested=invoice["amount_due"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        payment={"payment_intent": intent["id"], "type": "payment_intent"},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )


def payment_of(world: World, invoice: Object) -> Object | None:
    """The invoice's own; None when there was nothing to pay."""
    return world.table("invoice_payment").find(invoice.get("_payment"))


def finish(world: World, payment: Object) -> None:
    payment.update(
        status="paid",
        amount_paid=payment["amount_requested"],
        status_transitions={"canceled_at": None, "paid_at": world.now()},
    )
    world.emit("invoice_payment.paid", payment)


def cancel(world: World, payment: Object) -> None:
    payment.update(
        status="canceled", status_transitions={"canceled_at": world.now(), "paid_at": None}
    )


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("invoice_payment").get(call.ids["id"]))


def listing(world: World, call: Call) -> Object:
    params = call.params.only(*PAGING, "created", "invoice", "payment", "status")
    invoice, status = params.text("invoice"), params.text("status", ("canceled", "open", "paid"))
    payment = params.part("payment").only("type", "payment_intent", "payment_record")
    if params.has("payment"):
        payment.need("type", ("payment_intent", "payment_record"))
    intent = payment.text("payment_intent")
    return page(
        call,
        world.table("invoice_payment").newest_first(),
        lambda row: (
            invoice in (None, row["invoice"])
            and status in (None, row["status"])
            and intent in (None, row["payment"]["payment_intent"])
        ),
    )


OPERATIONS = [
    get("/v1/invoice_payments", listing),
    get("/v1/invoice_payments/{id}", retrieve),
]
