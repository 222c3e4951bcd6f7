"""Credits in and out without work: admins' grants and corrections, purchases and refunds."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from bench.soak.hand import Hand
from bench.soak.lines import Refused
from bench.soak.model import Book

GRANT = "select api.admin_grant_credits($1, $2::bigint, 'soak', $3)"
TAKE = "select api.admin_take_credits($1, $2::bigint, 'soak', $3)"
STORE = "select api.store_event('stripe', 'production', $1, 'soak', now(), '{}')"
FOLD = "select api.fold_event('stripe', 'production', $1, $2)"

PACK = "soak-pack"
PACK_CREDITS = 2_000_000
# Divides a pack's credits without a rest.
SHARES_PPM = (250_000, 500_000, 1_000_000)
BEGUN_AT = datetime(2026, 11, 20, tzinfo=UTC)
PURCHASES_KEPT = 30
# Each event of a purchase looks at all of its account's. Nobody buys hundreds of packs.
PURCHASES_MAX = 40


@dataclass
class Purchase:
    """reversed: what refunds have taken of it."""

    book: Book
    transaction: str
    reversed: int = 0
    told: int = 0


@dataclass
class Given:
    book: Book
    ref: str
    amount: int


@dataclass
class Credits:
    """One client's."""

    hand: Hand
    purchases: list[Purchase] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)

    async def grant(self) -> None:
        book = self.hand.book()
        given = Given(book, f"soak-{self.hand.id()}", self.hand.random.randint(1, 2_000_000))
        await self.give(given, twice=self.hand.random.random() < 0.1)
        self.given = [*self.given[-20:], given]

    async def give(self, given: Given, *, twice: bool = False) -> None:
        """Once, also where it is asked for on two connections at once."""
        flight = given.book.start(up=given.amount)
        params = (str(given.book.user_id), given.amount, given.ref)
        await self.hand.at_once(
            "grant", self.hand.postgres.admin, GRANT, *([params] * (2 if twice else 1))
        )
        given.book.land(flight, posted=given.amount)

    async def repeat_grant(self) -> None:
        """Again, or the same reference with another amount."""
        if not self.given:
            return
        given = self.hand.random.choice(self.given)
        amount = given.amount + self.hand.random.randrange(2)
        try:
            await self.hand.call(
                "grant, repeated",
                self.hand.postgres.admin,
                GRANT,
                (str(given.book.user_id), amount, given.ref),
                frozenset({"FLGRT"}),
            )
        except Refused:
            told = amount != given.amount
        else:
            told = amount == given.amount
        self.hand.require(told, given.book, f"grant {given.ref} was not known again")

    async def take(self) -> None:
        book = self.hand.book()
        amount = self.hand.random.randint(1, 2_000_000)
        flight = book.start(down=amount)
        try:
            await self.hand.call(
                "take",
                self.hand.postgres.admin,
                TAKE,
                (str(book.user_id), amount, f"soak-{self.hand.id()}"),
                frozenset({"FLBAL"}),
            )
        except Refused as refusal:
            self.hand.judge_refusal(book, flight, refusal, amount)
            book.land(flight)
            return
        self.hand.judge_hold(book, flight, amount)
        book.land(flight, posted=-amount)

    async def buy(self) -> None:
        book = self.hand.book()
        if book.bought < PURCHASES_MAX:
            await self.buy_for(book)

    async def buy_for(self, book: Book) -> Purchase:
        purchase = Purchase(book, f"pi_{self.hand.id()}")
        flight = book.start(up=PACK_CREDITS)
        # Whose a customer's purchases are is told with the first, and now and then again.
        is_told = not book.is_customer or self.hand.random.random() < 0.2
        book.bought += 1
        facts = [_owned(purchase)] if is_told else []
        await self._tell("purchase", *facts, _bought(purchase))
        book.is_customer = True
        book.land(flight, posted=PACK_CREDITS)
        self.purchases = [*self.purchases[-PURCHASES_KEPT:], purchase]
        return purchase

    async def refund(self) -> None:
        """In part or whole, more or less than before, or reversed: what was taken back follows."""
        if not self.purchases:
            return
        purchase = self.hand.random.choice(self.purchases)
        book = purchase.book
        share = self.hand.random.choice(SHARES_PPM)
        is_active = self.hand.random.random() < 0.75
        reversed = PACK_CREDITS * share // 1_000_000 if is_active else 0
        taken = reversed - purchase.reversed
        purchase.told += 1
        flight = book.start(down=max(taken, 0), up=max(-taken, 0))
        await self._tell("refund", _refunded(purchase, share, is_active))
        purchase.reversed = reversed
        book.land(flight, posted=-taken)

    async def _tell(self, kind: str, *facts: dict[str, Any]) -> None:
        """Stores and folds an event; some are folded by two at once, and told twice."""
        service, event = self.hand.postgres.service, f"evt_{self.hand.id()}"
        await self.hand.call("store_event", service, STORE, (event,))
        params = (event, orjson.dumps(facts).decode())
        times = 2 if self.hand.random.random() < 0.1 else 1
        await self.hand.at_once(kind, service, FOLD, *([params] * times))
        if self.hand.random.random() < 0.1:
            await self.hand.call(f"{kind}, repeated", service, FOLD, params)


def _at(seconds: int) -> str:
    return (BEGUN_AT + timedelta(seconds=seconds)).isoformat()


def _bought(purchase: Purchase) -> dict[str, Any]:
    return {
        "fact": "purchase",
        "as_of": _at(0),
        "transaction_id": purchase.transaction,
        "chain_id": purchase.transaction,
        "product": PACK,
        "state": "paid",
        "purchased_at": _at(0),
        "amount": 1000,
        "currency": "USD",
        "owner_key": f"cus_{purchase.book.account_id}",
    }


def _owned(purchase: Purchase) -> dict[str, Any]:
    account_id = str(purchase.book.account_id)
    return {
        "fact": "owner",
        "as_of": _at(0),
        "owner_key": f"cus_{account_id}",
        "account_id": account_id,
    }


def _refunded(purchase: Purchase, share_ppm: int, is_active: bool) -> dict[str, Any]:
    return {
        "fact": "reversal",
        "as_of": _at(purchase.told),
        "kind": "refund",
        "reversal_id": f"re_{purchase.transaction}",
        "payment_id": purchase.transaction,
        "state": "active" if is_active else "inactive",
        "because": "requested",
        "share_ppm": share_ppm,
    }
