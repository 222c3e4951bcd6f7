"""What the hold bench plays: people with habits, and the replies they get. Seeded.

Lengths of replies are log-normal, as those of recorded chats are: most are short, a few very long.
Each account has a middle of its own, for some only chat and others write reports.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

MAX_OUTPUT_TOKENS = 8192
STEP_TOKENS = 1024
# µc per million tokens.
INPUT_PRICE = 2_000_000
OUTPUT_PRICE = 10_000_000

# Tokens of the middle reply of the middle account; how far accounts lie apart, and the replies of
# one account.
MEDIAN_TOKENS = 250
ACCOUNTS_SIGMA = 0.7
REPLIES_SIGMA = 0.8
INPUT_MEDIAN_TOKENS = 400
INPUT_SIGMA = 0.6

# Credits of each account: for so many average replies of its own, from nearly nothing to plenty.
REPLIES_PAID = (4, 64)

# Turns (see hold_streams.py) between two requests of an account, on average. A middle reply takes
# four, a long one twenty: two or three run at a time, sometimes ten.
MEAN_PAUSE_TURNS = 2.5


@dataclass(frozen=True)
class Reply:
    """Tokens of one request and of the whole reply to it; when it is asked for, in turns."""

    input: int
    output: int
    at_turn: int = 0

    @property
    def cost(self) -> int:
        """µc, as the catalogue's price makes it."""
        return -(-(self.input * INPUT_PRICE + self.output * OUTPUT_PRICE) // 1_000_000)


@dataclass(frozen=True)
class Person:
    """One account: what it asked for before, what it asks for now, and its credits."""

    history: Sequence[Reply]
    asked: Sequence[Reply]
    credits: int


def people(seed: int, accounts: int, history: int, asked: int) -> list[Person]:
    """The same for the same arguments."""
    chance = random.Random(seed)  # noqa: S311, makes up usage, guards nothing
    return [_person(chance, history, asked) for _ in range(accounts)]


def _person(chance: random.Random, history: int, asked: int) -> Person:
    middle = MEDIAN_TOKENS * math.exp(chance.gauss(0, ACCOUNTS_SIGMA))

    def reply(at_turn: int) -> Reply:
        length = middle * math.exp(chance.gauss(0, REPLIES_SIGMA))
        prompt = INPUT_MEDIAN_TOKENS * math.exp(chance.gauss(0, INPUT_SIGMA))
        return Reply(max(1, round(prompt)), min(MAX_OUTPUT_TOKENS, max(1, round(length))), at_turn)

    before = [reply(0) for _ in range(history)]
    turn = 0.0
    now = []
    for _ in range(asked):
        turn += chance.expovariate(1 / MEAN_PAUSE_TURNS)
        now.append(reply(round(turn)))
    fewest, most = REPLIES_PAID
    paid = fewest * (most / fewest) ** chance.random()
    return Person(before, now, round(paid * sum(each.cost for each in before) / len(before)))
