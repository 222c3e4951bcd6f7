"""Jobs: begun once, followed by Realtime, and by asking where Realtime is not to be had."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from client_project import Project
from florin_client import (
    BadRequest,
    Conflict,
    Florin,
    Job,
    NotFound,
    Patience,
    PaymentRequired,
    Retries,
    ServiceFailed,
)
from florin_client.realtime import AccountTopic
from interferer import Cut, Say, interfering
from job_hand import Hand

HASTE = Patience(join_s=0.5, backoff=Retries(first_s=0.05, longest_s=0.4), give_up_after_s=2.0)
DEADLINE_S = 10.0
TELLING = ("jobs_are_told_of_when_asked", "jobs_are_told_of_when_changed")


async def new_job(florin: Florin) -> Job:
    return await florin.jobs.create("demo-video", "A boat at dawn", seconds=2)


class Following:
    """A follower in a task of its own, and what it has seen."""

    def __init__(self, florin: Florin, job: Job, *, until_stored: bool = False) -> None:
        self.seen: list[Job] = []
        self.task = asyncio.create_task(self._follow(florin, job, until_stored))

    async def _follow(self, florin: Florin, job: Job, until_stored: bool) -> None:
        async for update in florin.jobs.follow(job.id, until_stored=until_stored):
            self.seen.append(update)

    async def until(self, is_so: Callable[[Job], bool]) -> Job:
        end = time.monotonic() + DEADLINE_S
        while not (self.seen and is_so(self.seen[-1])):
            if self.task.done():
                self.task.result()
            assert time.monotonic() < end, self.seen
            await asyncio.sleep(0.01)
        return self.seen[-1]

    async def until_progress(self, percent: int) -> None:
        await self.until(lambda job: job.progress == percent)

    async def end(self) -> Job:
        await asyncio.wait_for(self.task, DEADLINE_S)
        return self.seen[-1]


@contextlib.asynccontextmanager
async def following(florin: Florin, job: Job, **options: bool) -> AsyncIterator[Following]:
    """Until it saw the job."""
    follower = Following(florin, job, **options)
    try:
        await follower.until(lambda _: True)
        yield follower
    finally:
        follower.task.cancel()
        await asyncio.wait([follower.task])


async def topic_is(florin: Florin, is_live: bool) -> None:
    end = time.monotonic() + DEADLINE_S
    while florin.topic.is_live is not is_live:
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


@pytest.fixture
def mute(project: Project) -> Iterator[None]:
    """No change of a job is broadcast while the test runs."""
    admin = project.db.kept_connection("supabase_admin")
    for trigger in TELLING:
        admin.execute(f"alter table generation.jobs disable trigger {trigger}")
    yield
    for trigger in TELLING:
        admin.execute(f"alter table generation.jobs enable trigger {trigger}")


async def test_job_is_begun_once_and_its_price_held(project: Project) -> None:
    async with project.connect() as florin:
        key = str(uuid.uuid4())
        jobs = [
            await florin.jobs.create("demo-video", "A boat", seconds=2, idempotency_key=key)
            for _ in range(2)
        ]
        assert jobs[0].id == jobs[1].id
        job = jobs[0]
        assert (job.status, job.kind, job.unit, job.quantity) == ("queued", "video", "second", 2)
        assert job.input == {"model": "demo-video", "prompt": "A boat", "seconds": 2}
        assert (await florin.balance()).held == job.held_microcredits > 0
        assert job.charged_microcredits is None and not job.is_ended
        assert await florin.jobs.get(job.id) == job


async def test_lost_answer_begins_no_second_job(project: Project) -> None:
    async with project.disturbed() as (florin, network):
        network.plans = [Cut(30), Cut(200)]
        await new_job(florin)
        assert len((await florin.jobs.list()).jobs) == 1


async def test_history_comes_by_the_page(project: Project) -> None:
    async with project.connect() as florin:
        made = [(await new_job(florin)).id for _ in range(3)]
        first = await florin.jobs.list(limit=2)
        assert [job.id for job in first.jobs] == made[:0:-1]
        second = await florin.jobs.list(limit=2, before=first.next)
        assert [job.id for job in second.jobs] == made[:1] and second.next is None


async def test_refusals_of_jobs_are_typed(project: Project) -> None:
    async with project.connect() as florin:
        with pytest.raises(NotFound):
            await florin.jobs.create("nope", "A boat")
        with pytest.raises(BadRequest):
            await florin.jobs.create("demo-video", "A boat", seconds=-1)
        with pytest.raises(PaymentRequired) as poor:
            await florin.jobs.create("demo-video", "A boat", seconds=600)
        assert poor.value.limit_source == "credits"
        job = await new_job(florin)
        with pytest.raises(Conflict) as running:
            await job.delete()
        assert running.value.code == "job_not_ended"


async def test_jobs_of_others_are_not_there(project: Project) -> None:
    async with project.connect() as florin, project.connect() as stranger:
        job = await new_job(florin)
        for call in (stranger.jobs.get, stranger.jobs.cancel, stranger.jobs.delete):
            with pytest.raises(NotFound):
                await call(job.id)
        with pytest.raises(NotFound):
            async for _ in stranger.jobs.follow(job.id):
                pass


async def test_queued_job_is_canceled_at_once_and_deleted(project: Project) -> None:
    async with project.connect() as florin:
        job = await (await new_job(florin)).cancel()
        assert (job.status, job.charged_microcredits) == ("canceled", 0)
        assert (await florin.balance()).held == 0
        await job.delete()
        assert (await florin.jobs.list()).jobs == ()


async def test_waiting_tells_progress_and_returns_the_charged_job(project: Project) -> None:
    async with project.connect() as florin:
        job = await new_job(florin)
        hand = await Hand.of(project, florin, job)
        told: list[tuple[str, int | None]] = []
        waiting = asyncio.create_task(
            job.wait(lambda update: told.append((update.status, update.progress)))
        )
        await topic_is(florin, True)
        hand.submit()
        for percent in (10, 60):
            hand.progress(percent)
            await asyncio.sleep(0.1)
        hand.finish()
        ended = await asyncio.wait_for(waiting, DEADLINE_S)
        assert (ended.status, ended.is_stored) == ("succeeded", False)
        assert ended.charged_microcredits == job.held_microcredits
        assert ended.results[0].url == "https://files.example/film.mp4"
        assert told[-1][0] == "succeeded"
        assert [each for each in told if each[0] == "running"] == [("running", 10), ("running", 60)]


async def test_waiting_may_go_on_until_results_are_stored(project: Project) -> None:
    async with project.connect() as florin:
        job = await new_job(florin)
        hand = await Hand.of(project, florin, job)
        async with following(florin, job, until_stored=True) as follower:
            hand.submit()
            hand.finish()
            await follower.until(lambda job: job.is_ended)
            hand.store()
            ended = await follower.end()
        assert ended.is_settled and ended.results[0].is_stored


async def test_failed_job_says_why_and_costs_nothing(project: Project) -> None:
    async with project.connect() as florin:
        job = await new_job(florin)
        hand = await Hand.of(project, florin, job)
        hand.submit()
        hand.finish("failed", code="content_policy", message="No.")
        ended = await job.wait()
        assert (ended.status, ended.charged_microcredits) == ("failed", 0)
        assert ended.error == {"code": "content_policy", "message": "No."}


async def test_waiting_has_an_end(project: Project) -> None:
    async with project.connect() as florin:
        job = await new_job(florin)
        with pytest.raises(TimeoutError):
            await job.wait(timeout_s=0.3)
        assert (await florin.jobs.get(job.id)).status == "queued"


async def test_changes_come_by_realtime_alone(project: Project) -> None:
    async with project.disturbed(patience=HASTE) as (florin, network):
        job = await new_job(florin)
        hand = await Hand.of(project, florin, job)
        async with following(florin, job) as follower:
            await topic_is(florin, True)
            # The row is read once more when the topic comes up.
            await asyncio.sleep(0.3)
            network.cut_all()
            network.always = Say(503)
            hand.submit()
            for percent in (5, 50, 95):
                hand.progress(percent)
                await follower.until_progress(percent)
            # The end is the service's to tell: its links are signed.
            network.always = None
            hand.finish()
            assert (await follower.end()).status == "succeeded"


async def test_without_realtime_the_service_is_asked(project: Project) -> None:
    async with (
        interfering(project.url) as network,
        project.connect(url=network.url, patience=HASTE) as florin,
    ):
        network.always = Say(503)
        job = await new_job(florin)
        hand = await Hand.of(project, florin, job)
        async with following(florin, job) as follower:
            hand.submit()
            for percent in (5, 50):
                hand.progress(percent)
                begun = time.monotonic()
                await follower.until_progress(percent)
                # The service answers a held question as soon as there is something new.
                assert time.monotonic() - begun < 5
            hand.finish()
            assert (await follower.end()).status == "succeeded"
            assert not florin.topic.is_live


async def test_topic_that_is_lost_is_joined_again(project: Project) -> None:
    async with (
        interfering(project.url) as network,
        project.connect(url=network.url, patience=HASTE) as florin,
    ):
        job = await new_job(florin)
        hand = await Hand.of(project, florin, job)
        async with following(florin, job) as follower:
            await topic_is(florin, True)
            network.always = Say(503)
            network.cut_all()
            await topic_is(florin, False)
            hand.submit()
            hand.progress(20)
            await follower.until_progress(20)
            network.always = None
            await topic_is(florin, True)
            hand.progress(40)
            await follower.until_progress(40)


async def test_silent_realtime_is_found_out(project: Project, mute: None) -> None:
    patience = Patience(silence_s=0.4, backoff=HASTE.backoff)
    async with project.connect(patience=patience) as florin:
        job = await new_job(florin)
        hand = await Hand.of(project, florin, job)
        async with following(florin, job) as follower:
            await topic_is(florin, True)
            await asyncio.sleep(0.3)
            hand.submit()
            hand.progress(30)
            await follower.until_progress(30)
            # From now on the service is asked, which answers at once.
            hand.progress(31)
            await follower.until_progress(31)
            assert florin.topic.is_live


async def test_polls_that_are_not_held_come_ever_more_slowly(project: Project) -> None:
    patience = Patience(join_s=0.0, backoff=Retries(first_s=0.1, longest_s=0.8))
    async with (
        interfering(project.url) as supabase,
        project.disturbed(url=supabase.url, patience=patience) as (florin, network),
    ):
        supabase.always = Say(503)
        job = await new_job(florin)
        async with following(florin, job):
            network.cut_all()
            network.always = Say(304)
            asked = len(network.requests)
            await asyncio.sleep(2.0)
            assert 3 <= len(network.requests) - asked <= 10


async def test_follower_survives_an_outage_and_gives_up_on_a_long_one(project: Project) -> None:
    async with (
        interfering(project.url) as supabase,
        project.disturbed(url=supabase.url, patience=HASTE) as (florin, network),
    ):
        supabase.always = Say(503)
        job = await new_job(florin)
        hand = await Hand.of(project, florin, job)
        async with following(florin, job) as follower:
            network.always = Say(503)
            network.cut_all()
            await asyncio.sleep(0.8)
            hand.submit()
            network.always = None
            await follower.until(lambda job: job.status == "submitted")
            network.always = Say(503)
            network.cut_all()
            with pytest.raises(ServiceFailed):
                await follower.end()


async def test_followers_share_a_topic_and_leave_it(project: Project) -> None:
    async with project.connect() as florin:
        jobs = [await new_job(florin) for _ in range(3)]
        followers = [Following(florin, job) for job in jobs]
        await topic_is(florin, True)
        assert len(florin.supabase.get_channels()) == 1
        for job, follower in zip(jobs, followers, strict=True):
            await job.cancel()
            assert (await follower.end()).id == job.id
        assert florin.supabase.get_channels() == [] and not florin.topic.is_live
        assert not florin.supabase.realtime.is_connected


async def test_topic_outlives_its_first_token(project: Project) -> None:
    async with project.connect() as florin:
        job = await new_job(florin)
        hand = await Hand.of(project, florin, job)
        async with following(florin, job) as follower:
            await topic_is(florin, True)
            old = await florin.session.token()
            assert await florin.session.renew(old) != old
            hand.submit()
            hand.progress(70)
            await follower.until_progress(70)
            assert florin.topic.is_live


async def test_topic_of_another_account_is_never_live(project: Project) -> None:
    async with project.connect() as florin, project.connect() as stranger:
        topic = AccountTopic(stranger.session, florin.account_id)
        async with topic.listen("any") as bell:
            assert not await bell.wait(1.5)
            assert not topic.is_live


async def test_topic_that_is_left_and_joined_at_once_comes_up(project: Project) -> None:
    async with project.connect() as florin:
        job = await new_job(florin)
        for _ in range(5):
            async with following(florin, job):
                pass
        async with following(florin, job), following(florin, job):
            await topic_is(florin, True)
            assert len(florin.supabase.get_channels()) == 1
