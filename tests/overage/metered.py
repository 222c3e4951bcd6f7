"""Stripe's side: a meter, what was sent to it and what it counted."""

from __future__ import annotations

from typing import Any

import stripe

from local.stripe.control import StripeControl

METER = "florin_overage"
EVENTS = "/v1/billing/meter_events"
DAY = 86_400


class Metered:
    """A stand-in with a meter in it."""

    def __init__(self, client: stripe.StripeClient, control: StripeControl) -> None:
        self.client = client
        self.control = control
        self.meter = ""

    def add_meter(self, formula: str = "sum") -> None:
        params: Any = {
            "display_name": "Overage",
            "event_name": METER,
            "default_aggregation": {"formula": formula},
        }
        self.meter = self.client.v1.billing.meters.create(params).id

    def price(self, unit_amount: int) -> str:
        """By the month, of what the meter counts."""
        params: Any = {
            "currency": "usd",
            "product_data": {"name": "Overage"},
            "unit_amount": unit_amount,
            "recurring": {"interval": "month", "usage_type": "metered", "meter": self.meter},
        }
        return self.client.v1.prices.create(params).id

    def drop_meter(self) -> None:
        self.client.v1.billing.meters.deactivate(self.meter)

    def customer(self) -> str:
        return self.client.v1.customers.create({}).id

    def counted(self, customer: str) -> float:
        """In all the time that Stripe takes reports of."""
        now = self.control.now() // 60
        params: Any = {
            "customer": customer,
            "start_time": (now - 60 * 24 * 40) * 60,
            "end_time": (now + 10) * 60,
        }
        found = self.client.v1.billing.meters.event_summaries.list(self.meter, params)
        return float(found.data[0].aggregated_value)

    def lose(self, identifier: str) -> None:
        """Stripe forgets that it counted this, yet knows its name."""
        params: Any = {
            "event_name": METER, "type": "cancel", "cancel": {"identifier": identifier},
        }  # fmt: skip
        self.client.v1.billing.meter_event_adjustments.create(params)

    def report(self, customer: str, units: int, at: int) -> None:
        """By somebody else."""
        params: Any = {
            "event_name": METER,
            "payload": {"stripe_customer_id": customer, "value": str(units)},
            "timestamp": at,
        }
        self.client.v1.billing.meter_events.create(params)

    def sent(self) -> list[str]:
        """The identifiers of all reports, repeats included, in their order."""
        return [str(row["params"]["identifier"]) for row in self.control.requests(EVENTS)]
