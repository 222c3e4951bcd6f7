"""Jobs: begun, then ended by a verdict or canceled; what is delivered is charged."""

from dataclasses import dataclass, field
from uuid import UUID

import orjson

from bench.soak.hand import Hand
from bench.soak.lines import Refused
from bench.soak.model import IMAGE, Book

BEGIN = "select api.begin_job($1, $2, $3, $4, $5, $6, null)"
FINISH = "select api.finish_job($1, $2, $3, $4, null, 'soak')"
CANCEL = "select api.cancel_job($1, $2, $3)"

HASH = b"\x04" * 32
MAX_OPEN = 2
MAX_IMAGES = 4


@dataclass
class Job:
    book: Book
    id: UUID
    images: int


@dataclass
class Jobs:
    """One client's."""

    hand: Hand
    open: list[Job] = field(default_factory=list)

    async def step(self) -> None:
        if len(self.open) < MAX_OPEN:
            await self.begin()
        elif self.hand.random.random() < 0.3:
            await self.cancel(self.open.pop(0))
        else:
            await self.finish(self.open.pop(0))

    async def begin(self) -> None:
        book, images = self.hand.book(), self.hand.random.randint(1, MAX_IMAGES)
        job = Job(book, self.hand.id(), images)
        asked = {"model": "demo-image", "prompt": "soak", "images": images}
        params = (
            book.account_id,
            book.user_id,
            job.id,
            orjson.dumps(asked).decode(),
            f"soak-{job.id}",
            HASH,
        )
        flight = book.start(down=images * IMAGE)
        times = 2 if self.hand.random.random() < 0.1 else 1
        answers = await self.hand.at_once(
            "begin_job",
            self.hand.postgres.service,
            BEGIN,
            *([params] * times),
            expected=frozenset({"FLBAL"}),
        )
        for answer in answers:
            if isinstance(answer, Refused):
                self.hand.judge_refusal(book, flight, answer, images * IMAGE)
        if all(isinstance(answer, Refused) for answer in answers):
            book.land(flight)
            return
        self.hand.judge_hold(book, flight, images * IMAGE)
        book.land(flight, held=images * IMAGE, begun=1)
        self.open.append(job)

    async def finish(self, job: Job) -> None:
        """Some of the images, all, or none; now and then two say so at once."""
        made = self.hand.random.randint(0, job.images)
        results = [{"url": f"http://127.0.0.1/{n}.png"} for n in range(made)]
        params = (
            job.book.account_id,
            job.id,
            "succeeded" if made else "failed",
            orjson.dumps(results).decode(),
        )
        flight = job.book.start(up=(job.images - made) * IMAGE)
        times = 2 if self.hand.random.random() < 0.2 else 1
        answers = await self.hand.at_once(
            "finish_job", self.hand.postgres.worker, FINISH, *([params] * times)
        )
        won = sum(answer["won"] for answer in answers)
        self.hand.require(won == 1, job.book, f"job {job.id} ended {won} times")
        job.book.land(flight, posted=-made * IMAGE, held=-job.images * IMAGE)

    async def cancel(self, job: Job) -> None:
        flight = job.book.start(up=job.images * IMAGE)
        await self.hand.call(
            "cancel_job",
            self.hand.postgres.service,
            CANCEL,
            (job.book.account_id, job.book.user_id, job.id),
        )
        job.book.land(flight, held=-job.images * IMAGE)
