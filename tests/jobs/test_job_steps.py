"""One step at a time: a lease, an intent before the provider is called, a record after it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from jobs.steps import RESULTS, Job, Jobs, call
from ledger.races import race
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


@pytest.fixture
def job(world: Jobs) -> Job:
    return world.patron().new_job(world.media_model())


def test_claim_tells_a_worker_all_it_needs(world: Jobs, job: Job) -> None:
    claimed = job.claim()
    assert claimed is not None
    uuid.UUID(claimed.pop("lease"))
    model = job.row["model_id"]
    assert claimed == {
        **{"account_id": str(job.patron.account.id), "id": str(job.id), "status": "queued"},
        **{"kind": "video", "provider": "fal", "upstream_model": f"upstream/{model}"},
        "input": {"model": model, "prompt": "a fox", "seconds": 5},
        **{"unit": "second", "quantity": 5, "resolution": "", "submit_started_at": None},
        **{"provider_request_id": None, "cancel_requested": False, "results": []},
        **{"stored": False, "failures": 0, "is_overdue": False, "deleted": False},
    }


def test_job_is_leased_to_one_worker_at_a_time(world: Jobs, job: Job) -> None:
    claims = race(world.db, 8, lambda worker, _: job.claim(on=worker), "florin_worker")
    assert sum(claim is not None for claim in claims) == 1
    assert job.claim() is None


def test_step_that_is_not_due_is_not_done(job: Job) -> None:
    lease = job.lease()
    job.start(lease)
    assert job.record(lease, "1", next_s=60.0)
    assert job.claim() is None
    assert 59 < job.row["next_s"] < 61
    (entry,) = job.world.queue(job.id)
    assert entry["scheduled_at"] == job.row["next_at"]


def test_worker_that_was_lost_is_followed_by_another_from_what_is_recorded(job: Job) -> None:
    lease = job.lease()
    assert job.start(lease)
    job.lose_worker()
    claimed = job.claim(worker="other")
    assert claimed is not None
    assert claimed["submit_started_at"] is not None
    assert (claimed["failures"], claimed["provider_request_id"]) == (1, None)
    # Neither the one nor the other submits again.
    assert not job.start(lease)
    assert not job.start(uuid.UUID(claimed["lease"]))
    assert (job.row["leased_by"], job.row["problem"]) == ("other", "the worker was lost")


@pytest.mark.parametrize("lease_s", [0, -1, 3601, None])
def test_lease_out_of_bounds_is_refused(job: Job, lease_s: int | None) -> None:
    with refused("FLARG", argument="lease_s"):
        job.claim(lease_s)


def test_unknown_job_has_nothing_to_do(world: Jobs) -> None:
    unknown = Job(world.patron(), uuid.uuid4())
    assert unknown.claim() is None
    assert not unknown.start(uuid.uuid4())
    assert not unknown.record(uuid.uuid4(), "1")
    assert not unknown.progress()
    assert not unknown.postpone(uuid.uuid4())
    assert not unknown.store(uuid.uuid4(), RESULTS)
    with refused("FLJOB", job_id=str(unknown.id)):
        unknown.finish()


def test_intent_is_written_once(world: Jobs, job: Job) -> None:
    lease = job.lease()
    assert not job.start(uuid.uuid4())
    started = race(world.db, 6, lambda worker, _: job.start(lease, on=worker), "florin_worker")
    assert sorted(map(str, started)) == ["False"] * 5 + ["True"]
    assert job.state == "queued"


def test_recorded_number_makes_it_submitted_and_plans_the_first_question(job: Job) -> None:
    lease = job.lease()
    job.start(lease)
    assert job.record(lease, job.number, next_s=0.0)
    row = job.row
    assert (row["state"], row["provider_request_id"], row["lease"]) == (
        "submitted",
        job.number,
        None,
    )
    assert (row["submitted_at"] is not None, row["version"]) == (True, 2)
    assert len(job.world.queue(job.id)) == 1
    assert job.claim() is not None


def test_number_is_a_fact_even_of_a_worker_whose_lease_ran_out(job: Job) -> None:
    lease = job.lease()
    job.start(lease)
    job.lose_worker()
    other = job.lease()
    assert job.record(lease, job.number, next_s=600.0)
    row = job.row
    # The other's lease and plan are its own.
    assert (row["provider_request_id"], row["lease"]) == (job.number, other)
    assert row["next_s"] < 61
    assert job.record(other, job.number, next_s=5.0)
    assert job.row["lease"] is None
    assert not job.record(other, "req-2")
    assert job.row["provider_request_id"] == job.number


def test_number_that_comes_after_the_end_is_kept_and_changes_nothing_else(job: Job) -> None:
    lease = job.lease()
    job.start(lease)
    job.finish("failed")
    assert not job.record(lease, job.number)
    row = job.row
    assert (row["provider_request_id"], row["state"], row["next_at"]) == (
        job.number,
        "failed",
        None,
    )


def test_job_is_found_by_its_provider_s_number(world: Jobs, job: Job) -> None:
    number = job.submit()
    assert call(world.service, "find_job", "fal", number) == {
        "account_id": str(job.patron.account.id),
        "id": str(job.id),
    }
    assert call(world.service, "find_job", "openai", number) is None
    assert call(world.service, "find_job", "fal", "no-such") is None


def test_progress_goes_on_and_never_back(job: Job) -> None:
    job.submit()
    assert job.progress("running", 40)
    assert job.progress("submitted", 10)
    row = job.row
    assert (row["state"], row["progress"]) == ("running", 40)
    assert row["started_at"] is not None
    assert job.progress("running", 400)
    assert job.row["progress"] == 100
    assert job.progress("running", None)
    assert job.row["progress"] == 100


def test_version_rises_with_what_the_user_sees_alone(job: Job) -> None:
    job.submit()
    assert job.row["version"] == 2
    for _ in range(3):
        job.lease()
        assert job.progress("submitted", None, next_s=0.0)
    assert job.row["version"] == 2
    job.progress("running", 1)
    assert job.row["version"] == 3


def test_webhook_leaves_lease_and_plan_as_they_are(world: Jobs, job: Job) -> None:
    job.submit()
    lease = job.lease()
    assert job.progress("running", 5, next_s=None, on=world.service)
    assert job.row["lease"] == lease
    assert job.progress("running", 6, next_s=30.0)
    row = job.row
    assert row["lease"] is None
    assert 29 < row["next_s"] < 31


def test_progress_of_what_was_never_submitted_or_has_ended_is_none(job: Job) -> None:
    assert not job.progress()
    job.submit()
    job.finish("canceled")
    assert not job.progress("running", 50)
    assert (job.state, job.row["progress"]) == ("canceled", None)
    for status in ("succeeded", "queued", None):
        with refused("FLARG", argument="status"):
            job.progress(status)


def test_earlier_step_takes_the_place_of_a_later_one_in_the_queue(job: Job) -> None:
    job.submit()
    job.lease()
    job.progress("running", None, next_s=300.0)
    (later,) = job.world.queue(job.id)
    assert later["scheduled_at"] > datetime.now(UTC) + timedelta(seconds=290)
    job.cancel()
    (now,) = job.world.queue(job.id)
    assert now["scheduled_at"] is None
    assert job.row["is_due"]


def test_postponed_step_comes_again_and_counts_as_failed_only_with_a_problem(job: Job) -> None:
    assert job.postpone(job.lease(), 0.0)
    assert job.row["failures"] == 0
    assert job.postpone(job.lease(), 0.0, "x" * 900)
    assert (job.row["failures"], len(job.row["problem"])) == (1, 500)
    assert job.postpone(job.lease(), 5e9, "again")
    assert 86_000 < job.row["next_s"] < 86_401
    assert not job.postpone(uuid.uuid4(), 0.0)


def test_step_that_went_well_ends_the_row_of_failures(job: Job) -> None:
    job.postpone(job.lease(), 0.0, "away")
    job.submit()
    assert (job.row["failures"], job.row["problem"]) == (0, None)


def test_what_was_certainly_not_sent_may_be_submitted_again(job: Job) -> None:
    lease = job.lease()
    assert job.start(lease)
    assert job.postpone(lease, 0.0, None, not_sent=True)
    assert job.start(job.lease())


def test_intent_stays_where_the_number_is_known_or_nobody_is_certain(job: Job) -> None:
    lease = job.lease()
    job.start(lease)
    job.postpone(lease, 0.0)
    assert job.row["submit_started_at"] is not None
    lease = job.lease()
    assert not job.start(lease)
    job.record(lease, "1")
    job.postpone(job.lease(), 0.0, not_sent=True)
    assert job.row["submit_started_at"] is not None


def test_steps_of_all_kinds_at_once_leave_one_waiting_entry(world: Jobs, job: Job) -> None:
    job.submit()

    def work(worker: object, number: int) -> object:
        assert hasattr(worker, "execute")
        for _ in range(10):
            claimed = job.claim(on=worker)
            if claimed is not None:
                job.progress("running", number, next_s=0.0, on=worker)
        return None

    assert race(world.db, 6, work, "florin_worker") == [None] * 6
    assert len(world.queue(job.id)) == 1
