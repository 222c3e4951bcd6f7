"""scripts/bench kill: everything is killed, again and again, under load, and nothing is lost,
doubled or left open. See docs/reliability.md."""

import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bench.figures import markdown, median
from bench.kill_book import Book
from bench.kill_checks import contradictions
from bench.kill_clients import Clients
from bench.kill_points import Point, choose
from bench.kill_settling import end_holds, end_leases, settle
from bench.kill_stage import Stage, open_stage

DEFAULT_KILLS = 200
# A point is waited for so long under load; then it is killed where it is.
REACH_S = 1.5
# Between two kills, so that there is something to kill.
LULL_S = (0.1, 0.6)
RECOVERY_DEADLINE_S = 60.0
SAY_EVERY = 10

Say = Callable[[str], None]


class KillBenchError(Exception):
    """Something contradicts, or did not come back; the text says what."""


@dataclass
class Killed:
    """Of one target. reached: of the kills, how many at their named point. recoveries_s: from the
    kill to the next success of the same kind."""

    kills: int = 0
    reached: int = 0
    recoveries_s: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class KillResult:
    seed: int
    took_s: float
    killed: dict[str, Killed]
    points: int
    counts: dict[tuple[str, str], int]
    told: int
    jobs: int
    purchases: int
    contradictions: list[str]

    def json(self) -> dict[str, Any]:
        return {
            "kills": sum(one.kills for one in self.killed.values()),
            "seed": self.seed,
            "seconds": round(self.took_s, 1),
            "points_reached": self.points,
            "generations_told": self.told,
            "jobs_accepted": self.jobs,
            "purchases_paid": self.purchases,
            "targets": {target: self._of(target) for target in self.killed},
            "contradictions": self.contradictions,
        }

    def table(self) -> str:
        rows: list[tuple[str, ...]] = [
            ("killed", "kills", "at a point", "back after, s", "at most", "broken", "succeeded")
        ]
        for target in self.killed:
            of = self._of(target)
            names = ("kills", "at_points", "recovery_p50_s", "recovery_max_s")
            rows.append((target, *(str(of[name]) for name in (*names, "broken", "succeeded"))))
        verdict = "nothing contradicts" if not self.contradictions else "CONTRADICTED"
        return (
            f"{markdown(rows)}\n\n{self.json()['kills']} kills in {self.took_s:.0f} s (seed "
            f"{self.seed}, {self.points} different points): {self.told} generations told, "
            f"{self.jobs} jobs accepted, {self.purchases} purchases paid: {verdict}"
        )

    def _of(self, target: str) -> dict[str, float]:
        one = self.killed[target]
        return {
            "kills": one.kills,
            "at_points": one.reached,
            "recovery_p50_s": round(median(one.recoveries_s), 2),
            "recovery_max_s": round(max(one.recoveries_s), 2),
            "broken": self.counts.get((target, "broken"), 0),
            "succeeded": self.counts.get((target, "succeeded"), 0),
        }


def measure(
    kills: int,
    seed: int,
    say: Say,
    spoil: Callable[[Stage, Book], None] | None = None,
) -> KillResult:
    """`spoil` is called when all is settled, before it is checked: how a test proves that a
    contradiction is found. Raises KillBenchError, ChildError and PostgresError."""
    book = Book()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="florin-kill-") as folder:
        say("starting the whole stack")
        with open_stage(Path(folder), book.notice) as stage:
            run = _Run(stage, book, Clients(stage, book, seed), random.Random(seed), say)  # noqa: S311
            run.kill_all(kills)
            say("the load has stopped; settling what is open")
            settle(stage, run.clients, book)
            if spoil is not None:
                spoil(stage, book)
            found = list(contradictions(stage, book))
    return KillResult(
        seed=seed,
        took_s=time.monotonic() - begun,
        killed=dict(run.killed),
        points=len(run.points),
        counts={(target, kind): count for (target, kind), count in book.counts.items()},
        told=sum(len(request.told) for request in book.asked.values()),
        jobs=len(book.ordered),
        purchases=book.paid.total(),
        contradictions=found,
    )


class _Run:
    def __init__(
        self, stage: Stage, book: Book, clients: Clients, chance: random.Random, say: Say
    ) -> None:
        self.stage = stage
        self.book = book
        self.clients = clients
        self.killed: defaultdict[str, Killed] = defaultdict(Killed)
        self.points: set[tuple[str, Point]] = set()
        self._chance = chance
        self._say = say

    def kill_all(self, kills: int) -> None:
        self.clients.start()
        try:
            for number, (target, point) in enumerate(choose(kills, self._chance), 1):
                time.sleep(self._chance.uniform(*LULL_S))
                self._kill(target, point)
                if number % SAY_EVERY == 0 or number == kills:
                    self._say(f"{number} of {kills} kills, {self.book.told()} answers")
        finally:
            self.clients.stop()

    def _kill(self, target: str, point: Point) -> None:
        one = self.killed[target]
        one.kills += 1
        gate = self.stage.gates.get(point.line)
        if gate is not None:
            gate.hold(point.mark, when=point.when)
            if gate.is_reached(REACH_S):
                one.reached += 1
                self.points.add((target, point))
        self.book.target = target
        died = time.monotonic()
        self.stage.kill(target)
        if gate is not None:
            gate.let_go()
        # Otherwise keys would be tried in vain, and jobs wait, for minutes of the run.
        if target == "service":
            end_holds(self.stage)
        if target == "worker":
            end_leases(self.stage)
        self.stage.start(target)
        self._await_recovery(target, died + RECOVERY_DEADLINE_S)
        one.recoveries_s.append(time.monotonic() - died)

    def _await_recovery(self, target: str, deadline: float) -> None:
        """Until what depends on the target works again."""
        while not self._works(target):
            if time.monotonic() > deadline:
                raise KillBenchError(
                    f"no recovery within {RECOVERY_DEADLINE_S:.0f} s of {target} being killed"
                )
            self.stage.check()
            time.sleep(0.02)

    def _works(self, target: str) -> bool:
        try:
            if target == "gateway":
                return bool(self.clients.sign_up(deadline_s=RECOVERY_DEADLINE_S))
            if target == "worker":
                return self.stage.worker_is_connected()
            return self.clients.probe()
        except httpx.HTTPError:
            return False
