"""Stripe's Meters: usage is reported to them under a name of our own, once; Stripe sums it up.

https://docs.stripe.com/api/billing/meter. A report is answered before Stripe looks at customer and
meter; what is wrong with those it tells later, by a thin event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe

from functions_py.errors import FlorinError
from functions_py.stores.stripe_client import PAGE, StripeApi
from functions_py.stores.stripe_errors import from_stripe

MINUTE_S = 60
# Of meters that are active: far more than anybody has.
MAX_PAGES = 10


@dataclass(frozen=True, slots=True)
class Meter:
    """An active meter that sums up. customer_key, value_key: where a report has them."""

    id: str
    event_name: str
    customer_key: str
    value_key: str


@dataclass(frozen=True, slots=True)
class Report:
    """Whole credits that were used at `happened_at`. identifier: the same counts once."""

    identifier: str
    customer_id: str
    units: int
    happened_at: datetime


async def find_meter(api: StripeApi, event_name: str) -> Meter | None:
    """None where there is no such meter, or it counts something else than a sum."""
    after: dict[str, str] = {}
    for _ in range(MAX_PAGES):
        params: Any = {"limit": PAGE, "status": "active", **after}
        page = (await api.ask(api.client.v1.billing.meters.list_async(params))).value
        for row in page["data"]:
            if row["event_name"] == event_name:
                return _meter(row)
        if not page["has_more"] or not page["data"]:
            break
        after = {"starting_after": page["data"][-1]["id"]}
    return None


async def send(api: StripeApi, meter: Meter, report: Report) -> bool:
    """False where Stripe has this report already. Raises FlorinError, as StripeApi.ask."""
    params: Any = {
        "event_name": meter.event_name,
        "identifier": report.identifier,
        "timestamp": int(report.happened_at.timestamp()),
        "payload": {
            meter.customer_key: report.customer_id,
            meter.value_key: str(report.units),
        },
    }
    try:
        await api.client.v1.billing.meter_events.create_async(params)
    except stripe.InvalidRequestError as error:
        if _is_known(error, report.identifier):
            return False
        raise from_stripe(error) from error
    except stripe.StripeError as error:
        raise from_stripe(error) from error
    return True


async def count(api: StripeApi, meter: Meter, customer_id: str, start: int, end: int) -> int:
    """What Stripe summed up of a customer in [start, end): Unix times of whole minutes."""
    params: Any = {"customer": customer_id, "start_time": start, "end_time": end}
    summaries = api.client.v1.billing.meters.event_summaries
    rows = (await api.ask(summaries.list_async(meter.id, params))).value["data"]
    return sum(int(row["aggregated_value"]) for row in rows)


async def find_missing(
    api: StripeApi, meter: Meter, customer_id: str, minutes: list[tuple[int, int]], counted: int
) -> list[int]:
    """Of minutes (beginning, credits reported) those of which Stripe has nothing, where it counted
    less than all of them. By halves: one that is missing among 700 takes 20 requests."""
    if counted >= sum(units for _, units in minutes):
        return []
    if len(minutes) == 1:
        # A part of a minute may be what was reported to another period: that is only told.
        return [minutes[0][0]] if counted == 0 else []
    middle = len(minutes) // 2
    missing: list[int] = []
    for half in (minutes[:middle], minutes[middle:]):
        found = await count(api, meter, customer_id, half[0][0], half[-1][0] + MINUTE_S)
        missing += await find_missing(api, meter, customer_id, half, found)
    return missing


def was_refused(error: FlorinError) -> bool:
    """True where Stripe certainly did not take what was sent."""
    return error.code != "stripe_unavailable"


def _meter(row: dict[str, Any]) -> Meter | None:
    if row["default_aggregation"]["formula"] != "sum":
        return None
    return Meter(
        id=row["id"],
        event_name=row["event_name"],
        customer_key=row["customer_mapping"]["event_payload_key"],
        value_key=row["value_settings"]["event_payload_key"],
    )


def _is_known(error: stripe.InvalidRequestError, identifier: str) -> bool:
    """Stripe documents no code for it: "An event already exists with identifier …"."""
    said = str(error.user_message or "")
    return error.code in ("duplicate_meter_event", "resource_already_exists") or (
        "already exists" in said and identifier in said
    )
