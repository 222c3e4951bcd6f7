"""What is read from Stripe's API, as events: stored beside Stripe's own, so that everything that
was ever known can be told again from what is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from functions_py.stores import StoredEvent
from functions_py.stores.stripe_client import Answer, StripeApi
from functions_py.stores.stripe_event import DOUBT, READ_PREFIX, Read


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An answer of Stripe's in the shape of an event."""

    event_id: str
    type: str
    occurred_at: datetime
    payload: str

    @classmethod
    def of(cls, kind: str, name: str, answer: Answer) -> ReadEvent:
        """Of the same thing, read again in the same second, it is the same event."""
        return cls._made(READ_PREFIX + kind, name, answer)

    @classmethod
    def doubt(cls, subscription_id: str, at: int) -> ReadEvent:
        """That a subscription is to be read: kept as an event, so that it is not forgotten while
        Stripe does not answer."""
        return cls._made(DOUBT, subscription_id, Answer({"id": subscription_id}, at))

    def stored(self, environment: str) -> StoredEvent:
        """As it is kept."""
        return StoredEvent(
            "stripe", environment, self.event_id, self.type, self.occurred_at, self.payload
        )

    @classmethod
    def _made(cls, event_type: str, name: str, answer: Answer) -> ReadEvent:
        event_id = f"{event_type}:{name}:{answer.at}"
        event = {
            "id": event_id,
            "type": event_type,
            "created": answer.at,
            "data": {"object": answer.value},
        }
        return cls(
            event_id,
            event_type,
            datetime.fromtimestamp(answer.at, UTC),
            orjson.dumps(event).decode(),
        )


async def read(api: StripeApi, wanted: Read) -> ReadEvent:
    """Raises FlorinError as Stripe does (502, 503)."""
    answer = await _ask(api, wanted)
    return ReadEvent.of(wanted.kind, wanted.id, answer)


async def _ask(api: StripeApi, wanted: Read) -> Answer:
    match wanted.kind:
        case "subscription":
            return await api.subscription(wanted.id)
        case "session_lines":
            return _within(wanted, "line_items", await api.session_lines(wanted.id))
        case "invoice_lines":
            return _within(wanted, "lines", await api.invoice_lines(wanted.id))
        case "invoice_payments":
            return await api.invoice_payments(wanted.id)


def _within(wanted: Read, member: str, answer: Answer) -> Answer:
    """The object that the event had, with the list that was read."""
    value: dict[str, Any] = {**wanted.known, member: answer.value}
    return Answer(value, answer.at)
