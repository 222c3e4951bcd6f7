"""What a client may ask of invoices."""

from collections.abc import Callable

from local.stripe import invoices
from local.stripe.errors import StripeFault, card_error
from local.stripe.operations import get, post
from local.stripe.pages import PAGING, created_within, page
from local.stripe.payment_methods import find_or_make
from local.stripe.tables import Object
from local.stripe.world import Call, World, public


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("invoice").get(call.ids["id"]))


def update(world: World, call: Call) -> Object:
    params = call.params.only("description", "metadata")
    invoice = world.table("invoice").get(call.ids["id"])
    changes: Object = {}
    if params.has("metadata"):
        changes["metadata"] = params.metadata(invoice["metadata"])
    if params.has("description"):
        changes["description"] = params.text("description")
    world.update(invoice, "invoice.updated", **changes)
    return public(invoice)


def listing(world: World, call: Call) -> Object:
    params = call.params.only(*PAGING, "created", "customer", "status", "subscription")
    customer, subscription = params.text("customer"), params.text("subscription")
    status, within = params.text("status"), created_within(params)
    return page(
        call,
        world.table("invoice").newest_first(),
        lambda row: (
            within(row)
            and customer in (None, row["customer"])
            and status in (None, row["status"])
            and subscription in (None, row["_subscription"])
        ),
    )


def lines(world: World, call: Call) -> Object:
    call.params.only(*PAGING)
    invoice = world.table("invoice").get(call.ids["id"])
    return page(call, invoice["_lines"])


def finalize(world: World, call: Call) -> Object:
    call.params.only("auto_advance")
    invoice = _in_state(world, call, "draft")
    invoices.finalize(world, invoice)
    return public(invoice)


def pay(world: World, call: Call) -> Object:
    params = call.params.only("payment_method", "off_session")
    invoice = world.table("invoice").get(call.ids["id"])
    if invoice["status"] not in ("open", "uncollectible"):
        raise StripeFault(f"Invoice is already {invoice['status']}")
    given = params.text("payment_method")
    method = find_or_make(world, given, "payment_method", invoice["customer"]) if given else None
    status = invoices.collect(world, invoice, method)
    if status == "requires_payment_method":
        raise card_error("card_declined", "generic_decline")
    if status == "requires_action":
        raise card_error("authentication_required", "authentication_required")
    return public(invoice)


def _in_state(world: World, call: Call, *states: str) -> Object:
    invoice = world.table("invoice").get(call.ids["id"])
    if invoice["status"] not in states:
        raise StripeFault(
            f"You can only do this to an invoice that is {' or '.join(states)}, and this one is "
            f"{invoice['status']}.",
            code="invoice_not_editable",
        )
    return invoice


def _ending(end: Callable[[World, Object], None]) -> Callable[[World, Call], Object]:
    def serve(world: World, call: Call) -> Object:
        call.params.only()
        invoice = _in_state(world, call, "open", "uncollectible")
        end(world, invoice)
        return public(invoice)

    return serve


OPERATIONS = [
    get("/v1/invoices", listing),
    get("/v1/invoices/{id}", retrieve),
    post("/v1/invoices/{id}", update),
    get("/v1/invoices/{id}/lines", lines),
    post("/v1/invoices/{id}/finalize", finalize),
    post("/v1/invoices/{id}/pay", pay),
    post("/v1/invoices/{id}/void", _ending(invoices.void)),
    post("/v1/invoices/{id}/mark_uncollectible", _ending(invoices.mark_uncollectible)),
]
