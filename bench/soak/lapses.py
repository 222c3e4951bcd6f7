"""Credits that lapse: alone on accounts of one client, where it is known how much; and on the hot
accounts, where others may spend them first."""

import time
from dataclasses import dataclass

from bench.soak.generations import Generation, Generations
from bench.soak.hand import Hand
from bench.soak.model import Book

GRANT = (
    "select (ledger.grant_credits($1, 'promo', $2, $3::bigint, $4::smallint, now(), "
    "now() + make_interval(secs => $5))).source_ref"
)
# Whether the credits were valid when the work was authorised: then they pay for it.
COVERS = (
    "select g.created_at < b.expires_at from generation.generations as g "
    "join ledger.buckets as b on b.account_id = g.account_id "
    "where g.account_id = $1 and g.id = $2 and b.source_ref = $3"
)
LIFE_S = 2.0
# Longer than the clocks of two processes on one machine differ.
MARGIN_S = 0.5
# Others burn at 100.
PRIORITIES = (1, 200)


@dataclass
class Lapsing:
    book: Book
    ref: str
    amount: int
    over_at: float
    generation: Generation | None = None
    paid: int = 0


class Lapses:
    """One client's; its accounts are touched by nobody else but the workers."""

    def __init__(self, hand: Hand, generations: Generations, own: list[Book]) -> None:
        self.hand = hand
        self.generations = generations
        self.idle = own
        self.lapsing: list[Lapsing] = []

    async def step(self) -> None:
        if not await self.end_due() and self.idle:
            await self._begin(self.idle.pop())

    async def end_due(self) -> bool:
        """Ends work whose credits have lapsed meanwhile; False where there is none."""
        if not self.lapsing or self.lapsing[0].over_at > time.monotonic():
            return False
        await self._end(self.lapsing.pop(0))
        return True

    async def promise(self) -> None:
        """To a hot account: how much of it will lapse, its book will say."""
        book = self.hand.random.choice(self.hand.world.hot)
        amount, ref = self.hand.random.randint(1, 1_000_000), f"soak-{self.hand.id()}"
        book.doubts(down=amount)
        await self._grant(book, ref, amount)
        book.lapsing[ref] = amount

    async def _grant(self, book: Book, ref: str, amount: int) -> int:
        priority = self.hand.random.choice(PRIORITIES)
        flight = book.start(up=amount)
        await self.hand.call(
            "grant that lapses",
            self.hand.postgres.owner,
            GRANT,
            (book.account_id, ref, amount, priority, LIFE_S),
        )
        book.land(flight, posted=amount)
        return priority

    async def _begin(self, book: Book) -> None:
        """Perhaps with work that they pay for, ended before they lapse, or after."""
        amount = self.hand.random.randint(1, 3_000_000)
        lapsing = Lapsing(book, f"soak-{self.hand.id()}", amount, 0.0)
        self.lapsing.append(lapsing)
        lapsing.over_at = time.monotonic() + 1000
        priority = await self._grant(book, lapsing.ref, amount)
        lapsing.over_at = time.monotonic() + LIFE_S + MARGIN_S
        if self.hand.random.random() < 0.3:
            return
        lapsing.generation = await self.generations.begin(book)
        # At the other priority other credits pay, as long as these have not lapsed.
        if priority == PRIORITIES[0] and self.hand.random.random() < 0.5:
            await self._finish(lapsing)

    async def _finish(self, lapsing: Lapsing) -> None:
        generation = lapsing.generation
        if generation is None:
            return
        lapsing.generation = None
        charged = await self.generations.finish(generation, within=True)
        names = (lapsing.book.account_id, generation.id, lapsing.ref)
        if await self.hand.postgres.owner.value(COVERS, names):
            lapsing.paid = min(charged, lapsing.amount)

    async def _end(self, lapsing: Lapsing) -> None:
        await self._finish(lapsing)
        flight = lapsing.book.start()
        lapsing.book.land(flight, posted=lapsing.paid - lapsing.amount)
        self.idle.insert(0, lapsing.book)
