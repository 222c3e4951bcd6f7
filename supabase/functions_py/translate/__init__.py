"""POST /v1/generations: one request shape and one event vocabulary, whatever the provider.

`request` checks what the client sent; `to_*` say it in a provider's words; `from_*` read the
provider's events and replies; `vocabulary` writes ours; `translation` puts them together for one
generation. Nothing here knows a price, an account or a usage: metering watches the provider's own
events.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from functions_py.errors import FlorinError
from functions_py.translate.malformed import MalformedEvent

__all__ = ["MalformedEvent", "Settlement", "Translator"]

# What api.finish_generation answered: charged, available, usage, usage_source, iterations, …
Settlement = Mapping[str, Any]


class Translator(Protocol):
    """What the relay needs to serve one generation in other words than the provider's.

    One per generation. The relay calls `start` once, `attempt` before each provider it tries,
    `events` with what that provider sent, `stop` when nothing more will come of it, and after
    settling one of `finish` or `error`; or, where the client wants no stream, `check_reply` and
    `reply` instead. What the methods return are complete SSE events without ids, ready for the
    transcript.
    """

    def start(self, generation_id: str, model: str, created_at: datetime) -> None:
        """What message_start will say. Nothing is sent yet: a first attempt may still fail."""

    def attempt(self, api: str) -> None:
        """A new provider attempt begins, whose events are of the API surface `api`."""

    def upstream_body(
        self, api: str, provider: str, provider_model: str, max_output_tokens: int | None
    ) -> dict[str, Any]:
        """The request in the words of `api`; the cap is begin_generation's.

        Raises FlorinError 400 where that surface cannot carry the request (an image in a plain
        completion).
        """

    def events(self, raw: list[bytes]) -> list[bytes]:
        """Complete provider events in, complete unified events out (often fewer, maybe none).

        message_start comes before the first of them, once. Raises MalformedEvent where the
        provider sent something that is not its own format; `.events` of the exception holds what
        came of the good events before it.
        """

    def stop(self, outcome: str) -> list[bytes]:
        """A reply that had begun is over: what is open is closed and, unless the outcome is a
        failure, the message ends.

        Before settling, so that it is part of the reply that is stored for replays, and of what
        the client sees while the database is slow. `finish` makes up for a call left out.
        """

    def error(self, error: FlorinError, settlement: Settlement | None) -> list[bytes]:
        """The stream's end when it failed after its headers were sent: `error`, then `usage`.

        Without a settlement (None or empty: the database is away) both say `pending`.
        """

    def finish(self, outcome: str, settlement: Settlement | None) -> list[bytes]:
        """The stream's end otherwise: `usage`."""

    def reply(self, raw: bytes, settlement: Settlement | None) -> bytes:
        """The provider's whole reply as ours, for a client that did not ask for a stream.

        Raises MalformedEvent where it is not a reply of that surface; call `check_reply` before
        settling so that such a reply is a provider's failure.
        """

    def check_reply(self, raw: bytes) -> None:
        """Raises MalformedEvent where `reply` would."""
