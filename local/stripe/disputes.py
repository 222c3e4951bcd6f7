"""Disputes: opened by the controls, as a bank would; the money goes at once and may come back."""

from typing import Literal

from local.stripe.balance_transactions import DISPUTE_FEE, new_balance_transaction
from local.stripe.errors import StripeFault
from local.stripe.operations import get, post
from local.stripe.pages import PAGING, created_within, page
from local.stripe.periods import DAY_S
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

EVIDENCE_DUE_S = 9 * DAY_S
OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")
EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy",
    "cancellation_policy_disclosure", "cancellation_rebuttal", "customer_communication",
    "customer_email_address", "customer_name", "customer_purchase_ip", "customer_signature",
    "duplicate_charge_documentation", "duplicate_charge_explanation", "duplicate_charge_id",
    "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address",
    "shipping_carrier", "shipping_date", "shipping_documentation", "shipping_tracking_number",
    "uncategorized_file", "uncategorized_text",
)  # fmt: skip


def open_dispute(
    world: World, charge: Object, amount: int | None, reason: str, *, is_inquiry: bool
) -> Object:
    """An inquiry takes no money. `amount` may be a part of the charge; None is all of it."""
    if charge["disputed"]:
        raise StripeFault("This charge is disputed already.", code="charge_disputed")
    dispute = world.new(
        "dispute",
        "dp",
        amount=charge["amount"] if amount is None else amount,
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        evidence_details={
            "due_by": world.now() + EVIDENCE_DUE_S,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=is_inquiry,
        metadata={},
        payment_intent=charge["payment_intent"],
        payment_method_details={
            "card": {"brand": "visa", "case_type": "inquiry" if is_inquiry else "chargeback",
                     "network_reason_code": "10.4"},
            "type": "card",
        },
        reason=reason,
        status="warning_needs_response" if is_inquiry else "needs_response",
    )  # fmt: skip
    charge["disputed"] = True
    world.emit("charge.dispute.created", dispute)
    if not is_inquiry:
        _move(world, dispute, "dispute", -dispute["amount"], DISPUTE_FEE)
        world.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(world: World, dispute: Object, outcome: Literal["won", "lost"]) -> None:
    """The bank's decision. Money comes back with `won`."""
    if dispute["status"] not in OPEN:
        raise StripeFault(f"This dispute is {dispute['status']}.")
    is_inquiry = dispute["status"].startswith("warning_")
    before = world.change(dispute, status="warning_closed" if is_inquiry else outcome)
    if is_inquiry:
        world.table("charge").get(dispute["charge"])["disputed"] = False
    elif outcome == "won":
        reinstate(world, dispute)
    world.emit("charge.dispute.updated", dispute, before)
    world.emit("charge.dispute.closed", dispute)


def reinstate(world: World, dispute: Object) -> None:
    """Gives the money back: with a won dispute, or on its own as some banks do."""
    _move(world, dispute, "dispute_reversal", dispute["amount"], 0)
    world.emit("charge.dispute.funds_reinstated", dispute)


def _move(world: World, dispute: Object, kind: str, amount: int, fee: int) -> None:
    transaction = new_balance_transaction(world, kind, dispute, amount, fee)
    dispute["balance_transactions"] = [*dispute["balance_transactions"], public(transaction)]


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("dispute").get(call.ids["id"]))


def update(world: World, call: Call) -> Object:
    params = call.params.only("evidence", "metadata", "submit")
    dispute = world.table("dispute").get(call.ids["id"])
    evidence = params.part("evidence").only(*EVIDENCE)
    given = {name: evidence.text(name) for name in EVIDENCE if evidence.has(name)}
    changes: Object = {"metadata": params.metadata(dispute["metadata"])}
    if given:
        changes["evidence"] = {**dispute["evidence"], **given}
        details = dispute["evidence_details"]
        changes["evidence_details"] = {
            **details,
            "has_evidence": True,
            "submission_count": details["submission_count"] + 1,
        }
        if params.flag("submit") is not False and dispute["status"] == "needs_response":
            changes["status"] = "under_review"
    world.update(dispute, "charge.dispute.updated", **changes)
    return public(dispute)


def accept(world: World, call: Call) -> Object:
    """Closing it by oneself is losing it."""
    call.params.only()
    dispute = world.table("dispute").get(call.ids["id"])
    close_dispute(world, dispute, "lost")
    return public(dispute)


def listing(world: World, call: Call) -> Object:
    params = call.params.only(*PAGING, "charge", "created", "payment_intent")
    charge, intent = params.text("charge"), params.text("payment_intent")
    within = created_within(params)
    return page(
        call,
        world.table("dispute").newest_first(),
        lambda row: (
            within(row)
            and charge in (None, row["charge"])
            and intent in (None, row["payment_intent"])
        ),
    )


OPERATIONS = [
    get("/v1/disputes", listing),
    get("/v1/disputes/{id}", retrieve),
    post("/v1/disputes/{id}", update),
    post("/v1/disputes/{id}/close", accept),
]
