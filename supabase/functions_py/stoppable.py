"""A task that ends by its own rules only, and its clock.

`stop` is the one way to end it early: it interrupts the reading, never the settling. One timer
watches total time, silence and progress; it is moved on when it fires, not at every read.
"""

from __future__ import annotations

import asyncio
import math
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import Any

from functions_py import ending as endings
from functions_py.ending import Ending
from functions_py.settings import Settings


class Stoppable(ABC):
    """Base of a relay. Subclasses say when the provider has been silent for too long."""

    __slots__ = (
        "_attempt_due_at",
        "_attempt_overdue",
        "_interruptible",
        "_loop",
        "_progress_at",
        "_settings",
        "_side",
        "_stopped_by",
        "_task",
        "_timer",
        "_total_at",
    )

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._side: list[asyncio.Task[None]] = []
        self._interruptible = False
        self._stopped_by: Ending | None = None
        now = self._loop.time()
        self._total_at = now + settings.total_timeout_s
        self._progress_at = now + settings.progress_interval_s
        self._attempt_due_at = now + settings.first_byte_timeout_s
        self._attempt_overdue = False
        self._timer: asyncio.TimerHandle | None = None

    def stop(self, ending: Ending) -> None:
        """Ends the generation with `ending` if it has not ended yet; the first call wins."""
        if self._stopped_by is None:
            self._stopped_by = ending
            # Before the first step of the task there is nothing to interrupt, after the last read
            # nothing must.
            if self._interruptible and self._task is not None:
                self._task.cancel()

    # --- what differs -------------------------------------------------------------------------

    @abstractmethod
    def _silent_at(self) -> float:
        """When the provider will have been silent for too long, once it has answered."""

    @abstractmethod
    def _silent(self) -> Ending:
        """What that means."""

    @abstractmethod
    async def _record_progress(self) -> None:
        """Tells the database that this generation is alive."""

    # --- the task -----------------------------------------------------------------------------

    def _start(self, run: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        due_at = min(self._total_at, self._progress_at, self._attempt_due_at)
        self._timer = self._loop.call_at(due_at, self._tick)
        self._task = self._loop.create_task(run)
        return self._task

    async def _interruptibly(self, work: Coroutine[Any, Any, Ending]) -> Ending:
        """How `work` ended, or what it was stopped with. Raises what it raises."""
        if self._stopped_by is not None:
            work.close()
            return self._stopped_by
        self._interruptible = True
        try:
            return await work
        except asyncio.CancelledError:
            # Only `stop` and the loop's own shutdown cancel a relay; both want it settled.
            if self._task is not None:
                self._task.uncancel()
            return self._stopped_by or endings.STOPPING
        finally:
            self._interruptible = False

    def _aside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Runs something beside the relay; `_stand_still` waits for it."""
        task: asyncio.Task[None] = self._loop.create_task(work)
        self._side.append(task)
        task.add_done_callback(self._side.remove)
        return task

    async def _stand_still(self) -> None:
        """No timer and nothing beside the task runs any more."""
        if self._timer is not None:
            self._timer.cancel()
        if self._side:
            await asyncio.wait(self._side)

    def _let_go(self) -> None:
        """Drops what nobody needs after the end."""
        del self._side, self._timer, self._task

    # --- time ---------------------------------------------------------------------------------

    def _tick(self) -> None:
        """One timer for total time, silence and progress, moved on when it fires."""
        now = self._loop.time()
        if now >= self._total_at:
            self.stop(endings.TIMED_OUT)
            return
        if now >= self._progress_at:
            self._progress_at = now + self._settings.progress_interval_s
            self._aside(self._record_progress())
        if now >= self._attempt_due_at:
            self._attempt_due_at = math.inf
            self._attempt_overdue = True
            if self._task is not None:
                self._task.cancel()
        silent_at = self._silent_at()
        if now >= silent_at:
            self.stop(self._silent())
            return
        self._timer = self._loop.call_at(
            min(self._total_at, self._progress_at, self._attempt_due_at, silent_at), self._tick
        )

    def _wake_at(self, due_at: float) -> None:
        """Moves the timer forward."""
        if self._timer is not None and self._timer.when() > due_at:
            self._timer.cancel()
            self._timer = self._loop.call_at(due_at, self._tick)

    def _start_attempt(self) -> None:
        """Gives the provider its time for the first byte."""
        self._attempt_overdue = False
        self._attempt_due_at = self._loop.time() + self._settings.first_byte_timeout_s
        self._wake_at(self._attempt_due_at)

    def _is_overdue(self) -> bool:
        """After CancelledError: whether only this attempt's time was up. Then it is swallowed."""
        if not self._attempt_overdue or self._stopped_by is not None or self._task is None:
            return False
        self._task.uncancel()
        return True
