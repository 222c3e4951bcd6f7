"""Early fraud warnings: an issuer suspects a charge. Raised by the controls."""

from local.stripe.operations import get
from local.stripe.pages import PAGING, created_within, page
from local.stripe.tables import Object
from local.stripe.world import Call, World, public


def warn(world: World, charge: Object, fraud_type: str) -> Object:
    warning = world.new(
        "radar.early_fraud_warning",
        "issfr",
        actionable=not charge["refunded"] and not charge["disputed"],
        charge=charge["id"],
        fraud_type=fraud_type,
        payment_intent=charge["payment_intent"],
    )
    world.emit("radar.early_fraud_warning.created", warning)
    return warning


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("radar.early_fraud_warning").get(call.ids["id"]))


def listing(world: World, call: Call) -> Object:
    params = call.params.only(*PAGING, "charge", "created", "payment_intent")
    charge, intent = params.text("charge"), params.text("payment_intent")
    within = created_within(params)
    return page(
        call,
        world.table("radar.early_fraud_warning").newest_first(),
        lambda row: (
            within(row)
            and charge in (None, row["charge"])
            and intent in (None, row["payment_intent"])
        ),
    )


OPERATIONS = [
    get("/v1/radar/early_fraud_warnings", listing),
    get("/v1/radar/early_fraud_warnings/{id}", retrieve),
]
