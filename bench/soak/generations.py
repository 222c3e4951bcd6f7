"""Generations: begun, extended, recorded, finished, released, repeated, and left to the sweeper."""

import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from bench.soak.hand import Hand
from bench.soak.lines import Refused
from bench.soak.model import Book, Flight, Line, hold_for, price

BEGIN = (
    "select api.begin_generation($1, $2, $3, 'demo', 'chat_completions', $4, $5::bigint, "
    "$6::bigint, $7, $8, null, $9, 'soak', 1, null, null)"
)
EXTEND = "select api.extend_hold($1, $2, $3::bigint, $4)"
RECORD = "select api.record_progress($1, $2, $3, $4)"
FINISH = "select api.finish_generation($1, $2, $3, $4, $5, $6, $7, null, null, null, $8)"
READ = "select api.read_generation($1, $2, $3)"

HASH, OTHER_HASH = b"\x01" * 32, b"\x02" * 32
# Longer than the run; and as short as leases get.
LEASE_S = 7200
SHORT_LEASE_S = 2
# How long after its lease ran out a generation is looked at: with and without the sweeper's visit.
LOOK_AFTER_S = (0.0, 4.0)
MAX_OPEN = 6
NO_FUNDS = frozenset({"FLBAL", "FLOPN"})


@dataclass
class Generation:
    book: Book
    id: UUID
    key: str
    params: list[Any]
    hold: int
    recorded: list[Line] | None = None
    look_at: float = 0.0
    ended: tuple[list[Any], int] | None = None


