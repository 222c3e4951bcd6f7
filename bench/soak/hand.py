"""What one client has in hand: its chance, its calls, and how they are counted."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

from bench.soak.lines import Lines, Postgres, Refused
from bench.soak.model import Book, Flight
from bench.soak.plan import HOT_SHARE, SoakError


@dataclass
class Tally:
    """Of all clients. Latencies in ms, by kind; refusals by code; statuses of HTTP."""

    latencies_ms: dict[str, array[float]] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    done: int = 0

    def count(self, kind: str, took_s: float) -> None:
        self.latencies_ms.setdefault(kind, array("d")).append(took_s * 1000)
        self.done += 1


@dataclass
class World:
    """All accounts. The rich are never short of credits, the broke never have any; lapsing ones
    have one client each."""

    books: dict[uuid.UUID, Book]
    hot: list[Book]
    cold: list[Book]
    rich: list[Book]
    broke: list[Book]
    lapsing: list[Book]
    route: int


class Hand:
    """Raises SoakError where a caller is told what the model says it must not be."""

    def __init__(
        self, number: int, seed: int, postgres: Postgres, world: World, tally: Tally
    ) -> None:
        self.number = number
        # The same draws each time.
        self.random = random.Random(f"{seed}:{number}")  # noqa: S311
        self.postgres = postgres
        self.world = world
        self.tally = tally

    def id(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def now(self) -> float:
        return time.perf_counter()

    def book(self) -> Book:
        """A hot account now and then, else any other."""
        hot = self.random.random() < HOT_SHARE
        return self.random.choice(self.world.hot if hot else self.world.cold)

    async def call(
        self,
        kind: str,
        lines: Lines,
        sql: LiteralString,
        params: Sequence[Any],
        expected: frozenset[str] = frozenset(),
    ) -> Any:
        """The answer. Raises Refused with an expected SQLSTATE, SoakError with any other."""
        begun = time.perf_counter()
        try:
            return await lines.value(sql, params)
        except Refused as refusal:
            self.tally.refusals[refusal.code] += 1
            if refusal.code not in expected:
                raise SoakError(f"{kind} was refused with {refusal.code}: {refusal}") from refusal
            raise
        finally:
            self.tally.count(kind, time.perf_counter() - begun)

    async def at_once(
        self,
        kind: str,
        lines: Lines,
        sql: LiteralString,
        *calls: Sequence[Any],
        expected: frozenset[str] = frozenset(),
    ) -> list[Any]:
        """The answers of calls on connections of their own; refusals among them."""
        begun = (self.call(kind, lines, sql, params, expected) for params in calls)
        answers = await asyncio.gather(*begun, return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException) and not isinstance(answer, Refused):
                raise answer
        return answers

    @staticmethod
    def require(holds: bool, book: Book, what: str) -> None:
        if not holds:
            raise SoakError(f"account {book.account_id}: {what}")

    @staticmethod
    def judge_refusal(book: Book, flight: Flight, refusal: Refused, amount: int) -> None:
        """Whether lacking credits or room was possible while it was asked for."""
        if refusal.code == "FLBAL":
            Hand.require(
                flight.low < amount,
                book,
                f"refused {amount} with {refusal.detail}, though at least {flight.low} were there",
            )
            Hand.require(
                refusal.detail.get("required") == amount,
                book,
                f"asked for {amount}, refused for {refusal.detail}",
            )
        elif refusal.code == "FLOPN":
            Hand.require(
                flight.open_high >= book.max_open,
                book,
                f"refused at {book.max_open}, though at most {flight.open_high} were open",
            )

    @staticmethod
    def judge_hold(book: Book, flight: Flight, amount: int) -> None:
        """Whether there can have been so much to hold; nothing may always be."""
        Hand.require(
            amount == 0 or flight.high >= amount,
            book,
            f"overspent: {amount} were held, though at most {flight.high} were available",
        )
