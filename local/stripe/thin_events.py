"""Thin events (v2): a name and an id; the rest is fetched from /v2/core/events."""

from datetime import UTC, datetime

from local.stripe.errors import StripeFault
from local.stripe.ids import new_id
from local.stripe.operations import get
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

NO_METER = "v1.billing.meter.no_meter_found"
METER_ERROR = "v1.billing.meter.error_report_triggered"
# What is sent; `data` must be fetched.
NOTIFICATION = (
    "id", "object", "type", "livemode", "created", "context", "reason", "related_object",
)  # fmt: skip
MAX_LIMIT = 100


def meter_not_found(world: World, meter_event: Object) -> None:
    _emit(world, NO_METER, meter_event, "no_meter", None)


def meter_error(world: World, meter: Object, meter_event: Object, code: str) -> None:
    """`code` as in Stripe's list: meter_event_customer_not_found, …"""
    related = {
        "id": meter["id"],
        "type": "billing.meter",
        "url": f"/v1/billing/meters/{meter['id']}",
    }
    _emit(world, METER_ERROR, meter_event, code, related)


def _emit(world: World, kind: str, meter_event: Object, code: str, related: Object | None) -> None:
    """Stripe sums up a window of errors; here every error is told at once."""
    moment = iso(world.now())
    sample = {
        "error_message": f"There is an error with this event: {code}",
        "request": {"identifier": meter_event["identifier"]},
    }
    event: Object = {
        "id": new_id("evt"),
        "object": "v2.core.event",
        "type": kind,
        "livemode": world.settings.livemode,
        "created": moment,
        "context": None,
        "reason": None,
        "data": {
            "developer_message_summary": "There is 1 invalid event",
            "reason": {
                "error_count": 1,
                "error_types": [{"code": code, "error_count": 1, "sample_errors": [sample]}],
            },
            "validation_start": moment,
            "validation_end": moment,
        },
    }
    if related is not None:
        event["related_object"] = related
    world.thin_events.add(event)
    world.on_event(event)


def notification(event: Object) -> Object:
    return {name: event[name] for name in NOTIFICATION if name in event}


def iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def retrieve(world: World, call: Call) -> Object:
    return public(world.thin_events.get(call.ids["id"]))


def listing(world: World, call: Call) -> Object:
    """v2 lists have pages by URL; one page holds what the stand-in has."""
    params = call.params.only("limit", "object_id", "types", "gte", "gt", "lte", "lt", "page")
    object_id, limit = params.text("object_id"), params.integer("limit", 1) or MAX_LIMIT
    types = params.texts("types")
    if limit > MAX_LIMIT:
        raise StripeFault("limit is too large", param="limit")
    found = [
        public(event)
        for event in world.thin_events.newest_first()
        if object_id in (None, event.get("related_object", {}).get("id"))
        and (not types or event["type"] in types)
    ]
    return {"data": found[:limit], "next_page_url": None, "previous_page_url": None}


OPERATIONS = [
    get("/v2/core/events", listing),
    get("/v2/core/events/{id}", retrieve),
]
