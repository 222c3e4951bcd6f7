"""What is no longer wanted: canceled at once where no provider may have it, else asked for there;
deleted once it has ended."""

import uuid

import pytest
from jobs.steps import RESULTS, SECOND, Job, Jobs
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres

PATH = [{"url": None, "path": "a/b/0.mp4", "content_type": "video/mp4"}]


@pytest.fixture
def job(world: Jobs) -> Job:
    return world.patron().new_job(world.media_model())


def test_job_that_nobody_was_called_for_is_canceled_at_once(job: Job) -> None:
    told = job.cancel()
    assert (told["status"], told["charged_microcredits"]) == ("canceled", 0)
    assert (job.patron.held, job.row["verdict_source"]) == (0, "user")
    assert job.claim() is None
    assert job.cancel() == told


def test_worker_that_comes_too_late_does_not_submit(job: Job) -> None:
    lease = job.lease()
    job.cancel()
    assert not job.start(lease)
    assert job.state == "canceled"


def test_job_that_a_provider_may_have_is_canceled_there_by_its_next_step(job: Job) -> None:
    job.submit()
    job.lease()
    job.progress("running", 10, next_s=300.0)
    told = job.cancel()
    assert (told["status"], told["cancel_requested"]) == ("running", True)
    claimed = job.claim()
    assert claimed is not None
    assert claimed["cancel_requested"]
    version = job.row["version"]
    assert job.cancel()["version"] == version
    assert job.finish("canceled")["job"]["status"] == "canceled"
    assert job.patron.held == 0


def test_cancel_during_a_step_is_seen_to_right_after_it(job: Job) -> None:
    job.submit()
    lease = job.lease()
    job.cancel()
    assert job.row["lease"] == lease
    assert job.progress("running", 10, next_s=300.0)
    assert job.row["is_due"]
    claimed = job.claim()
    assert claimed is not None
    # The step that knows of it plans the next one itself.
    assert job.progress("running", 10, next_s=300.0)
    assert not job.row["is_due"]


def test_cancel_while_it_is_submitted_waits_for_the_number(job: Job) -> None:
    lease = job.lease()
    job.start(lease)
    assert job.cancel()["status"] == "queued"
    assert job.record(lease, f"req-{job.id}", next_s=60.0)
    assert job.row["is_due"]


def test_cancel_of_what_was_certainly_not_sent_ends_it(job: Job) -> None:
    lease = job.lease()
    job.start(lease)
    job.cancel()
    assert job.postpone(lease, 5.0, not_sent=True)
    assert (job.state, job.patron.held) == ("canceled", 0)


def test_completion_that_comes_before_the_cancel_is_charged(job: Job) -> None:
    job.submit()
    job.finish()
    told = job.cancel()
    assert (told["status"], told["cancel_requested"]) == ("succeeded", False)
    assert told["charged_microcredits"] == 5 * SECOND


def test_cancel_and_completion_at_once_end_it_once(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    for number in range(6):
        job = patron.new_job(model)
        if number % 2:
            job.submit()

        def work(service: object, n: int, job: Job = job) -> object:
            if n % 2:
                return job.cancel(on=service)  # type: ignore[arg-type]
            return job.finish(on=service)  # type: ignore[arg-type]

        before = patron.posted
        assert states(race(world.db, 4, work, "florin_service")) == []
        assert job.state in (("succeeded",) if number % 2 else ("succeeded", "canceled"))
        assert before - patron.posted == (5 * SECOND if job.state == "succeeded" else 0)
    assert patron.held == 0


def test_somebody_else_s_job_is_none(world: Jobs, job: Job) -> None:
    other = Job(world.patron(), job.id)
    with refused("FLJOB", job_id=str(job.id)):
        other.cancel()
    assert (other.read(), other.delete()) == (None, False)
    stranger = world.user()
    for ask in (job.read, job.cancel, job.delete):
        with refused("FLMEM"):
            ask(stranger)


def test_job_that_has_not_ended_is_not_deleted(job: Job) -> None:
    for _ in range(2):
        with refused("FLJNE", job_id=str(job.id)):
            job.delete()
        if job.row["submit_started_at"] is None:
            job.submit()
    assert job.read() is not None


def test_deleted_job_is_gone_for_everybody_but_the_book(world: Jobs, job: Job) -> None:
    job.submit()
    job.finish("failed", error={"code": "nsfw", "message": "The fox was naked."})
    assert job.delete()
    assert not job.delete()
    assert job.read() is None
    with refused("FLJOB"):
        job.cancel()
    row = job.row
    assert (row["input"], row["results"], row["error"]) == ({}, [], {"code": "nsfw"})
    assert job.claim() is None
    assert world.db.verify() == []


def test_stored_results_are_removed_by_a_step_of_their_own(job: Job) -> None:
    job.submit()
    job.finish(results=PATH)
    assert job.delete()
    claimed = job.claim()
    assert claimed is not None
    assert (claimed["deleted"], claimed["results"], claimed["input"]) == (True, PATH, {})
    assert job.store(uuid.UUID(claimed["lease"]), [])
    assert (job.row["results"], job.claim()) == ([], None)


def test_results_that_are_stored_while_it_is_deleted_are_removed_after(job: Job) -> None:
    job.submit()
    job.finish(results=RESULTS)
    lease = job.lease()
    assert job.delete()
    assert job.claim() is None
    assert job.store(lease, PATH)
    claimed = job.claim()
    assert claimed is not None
    assert (claimed["deleted"], claimed["results"]) == (True, PATH)
    assert job.store(uuid.UUID(claimed["lease"]), [])
    assert job.row["results"] == []


def test_removal_that_fails_is_tried_again(job: Job) -> None:
    job.submit()
    job.finish(results=PATH)
    job.delete()
    assert job.postpone(job.lease(), 0.0, "storage is away")
    lease = job.lease()
    assert job.store(lease, [])
    assert not job.store(lease, [])


def test_one_of_many_deletes_it(world: Jobs, job: Job) -> None:
    job.submit()
    job.finish(results=PATH)
    answers = race(world.db, 6, lambda service, _: job.delete(on=service), "florin_service")
    assert sorted(map(str, answers)) == ["False"] * 5 + ["True"]


def test_verdict_after_it_was_deleted_is_kept_without_its_words(job: Job) -> None:
    job.submit()
    job.finish("failed")
    job.finish("succeeded", RESULTS)
    job.delete()
    assert set(job.row["contradiction"]) == {"outcome", "source", "at"}
