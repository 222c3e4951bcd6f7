"""One account's streams, several at once, through the service's own sizing and the real database.

Time is that of the streams, which all write equally fast: every turn each of them gets the next
events. So a run is the same each time, and what is measured is the rules, not the machine.
"""

import asyncio
import itertools
import uuid
from collections import deque
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import psycopg
from functions_py import ending as endings
from functions_py.auth import Principal
from functions_py.ending import Ending
from functions_py.errors import FlorinError, from_database
from functions_py.families import RequestFacts
from functions_py.funding import Funding
from functions_py.order import Begun, Order
from functions_py.output import Output
from functions_py.rpc import Rpc
from functions_py.usage import BYTES_PER_TOKEN
from psycopg.types.json import Jsonb

from bench.hold_replies import Reply

# One event, and how many of them a stream gets at a time.
EVENT_TOKENS = 8
EVENTS_PER_TURN = 8
HOLD_S = 300

_BEGIN = f"select api.begin_generation({', '.join(['%s'] * 13)})"
_EXTEND = "select api.extend_hold(%s, %s, %s::bigint, %s)"
_FINISH = f"select api.finish_generation({', '.join(['%s'] * 11)})"


@dataclass
class Outcome:
    """What became of an account's requests. A phantom is one that its credits would have paid for,
    with those that ran beside it: refused, or cut short, for nothing but what others held."""

    asked: int = 0
    served: int = 0
    refused: int = 0
    phantom_refused: int = 0
    cut: int = 0
    phantom_cut: int = 0
    extends: int = 0
    never_extended: int = 0
    held_at_first: int = 0
    charged: int = 0
    overspent: int = 0

    def add(self, other: "Outcome") -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Calls:
    """The two calls of a stream, over one connection as florin_service."""

    connection: psycopg.Connection
    extends: int = 0

    def value(self, statement: str, values: Sequence[Any]) -> Any:
        try:
            row = self.connection.execute(statement.encode(), values).fetchone()
        except psycopg.Error as error:
            raise from_database(error) from error
        return None if row is None else row[0]

    async def extend_hold(
        self, *, account_id: uuid.UUID, generation_id: uuid.UUID, amount: int, hold_seconds: int
    ) -> int:
        self.extends += 1
        return int(self.value(_EXTEND, [account_id, generation_id, amount, hold_seconds]))


@dataclass
class Stream:
    """One generation under way."""

    reply: Reply
    begun: Begun
    calls: Calls
    funding: Funding
    output: Output
    left: int
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def turn(self) -> Ending | None:
        """Relays the next events; how it ended, or None."""
        events: list[bytes] = []
        for _ in range(EVENTS_PER_TURN):
            tokens = min(EVENT_TOKENS, self.left)
            if tokens:
                events.append(b"x" * (tokens * BYTES_PER_TOKEN))
                self.left -= tokens
        if self.output.add(events, sum(map(len, events))):
            short = await self.funding.look(self.output, events)
            if short is not None:
                return short
        # What was asked for aside is answered before the next turn.
        await asyncio.sleep(0)
        return None if self.left else endings.COMPLETED


