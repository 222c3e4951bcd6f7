"""Refunds, whole or in part. A pending one is settled, or fails, by the controls."""

from typing import Literal

from local.stripe.balance_transactions import new_balance_transaction
from local.stripe.errors import StripeFault
from local.stripe.operations import get, post
from local.stripe.pages import PAGING, created_within, page
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create(world: World, call: Call) -> Object:
    params = call.params.only("amount", "charge", "metadata", "payment_intent", "reason")
    intent_id, charge_id = params.text("payment_intent"), params.text("charge")
    if charge_id is None:
        intent = world.table("payment_intent").get(intent_id or "", "payment_intent")
        charge_id = intent["latest_charge"] or ""
    charge = world.table("charge").get(charge_id, "charge")
    if charge["status"] != "succeeded":
        raise StripeFault("This charge was not paid.", code="charge_not_refundable")
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise StripeFault(
            f"Charge {charge_id} has already been refunded.", code="charge_already_refunded"
        )
    amount = params.integer("amount", 1) or left
    if amount > left:
        raise StripeFault(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
            param="amount",
        )
    refund = world.new(
        "refund",
        "re",
        amount=amount,
        balance_transaction=None,
        charge=charge_id,
        currency=charge["currency"],
        customer=charge["customer"],
        customer_account=None,
        destination_details={"card": {"type": "refund"}, "type": "card"},
        metadata=params.metadata(),
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        reason=params.text("reason", REASONS),
        receipt_number=None,
        source_transfer_reversal=None,
        status=world.settings.refund_status,
        transfer_reversal=None,
    )
    # Refunds do not say it.
    refund.pop("livemode")
    transaction = new_balance_transaction(world, "refund", refund, -amount)
    refund["balance_transaction"] = transaction["id"]
    _set_refunded(world, charge, charge["amount_refunded"] + amount)
    world.emit("refund.created", refund)
    world.emit("charge.refunded", charge)
    return public(refund)


def settle(world: World, refund: Object, status: Literal["succeeded", "failed"]) -> None:
    """The bank's answer; a failed one gives the money back to the merchant, also much later."""
    if refund["status"] not in ("pending", "succeeded"):
        raise StripeFault(f"This refund is {refund['status']}.")
    changes: Object = {"status": status}
    if status == "failed":
        charge = world.table("charge").get(refund["charge"])
        transaction = new_balance_transaction(world, "refund_failure", refund, refund["amount"])
        changes["failure_reason"] = "lost_or_stolen_card"
        changes["failure_balance_transaction"] = transaction["id"]
        _set_refunded(world, charge, charge["amount_refunded"] - refund["amount"])
    before = world.change(refund, **changes)
    world.emit("refund.updated", refund, before)
    world.emit("charge.refund.updated", refund, before)
    if status == "failed":
        world.emit("refund.failed", refund)


def _set_refunded(world: World, charge: Object, amount: int) -> None:
    charge.update(amount_refunded=amount, refunded=amount == charge["amount"])


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("refund").get(call.ids["id"]))


def update(world: World, call: Call) -> Object:
    params = call.params.only("metadata")
    refund = world.table("refund").get(call.ids["id"])
    world.update(refund, "refund.updated", metadata=params.metadata(refund["metadata"]))
    return public(refund)


def cancel(world: World, call: Call) -> Object:
    call.params.only()
    refund = world.table("refund").get(call.ids["id"])
    if refund["status"] not in ("pending", "requires_action"):
        raise StripeFault("Only pending refunds can be canceled.")
    charge = world.table("charge").get(refund["charge"])
    _set_refunded(world, charge, charge["amount_refunded"] - refund["amount"])
    world.update(refund, "refund.updated", status="canceled")
    return public(refund)


def listing(world: World, call: Call) -> Object:
    params = call.params.only(*PAGING, "charge", "created", "payment_intent")
    charge, intent = params.text("charge"), params.text("payment_intent")
    within = created_within(params)
    return page(
        call,
        world.table("refund").newest_first(),
        lambda row: (
            within(row)
            and charge in (None, row["charge"])
            and intent in (None, row["payment_intent"])
        ),
    )


OPERATIONS = [
    post("/v1/refunds", create),
    get("/v1/refunds", listing),
    get("/v1/refunds/{id}", retrieve),
    post("/v1/refunds/{id}", update),
    post("/v1/refunds/{id}/cancel", cancel),
]
