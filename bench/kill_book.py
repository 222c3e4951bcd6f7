"""What clients of scripts/bench kill saw, and what its provider was asked: the other book, which
Florin's is compared with in the end."""

import itertools
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

# Every prompt names its request.
PROMPT = re.compile(rb"kill-request-(\d+)\.")
WRONG_KEPT = 20


@dataclass
class Asked:
    """A request of a client, and all that it was told of it.

    told: (generation, charge in µc) of each complete answer. known: a generation that was named
    without its charge. is_over: nothing is left to be asked again.
    """

    number: int
    account: str
    token: str
    path: str
    body: bytes
    key: str | None
    request_hash: bytes
    told: list[tuple[str, int]] = field(default_factory=list)
    known: str | None = None
    was_broken: bool = False
    is_over: bool = False


@dataclass
class Ordered:
    """A job that was accepted with 201."""

    account: str
    job: str


Kind = Literal["broken", "succeeded"]


class Book:
    """Written by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self.asked: dict[int, Asked] = {}
        self.ordered: list[Ordered] = []
        self.paid: Counter[str] = Counter()
        self.provider_asked_at: dict[int, float] = {}
        self.counts: Counter[tuple[str, Kind]] = Counter()
        self.wrong: list[str] = []
        self.target = "start"

    def number(self) -> int:
        with self._lock:
            return next(self._numbers)

    def begin(self, request: Asked) -> None:
        with self._lock:
            self.asked[request.number] = request

    def tell(self, request: Asked, generation: str, charge: int) -> None:
        with self._lock:
            request.told.append((generation, charge))
            request.is_over = True
            self.counts[self.target, "succeeded"] += 1

    def break_off(self, request: Asked | None = None) -> None:
        with self._lock:
            if request is not None:
                request.was_broken = True
            self.counts[self.target, "broken"] += 1

    def succeed(self) -> None:
        with self._lock:
            self.counts[self.target, "succeeded"] += 1

    def order(self, account: str, job: str) -> None:
        with self._lock:
            self.ordered.append(Ordered(account, job))
            self.counts[self.target, "succeeded"] += 1

    def pay(self, account: str) -> None:
        with self._lock:
            self.paid[account] += 1

    def refuse(self, text: str) -> None:
        """Something that no kill excuses."""
        with self._lock:
            if len(self.wrong) < WRONG_KEPT:
                self.wrong.append(text)

    def told(self) -> int:
        """How many answers came whole."""
        with self._lock:
            return sum(count for (_, kind), count in self.counts.items() if kind == "succeeded")

    def notice(self, data: bytes) -> None:
        """What passes on the line to the provider."""
        if found := PROMPT.search(data):
            with self._lock:
                self.provider_asked_at.setdefault(int(found.group(1)), time.time())
