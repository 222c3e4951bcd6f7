"""The translator of Stripe's events, as the worker and a rebuild call it: it reads nothing but the
event. What an event does not tell is read, and stored as an event, before it is folded.
"""

from __future__ import annotations

from functions_py.stores import Fact, StoredEvent, UnreadableEvent
from functions_py.stores.stripe_facts import translate
from functions_py.stores.stripe_values import Untranslatable


def facts_of(event: StoredEvent) -> list[Fact]:
    """Raises UnreadableEvent."""
    try:
        return translate(event.type, event.payload).facts
    except Untranslatable as error:
        raise UnreadableEvent(str(error)) from error
