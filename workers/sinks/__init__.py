"""Every kind of sink there is, one line each: how to make one from its row."""

from __future__ import annotations

from functions_py.settings import Settings

from workers.sinks import posthog, webhook
from workers.sinks.sink import Address, DeliveryFailed, Sink, SinkFactory

SINKS: dict[str, SinkFactory] = {
    "posthog": posthog.PostHogSink,
    "webhook": webhook.WebhookSink,
}


def configured_kinds(settings: Settings) -> frozenset[str]:
    """The kinds that this worker can deliver to; rows of others are left to other workers."""
    return frozenset(kind for kind, make in SINKS.items() if make.is_configured(settings))


def make_sink(kind: str, settings: Settings, address: Address) -> Sink:
    """The sink of a row. Raises DeliveryFailed where the row names what is not there."""
    return SINKS[kind](settings, address)


__all__ = ["SINKS", "Address", "DeliveryFailed", "Sink", "configured_kinds", "make_sink"]
