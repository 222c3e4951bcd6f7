"""A provider that delivers less than was ordered: charged is what came, never more than held."""

from collections.abc import Mapping
from typing import Any

import pytest
from jobs.steps import SECOND, Job, Jobs

pytestmark = pytest.mark.every_postgres

IMAGE = 3_000_000
REQUEST = 500_000
PICTURE = {"url": "https://fal.test/1.png", "path": None, "content_type": "image/png"}
FILM = {"url": "https://fal.test/1.mp4", "path": None, "content_type": "video/mp4"}


def pictures(world: Jobs, plan: Mapping[str, Any] | None = None, **given: Any) -> Job:
    """A job for four of them, that its provider has."""
    model = world.media_model({"": IMAGE}, kind="image", request=REQUEST, **given)
    job = world.patron(**plan or {}).new_job(model, images=4)
    job.submit()
    return job


def films(world: Jobs) -> Job:
    """A job for five seconds, that its provider has."""
    job = world.patron().new_job(world.media_model(request=REQUEST))
    job.submit()
    return job


def outcome(job: Job, results: list[dict[str, Any]]) -> tuple[str, int, int]:
    """status, delivered and charged, which is what left the account."""
    told = job.finish(results=results)["job"]
    assert job.read() == told
    assert (job.patron.held, 1_000_000_000 - job.patron.posted) == (0, told["charged_microcredits"])
    return told["status"], told["delivered"], told["charged_microcredits"]


@pytest.mark.parametrize(("came", "delivered"), [(1, 1), (3, 3), (4, 4), (6, 4)])
def test_images_that_came_are_charged_and_never_more_than_were_asked_for(
    world: Jobs, came: int, delivered: int
) -> None:
    job = pictures(world)
    hold = job.row["hold"]
    assert hold == REQUEST + 4 * IMAGE
    charge = REQUEST + delivered * IMAGE
    assert outcome(job, [PICTURE] * came) == ("succeeded", delivered, charge)
    assert job.row["hold"] == hold


@pytest.mark.parametrize(
    ("said", "delivered"),
    [
        ([5], 5),
        ([5.04], 5),
        ([4.96], 5),
        ([3.2], 4),
        ([2], 2),
        ([1e300], 5),
        ([1, 1.5], 3),
        # Who does not say how long, or nonsense, delivered what was asked for.
        ([None], 5),
        ([2, None], 5),
        ([0], 5),
        ([-1], 5),
        (["2"], 5),
        ([[2]], 5),
    ],
)
def test_seconds_that_came_are_charged_where_the_provider_says_how_many(
    world: Jobs, said: list[Any], delivered: int
) -> None:
    results = [FILM | ({} if seconds is None else {"seconds": seconds}) for seconds in said]
    charge = REQUEST + delivered * SECOND
    assert outcome(films(world), results) == ("succeeded", delivered, charge)


def test_success_without_any_result_is_a_failure_and_charges_nothing(world: Jobs) -> None:
    for job in (pictures(world), films(world)):
        assert outcome(job, []) == ("failed", 0, 0)
        assert job.row["error"]["code"] == "no_results"
        # The same said again is no contradiction; a result is.
        assert not job.finish("succeeded", [])["won"]
        assert job.row["contradiction"] is None
        assert not job.finish("succeeded", [FILM])["won"]
        assert job.row["contradiction"]["outcome"] == "succeeded"
        assert job.patron.posted == 1_000_000_000


@pytest.mark.parametrize("verdict", ["failed", "canceled", "expired"])
def test_what_did_not_succeed_delivered_nothing(world: Jobs, verdict: str) -> None:
    job = pictures(world)
    assert (job.read() or {})["delivered"] is None
    told = job.finish(verdict, [PICTURE])["job"]
    assert (told["delivered"], told["charged_microcredits"]) == (0, 0)


def test_rate_is_the_one_of_when_it_was_asked(world: Jobs) -> None:
    job = pictures(world)
    price_id = world.price(job.row["model_id"], request=0)
    world.unit_price(price_id, "image", "", 7 * IMAGE)
    assert outcome(job, [PICTURE]) == ("succeeded", 1, REQUEST + IMAGE)


def test_trial_is_free_however_much_came(world: Jobs) -> None:
    job = pictures(world, {"tiers": ["free"]}, tier="premium", trial_messages=1)
    assert job.row["hold"] == 0
    assert outcome(job, [PICTURE]) == ("succeeded", 1, 0)


def test_end_is_told_with_what_was_delivered(world: Jobs) -> None:
    job = pictures(world)
    job.finish(results=[PICTURE])
    (event,) = world.events(job.patron.account.id, "job_finished")
    payload = event["payload"]
    assert (payload["quantity"], payload["delivered"], payload["charged"]) == (
        *(4, 1),
        REQUEST + IMAGE,
    )
    record = world.messages(job.patron.account.id)[-1]["payload"]["record"]
    assert (record["quantity"], record["delivered"]) == (4, 1)


def test_charge_that_is_not_of_what_was_delivered_is_noticed(own_world: Jobs) -> None:
    job = pictures(own_world)
    job.finish(results=[PICTURE])
    own_world.db.verify_after = False
    job.set(delivered="2")
    found = {violation["violation"] for violation in own_world.db.verify()}
    assert found == {"job_and_generation_differ"}
