"""Meter events: usage as it is reported, and the sums that Stripe made of it.

The request answers before Stripe looks at the customer or the meter: what is wrong with those comes
later, as a thin event.
"""

from decimal import Decimal, InvalidOperation

from local.stripe import thin_events
from local.stripe.errors import StripeFault
from local.stripe.ids import new_id, random_text
from local.stripe.meters import find_meter
from local.stripe.operations import get, post
from local.stripe.pages import PAGING
from local.stripe.periods import DAY_S
from local.stripe.tables import Object
from local.stripe.world import Call, World, empty_list, public

# Stripe's window around now, and how long an identifier stays taken.
OLDEST_S, NEWEST_S = 35 * DAY_S, 300
IDENTIFIER_S = DAY_S
WINDOWS_S = {"hour": 3600, "day": DAY_S}


def create(world: World, call: Call) -> Object:
    params = call.params.only("event_name", "identifier", "payload", "timestamp")
    event_name = params.need("event_name")
    payload = params.section("payload")
    if payload is None:
        raise params.missing("payload")
    now = world.now()
    timestamp = params.integer("timestamp")
    timestamp = now if timestamp is None else timestamp
    _check_time(timestamp, now)
    identifier = params.text("identifier") or random_text(36)
    _check_identifier(world, identifier, now)
    event: Object = {
        "id": identifier,
        "object": "billing.meter_event",
        "created": now,
        "event_name": event_name,
        "identifier": identifier,
        "livemode": world.settings.livemode,
        "payload": dict(payload.values),
        "timestamp": timestamp,
    }
    world.table("billing.meter_event").add(event)
    _judge(world, event)
    return {name: value for name, value in public(event).items() if name != "id"}


def _check_time(timestamp: int, now: int) -> None:
    if timestamp < now - OLDEST_S:
        raise StripeFault(
            "The timestamp must be within the past 35 calendar days.",
            code="timestamp_too_far_in_past",
            param="timestamp",
        )
    if timestamp > now + NEWEST_S:
        raise StripeFault(
            "The timestamp must not be more than five minutes in the future.",
            code="timestamp_in_future",
            param="timestamp",
        )


def _check_identifier(world: World, identifier: str, now: int) -> None:
    taken = world.table("billing.meter_event").find(identifier)
    if taken is not None and now - taken["created"] <= IDENTIFIER_S:
        # Stripe's message; a code for it is documented nowhere.
        raise StripeFault(f"An event already exists with identifier {identifier}.")


def _judge(world: World, event: Object) -> None:
    """Notes the meter and the value, or tells of the error as Stripe does: afterwards."""
    meter = find_meter(world, event["event_name"])
    if meter is None:
        thin_events.meter_not_found(world, event)
        return
    key = meter["customer_mapping"]["event_payload_key"]
    customer = event["payload"].get(key)
    try:
        value = Decimal(event["payload"].get(meter["value_settings"]["event_payload_key"], ""))
    except InvalidOperation:
        thin_events.meter_error(world, meter, event, "meter_event_invalid_value")
        return
    found = world.table("customer").find(customer)
    if customer is None:
        thin_events.meter_error(world, meter, event, "meter_event_no_customer_defined")
    elif found is None or found.get("_is_deleted"):
        thin_events.meter_error(world, meter, event, "meter_event_customer_not_found")
    else:
        event.update(_meter=meter["id"], _customer=customer, _value=value)


def usage(world: World, meter_id: str, customer: str, start: int, end: int) -> Decimal:
    """By the meter's formula, of events from `start` on and before `end`."""
    events = world.table("billing.meter_event").where(
        lambda row: (
            row.get("_meter") == meter_id
            and row["_customer"] == customer
            and start <= row["timestamp"] < end
        )
    )
    formula = world.table("billing.meter").get(meter_id)["default_aggregation"]["formula"]
    if formula == "count":
        return Decimal(len(events))
    if formula == "last":
        newest = max(events, key=lambda row: int(row["timestamp"]), default=None)
        return Decimal(newest["_value"]) if newest else Decimal(0)
    return sum((row["_value"] for row in events), Decimal(0))


def summaries(world: World, call: Call) -> Object:
    """One for the whole time, or one per hour or day that has usage, newest first."""
    params = call.params.only(
        *PAGING, "customer", "start_time", "end_time", "value_grouping_window"
    )
    meter = world.table("billing.meter").get(call.ids["id"])
    customer = params.need("customer")
    world.table("customer").get(customer, "customer")
    start, end = params.integer("start_time"), params.integer("end_time")
    if start is None or end is None:
        raise params.missing("start_time" if start is None else "end_time")
    window = params.text("value_grouping_window", WINDOWS_S)
    step = WINDOWS_S[window] if window else 60
    for name, moment in (("start_time", start), ("end_time", end)):
        if moment % step:
            raise StripeFault(f"{name} must be aligned to the window", param=name)
    spans = [(start, end)]
    if window:
        spans = [(at, at + step) for at in range(start, end, step)][::-1]
    rows = []
    for since, until in spans:
        value = usage(world, meter["id"], customer, since, until)
        if value or not window:
            rows.append(_summary(world, meter, value, since, until))
    return empty_list(call.path, rows)


def _summary(world: World, meter: Object, value: Decimal, start: int, end: int) -> Object:
    return {
        "id": new_id("mtrusg"),
        "object": "billing.meter_event_summary",
        "aggregated_value": int(value) if value == int(value) else float(value),
        "end_time": end,
        "livemode": world.settings.livemode,
        "meter": meter["id"],
        "start_time": start,
    }


def adjust(world: World, call: Call) -> Object:
    """Takes an event back, within a day."""
    params = call.params.only("cancel", "event_name", "type")
    event_name, kind = params.need("event_name"), params.need("type", ("cancel",))
    identifier = params.part("cancel").only("identifier").need("identifier")
    event = world.table("billing.meter_event").get(identifier, "cancel[identifier]")
    if world.now() - event["created"] > IDENTIFIER_S:
        raise StripeFault("Only events of the last 24 hours can be canceled.")
    event.pop("_meter", None)
    return {
        "object": "billing.meter_event_adjustment",
        "cancel": {"identifier": identifier},
        "event_name": event_name,
        "livemode": world.settings.livemode,
        "status": "pending",
        "type": kind,
    }


OPERATIONS = [
    post("/v1/billing/meter_events", create),
    post("/v1/billing/meter_event_adjustments", adjust),
    get("/v1/billing/meters/{id}/event_summaries", summaries),
]
