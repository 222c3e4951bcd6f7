"""The catalogue as the signed-in user sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from florin_client.reading import Members, read, time_of
from florin_client.service import Service


@dataclass(frozen=True)
class Unlock:
    """A product of a store's that unlocks a model. price_minor_units: cents or the like."""

    store: str
    store_product_id: str
    price_minor_units: int
    currency: str

    @classmethod
    def all_of(cls, items: list[Members]) -> tuple[Unlock, ...]:
        return tuple(
            cls(
                each["store"], each["store_product_id"], each["price_minor_units"], each["currency"]
            )
            for each in items
        )


@dataclass(frozen=True)
class Trial:
    """Free messages while the model is locked."""

    messages: int
    used: int
    left: int

    @classmethod
    def of(cls, members: Members | None) -> Trial | None:
        if members is None:
            return None
        return cls(members["messages"], members["used"], members["left"])


@dataclass(frozen=True)
class MessagesToday:
    """Counted on the user's own day. All None: this model is not limited, and not counted."""

    messages: int | None
    limit: int | None
    resets_at: datetime | None

    @classmethod
    def of(cls, members: Members) -> MessagesToday:
        return cls(members["messages"], members["limit"], time_of(members["resets_at"]))


@dataclass(frozen=True)
class Model:
    """kind: `chat`, `completion`, `embedding`, `image` or `video`. access: what allows it (`plan`,
    `entitlement`, `trial`), None where it is locked. price: the members of the catalogue's, in
    microcredits per million tokens (`request`, `web_search`: per one); None before one begins.
    members: all that the catalogue says, prices per unit among it."""

    id: str
    display_name: str
    description: str
    kind: str
    tier: str
    access: str | None
    price: Mapping[str, Any] | None
    today: MessagesToday
    trial: Trial | None
    unlock: tuple[Unlock, ...]
    metadata: Mapping[str, Any]
    members: Mapping[str, Any]

    @property
    def is_locked(self) -> bool:
        return self.access is None

    @classmethod
    def of(cls, members: Members) -> Model:
        return cls(
            id=members["id"],
            display_name=members["display_name"],
            description=members["description"],
            kind=members["kind"],
            tier=members["tier"],
            access=members["access"],
            price=members["price"],
            today=MessagesToday.of(members["usage"]),
            trial=Trial.of(members["trial"]),
            unlock=Unlock.all_of(members["unlock"]),
            metadata=members["metadata"],
            members=members,
        )

    @classmethod
    def all_of(cls, members: Members) -> tuple[Model, ...]:
        return tuple(cls.of(each) for each in members["models"])


@dataclass(frozen=True)
class TrialStatus:
    """Whether a message to a model would be taken now; if not, limit_source says why:
    `entitlement` (locked), `trial_messages` (used up) or `messages_per_day`."""

    model: str
    is_allowed: bool
    access: str | None
    limit_source: str | None
    trial: Trial | None
    today: MessagesToday
    unlock: tuple[Unlock, ...]

    @classmethod
    def of(cls, members: Members) -> TrialStatus:
        return cls(
            model=members["model"],
            is_allowed=members["allowed"],
            access=members["access"],
            limit_source=members["limit_source"],
            trial=Trial.of(members["trial"]),
            today=MessagesToday.of(members["usage"]),
            unlock=Unlock.all_of(members["unlock"]),
        )


class Catalogue:
    """Asks by entity tag: what did not change is not sent, nor read, again. Keeps one answer."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._tag: str | None = None
        self._models: tuple[Model, ...] = ()

    async def models(self) -> tuple[Model, ...]:
        """Those that are enabled, in the order to show them in."""
        headers = {"if-none-match": self._tag} if self._tag else {}
        answer = await self._service.call("GET", "/v1/catalog", headers=headers)
        # The tag is of the answer's own bytes: another user's is another one.
        if answer.status != 304:
            self._models = read(Model.all_of, answer.members())
            self._tag = answer.headers.get("etag")
        return self._models
