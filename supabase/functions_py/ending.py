"""How a generation ended, and what is charged for it: the rules of docs/charging.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from functions_py.errors import FlorinError
from functions_py.usage import Usage, counted

Outcome = Literal[
    "completed", "provider_failed", "canceled", "credits_exhausted", "timed_out", "invalid"
]


@dataclass(frozen=True, slots=True)
class Ending:
    """outcome: as api.finish_generation takes it. error: what the client is told, if anything."""

    outcome: Outcome
    error: FlorinError | None = None


COMPLETED = Ending("completed")
CANCELED = Ending(
    "canceled", FlorinError(499, "canceled", "The client closed the connection, as it had asked.")
)
CREDITS_EXHAUSTED = Ending(
    "credits_exhausted",
    FlorinError(
        402,
        "credits_exhausted",
        "The credits ran out before the reply was complete. What was sent is charged.",
        extra={"limit_source": "credits"},
    ),
)
TIMED_OUT = Ending(
    "timed_out",
    FlorinError(504, "generation_timeout", "The reply took too long. What was sent is charged."),
)
HOLD_LOST = Ending(
    "timed_out",
    FlorinError(503, "hold_expired", "The credits held for this reply are no longer held."),
)
UNFUNDED = Ending(
    "timed_out",
    FlorinError(503, "database_unavailable", "The credits for the rest could not be held."),
)
STOPPING = Ending(
    "timed_out",
    FlorinError(503, "service_stopping", "The service is restarting. What was sent is charged."),
)
IDLE = Ending(
    "provider_failed",
    FlorinError(504, "provider_idle", "The provider fell silent. What was sent is charged."),
)
BROKEN_OFF = Ending(
    "provider_failed",
    FlorinError(502, "provider_broke_off", "The provider broke off. What was sent is charged."),
)
PROVIDER_ERROR = Ending(
    "provider_failed",
    FlorinError(502, "provider_error", "The provider reported an error. What was sent is charged."),
)
GARBAGE = Ending(
    "provider_failed",
    FlorinError(
        502,
        "provider_garbage",
        "The provider sent what cannot be read. What was sent before is charged.",
    ),
)


def charged_usage(
    outcome: Outcome,
    *,
    reported: Usage | None,
    final: bool,
    input_tokens: int,
    output_bytes: Callable[[], int],
) -> tuple[Usage | None, str]:
    """The usage to charge and its source: `provider`, `counted` or `none`.

    reported: what the provider said so far; final: it had finished saying it. input_tokens: the
    request's estimate. output_bytes counts the text that was relayed; it is asked only where the
    provider did not say the last word, because counting is work.
    """
    if outcome == "invalid":
        return None, "none"
    if final and reported is not None:
        return reported, "provider"
    relayed_bytes = output_bytes()
    if outcome != "completed" and relayed_bytes == 0:
        # Before the first token nothing is owed, whatever a message_start may have announced.
        return None, "none"
    return counted(reported, input_tokens=input_tokens, output_bytes=relayed_bytes), "counted"
