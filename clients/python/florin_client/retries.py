"""When a call is tried again, and after how long."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from florin_client.errors import FlorinError, Problem, Unreachable

T = TypeVar("T")


@dataclass(frozen=True)
class Retries:
    """attempts: altogether, the first one included. Between them twice as long each time, from
    `first_s` to `longest_s`, of which a random half is waited or more, so that clients that failed
    together do not come back together. A `Retry-After` is waited out first; one that is longer
    than `patience_s` is left to the caller."""

    attempts: int = 6
    first_s: float = 0.25
    longest_s: float = 8.0
    patience_s: float = 30.0

    def wait_s(self, failures: int, error: FlorinError) -> float | None:
        """How long to wait after so many failures in a row, the last one being `error`; None
        where there is no point in another try."""
        if failures >= self.attempts or not is_passing(error):
            return None
        asked_s = (error.retry_after if isinstance(error, Problem) else None) or 0.0
        if asked_s > self.patience_s:
            return None
        return asked_s + self.backoff_s(failures)

    def backoff_s(self, failures: int) -> float:
        """A random time that doubles with the failures in a row."""
        # An exponent is bounded, or it would overflow where somebody tries for days.
        ceiling_s = min(self.longest_s, self.first_s * 2 ** min(failures - 1, 30))
        return random.uniform(ceiling_s / 2, ceiling_s)  # noqa: S311 -- no secret


def is_passing(error: FlorinError) -> bool:
    """Whether the same call may succeed later. Only for calls that may be repeated, which all of
    this package's are: they read, carry an Idempotency-Key, or mean the same the second time."""
    if isinstance(error, Unreachable):
        return True
    if not isinstance(error, Problem):
        return False
    if error.status == 409:
        return error.retry_after is not None
    # Without a code it was no answer of the service's, but of something on the way to it.
    return error.status in (429, 503) or (error.status in (502, 504) and not error.code)


async def retrying(call: Callable[[], Awaitable[T]], retries: Retries) -> T:
    """What `call` returns at last. Raises its last error."""
    failures = 0
    while True:
        try:
            return await call()
        except FlorinError as error:
            failures += 1
            wait_s = retries.wait_s(failures, error)
            if wait_s is None:
                raise
        await asyncio.sleep(wait_s)
