"""The stores: what their events say, in the same words for all of them.

A translator makes facts of one stored event. It reads nothing but the event, so that a rebuild
comes to the same: what is read from a store's API is stored as an event first (`florin.read.*`).
docs/billing.md lists the facts and their members.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# One thing that an event says: a JSON object whose `fact` is purchase, subscription, reversal,
# payment or owner.
Fact = dict[str, Any]


@dataclass(frozen=True)
class StoredEvent:
    """One row of billing.provider_events. provider: stripe or apple. environment: production or
    sandbox. payload: what came, byte for byte."""

    provider: str
    environment: str
    event_id: str
    type: str
    occurred_at: datetime
    payload: str


class UnreadableEvent(Exception):
    """An event that no retry will translate: it is kept as failed, and told of."""


# Raises UnreadableEvent; anything else it raises is tried again. An event that says nothing is [].
Translator = Callable[[StoredEvent], list[Fact] | Awaitable[list[Fact]]]
# Reads chains again, as (environment, chain ids), and stores what was read as events.
Rereader = Callable[[str, list[str]], Awaitable[None]]

# Reads what an event does not tell itself, and stores that as events, before it is folded. What it
# raises is as of a translator.
Reader = Callable[[StoredEvent], Awaitable[None]]

# By provider, one line each: see the end.
TRANSLATORS: dict[str, Translator] = {}
# The workers' own, while they run; a rebuild reads nothing.
READERS: dict[str, Reader] = {}
# Called with the chains whose facts contradict each other; without one they stay as they are.
REREADERS: dict[str, Rereader] = {}


async def translate(event: StoredEvent) -> list[Fact]:
    """The facts of one event. Raises UnreadableEvent."""
    translator = TRANSLATORS.get(event.provider)
    if translator is None:
        raise UnreadableEvent(f"no translator for {event.provider}")
    facts = translator(event)
    return facts if isinstance(facts, list) else await facts


# Last, for each of them needs what stands above.
from functions_py.stores import apple_facts, stripe  # noqa: E402

TRANSLATORS["apple"] = apple_facts.translate
TRANSLATORS["stripe"] = stripe.facts_of
