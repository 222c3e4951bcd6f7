"""A worker killed between any two steps of a job: the next one ends it once, charged once or not
at all, and the provider is asked for it once."""

from __future__ import annotations

from typing import Any

import pytest
from crashes.world import Point, after, before
from jobs_run.world import PRICE, Customer, World, new_prompt

SUBMISSION = "POST /fal-ai/demo-image"

pytestmark = pytest.mark.usefixtures("alone")


def order_and_die(world: World, customer: Customer, prompt: str, point: Point) -> dict[str, Any]:
    """A job whose worker was killed at this point."""

    def begin() -> dict[str, Any]:
        world.work()
        return customer.order(prompt)

    job: dict[str, Any] = world.worker_dies(point, begin)
    return job


@pytest.mark.parametrize(
    "point",
    [
        before("api.claim_job"),
        after("api.claim_job"),
        before("api.start_submission"),
    ],
    ids=str,
)
def test_killed_before_it_was_submitted(world: World, point: Point) -> None:
    customer, prompt = world.customer(), new_prompt()
    job = order_and_die(world, customer, prompt, point)
    assert world.fal.taken(prompt) == []
    world.take_over()
    customer.end(job["id"])
    assert len(world.fal.taken(prompt)) == 1
    assert (customer.spent(), customer.held()) == (PRICE, 0)


@pytest.mark.parametrize(
    "point",
    [
        after(SUBMISSION, line="fal"),
        before("api.record_submission"),
        after("api.record_submission"),
        before("GET /fal-ai/demo-image/requests/", line="fal"),
        after("GET /fal-ai/demo-image/requests/", line="fal"),
        before("api.record_job_progress"),
        after("api.record_job_progress"),
        before("api.finish_job"),
        after("api.finish_job"),
        before("GET /files/", line="fal"),
        after("GET /files/", line="fal"),
        before("POST /storage/v1/object/results/", line="storage"),
        after("POST /storage/v1/object/results/", line="storage"),
        before("api.record_results"),
        after("api.record_results"),
    ],
    ids=str,
)
def test_killed_after_it_was_submitted(world: World, point: Point) -> None:
    customer, prompt = world.customer(), new_prompt()
    job = order_and_die(world, customer, prompt, point)
    assert len(world.fal.taken(prompt)) == 1
    world.take_over()
    customer.end(job["id"])
    assert len(world.fal.taken(prompt)) == 1
    assert (customer.spent(), customer.held()) == (PRICE, 0)
    assert world.row(job["id"], "contradiction", "failures") == (None, 0)


@pytest.mark.parametrize(
    "point",
    [after("api.start_submission"), before(SUBMISSION, line="fal")],
    ids=str,
)
def test_killed_when_nobody_knows_and_the_provider_never_got_it(world: World, point: Point) -> None:
    """It fails and costs nothing, but not before it was looked for again after a minute."""
    customer, prompt = world.customer(), new_prompt()
    job = order_and_die(world, customer, prompt, point)
    world.take_over()
    customer.wait_for(job["id"], lambda _: world.row(job["id"], "claimed_at is not null")[0])
    assert customer.job(job["id"])["status"] == "queued"
    world.until(lambda: world.row(job["id"], "lease") == (None,))
    world.age(job["id"], 61)
    ended = customer.end(job["id"], "failed")
    assert ended["error"]["code"] == "submission_lost"
    assert world.fal.taken(prompt) == []
    assert (customer.spent(), customer.held()) == (0, 0)


def test_killed_when_nobody_knows_and_another_job_asked_for_the_same(world: World) -> None:
    """The other one's request is not taken for this one's."""
    customer, prompt = world.customer(), new_prompt()
    world.work()
    first = customer.order(prompt)
    customer.end(first["id"])
    world.kill()
    second = order_and_die(world, customer, prompt, before(SUBMISSION, line="fal"))
    world.take_over()
    world.until(
        lambda: world.row(second["id"], "lease, submit_started_at is null") == (None, False)
    )
    world.age(second["id"], 61)
    world.until(lambda: world.row(second["id"], "claimed_at > now() - interval '5 s', lease")[0])
    world.until(lambda: world.row(second["id"], "lease") == (None,))
    assert world.row(second["id"], "provider_request_id", "status::text") == (None, "queued")
    assert customer.spent() == PRICE


def test_killed_again_and_again_it_still_ends_once(world: World) -> None:
    customer, prompt = world.customer(), new_prompt()
    job = order_and_die(world, customer, prompt, after(SUBMISSION, line="fal"))
    for point in (
        before("api.record_submission"),
        before("api.record_job_progress"),
        before("api.finish_job"),
        before("api.record_results"),
    ):
        world.worker_dies(point, world.take_over)
    world.take_over()
    customer.end(job["id"])
    assert len(world.fal.taken(prompt)) == 1
    assert (customer.spent(), customer.held()) == (PRICE, 0)
