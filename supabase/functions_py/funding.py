"""Keeps a stream's hold ahead of what it produces, and says when there is nothing left to hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from functions_py import ending as endings
from functions_py.allowance import Allowance
from functions_py.ending import Ending
from functions_py.errors import FlorinError
from functions_py.order import Begun, Order
from functions_py.output import Output
from functions_py.rpc import Rpc
from functions_py.usage import Usage, UsageLine

# How often a stream asks for what is left of the credits, while others take of it.
TRIES = 4


class Funding:
    """The hold of one stream while it runs.

    reported: what the provider said about usage so far. aside: runs a coroutine beside the relay,
    which waits for it before it settles.
    """

    __slots__ = (
        "_account_id",
        "_allowance",
        "_aside",
        "_begun",
        "_extension",
        "_held_amount",
        "_hold_seconds",
        "_input_tokens",
        "_reported",
        "_rpc",
        "_unfunded",
    )

    def __init__(
        self,
        rpc: Rpc,
        hold_seconds: int,
        order: Order,
        begun: Begun,
        reported: Callable[[], Usage | None],
        aside: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> None:
        self._rpc = rpc
        self._hold_seconds = hold_seconds
        self._account_id = order.principal.account_id
        self._input_tokens = order.facts.input_tokens
        self._begun = begun
        self._reported = reported
        self._aside = aside
        self._allowance = Allowance(
            begun.price.output_covered(begun.hold, order.facts.input_tokens),
            begun.step_tokens,
            begun.max_output_tokens,
        )
        self._held_amount = begun.hold
        self._extension: asyncio.Task[None] | None = None
        self._unfunded: Ending | None = None

    @property
    def first_mark_tokens(self) -> int:
        """Output tokens before which nothing needs to be looked at."""
        return self._allowance.next_look(0)

    async def look(self, output: Output, events: list[bytes]) -> Ending | None:
        """Compares what was produced, `events` included, with what the hold covers, before they
        are relayed: nothing goes out on credit. Where funds are lacking it takes the events that
        nobody would pay for out of the list, and returns how the stream ends."""
        allowance = self._allowance
        if output.stays_below(allowance.next_look(0)):
            return None
        produced = self._produced(output)
        if allowance.runs_low(produced) and self._extension is None:
            self._extension = self._aside(self._extend(produced))
        while allowance.exceeded(produced):
            if allowance.refused:
                while events and self._produced(output) > allowance.covered:
                    output.take_back([events.pop()])
                return endings.CREDITS_EXHAUSTED
            if self._extension is None:
                self._extension = self._aside(self._extend(produced))
            try:
                # `stop` may interrupt this wait, but not the extension itself.
                await asyncio.shield(self._extension)
            except asyncio.CancelledError:
                output.take_back(events)
                raise
            if self._unfunded is not None:
                output.take_back(events)
                events.clear()
                return self._unfunded
        output.put_off(allowance.next_look(produced) - produced)
        return None

    def _produced(self, output: Output) -> int:
        reported = self._reported()
        return max(output.tokens(), 0 if reported is None else reported.total.output)

    async def _extend(self, produced: int) -> None:
        """Holds for the next steps; where that is too much, for whatever the account still has."""
        allowance, price = self._allowance, self._begun.price
        reported = self._reported()
        facts = UsageLine() if reported is None else reported.total
        input_tokens = max(self._input_tokens, facts.input_side)
        cover = allowance.next_cover(produced)
        amount = price.hold_for(input_tokens, cover, facts.web_search)
        self._unfunded = None
        refused = False
        try:
            for _ in range(TRIES):
                try:
                    await self._hold(amount)
                    break
                except FlorinError as error:
                    available = error.extra.get("available")
                    if error.status != 402 or not isinstance(available, int):
                        raise
                    refused = True
                    amount = self._held_amount + max(0, available)
                    cover = price.output_covered(amount, input_tokens, facts.web_search)
            else:
                # Others were quicker each time.
                cover = 0
            allowance.covered = max(allowance.covered, cover)
            # Only now: while the rest is being asked for, what is covered is not yet the end.
            allowance.refused = refused
        except FlorinError as error:
            if error.status == 402:
                allowance.refused = True
            else:
                self._unfunded = endings.HOLD_LOST if error.status == 409 else endings.UNFUNDED
        finally:
            self._extension = None

    async def _hold(self, amount: int) -> None:
        if amount > self._held_amount:
            self._held_amount = await self._rpc.extend_hold(
                account_id=self._account_id,
                generation_id=self._begun.generation_id,
                amount=amount,
                hold_seconds=self._hold_seconds,
            )
