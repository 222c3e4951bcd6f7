"""Meters: what usage is counted by."""

from local.stripe.errors import StripeFault
from local.stripe.operations import get, post
from local.stripe.pages import PAGING, page
from local.stripe.params import Params
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

KNOWN = (
    "customer_mapping", "default_aggregation", "display_name", "event_name", "event_time_window",
    "value_settings",
)  # fmt: skip


def create(world: World, call: Call) -> Object:
    return public(new_meter(world, call.params.only(*KNOWN)))


def new_meter(world: World, params: Params) -> Object:
    event_name = params.need("event_name")
    if find_meter(world, event_name) is not None:
        raise StripeFault(
            f"There is already an active meter for the event name {event_name}.",
            code="resource_already_exists",
            param="event_name",
        )
    aggregation = params.part("default_aggregation").only("formula")
    mapping = params.part("customer_mapping").only("event_payload_key", "type")
    value = params.part("value_settings").only("event_payload_key")
    meter = world.new(
        "billing.meter",
        "mtr",
        customer_mapping={
            "event_payload_key": mapping.text("event_payload_key") or "stripe_customer_id",
            "type": mapping.text("type", ("by_id",)) or "by_id",
        },
        default_aggregation={"formula": aggregation.need("formula", ("sum", "count", "last"))},
        display_name=params.need("display_name"),
        event_name=event_name,
        event_time_window=params.text("event_time_window", ("day", "hour")),
        status="active",
        status_transitions={"deactivated_at": None},
        updated=world.now(),
        value_settings={"event_payload_key": value.text("event_payload_key") or "value"},
    )
    world.emit("billing.meter.created", meter)
    return meter


def find_meter(world: World, event_name: str) -> Object | None:
    """The active one."""
    for meter in world.table("billing.meter").newest_first():
        if meter["event_name"] == event_name and meter["status"] == "active":
            return meter
    return None


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("billing.meter").get(call.ids["id"]))


def listing(world: World, call: Call) -> Object:
    status = call.params.only(*PAGING, "status").text("status", ("active", "inactive"))
    return page(
        call,
        world.table("billing.meter").newest_first(),
        lambda row: status in (None, row["status"]),
    )


def deactivate(world: World, call: Call) -> Object:
    call.params.only()
    meter = world.table("billing.meter").get(call.ids["id"])
    world.update(
        meter,
        "billing.meter.deactivated",
        status="inactive",
        status_transitions={"deactivated_at": world.now()},
    )
    return public(meter)


def reactivate(world: World, call: Call) -> Object:
    call.params.only()
    meter = world.table("billing.meter").get(call.ids["id"])
    world.update(
        meter,
        "billing.meter.reactivated",
        status="active",
        status_transitions={"deactivated_at": None},
    )
    return public(meter)


OPERATIONS = [
    post("/v1/billing/meters", create),
    get("/v1/billing/meters", listing),
    get("/v1/billing/meters/{id}", retrieve),
    post("/v1/billing/meters/{id}/deactivate", deactivate),
    post("/v1/billing/meters/{id}/reactivate", reactivate),
]
