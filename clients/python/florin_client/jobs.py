"""Jobs: generations that take long, as images and video."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from florin_client.following import Follower, Patience
from florin_client.reading import Members, read, time_of
from florin_client.realtime import AccountTopic
from florin_client.retries import Retries
from florin_client.service import Service

ENDED = frozenset({"succeeded", "failed", "canceled", "expired"})

# What the service holds a long poll for, at most; the answer needs a moment of its own.
MAX_WAIT_S = 20
WAIT_MARGIN_S = 10.0

ONCE = Retries(attempts=1)

OnProgress = Callable[["Job"], Awaitable[None] | None]


@dataclass(frozen=True)
class JobResult:
    """One file. url: good for an hour once it `is_stored`, the provider's own before that; None
    in what only Realtime told. path: where it is stored. seconds: of a video."""

    url: str | None
    path: str | None
    content_type: str
    bytes: int | None
    width: int | None
    height: int | None
    seconds: float | None

    @property
    def is_stored(self) -> bool:
        return self.path is not None

    @classmethod
    def of(cls, members: Members) -> JobResult:
        return cls(
            url=members.get("url"),
            path=members.get("path"),
            content_type=members["content_type"],
            bytes=members.get("bytes"),
            width=members.get("width"),
            height=members.get("height"),
            seconds=members.get("seconds"),
        )


@dataclass(frozen=True)
class Job:
    """A job as it was when it was read; it does not change by itself.

    status: `queued`, `submitted`, `running`, and one of `succeeded`, `failed`, `canceled`,
    `expired` at last. progress: 0 to 100, None where the provider does not say. unit, quantity,
    resolution: what is priced. delivered: of quantity, how many came back and are charged. Amounts
    in microcredits; delivered and charged are None until it ended, and 0 unless it succeeded.
    error: its `code` and `message`. version: higher is newer.
    """

    id: str
    model: str
    kind: str
    status: str
    progress: int | None
    input: Mapping[str, Any]
    unit: str
    quantity: int
    delivered: int | None
    resolution: str | None
    held_microcredits: int
    charged_microcredits: int | None
    results: tuple[JobResult, ...]
    is_stored: bool
    error: Mapping[str, Any] | None
    is_cancel_requested: bool
    version: int
    created_at: datetime
    submitted_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    _jobs: Jobs = field(repr=False, compare=False)

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED

    @property
    def is_settled(self) -> bool:
        """Ended, and its results, if there are any, are stored: nothing more is to come."""
        return self.is_ended and (self.status != "succeeded" or self.is_stored)

    async def wait(
        self,
        on_progress: OnProgress | None = None,
        *,
        until_stored: bool = False,
        timeout_s: float | None = None,
    ) -> Job:
        """The job once it ended, however it did. `on_progress` is called with each change on the
        way, the last one included. After `timeout_s` TimeoutError; the job goes on. Raises what
        `Jobs.follow` does."""
        job = self
        async with (
            asyncio.timeout(timeout_s),
            contextlib.aclosing(self._jobs.follow(self.id, until_stored=until_stored)) as updates,
        ):
            async for job in updates:
                called = on_progress(job) if on_progress else None
                if inspect.isawaitable(called):
                    await called
        return job

    async def cancel(self) -> Job:
        return await self._jobs.cancel(self.id)

    async def delete(self) -> None:
        await self._jobs.delete(self.id)


@dataclass(frozen=True)
class JobPage:
    """Newest first. next: for `before` of the next page; None on the last one."""

    jobs: tuple[Job, ...]
    next: str | None


class Jobs:
    """`florin.jobs`."""

    def __init__(self, service: Service, topic: AccountTopic, patience: Patience) -> None:
        self._service = service
        self._follower = Follower(self._read, self._job, topic, patience)

    async def create(
        self,
        model: str,
        prompt: str,
        *,
        seconds: int | None = None,
        resolution: str | None = None,
        images: int | None = None,
        image_url: str | None = None,
        aspect_ratio: str | None = None,
        seed: int | None = None,
        options: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> Job:
        """Begins a job and holds its price. `options` go to the provider as they are. The same key
        with the same input is the same job. Raises Problem."""
        given = {
            "model": model,
            "prompt": prompt,
            "seconds": seconds,
            "resolution": resolution,
            "images": images,
            "image_url": image_url,
            "aspect_ratio": aspect_ratio,
            "seed": seed,
            "options": options,
        }
        answer = await self._service.call(
            "POST",
            "/v1/jobs",
            json_body={name: value for name, value in given.items() if value is not None},
            headers={"idempotency-key": idempotency_key or str(uuid.uuid4())},
        )
        return read(self._job, answer.members())

    async def get(self, job_id: str) -> Job:
        answer = await self._service.call("GET", _path(job_id))
        return read(self._job, answer.members())

    async def list(self, *, before: str | None = None, limit: int = 20) -> JobPage:
        """One page, newest first. Raises Problem."""
        query = {"limit": str(limit), **({"before": before} if before else {})}
        answer = await self._service.call("GET", f"/v1/jobs?{urlencode(query)}")
        return read(self._page, answer.members())

    async def cancel(self, job_id: str) -> Job:
        """At once where the provider was not asked yet; else it is asked to stop, and its verdict
        counts. A job that ended stays as it is."""
        answer = await self._service.call("POST", f"{_path(job_id)}/cancel")
        return read(self._job, answer.members())

    async def delete(self, job_id: str) -> None:
        """Of a job that ended: it is listed no more, its input and results are dropped."""
        await self._service.call("DELETE", _path(job_id))

    def follow(self, job_id: str, *, until_stored: bool = False) -> AsyncGenerator[Job, None]:
        """The job now, and each change of it until it ended (`until_stored`: until its results are
        stored, too). Several changes at once may come as one.

        By Realtime; where that is not to be had, by asking the service, which holds the question
        until there is something new. Raises Problem (NotFound once it is deleted), and Unreachable
        when nothing could be asked for `Patience.give_up_after_s`.
        """

        def is_over(job: Job) -> bool:
            return job.is_settled if until_stored else job.is_ended

        return self._follower.follow(job_id, is_over)

    async def _read(self, job_id: str, known: Job | None, wait_s: int) -> Job | None:
        """One try. None where `known` is the job as it is still, after up to `wait_s`."""
        headers = {}
        if known is not None:
            headers["if-none-match"] = f'"{known.version}"'
        if wait_s:
            headers["prefer"] = f"wait={wait_s}"
        answer = await self._service.call(
            "GET",
            _path(job_id),
            headers=headers,
            timeout_s=wait_s + WAIT_MARGIN_S,
            retries=ONCE,
        )
        return None if answer.status == 304 else read(self._job, answer.members())

    def _page(self, members: Members) -> JobPage:
        return JobPage(tuple(self._job(each) for each in members["jobs"]), members["next"])

    def _job(self, members: Members) -> Job:
        return Job(
            id=members["id"],
            model=members["model"],
            kind=members["kind"],
            status=members["status"],
            progress=members["progress"],
            input=members["input"],
            unit=members["unit"],
            quantity=members["quantity"],
            delivered=members["delivered"],
            resolution=members["resolution"],
            held_microcredits=members["held_microcredits"],
            charged_microcredits=members["charged_microcredits"],
            results=tuple(JobResult.of(each) for each in members["results"]),
            is_stored=members["stored"],
            error=members["error"],
            is_cancel_requested=members["cancel_requested"],
            version=int(members["version"]),
            created_at=datetime.fromisoformat(members["created_at"]),
            submitted_at=time_of(members["submitted_at"]),
            started_at=time_of(members["started_at"]),
            finished_at=time_of(members["finished_at"]),
            _jobs=self,
        )


def _path(job_id: str) -> str:
    return f"/v1/jobs/{quote(job_id, safe='')}"