class Customer:
    """One account with its credits, and how much of them is posted."""

    def __init__(
        self,
        connection: psycopg.Connection,
        account_id: uuid.UUID,
        user_id: uuid.UUID,
        model: str,
        credits: int,
    ) -> None:
        self._connection = connection
        self._principal = Principal(user_id, account_id, is_anonymous=False)
        self._model = model
        self.posted = credits
        self._running: list[Stream] = []
        self.outcome = Outcome()

    def run(self, asked: Sequence[Reply]) -> Outcome:
        """Asks for each when its turn comes, until all have ended."""
        asyncio.run(self._run(asked))
        return self.outcome

    async def _run(self, asked: Sequence[Reply]) -> None:
        waiting = deque(asked)
        for turn in itertools.count():
            if not waiting and not self._running:
                break
            while waiting and waiting[0].at_turn <= turn:
                self._ask(waiting.popleft())
            for stream in list(self._running):
                ending = await stream.turn()
                if ending is not None:
                    await self._end(stream, ending)

    def _ask(self, reply: Reply) -> None:
        calls = Calls(self._connection)
        self.outcome.asked += 1
        try:
            begun = Begun.from_json(calls.value(_BEGIN, self._begin(reply)))
        except FlorinError as error:
            if error.code != "insufficient_credits":
                raise
            self.outcome.refused += 1
            self.outcome.phantom_refused += self._payable(reply)
            return
        tasks: list[asyncio.Task[None]] = []

        def aside(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
            tasks.append(asyncio.ensure_future(work))
            return tasks[-1]

        facts = RequestFacts(self._model, True, None, reply.input)
        order = cast(Order, _Asked(self._principal, facts))
        funding = Funding(cast(Rpc, calls), HOLD_S, order, begun, lambda: None, aside)
        output = Output(_text_bytes, funding.first_mark_tokens)
        self._running.append(Stream(reply, begun, calls, funding, output, reply.output, tasks))
        self.outcome.held_at_first += begun.hold

    def _begin(self, reply: Reply) -> list[Any]:
        who = self._principal
        return [
            *(who.account_id, who.user_id, uuid.uuid4(), self._model, "chat_completions"),
            *(True, reply.input, None, None, b"", None, HOLD_S, "bench"),
        ]

    def _payable(self, reply: Reply) -> bool:
        """Whether the credits would pay for it and for all that runs beside it."""
        owed = sum(stream.reply.cost for stream in self._running)
        return self.posted - owed >= reply.cost

    async def _end(self, stream: Stream, ending: Ending) -> None:
        await asyncio.gather(*stream.tasks)
        self._running.remove(stream)
        relayed = Reply(stream.reply.input, stream.output.tokens())
        finished = finish(
            stream.calls, self._principal.account_id, stream.begun.generation_id, ending, relayed
        )
        found = self.outcome
        if ending is endings.COMPLETED:
            found.served += 1
        else:
            found.cut += 1
            found.phantom_cut += self._payable(stream.reply)
        found.extends += stream.calls.extends
        found.never_extended += stream.calls.extends == 0
        found.charged += finished["charged"]
        # What the credits did not cover is our loss, and must not be.
        self.posted -= finished["charged"]
        found.overspent += finished["uncollected"] + max(0, -self.posted)


@dataclass(frozen=True)
class _Asked:
    """What sizing a hold needs of an order."""

    principal: Principal
    facts: RequestFacts


def begin_and_finish(
    connection: psycopg.Connection,
    account_id: uuid.UUID,
    user_id: uuid.UUID,
    model: str,
    reply: Reply,
) -> None:
    """One generation of the past, as it was."""
    calls = Calls(connection)
    generation_id = uuid.uuid4()
    calls.value(
        _BEGIN,
        [
            *(account_id, user_id, generation_id, model, "chat_completions"),
            *(True, reply.input, None, None, b"", None, HOLD_S, "bench"),
        ],
    )
    finish(calls, account_id, generation_id, endings.COMPLETED, reply)


def finish(
    calls: Calls, account_id: uuid.UUID, generation_id: uuid.UUID, ending: Ending, used: Reply
) -> dict[str, Any]:
    usage = {
        **{"model": None, "input": used.input, "cache_read": 0, "cache_write": 0},
        **{"output": used.output, "web_search": 0},
    }
    source = "provider" if ending is endings.COMPLETED else "counted"
    settled: dict[str, Any] = calls.value(
        _FINISH,
        [
            *(account_id, generation_id, ending.outcome, Jsonb([usage]), source),
            *(Jsonb([]), 200, None, None, None, False),
        ],
    )
    return settled


def _text_bytes(events: Iterable[bytes]) -> int:
    return sum(map(len, events))
