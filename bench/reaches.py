"""What each figure has to reach: the tables name it, and `scripts/bench all` judges by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reach:
    """At least, or at most, so much."""

    sign: str
    bound: float

    def holds(self, figure: float) -> bool:
        return figure >= self.bound if self.sign == "≥" else figure <= self.bound

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g}"


def _least(bound: float) -> Reach:
    return Reach("≥", bound)


def _most(bound: float) -> Reach:
    return Reach("≤", bound)


# By the bench and the path of the figure in what it prints as JSON.
REACHES = {
    "ledger.ratio": _least(0.45),
    "ledger.limited_ratio": _least(0.35),
    "ledger.p95_ratio": _most(1.2),
    "stream.ratio": _most(2.5),
    "stream.ttfb_added_ms.p50": _most(5),
    "stream.ttfb_added_ms.p99": _most(20),
    "stream.open_streams.errors": _most(0),
    "stream.open_streams.chunk_delay_p99_ms": _most(100),
    "stream.open_streams.kib_per_stream": _most(150),
    "catalog.begin_open_p95_ms": _most(5),
    "catalog.catalog_p95_ms": _most(20),
    "catalog.not_modified_p95_ms": _most(5),
    "webhooks.answered_per_s": _least(300),
    "jobs.accepted_per_s": _least(200),
    "jobs.message_p99_ms": _most(50),
}


def reach(path: str) -> str:
    """For a table. Raises KeyError for a figure that has none."""
    return str(REACHES[path])


def missed(figures: Mapping[str, Any]) -> dict[str, str]:
    """The figures that do not reach what they should: path → `0.41, not ≥ 0.45`.

    `figures` is bench → its JSON. A figure that is not there, since it was not asked for, is not
    judged.
    """
    found = {path: _at(figures, path) for path in REACHES}
    return {
        path: f"{found[path]:g}, not {reach}"
        for path, reach in REACHES.items()
        if found[path] is not None and not reach.holds(found[path])
    }


def _at(figures: Mapping[str, Any], path: str) -> Any:
    value: Any = figures
    for name in path.split("."):
        if name not in value:
            return None
        value = value[name]
    return value
