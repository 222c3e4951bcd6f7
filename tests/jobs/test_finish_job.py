"""A verdict on a job: the first one counts, moves the money, and nothing moves it again."""

import random
from typing import Any

import pytest
from jobs.steps import RESULTS, SECOND, Job, Jobs
from ledger.races import race
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres

PRICE = 5 * SECOND
STORED = [{"url": "https://fal.test/1.mp4", "path": "a/b/0.mp4", "content_type": "video/mp4"}]
ERROR = {"code": "nsfw", "message": "Not this."}


@pytest.fixture
def job(world: Jobs) -> Job:
    job = world.patron().new_job(world.media_model())
    job.submit()
    return job


def money(job: Job) -> tuple[int, int]:
    """held, charged of the account"""
    return job.patron.held, 1_000_000_000 - job.patron.posted


def generation(job: Job) -> tuple[str, int]:
    row = job.world.ledger.row(
        "select status::text, charged from generation.generations "
        "where account_id = %s and id = %s",
        *(job.patron.account.id, job.id),
    )
    return row["status"], row["charged"]


def test_success_is_charged_at_once_and_only_then_stored(job: Job) -> None:
    ended = job.finish()
    assert ended["won"]
    told = ended["job"]
    assert (told["status"], told["progress"], told["charged_microcredits"]) == (
        *("succeeded", 100),
        PRICE,
    )
    assert (told["results"], told["stored"], told["error"]) == (RESULTS, False, None)
    assert told["finished_at"] is not None
    assert (money(job), generation(job)) == ((0, PRICE), ("completed", PRICE))
    assert job.patron.account.entries[-1] == ("settle", -PRICE)

    claimed = job.claim()
    assert claimed is not None
    assert (claimed["status"], claimed["stored"], claimed["results"]) == (
        *("succeeded", False),
        RESULTS,
    )


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("failed", "provider_failed"), ("canceled", "canceled"), ("expired", "expired")],
)
def test_everything_else_is_released(job: Job, outcome: str, state: str) -> None:
    told = job.finish(outcome, error=ERROR)["job"]
    assert (told["status"], told["charged_microcredits"], told["error"]) == (outcome, 0, ERROR)
    assert (money(job), generation(job)) == ((0, 0), (state, 0))
    assert job.claim() is None
    assert len(job.patron.account.entries) == 1


def test_job_may_end_before_its_number_is_recorded(world: Jobs) -> None:
    job = world.patron().new_job(world.media_model())
    job.start(job.lease())
    assert job.finish(results=STORED)["won"]
    assert (job.state, job.row["lease"]) == ("succeeded", None)


def test_same_verdict_again_changes_nothing(job: Job) -> None:
    job.finish()
    before = job.row | {"next_s": 0}
    for _ in range(2):
        again = job.finish(source="webhook")
        assert (again["won"], again["job"]["status"]) == (False, "succeeded")
    assert job.row | {"next_s": 0} == before
    assert money(job) == (0, PRICE)


@pytest.mark.parametrize(("first", "then"), [("failed", "succeeded"), ("succeeded", "failed")])
def test_later_verdict_that_is_another_is_kept_and_moves_no_money(
    job: Job, first: str, then: str
) -> None:
    job.finish(first)
    before, version = money(job), job.row["version"]
    assert not job.finish(then, RESULTS, ERROR, "webhook")["won"]
    assert not job.finish("canceled")["won"]
    row = job.row
    assert (row["state"], row["version"], money(job)) == (first, version, before)
    assert {key: row["contradiction"][key] for key in ("outcome", "source")} == {
        "outcome": then,
        "source": "webhook",
    }


def test_first_of_many_verdicts_wins_and_is_charged_once(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    for _ in range(5):
        job = patron.new_job(model)
        job.submit()
        before = patron.posted
        outcomes = ["succeeded", "failed", "canceled", "expired"] * 2
        random.shuffle(outcomes)
        answers = race(
            world.db,
            8,
            lambda service, number, job=job, outcomes=outcomes: job.finish(  # type: ignore[misc]
                outcomes[number], RESULTS, ERROR, on=service
            ),
            "florin_service",
        )
        found = [answer for answer in answers if isinstance(answer, dict)]
        assert len(found) == 8
        (winner,) = [answer["job"]["status"] for answer in found if answer["won"]]
        assert {answer["job"]["status"] for answer in found} == {winner}
        assert before - patron.posted == (PRICE if winner == "succeeded" else 0)
    assert patron.held == 0


def test_results_are_stored_without_charging_again(job: Job) -> None:
    job.finish()
    lease = job.lease()
    assert job.store(lease, STORED)
    told = job.read()
    assert told is not None
    assert (told["stored"], told["results"]) == (True, STORED)
    assert not job.store(lease, [])
    assert (job.claim(), money(job)) == (None, (0, PRICE))


def test_storing_that_fails_is_tried_again(job: Job) -> None:
    job.finish()
    for _ in range(3):
        assert job.postpone(job.lease(), 0.0, "storage is away")
    job.lease()
    job.lose_worker()
    assert job.store(job.lease(), STORED)
    assert job.read() == (job.read() or {}) | {"stored": True}


def test_results_of_a_job_that_did_not_succeed_are_none(job: Job) -> None:
    lease = job.lease()
    assert not job.store(lease, STORED)
    job.finish("failed")
    assert not job.store(lease, STORED)
    assert job.row["results"] == []


def test_results_that_are_in_storage_already_need_no_further_step(job: Job) -> None:
    told = job.finish(results=STORED)["job"]
    assert told["stored"]
    assert job.claim() is None


@pytest.mark.parametrize(
    "results",
    [
        [*STORED, *RESULTS],
        [{"url": "https://fal.test/1.mp4", "content_type": "video/mp4"}],
    ],
)
def test_results_of_which_one_is_not_in_storage_do(job: Job, results: list[dict[str, Any]]) -> None:
    assert not job.finish(results=results)["job"]["stored"]
    assert job.claim() is not None


def test_outcome_or_results_that_are_none_are_refused(job: Job) -> None:
    for outcome in ("running", "done", None):
        with refused("FLARG", argument="outcome"):
            job.finish(outcome)
    with refused("FLARG", argument="results"):
        job.finish(results={"url": "x"})
    assert job.state == "submitted"


def test_end_is_told_once_with_what_was_charged(world: Jobs, job: Job) -> None:
    job.finish()
    job.finish("failed")
    (event,) = world.events(job.patron.account.id, "job_finished")
    assert event["payload"] == {
        **{"job_id": str(job.id), "user_id": str(job.patron.user_id), "status": "succeeded"},
        **{"model": job.row["model_id"], "unit": "second", "quantity": 5, "delivered": 5},
        "charged": PRICE,
    }
    (event,) = world.events(job.patron.account.id, "model_message_sent")
    assert (event["payload"]["charged"], event["payload"]["outcome"]) == (PRICE, "completed")


def test_service_that_closes_a_job_s_generation_is_noticed(own_world: Jobs) -> None:
    job = own_world.patron().new_job(own_world.media_model())
    own_world.db.verify_after = False
    job.patron.finish(job.id)
    found = {violation["violation"] for violation in own_world.db.verify()}
    assert "job_and_generation_differ" in found


def test_usage_counts_the_job_as_a_generation(world: Jobs, job: Job) -> None:
    job.finish()
    row = world.service.execute(
        "select api.report_usage(%s, %s, null, null, 'model')",
        [job.patron.account.id, job.patron.user_id],
    ).fetchone()
    assert row is not None
    (group,) = row[0]["groups"]
    assert (group["model"], group["charged_microcredits"]) == (job.row["model_id"], PRICE)
