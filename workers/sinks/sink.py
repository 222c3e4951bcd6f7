"""What a sink is: somewhere outside that is told of events, and says whether it has heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Event:
    """One event to tell. id: the same at every delivery. place: what to record it by."""

    id: str
    place: str
    kind: str
    account_id: str
    created_at: str  # ISO 8601
    payload: Mapping[str, Any]

    @classmethod
    def from_json(cls, event: Mapping[str, Any]) -> Event:
        return cls(**{name: event[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Address:
    """Where a row says to deliver: a URL, and the name of the variable with the secret."""

    url: str | None
    secret_env: str | None


class DeliveryFailed(Exception):
    """The sink did not take what was sent, or nobody knows whether it did.

    reason: a few words of ours, kept in the row and logged; never what the sink answered.
    retry_after_s: what it asked for. is_gone: it wants no more, ever (HTTP 410).
    """

    def __init__(
        self, reason: str, *, retry_after_s: int | None = None, is_gone: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after_s = retry_after_s
        self.is_gone = is_gone


class Sink(Protocol):
    """One place to deliver to, used for one batch of events."""

    # Of events in one call of `send`; a failed call is repeated as a whole.
    batch_size: ClassVar[int]

    async def send(self, events: Sequence[Event]) -> None:
        """Returns when the sink has said that it took all of them; takes at most the time-out of
        the settings. Raises DeliveryFailed."""


class SinkFactory(Protocol):
    """The class of a sink."""

    def __call__(self, settings: Any, address: Address) -> Sink: ...

    @staticmethod
    def is_configured(settings: Any) -> bool:
        """Whether this worker has what it takes."""
        ...
