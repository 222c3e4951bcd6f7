"""Following one job: Realtime where it is, long polls where it is not, patience where neither is.

The row is the truth. Whatever Realtime says is news of a version; older ones are dropped, and what
it should have said is found by reading the row: when the topic comes up, when it falls silent,
and at the end, which only the service tells with links to the results.
"""

from __future__ import annotations

import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from florin_client.errors import FlorinError, Problem, UnexpectedAnswer
from florin_client.reading import read
from florin_client.realtime import AccountTopic, Bell
from florin_client.retries import Retries, is_passing

if TYPE_CHECKING:
    from florin_client.jobs import Job

# One try: None where the known job is the job as it is, after up to so many seconds.
Read = Callable[[str, "Job | None", int], Awaitable["Job | None"]]
Make = Callable[[Mapping[str, Any]], "Job"]


@dataclass(frozen=True)
class Patience:
    """join_s: how long to wait for Realtime to come up before the service is asked instead.
    silence_s: how long it may say nothing before the row is read. distrust_s: how long long polls
    are preferred after it left something out. long_poll_s: what one poll asks the service to wait,
    at most 20. backoff: between polls that were not held, and after errors. give_up_after_s: of
    nothing but errors."""

    join_s: float = 2.0
    silence_s: float = 30.0
    distrust_s: float = 120.0
    long_poll_s: int = 20
    backoff: Retries = Retries(first_s=0.5, longest_s=15.0)
    give_up_after_s: float = 300.0


class Follower:
    """Follows jobs, one call each."""

    def __init__(self, read_row: Read, make: Make, topic: AccountTopic, patience: Patience) -> None:
        self._read_row = read_row
        self._make = make
        self._topic = topic
        self._patience = patience

    async def follow(
        self, job_id: str, is_over: Callable[[Job], bool]
    ) -> AsyncGenerator[Job, None]:
        """The job now and each newer version, the last one as the service tells it."""
        async with self._topic.listen(job_id) as bell:
            watch = _Watch(job_id, bell, self._topic, self._read_row, self._patience)
            job = await watch.read(None, 0)
            may_join_until = time.monotonic() + self._patience.join_s
            while True:
                if job is not None:
                    watch.known = job
                    yield job
                    if is_over(job):
                        return
                if not watch.may_listen:
                    job = await watch.poll(may_join_until)
                    continue
                job = self._told(await watch.listen(), watch.known)
                if job is None or is_over(job):
                    job = await watch.read(watch.known, 0)
                    watch.judge(job)

    def _told(self, row: Mapping[str, Any] | None, known: Job | None) -> Job | None:
        """The job that Realtime told, where it is newer. A row that cannot be read as a job was
        told by another version of Florin; then the service has to be asked."""
        if row is None:
            return None
        try:
            job = read(self._make, row)
        except UnexpectedAnswer:
            return None
        return job if known is None or job.version > known.version else None


class _Watch:
    """The waiting and reading of one follower."""

    def __init__(
        self, job_id: str, bell: Bell, topic: AccountTopic, read_row: Read, patience: Patience
    ) -> None:
        self.known: Job | None = None
        self._job_id = job_id
        self._bell = bell
        self._topic = topic
        self._read_row = read_row
        self._patience = patience
        self._was_rung = False
        self._distrusted_until = 0.0
        self._idle_polls = 0

    @property
    def may_listen(self) -> bool:
        return self._topic.is_live and time.monotonic() >= self._distrusted_until

    async def listen(self) -> Mapping[str, Any] | None:
        """What Realtime told, within the time that it may be silent."""
        jitter = random.uniform(0.75, 1.0)  # noqa: S311 -- no secret
        self._was_rung = await self._bell.wait(self._patience.silence_s * jitter)
        return self._bell.take()

    def judge(self, found: Job | None) -> None:
        """Whether Realtime had said nothing of what was found in the row."""
        if found is not None and not self._was_rung:
            self._distrusted_until = time.monotonic() + self._patience.distrust_s

    async def poll(self, may_join_until: float) -> Job | None:
        """One long poll, unless the topic comes up before that time; a pause where the service did
        not hold it."""
        await self._bell.wait(max(0.0, may_join_until - time.monotonic()))
        if self.may_listen:
            # It came up; the row has yet to be read.
            self._bell.ring()
            return None
        begun = time.monotonic()
        job = await self.read(self.known, self._patience.long_poll_s, while_deaf=True)
        took_s = time.monotonic() - begun
        if job is not None or took_s >= self._patience.long_poll_s / 2:
            self._idle_polls = 0
            return job
        self._idle_polls += 1
        await self._bell.wait(self._patience.backoff.backoff_s(self._idle_polls))
        return None

    async def read(self, known: Job | None, wait_s: int, *, while_deaf: bool = False) -> Job | None:
        """The row, where it is newer; with `while_deaf` None as well once there is something to
        listen to. Raises what passes by itself only once it did not for `give_up_after_s`, and all
        else at once."""
        failures = 0
        give_up_at = time.monotonic() + self._patience.give_up_after_s
        while True:
            try:
                job = await self._read_row(self._job_id, known, wait_s)
            except FlorinError as error:
                failures += 1
                asked_s = (error.retry_after if isinstance(error, Problem) else None) or 0.0
                pause_s = asked_s + self._patience.backoff.backoff_s(failures)
                if not is_passing(error) or time.monotonic() + pause_s > give_up_at:
                    raise
            else:
                is_news = job is not None and (known is None or job.version > known.version)
                return job if is_news else None
            await self._bell.wait(pause_s)
            if while_deaf and self.may_listen:
                self._bell.ring()
                return None
