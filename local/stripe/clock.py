"""The stand-in's time. It runs with the machine's, shifted by what was advanced, or stands still.

What falls due (renewals, retries, expiries) is kept on the agenda and run when the clock gets
there, in order, each at its own second.
"""

import heapq
import itertools
import time
from collections.abc import Callable

# More than any test makes; the bound is against a loop that books itself anew for ever.
MAX_BOOKED = 200_000
MAX_STEPS = 100_000


class Clock:
    """Unix seconds. Actions get nothing and must look for themselves whether they still apply."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self.reset()

    def reset(self) -> None:
        self._offset = 0
        self._frozen_at: int | None = None
        self._step_at: int | None = None
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []

    @property
    def is_frozen(self) -> bool:
        return self._frozen_at is not None

    def now(self) -> int:
        if self._step_at is not None:
            return self._step_at
        return self._frozen_at if self._frozen_at is not None else self._running()

    def at(self, moment: int, action: Callable[[], None]) -> None:
        """Books an action; one in the past runs with the next `catch_up`."""
        if len(self._agenda) >= MAX_BOOKED:
            raise OverflowError("the stand-in's agenda is full")
        heapq.heappush(self._agenda, (moment, next(self._numbers), action))

    def freeze(self) -> None:
        """From now on every answer and event carries the same second."""
        self._frozen_at = self.now()

    def resume(self) -> None:
        """Runs on from where it stood."""
        if self._frozen_at is not None:
            self._offset += self._frozen_at - self._running()
            self._frozen_at = None

    def jump(self, moment: int) -> None:
        """Sets the time, forwards or backwards, and runs nothing."""
        if self._frozen_at is not None:
            self._frozen_at = moment
        else:
            self._offset += moment - self._running()

    def advance(self, seconds: int) -> None:
        """Lives through `seconds`: runs what falls due on the way."""
        goal = self.now() + seconds
        self._run_until(goal)
        self.jump(goal)

    def catch_up(self) -> None:
        """Runs what has fallen due by now."""
        self._run_until(self.now())

    def _run_until(self, goal: int) -> None:
        try:
            for _ in range(MAX_STEPS):
                if not self._agenda or self._agenda[0][0] > goal:
                    return
                moment, _, action = heapq.heappop(self._agenda)
                self._step_at = max(moment, self._step_at or 0)
                action()
        finally:
            self._step_at = None
        raise OverflowError("the stand-in's agenda does not end")

    def _running(self) -> int:
        return int(time.time()) + self._offset
