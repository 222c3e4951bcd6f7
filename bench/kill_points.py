"""Where scripts/bench kill kills: each target at named points, and at random."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Point:
    """Before or after the call with `mark` in it, over this line of the stage. No line: at a
    moment left to chance."""

    line: str = ""
    mark: str = ""
    when: Literal["before", "after"] = "before"

    def __str__(self) -> str:
        return f"{self.when} {self.mark}" if self.line else "at random"


AT_RANDOM = Point()


def _around(line: str, *marks: str) -> tuple[Point, ...]:
    return tuple(Point(line, mark, when) for mark in marks for when in ("before", "after"))


_GENERATION = _around(
    "service database", "api.begin_generation", "api.record_progress", "api.finish_generation"
)
_ASKED = _around("provider", "POST /v1/chat/completions")
_JOB = _around(
    "worker database",
    "api.claim_job",
    "api.start_submission",
    "api.record_submission",
    "api.record_results",
)
_STORING = _around("storage", "POST /storage/v1/object/results/")

# "after the hold, before the provider" is before its POST; "in the middle of a stream" around
# record_progress; "after finish, before the client's last byte" after finish_generation.
POINTS: dict[str, tuple[Point, ...]] = {
    "service": (
        *_GENERATION,
        *_ASKED,
        *_around("service database", "api.store_event", "api.begin_job"),
    ),
    "worker": (
        *_JOB,
        *_around("worker database", "api.claim_events", "api.fold_event"),
        *_around("fal", "POST /queue/fal-ai/demo-image"),
        *_STORING,
    ),
    "gateway": _STORING,
    "postgres": (
        *_GENERATION,
        *_JOB,
        *_around("worker database", "api.fold_event"),
        *_around("service database", "api.store_event", "api.begin_job"),
    ),
    "backend": (*_GENERATION, *_around("worker database", "api.fold_event")),
    "provider": _ASKED,
}
TARGETS = tuple(POINTS)


def choose(kills: int, chance: random.Random) -> Iterator[tuple[str, Point]]:
    """Each target in turn, in an order that changes; at its named points in turn, and as often as
    not at random."""
    waiting: dict[str, list[Point]] = {target: [] for target in TARGETS}
    done = 0
    while done < kills:
        for target in chance.sample(TARGETS, min(len(TARGETS), kills - done)):
            if not waiting[target]:
                points = list(POINTS[target])
                waiting[target] = [*points, *[AT_RANDOM] * (len(points) // 2)]
                chance.shuffle(waiting[target])
            yield target, waiting[target].pop()
            done += 1
