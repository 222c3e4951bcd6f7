"""Everything the stand-in knows: its objects, its clock, its events, and how it is told to behave.

Operations are plain functions of the world and of a call; nothing in them awaits, so that each is
one transaction.
"""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from local.stripe.clock import Clock
from local.stripe.ids import new_id
from local.stripe.params import Params
from local.stripe.tables import Object, Table

API_VERSION = "2026-10-28.endive"

# Object names by the prefix of their ids: what `expand` follows.
PREFIXES = {
    "cus": "customer",
    "prod": "product",
    "price": "price",
    "cs": "checkout.session",
    "bps": "billing_portal.session",
    "sub": "subscription",
    "si": "subscription_item",
    "in": "invoice",
    "inpay": "invoice_payment",
    "pi": "payment_intent",
    "ch": "charge",
    "pm": "payment_method",
    "re": "refund",
    "dp": "dispute",
    "txn": "balance_transaction",
    "mtr": "billing.meter",
    "issfr": "radar.early_fraud_warning",
    "evt": "event",
}


@dataclass
class Settings:
    """What a dashboard or a bank would decide. Changed by the controls."""

    livemode: bool = False
    # Days between the tries of a failed renewal, and what follows the last.
    retry_days: tuple[int, ...] = (3, 5, 7)
    after_retries: Literal["cancel", "unpaid", "past_due"] = "cancel"
    # A renewal's invoice stays a draft for an hour, as Stripe's do.
    draft_s: int = 3600
    # `pending` refunds wait for the controls to settle or fail them.
    refund_status: Literal["succeeded", "pending"] = "succeeded"
    # Stripe names the origin of a proration line in either of these.
    proration_parent: Literal["subscription_item_details", "invoice_item_details"] = (
        "subscription_item_details"
    )


@dataclass(frozen=True)
class Call:
    """One request: its parameters and the ids in its path."""

    params: Params
    ids: dict[str, str] = field(default_factory=dict)
    path: str = ""


@dataclass(frozen=True)
class RequestInfo:
    """What an event says about the request that made it; empty when time made it."""

    id: str | None = None
    idempotency_key: str | None = None


class World:
    """`on_event` is told of every new event and thin event."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.clock = Clock()
        self.request = RequestInfo()
        # Where this server is reached: its pages' addresses begin with it.
        self.base_url = "http://127.0.0.1"
        self.on_event: Callable[[Object], None] = lambda event: None
        self._tables: dict[str, Table] = {}
        self.thin_events = Table("event")

    def forget(self) -> None:
        """Everything, and it is now again."""
        self.settings = Settings()
        self.clock.reset()
        self._tables.clear()
        self.thin_events = Table("event")

    def table(self, kind: str) -> Table:
        """By object name: `table("customer")`."""
        if kind not in self._tables:
            self._tables[kind] = Table(kind)
        return self._tables[kind]

    def now(self) -> int:
        return self.clock.now()

    def new(self, kind: str, prefix: str, **fields: Any) -> Object:
        """Adds an object with what all have: id, object, created, livemode."""
        return self.table(kind).add(
            {
                "id": fields.pop("id", None) or new_id(prefix),
                "object": kind,
                "created": self.now(),
                "livemode": self.settings.livemode,
                **fields,
            }
        )

    def change(self, row: Object, **fields: Any) -> Object:
        """Sets fields; returns what they were, for an event's previous_attributes."""
        before = {
            name: copy.deepcopy(row.get(name)) for name in fields if row.get(name) != fields[name]
        }
        row.update(fields)
        return before

    def emit(self, kind: str, row: Object, previous: Object | None = None) -> Object:
        """Records a snapshot event and hands it to the webhooks."""
        data: Object = {"object": public(row)}
        if previous:
            data["previous_attributes"] = previous
        event = self.new(
            "event",
            "evt",
            api_version=API_VERSION,
            data=data,
            pending_webhooks=0,
            request={"id": self.request.id, "idempotency_key": self.request.idempotency_key},
            type=kind,
        )
        self.on_event(event)
        return event

    def update(self, row: Object, kind: str, **fields: Any) -> None:
        """Changes fields and tells of it, unless nothing changed."""
        before = self.change(row, **fields)
        if before:
            self.emit(kind, row, before)


def public(row: Object) -> Object:
    """A copy without the stand-in's own notes."""
    return {name: copy.deepcopy(value) for name, value in row.items() if not name.startswith("_")}


def empty_list(url: str, rows: Iterable[Object] = ()) -> Object:
    return {"object": "list", "data": list(rows), "has_more": False, "url": url}
