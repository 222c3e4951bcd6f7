"""The task that ends by its own rules: stopped early, late, twice, and by the loop itself."""

from __future__ import annotations

import asyncio
import math

from functions_py import ending as endings
from functions_py.ending import Ending
from functions_py.stoppable import Stoppable
from running import settings_for


class Work(Stoppable):
    """Reads for a while, then settles for a while."""

    def __init__(self, read_s: float = 60.0, settle_s: float = 0.0, **changes: float) -> None:
        super().__init__(settings_for(**changes))
        self.read_s = read_s
        self.settle_s = settle_s
        self.silent_at = math.inf
        self.progress = 0
        self.ended: Ending | None = None

    def begin(self) -> asyncio.Task[None]:
        return self._start(self._run())

    async def _run(self) -> None:
        ending = await self._interruptibly(self._read())
        await self._stand_still()
        await asyncio.sleep(self.settle_s)
        self.ended = ending

    async def _read(self) -> Ending:
        await asyncio.sleep(self.read_s)
        return endings.COMPLETED

    def _silent_at(self) -> float:
        return self.silent_at

    def _silent(self) -> Ending:
        return endings.IDLE

    async def _record_progress(self) -> None:
        self.progress += 1


async def ended(work: Work, task: asyncio.Task[None]) -> Ending | None:
    await asyncio.wait_for(task, 5)
    return work.ended


async def test_left_alone_it_completes() -> None:
    work = Work(read_s=0.0)
    assert await ended(work, work.begin()) is endings.COMPLETED


async def test_stopped_before_its_first_step_it_still_settles() -> None:
    work = Work()
    task = work.begin()
    work.stop(endings.CANCELED)
    assert await ended(work, task) is endings.CANCELED


async def test_stopped_while_reading_the_first_reason_wins() -> None:
    work = Work()
    task = work.begin()
    await asyncio.sleep(0.01)
    work.stop(endings.CREDITS_EXHAUSTED)
    work.stop(endings.CANCELED)
    assert await ended(work, task) is endings.CREDITS_EXHAUSTED


async def test_settling_cannot_be_interrupted() -> None:
    work = Work(read_s=0.0, settle_s=0.1)
    task = work.begin()
    await asyncio.sleep(0.05)
    work.stop(endings.CANCELED)
    assert await ended(work, task) is endings.COMPLETED


async def test_a_loop_that_shuts_down_has_it_settled() -> None:
    work = Work()
    task = work.begin()
    await asyncio.sleep(0.01)
    task.cancel()
    assert await ended(work, task) is endings.STOPPING


async def test_its_total_time_is_bounded() -> None:
    work = Work(total_timeout_s=0.5)
    assert await ended(work, work.begin()) is endings.TIMED_OUT


async def test_silence_ends_it() -> None:
    work = Work(first_byte_timeout_s=60.0)
    task = work.begin()
    await asyncio.sleep(0.01)
    work.silent_at = asyncio.get_running_loop().time() + 0.1
    work._wake_at(work.silent_at)
    assert await ended(work, task) is endings.IDLE


async def test_it_says_now_and_then_that_it_is_alive() -> None:
    work = Work(read_s=0.55, progress_interval_s=0.1)
    assert await ended(work, work.begin()) is endings.COMPLETED
    assert 3 <= work.progress <= 6
