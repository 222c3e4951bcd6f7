"""What a generation was charged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from florin_client.reading import Members


@dataclass(frozen=True)
class Charge:
    """Amounts in microcredits: 1 credit = 1,000,000.

    All is None or empty while it `is_pending`: the service could not say yet, and
    `Florin.generation` has it as soon as it is known. usage: counts by slice (`input`,
    `cache_read`, `cache_write`, `output`, `web_search`), disjoint. available_microcredits: what
    may be spent after it; None on replays. iterations: by model, where several had a part.
    """

    charged_microcredits: int | None
    available_microcredits: int | None
    usage: Mapping[str, int]
    usage_source: str | None
    iterations: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_pending(self) -> bool:
        return self.charged_microcredits is None

    @classmethod
    def of(cls, members: Members) -> Charge:
        return cls(
            charged_microcredits=members.get("charged_microcredits"),
            available_microcredits=members.get("available_microcredits"),
            usage=members.get("usage") or {},
            usage_source=members.get("usage_source"),
            iterations=tuple(members.get("iterations") or ()),
        )
