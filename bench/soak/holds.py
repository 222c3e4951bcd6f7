"""Holds of the app's own metered features: placed, extended, settled, released, run out."""

import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bench.soak.hand import Hand
from bench.soak.lines import Refused
from bench.soak.model import Book

PLACE = "select api.place_app_hold($1, $2, $3, $4, $5::bigint, $6::integer, 'soak')"
EXTEND = "select api.extend_app_hold($1, $2, $3, $4::bigint, $5::integer)"
SETTLE = "select api.settle_app_hold($1, $2, $3, $4::bigint, null)"
RELEASE = "select api.release_app_hold($1, $2, $3)"
READ = "select api.read_app_hold($1, $2, $3)"

HASH = b"\x03" * 32
LIFE_S, SHORT_LIFE_S = 7200, 2
LOOK_AFTER_S = 1.0
MAX_OPEN = 3


@dataclass
class Hold:
    book: Book
    id: UUID
    amount: int
    look_at: float = 0.0

    @property
    def names(self) -> tuple[UUID, UUID, UUID]:
        return (self.book.account_id, self.book.user_id, self.id)


@dataclass
class Holds:
    """One client's."""

    hand: Hand
    open: list[Hold] = field(default_factory=list)
    forgotten: list[Hold] = field(default_factory=list)

    async def step(self) -> None:
        chance = self.hand.random
        if len(self.open) < MAX_OPEN:
            hold = await self.place(LIFE_S, twice=chance.random() < 0.1)
            self.open += [hold] if hold else []
            return
        hold = self.open.pop(chance.randrange(MAX_OPEN))
        what = chance.random()
        if what < 0.3:
            await self.extend(hold)
            self.open.append(hold)
        elif what < 0.7:
            await self.settle(hold)
        else:
            await self.release(hold)

    async def forget(self) -> None:
        """To be found by the worker when its time is over."""
        hold = await self.place(SHORT_LIFE_S)
        if hold is not None:
            hold.look_at = time.monotonic() + SHORT_LIFE_S + LOOK_AFTER_S
            self.forgotten.append(hold)

    async def place(self, life_s: int, *, twice: bool = False) -> Hold | None:
        book, amount = self.hand.book(), self.hand.random.randint(1, 1_000_000)
        params = (book.account_id, book.user_id, f"soak-{self.hand.id()}", HASH, amount, life_s)
        leased = life_s == SHORT_LIFE_S
        book.doubts(up=amount * leased)
        flight = book.start(down=amount)
        answers = await self.hand.at_once(
            "hold",
            self.hand.postgres.service,
            PLACE,
            *([params] * (2 if twice else 1)),
            expected=frozenset({"FLBAL"}),
        )
        placed = [answer for answer in answers if not isinstance(answer, Refused)]
        for answer in answers:
            if isinstance(answer, Refused):
                self.hand.judge_refusal(book, flight, answer, amount)
        if not placed:
            book.doubts(up=-amount * leased)
            book.land(flight)
            return None
        self.hand.judge_hold(book, flight, amount)
        book.land(flight, held=amount)
        ids = {answer["hold"]["id"] for answer in placed}
        self.hand.require(len(ids) == 1, book, f"one key placed {ids}")
        return Hold(book, UUID(ids.pop()), amount)

    async def extend(self, hold: Hold) -> None:
        book, more = hold.book, self.hand.random.randint(0, 500_000)
        flight = book.start(down=more)
        try:
            answer = await self.hand.call(
                "hold extended",
                self.hand.postgres.service,
                EXTEND,
                (*hold.names, hold.amount + more, LIFE_S),
                frozenset({"FLBAL"}),
            )
        except Refused as refusal:
            self.hand.judge_refusal(book, flight, refusal, more)
            book.land(flight)
            return
        self.hand.judge_hold(book, flight, more)
        hold.amount += more
        book.land(flight, held=more)
        self._require(hold, answer, "open", None)

    async def settle(self, hold: Hold) -> None:
        book, cost = hold.book, self.hand.random.randint(1, hold.amount)
        flight = book.start(up=hold.amount - cost)
        times = 2 if self.hand.random.random() < 0.1 else 1
        answers = await self.hand.at_once(
            "hold settled", self.hand.postgres.service, SETTLE, *([(*hold.names, cost)] * times)
        )
        book.land(flight, posted=-cost, held=-hold.amount)
        for answer in answers:
            self._require(hold, answer, "settled", cost)

    async def release(self, hold: Hold) -> None:
        flight = hold.book.start(up=hold.amount)
        answer = await self.hand.call(
            "hold released", self.hand.postgres.service, RELEASE, hold.names
        )
        hold.book.land(flight, held=-hold.amount)
        self._require(hold, answer, "released", 0)

    async def look_at_forgotten(self) -> None:
        """A hold whose time is over: expired by now, or not yet seen by the worker."""
        if not self.forgotten or self.forgotten[0].look_at > time.monotonic():
            return
        hold = self.forgotten.pop(0)
        answer = await self.hand.call("hold read", self.hand.postgres.service, READ, hold.names)
        if answer["hold"]["status"] == "open":
            hold.look_at = time.monotonic() + LOOK_AFTER_S
            self.forgotten.append(hold)
            return
        flight = hold.book.start()
        hold.book.doubts(up=-hold.amount)
        hold.book.land(flight, held=-hold.amount)
        self._require(hold, answer, "expired", 0)

    def _require(self, hold: Hold, answer: Any, status: str, charged: int | None) -> None:
        facts = answer["hold"]
        told = (facts["status"], facts["amount_microcredits"], facts["charged_microcredits"])
        self.hand.require(
            told == (status, hold.amount, charged), hold.book, f"hold {hold.id} is {told}"
        )
