"""How much output the hold still covers, and when to ask for more.

Sizes a hold, never a charge: what a generation costs is computed once, in Postgres.
"""

from __future__ import annotations

from dataclasses import dataclass

MILLION = 1_000_000

# More tokens than any stream has.
NEVER = 2**62

# More is asked for when this part of a step is left: 128 tokens of the usual 1024, half a second of
# a fast model, and the answer takes some milliseconds. Earlier, and replies of the usual length,
# which the hold covers, would ask as well.
LEAD = 8


@dataclass(frozen=True, slots=True)
class Price:
    """Microcredits per million tokens; `request` and `web_search` per one."""

    input: int
    cache_read: int
    cache_write: int
    output: int
    request: int
    web_search: int

    def hold_for(self, input_tokens: int, output_tokens: int, web_searches: int = 0) -> int:
        """Microcredits that surely cover this much: every input token at the dearest slice."""
        dearest_input = max(self.input, self.cache_read, self.cache_write)
        tokens = input_tokens * dearest_input + output_tokens * self.output
        return -(-tokens // MILLION) + self.request + web_searches * self.web_search

    def output_covered(self, amount: int, input_tokens: int, web_searches: int = 0) -> int:
        """Output tokens that a hold of `amount` covers beside this input; the inverse."""
        if not self.output:
            return NEVER
        dearest_input = max(self.input, self.cache_read, self.cache_write)
        rest = (amount - self.request - web_searches * self.web_search) * MILLION
        return max(0, (rest - input_tokens * dearest_input) // self.output)


class Allowance:
    """Output tokens covered by the hold, against output tokens produced.

    held_tokens: what the hold covers at first, what is usual for the account and the model.
    step_tokens: what is held for at a time from then on. max_tokens: the generation's cap, beyond
    which nothing needs to be held: the provider keeps to it. Since tokens are estimated, a reply is
    not taken to exceed the cap before the estimate is at twice the cap.
    """

    __slots__ = ("_max", "_step", "covered", "refused")

    def __init__(self, held_tokens: int, step_tokens: int, max_tokens: int) -> None:
        self._step = max(1, step_tokens)
        self._max = max_tokens
        self.covered = min(held_tokens, max_tokens)
        # Set when the account could not hold more: from then on `covered` is the end.
        self.refused = False

    def runs_low(self, produced_tokens: int) -> bool:
        """True when the end of what is covered is near and there may be more to come."""
        return not self.refused and produced_tokens >= self._mark()

    def exceeded(self, produced_tokens: int) -> bool:
        """True when more was produced than is covered."""
        return produced_tokens > self._end()

    def next_cover(self, produced_tokens: int) -> int:
        """Output tokens to hold for next: two steps ahead, or half as much again where that is
        more. A reply that is longer than usual is the more often much longer, the longer it is;
        in equal steps it would ask without end."""
        ahead = produced_tokens + max(2 * self._step, produced_tokens // 2)
        return ahead if produced_tokens > self._max else min(ahead, self._max)

    def next_look(self, produced_tokens: int) -> int:
        """Output tokens at which an answer may change: no need to count before."""
        return max(self._end() if self.refused else self._mark(), produced_tokens + 1)

    def _mark(self) -> int:
        """Where the hold is to be extended."""
        return self._end() if self.covered >= self._max else self.covered - self._step // LEAD

    def _end(self) -> int:
        """The last token that is covered."""
        return 2 * self._max if self.covered == self._max else self.covered