@dataclass
class Generations:
    """One client's."""

    hand: Hand
    running: list[Generation] = field(default_factory=list)
    ended: list[Generation] = field(default_factory=list)
    abandoned: list[Generation] = field(default_factory=list)

    async def begin_or_finish(self) -> None:
        """So that some are always open, and their calls interleave."""
        if self.hand.random.randrange(MAX_OPEN) >= len(self.running):
            generation = await self.begin(self.hand.book())
            if generation is not None:
                self.running.append(generation)
        else:
            await self.finish(self._take())

    async def begin(
        self, book: Book, *, lease_s: int = LEASE_S, at_once: bool = False
    ) -> Generation | None:
        """None where it was refused."""
        chance = self.hand.random
        stream = chance.random() < 0.8
        sizes = (
            chance.randrange(300),
            chance.choice((200, 500, 2000, 20_000) if stream else (300,)),
        )
        hold = hold_for(*sizes, stream=stream)
        key = f"soak-{self.hand.id()}"
        id = self.hand.id()
        params = [book.account_id, book.user_id, id, stream, *sizes, key, HASH, lease_s]
        calls = [params]
        if at_once:
            calls.append([*params[:2], self.hand.id(), *params[3:]])
        leased = 1 if lease_s == SHORT_LEASE_S else 0
        # It may be swept before we hear that it began.
        book.doubts(up=hold * leased, opens=-leased)
        flight = book.start(down=hold, opens=1)
        answers = await self.hand.at_once(
            "begin", self.hand.postgres.service, BEGIN, *calls, expected=NO_FUNDS
        )
        for answer in answers:
            if isinstance(answer, Refused):
                self.hand.judge_refusal(book, flight, answer, hold)
        started = [a for a in answers if isinstance(a, dict) and a["status"] == "started"]
        if not started:
            self.hand.require(
                all(isinstance(a, Refused) for a in answers), book, f"nothing began: {answers}"
            )
            book.doubts(up=-hold * leased, opens=leased)
            book.land(flight)
            return None
        self.hand.require(len(started) == 1, book, f"key {key} began {len(started)} generations")
        self.hand.require(
            started[0]["hold"] == hold, book, f"held {started[0]['hold']}, not {hold}"
        )
        self.hand.judge_hold(book, flight, hold)
        self.hand.require(
            flight.open_low < book.max_open, book, f"{flight.open_low + 1} generations are open"
        )
        book.land(flight, held=hold, opens=1, begun=1)
        id = UUID(started[0]["generation_id"])
        for answer in answers:
            told = isinstance(answer, Refused) or UUID(answer["generation_id"]) == id
            self.hand.require(told, book, f"key {key} names another generation than {id}")
        return Generation(book, id, key, params, hold)

    async def begin_at_once(self) -> None:
        """The same request on two connections: one begins, the other is told of it."""
        generation = await self.begin(self.hand.book(), at_once=True)
        if generation is not None:
            self.running.append(generation)

    async def repeat_begin(self) -> None:
        """A request seen before, or its key with another payload."""
        known = [g for g in self.running or self.ended if not g.book.is_closed]
        if not known:
            return
        generation = self.hand.random.choice(known)
        params = [*generation.params]
        params[2] = self.hand.id()
        if self.hand.random.random() < 0.5:
            params[7] = OTHER_HASH
        try:
            answer = await self.hand.call(
                "begin, repeated", self.hand.postgres.service, BEGIN, params, frozenset({"FLKEY"})
            )
        except Refused:
            told = params[7] == OTHER_HASH
        else:
            told = params[7] == HASH and UUID(answer["generation_id"]) == generation.id
        self.hand.require(told, generation.book, f"the key of {generation.id} was not known again")

    async def extend(self) -> None:
        if not self.running:
            return
        generation = self.hand.random.choice(self.running)
        book = generation.book
        more = self.hand.random.choice((-100_000, 0, 300_000, 1_500_000))
        amount = max(generation.hold + more, 0)
        wanted = max(amount - generation.hold, 0)
        flight = book.start(down=wanted)
        try:
            held = await self.hand.call(
                "extend",
                self.hand.postgres.service,
                EXTEND,
                (book.account_id, generation.id, amount, LEASE_S),
                frozenset({"FLBAL"}),
            )
        except Refused as refusal:
            self.hand.judge_refusal(book, flight, refusal, wanted)
            book.land(flight)
            return
        self.hand.judge_hold(book, flight, wanted)
        generation.hold += wanted
        book.land(flight, held=wanted)
        self.hand.require(held == generation.hold, book, f"held {held}, not {generation.hold}")

    async def record(self) -> None:
        if self.running:
            generation = self.hand.random.choice(self.running)
            await self._record(generation, LEASE_S)

    async def abandon(self) -> None:
        """Begun with a short lease, perhaps recorded, and left to the sweeper."""
        book = self.hand.book()
        generation = await self.begin(book, lease_s=SHORT_LEASE_S)
        if generation is None:
            return
        generation.look_at = time.monotonic() + SHORT_LEASE_S
        generation.look_at += self.hand.random.uniform(*LOOK_AFTER_S)
        self.abandoned.append(generation)
        if self.hand.random.random() < 0.6:
            await self._record(generation, SHORT_LEASE_S)

    async def _record(self, generation: Generation, lease_s: int) -> None:
        usage = self._usage(generation.hold)
        open = await self.hand.call(
            "record_progress",
            self.hand.postgres.service,
            RECORD,
            (generation.book.account_id, generation.id, orjson.dumps(usage).decode(), lease_s),
        )
        if open:
            generation.recorded = usage
        abandoned = generation in self.abandoned
        self.hand.require(open or abandoned, generation.book, f"{generation.id} ended by itself")

    async def look_at_abandoned(self) -> None:
        """Finish late, which corrects what the sweeper did, or see what the sweeper did."""
        now = time.monotonic()
        due = [generation for generation in self.abandoned if generation.look_at <= now]
        if not due:
            return
        generation = due[0]
        self.abandoned.remove(generation)
        if self.hand.random.random() < 0.6:
            await self.finish(generation, late=True)
        elif not await self._see(generation):
            generation.look_at = now + LOOK_AFTER_S[0]
            self.abandoned.append(generation)

    async def _see(self, generation: Generation) -> bool:
        """False while it runs."""
        book = generation.book
        facts = await self.hand.call(
            "read_generation",
            self.hand.postgres.service,
            READ,
            (book.account_id, book.user_id, generation.id),
        )
        if facts["status"] == "running":
            return False
        cost = price(generation.recorded or [])
        self.hand.require(
            (facts["status"], facts["charged_microcredits"]) == ("expired", cost),
            book,
            f"{generation.id} expired at {facts['charged_microcredits']}, not {cost}",
        )
        flight = book.start()
        book.doubts(up=-generation.hold, opens=1)
        book.land(flight, posted=-cost, held=-generation.hold, opens=-1)
        return True

    async def finish(
        self, generation: Generation, *, late: bool = False, within: bool = False
    ) -> int:
        """What was charged. within: it costs no more than it holds."""
        book, chance = generation.book, self.hand.random
        dear = chance.random() < 0.1 and not late and not within
        usage = self._usage(generation.hold * 3 if dear else generation.hold)
        released = chance.random() < 0.15
        outcome = chance.choice(("invalid", "provider_failed") if released else ("completed",))
        cost = 0 if released else price(usage)
        params = [
            book.account_id,
            generation.id,
            outcome,
            None if released else orjson.dumps(usage).decode(),
            "none" if released else "provider",
            self._attempts(),
            502 if released else 200,
            False,
        ]
        flight = book.start(
            down=max(cost - generation.hold, 0), up=max(generation.hold - cost, 0), opens=-1
        )
        kind = "late finish" if late else "release" if released else "finish"
        twice = chance.random() < 0.05
        answers = await self.hand.at_once(
            kind, self.hand.postgres.service, FINISH, *([params] * (2 if twice else 1))
        )
        if late:
            book.doubts(up=-generation.hold, opens=1)
        charged = self._judge_charge(generation, flight, cost, answers)
        book.land(flight, posted=-charged, held=-generation.hold, opens=-1)
        generation.ended = (params, charged)
        # The sweeper freed the key of those that were late.
        if not late:
            self.ended = [*self.ended[-20:], generation]
        return charged

    def _judge_charge(
        self, generation: Generation, flight: Flight, cost: int, answers: list[Any]
    ) -> int:
        """What was charged: the cost, except where it is beyond the hold and credits ran out."""
        book, hold = generation.book, generation.hold
        charged, uncollected = answers[0]["charged"], answers[0]["uncollected"]
        same = all((a["charged"], a["uncollected"]) == (charged, uncollected) for a in answers)
        self.hand.require(same, book, f"{generation.id} was charged twice: {answers}")
        least = min(cost, hold + max(flight.low, 0))
        most = min(cost, hold + max(flight.high, 0))
        self.hand.require(
            least <= charged <= most and charged + uncollected == cost,
            book,
            f"{generation.id} cost {cost}, was charged {charged}, and {uncollected} not collected",
        )
        return int(charged)

    async def repeat_finish(self) -> None:
        """Again, and with another figure: nothing changes."""
        if not self.ended:
            return
        generation = self.hand.random.choice(self.ended)
        assert generation.ended is not None  # noqa: S101 -- it is in that list
        params, charged = generation.ended
        if self.hand.random.random() < 0.5:
            params = [
                *params[:2],
                "completed",
                orjson.dumps(self._usage(10**6)).decode(),
                "provider",
                *params[5:],
            ]
        answer = await self.hand.call(
            "finish, repeated", self.hand.postgres.service, FINISH, params
        )
        self.hand.require(
            answer["charged"] == charged, generation.book, f"{generation.id} was charged anew"
        )

    def _take(self) -> Generation:
        return self.running.pop(self.hand.random.randrange(len(self.running)))

    def _attempts(self) -> str:
        attempt = {
            "route_id": self.hand.world.route,
            "provider_request_id": "req_soak",
            "http_status": 200,
            "outcome": "completed",
            "first_byte_ms": 1,
            "duration_ms": 2,
            "started_at": "2026-11-20T00:00:00+00:00",
            "usage": [],
        }
        return orjson.dumps([attempt]).decode()

    def _usage(self, up_to: int) -> list[Line]:
        """One line or two that cost at most `up_to`, mostly much less."""
        chance = self.hand.random
        lines: list[Line] = [_line(chance.randrange(40), chance.randrange(30), chance.randrange(9))]
        if chance.random() < 0.1:
            lines.append(_line(7, 0, 0, model="demo-claude", web_search=up_to > 5_000_000))
        left = (up_to - price(lines)) // 1500 - 1
        if left <= 0:
            return []
        lines[0]["output"] = chance.randrange(left) if chance.random() < 0.2 else left // 3
        return lines


def _line(
    input: int, cache_read: int, cache_write: int, *, model: str | None = None, web_search: int = 0
) -> Line:
    return {
        "model": model,
        "input": input,
        "cache_read": cache_read,
        "cache_write": cache_write,
        "output": 0,
        "web_search": int(web_search),
    }
