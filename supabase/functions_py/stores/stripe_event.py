"""An event of Stripe's as it was stored, and what is made of it: facts, and what must be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

from functions_py.stores.stripe_values import Fact, Object, Untranslatable, child, need_time

# What an event alone does not tell: the prices of a session's or an invoice's lines, which invoice
# a payment paid, what a subscription is by now.
ReadKind = Literal["session_lines", "invoice_lines", "invoice_payments", "subscription"]

# Types of what Florin read from the API and stored as an event. Stripe's own have no such prefix.
READ_PREFIX = "florin.read."
# A subscription whose last state is in doubt, to be read as soon as Stripe answers.
DOUBT = "florin.doubt.subscription"


@dataclass(frozen=True, slots=True)
class Read:
    """One thing to be read from Stripe's API. `known`: the object the event had of it."""

    kind: ReadKind
    id: str
    known: Object = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Translation:
    """The facts an event tells, and what has to be read for the rest."""

    facts: list[Fact] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Event:
    """as_of: when Stripe made it (for what was read: when Stripe answered), ISO 8601."""

    type: str
    as_of: str
    object: Object

    @property
    def is_read(self) -> bool:
        return self.type.startswith(READ_PREFIX)

    @classmethod
    def parse(cls, payload: str) -> Event:
        """Raises Untranslatable for what is no v1 event with an object."""
        try:
            value: Any = orjson.loads(payload)
        except orjson.JSONDecodeError:
            raise Untranslatable("it is not JSON") from None
        if not isinstance(value, dict):
            raise Untranslatable("it is no object")
        kind = value.get("type")
        if not isinstance(kind, str):
            raise Untranslatable("it has no type")
        return cls(kind, need_time(value.get("created"), "created"), child(value, "data", "object"))
