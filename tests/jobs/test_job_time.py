"""What time does to jobs: deadlines, lost workers and queues, dead letters, the way out."""

import uuid
from typing import Any

import pytest
from admin.office import Office
from jobs.steps import RESULTS, SECOND, Job, Jobs, call
from ledger.races import race
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


@pytest.fixture
def job(own_world: Jobs) -> Job:
    return own_world.patron().new_job(own_world.media_model())


@pytest.fixture
def office(own_world: Jobs) -> Office:
    return Office(own_world)


def expire(world: Jobs, limit: int = 100) -> int:
    return int(call(world.worker, "expire_jobs", limit))


def requeue(world: Jobs, limit: int = 100) -> int:
    return int(call(world.worker, "requeue_jobs", limit))


def pass_time(job: Job, interval: str) -> None:
    """The job was begun, asked about and planned so much earlier."""
    columns = ("deadline_at", "answered_at", "submit_started_at", "next_at", "leased_until")
    job.set(**{column: f"{column} - interval '{interval}'" for column in columns})


def fail_often(job: Job, times: int = 20) -> None:
    for _ in range(times):
        assert job.postpone(job.lease(), 0.0, "it broke")


def test_job_that_was_never_submitted_expires_at_its_deadline(own_world: Jobs, job: Job) -> None:
    assert expire(own_world) == 0
    pass_time(job, "1 hour")
    assert expire(own_world) == 1
    assert (job.state, job.patron.held) == ("expired", 0)
    assert job.row["error"]["code"] == "not_started"
    assert expire(own_world) == 0


def test_job_that_a_provider_may_have_is_overdue_and_goes_on(own_world: Jobs, job: Job) -> None:
    job.submit()
    pass_time(job, "24 hours")
    assert expire(own_world) == 0
    claimed = job.claim()
    assert claimed is not None
    assert claimed["is_overdue"]
    assert job.finish()["job"]["status"] == "succeeded"


def test_job_of_which_nothing_was_heard_for_a_day_after_its_deadline_expires(
    own_world: Jobs, job: Job
) -> None:
    job.submit()
    pass_time(job, "26 hours")
    assert expire(own_world) == 1
    assert (job.state, job.row["error"]["code"]) == ("expired", "no_answer")
    assert job.patron.held == 0
    # The provider had it all the same: kept, and not charged.
    assert not job.finish()["won"]
    assert (job.patron.posted, job.row["contradiction"]["outcome"]) == (
        1_000_000_000,
        "succeeded",
    )


def test_job_whose_number_was_never_learnt_expires_like_that_too(own_world: Jobs, job: Job) -> None:
    job.start(job.lease())
    pass_time(job, "24 hours")
    assert expire(own_world) == 0
    pass_time(job, "2 hours")
    assert expire(own_world) == 1


def test_provider_that_answers_is_waited_for(own_world: Jobs, job: Job) -> None:
    job.submit()
    pass_time(job, "26 hours")
    job.progress("running", 10)
    assert expire(own_world) == 0


def test_workers_that_expire_at_once_end_each_job_once(own_world: Jobs) -> None:
    model = own_world.media_model()
    jobs = [own_world.patron().new_job(model) for _ in range(12)]
    for job in jobs:
        pass_time(job, "2 hours")
    race(own_world.db, 4, lambda worker, _: call(worker, "expire_jobs", 5), "florin_worker")
    while expire(own_world, 5) == 5:
        pass
    assert {job.state for job in jobs} == {"expired"}
    events = [own_world.events(job.patron.account.id, "job_finished") for job in jobs]
    assert [len(found) for found in events] == [1] * 12


def test_step_that_nobody_does_goes_back_into_the_queue(own_world: Jobs, job: Job) -> None:
    assert requeue(own_world) == 0
    job.claim()
    assert own_world.queue(job.id) == []
    assert requeue(own_world) == 0
    pass_time(job, "71 seconds")
    assert requeue(own_world) == 1
    assert len(own_world.queue(job.id)) == 1
    assert requeue(own_world) == 0
    assert job.claim() is not None


def test_queue_that_was_lost_is_filled_again(own_world: Jobs) -> None:
    model = own_world.media_model()
    jobs = [own_world.patron().new_job(model) for _ in range(5)]
    jobs[0].submit()
    jobs[1].submit()
    jobs[1].finish()
    own_world.ledger.connection.execute("delete from queue.procrastinate_jobs")
    for job in jobs:
        pass_time(job, "11 seconds")
    assert requeue(own_world, 3) == 3
    assert requeue(own_world, 3) == 2
    assert all(job.claim() for job in jobs)


