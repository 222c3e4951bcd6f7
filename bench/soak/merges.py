"""Anonymous users who sign in: accounts opened, spent from, and merged into others."""

from dataclasses import dataclass

from bench.soak.credits import PACK_CREDITS, PURCHASES_MAX, Credits, Given
from bench.soak.generations import Generations
from bench.soak.hand import Hand
from bench.soak.lines import Refused
from bench.soak.model import Book

OPEN = "select api.open_account($1, true)"
MERGE = "select api.merge_accounts($1, $2, $3, $4)"
USER = (
    "insert into auth.users (id, aud, role, is_anonymous, created_at, updated_at) "
    "values ($1, 'authenticated', 'authenticated', true, now(), now()) returning id"
)
# Of the plan that opens for anonymous users, in the seed. Its credits burn first and do not move.
INCLUDED = 20_000_000
MAX_OPEN = 5
CLOSED = frozenset({"FLMEM", "FLACC", "FLMRG"})


@dataclass
class Merges:
    """One client's. Nobody else uses an account before it is merged, and what comes after is
    refused."""

    hand: Hand
    generations: Generations
    credits: Credits

    async def merge(self) -> None:
        into = self.hand.book()
        book = await self._open()
        given = 0
        purchase = None
        if self.hand.random.random() < 0.6:
            given = self.hand.random.randint(1, 2_000_000)
            await self.credits.give(Given(book, "soak", given))
        if into.bought < PURCHASES_MAX and self.hand.random.random() < 0.3:
            purchase = await self.credits.buy_for(book)
            given += PACK_CREDITS
        if self.hand.random.random() < 0.7:
            await self._work(book)
        moved = min(book.posted, given)
        params = (into.account_id, into.user_id, book.account_id, book.user_id)
        flight = into.start(up=moved)
        times = 2 if self.hand.random.random() < 0.2 else 1
        answers = await self.hand.at_once(
            "merge", self.hand.postgres.service, MERGE, *([params] * times)
        )
        into.land(flight, posted=moved)
        leaving = book.start()
        book.land(leaving, posted=-book.posted)
        book.is_closed = True
        told = {answer["moved"]["credits"] for answer in answers}
        self.hand.require(told == {moved}, book, f"moved {told}, not {moved}")
        if purchase is not None:
            purchase.book = into
            into.bought += 1
        await self._try_again(book, into)

    async def _open(self) -> Book:
        user_id = self.hand.id()
        await self.hand.postgres.owner.value(USER, (user_id,))
        answers = await self.hand.at_once(
            "open_account", self.hand.postgres.service, OPEN, (user_id,), (user_id,)
        )
        book = Book(answers[0], user_id, MAX_OPEN, posted=INCLUDED)
        self.hand.require(answers[0] == answers[1], book, "was opened twice")
        self.hand.world.books[book.account_id] = book
        return book

    async def _work(self, book: Book) -> None:
        """While it runs, the account is not merged."""
        generation = await self.generations.begin(book)
        if generation is None:
            return
        into = self.hand.book()
        params = (into.account_id, into.user_id, book.account_id, book.user_id)
        try:
            await self.hand.call(
                "merge, busy", self.hand.postgres.service, MERGE, params, frozenset({"FLBSY"})
            )
        except Refused:
            await self.generations.finish(generation)
        else:
            self.hand.require(False, book, "was merged while work ran on it")

    async def _try_again(self, book: Book, into: Book) -> None:
        """The same merge gets the same answer; another one, and work, are refused."""
        if self.hand.random.random() < 0.3:
            params = (into.account_id, into.user_id, book.account_id, book.user_id)
            await self.hand.call("merge, repeated", self.hand.postgres.service, MERGE, params)
        other = self.hand.book()
        if self.hand.random.random() < 0.3 and other is not into:
            params = (other.account_id, other.user_id, book.account_id, book.user_id)
            try:
                await self.hand.call(
                    "merge, refused", self.hand.postgres.service, MERGE, params, CLOSED
                )
            except Refused:
                return
            self.hand.require(False, book, "was merged twice")
