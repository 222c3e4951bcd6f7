"""One of many: draws what to do next, and does it, until it is told to stop."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bench.soak.credits import Credits
from bench.soak.generations import Generations
from bench.soak.hand import Hand
from bench.soak.holds import Holds
from bench.soak.jobs import Jobs
from bench.soak.lapses import Lapses
from bench.soak.merges import Merges
from bench.soak.model import Book
from bench.soak.plan import HTTP_SHARE, SoakError
from bench.soak.requests import Http, Requests

LOOK = "select posted, held, open_generations from ledger.accounts where id = $1"
# Leases and lives are seconds; the workers look every half second.
END_DEADLINE_S = 120.0
PAUSE_S = 0.02

Step = Callable[[], Awaitable[object]]


class Client:
    def __init__(self, hand: Hand, http: Http, own: list[Book]) -> None:
        self.hand = hand
        self.generations = Generations(hand)
        self.credits = Credits(hand)
        self.holds = Holds(hand)
        self.jobs = Jobs(hand)
        self.lapses = Lapses(hand, self.generations, own)
        merges = Merges(hand, self.generations, self.credits)
        # Not how often calls are made, since one step may be many.
        steps: dict[Step, float] = {
            self.generations.begin_or_finish: 45,
            self.generations.begin_at_once: 2,
            self.generations.repeat_begin: 3,
            self.generations.extend: 9,
            self.generations.record: 6,
            self.generations.abandon: 2,
            self.generations.look_at_abandoned: 4,
            self.generations.repeat_finish: 3,
            self.credits.grant: 5,
            self.credits.repeat_grant: 1,
            self.credits.take: 1,
            self.credits.buy: 1.5,
            self.credits.refund: 2,
            self.holds.step: 8,
            self.holds.forget: 1,
            self.holds.look_at_forgotten: 2,
            self.jobs.step: 2,
            self.lapses.step: 2,
            self.lapses.promise: 0.3,
            merges.merge: 0.4,
            self.look: 1,
        }
        steps[Requests(hand, http).step] = HTTP_SHARE * 1.25 * sum(steps.values())
        self._steps, self._weights = list(steps), list(steps.values())

    async def run(self, goes_on: Callable[[], bool]) -> None:
        while goes_on():
            (step,) = self.hand.random.choices(self._steps, self._weights)
            await step()

    async def look(self) -> None:
        """While nothing else concerns the account, it is exactly as the model says."""
        book = self.hand.random.choice(self.hand.world.cold)
        flight = book.start()
        row = (await self.hand.postgres.owner.rows(LOOK, (book.account_id,)))[0]
        book.land(flight)
        if flight.alone:
            self.hand.require(
                row == (book.posted, book.held, book.open),
                book,
                f"posted, held, open are {row}, not {(book.posted, book.held, book.open)}",
            )

    async def await_ends(self) -> None:
        """What ends by itself has ended: abandoned work, forgotten holds, credits that lapse."""
        deadline = time.monotonic() + END_DEADLINE_S
        while self.generations.abandoned or self.holds.forgotten or self.lapses.lapsing:
            if time.monotonic() > deadline:
                raise SoakError("the workers have not ended what was left to them")
            await self.generations.look_at_abandoned()
            await self.holds.look_at_forgotten()
            await self.lapses.end_due()
            await asyncio.sleep(PAUSE_S)

    async def end(self) -> None:
        """Everything that is still open ends."""
        for generation in self.generations.running:
            await self.generations.finish(generation)
        for hold in self.holds.open:
            await self.holds.release(hold)
        for job in self.jobs.open:
            await self.jobs.finish(job)