def test_job_whose_steps_fail_twenty_times_in_a_row_is_set_aside(
    own_world: Jobs, office: Office
) -> None:
    patron, model = own_world.patron(max_running_jobs=1), own_world.media_model()
    job, other = patron.new_job(model), patron.new_job(model)
    fail_often(job)
    assert job.claim() is None
    pass_time(job, "11 seconds")
    assert requeue(own_world) == 1
    row = job.row
    assert (row["parked_at"] is not None, row["next_at"], row["state"]) == (True, None, "queued")
    # Its slot is the next one's, its credits are held.
    assert not other.is_waiting
    assert patron.held == 10 * SECOND
    (event,) = own_world.events(patron.account.id, "job_parked")
    assert (event["payload"]["job_id"], event["payload"]["problem"]) == (str(job.id), "it broke")

    replayed = office.one("admin_replay_job", job_id=job.id)
    assert replayed["status"] == "queued"
    assert job.is_waiting
    other.cancel()
    assert not job.is_waiting
    job.submit()
    assert job.finish()["won"]


def test_worker_that_is_lost_again_and_again_is_a_failure_too(own_world: Jobs, job: Job) -> None:
    for _ in range(21):
        assert job.claim() is not None
        job.lose_worker()
    assert job.claim() is None
    pass_time(job, "11 seconds")
    assert requeue(own_world) == 1
    assert job.row["parked_at"] is not None


def test_storing_that_fails_twenty_times_is_set_aside_and_replayed(
    own_world: Jobs, office: Office, job: Job
) -> None:
    job.submit()
    job.finish()
    fail_often(job)
    pass_time(job, "11 seconds")
    assert requeue(own_world) == 1
    assert job.claim() is None
    office.one("admin_replay_job", job_id=job.id)
    assert job.store(job.lease(), RESULTS)


def test_parked_job_that_a_webhook_ends_is_ended(own_world: Jobs, job: Job) -> None:
    job.submit()
    fail_often(job)
    pass_time(job, "11 seconds")
    requeue(own_world)
    assert job.cancel()["cancel_requested"]
    assert job.row["next_at"] is None
    assert job.progress("running", 10)
    assert job.finish(source="webhook")["won"]
    assert (job.row["parked_at"], job.claim() is not None) == (None, True)


def test_parked_job_expires_a_day_after_its_deadline(own_world: Jobs, job: Job) -> None:
    fail_often(job)
    pass_time(job, "11 seconds")
    requeue(own_world)
    pass_time(job, "1 hour")
    assert expire(own_world) == 1


@pytest.mark.parametrize(
    ("outcome", "charged"), [("failed", 0), ("canceled", 0), ("succeeded", 5 * SECOND)]
)
def test_admin_ends_a_job_by_hand_and_it_is_logged(
    office: Office, job: Job, outcome: str, charged: int
) -> None:
    job.submit()
    since = office.last_id()
    for _ in range(2):
        told = office.one("admin_end_job", job_id=job.id, outcome=outcome, reason="they said so")
        assert (told["status"], told["charged_microcredits"]) == (outcome, charged)
    (line,) = office.since(since)
    assert (line["action"], line["account_id"]) == ("admin_end_job", job.patron.account.id)
    assert line["before"] == {"status": "submitted"}
    assert line["after"] == {"status": outcome, "reason": "they said so"}
    assert job.row["verdict_source"] == "admin"


def test_what_an_admin_names_wrongly_is_refused(office: Office, job: Job) -> None:
    good: dict[str, Any] = {"job_id": job.id, "outcome": "failed", "reason": "because"}
    for argument, given in {
        "p_job_id": {"job_id": uuid.uuid4()},
        "outcome": {"outcome": "running"},
        "p_reason": {"reason": ""},
    }.items():
        with refused("FLARG", argument=argument):
            office.call("admin_end_job", **(good | given))
    with refused("FLARG", argument="p_job_id"):
        office.call("admin_replay_job", job_id=uuid.uuid4())
    since = office.last_id()
    assert office.one("admin_replay_job", job_id=job.id)["status"] == "queued"
    assert office.since(since) == []
