"""Jobs of a provider that answers with the images themselves: stored before they are charged for,
and found again in Storage, since nobody can be asked."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from crashes.world import Point, after, before
from jobs_run.scripted_fal import FILE
from jobs_run.scripted_images import MODEL, PRICE, ScriptedImages
from jobs_run.world import Customer, World, new_prompt

SUBMISSION = "POST /v1/images/generations"

pytestmark = pytest.mark.usefixtures("alone")


def order_and_die(world: World, customer: Customer, prompt: str, point: Point) -> dict[str, Any]:
    def begin() -> dict[str, Any]:
        world.work()
        return customer.order(prompt, model=MODEL, images=2)

    job: dict[str, Any] = world.worker_dies(point, begin)
    return job


def test_images_are_stored_when_the_job_has_succeeded(
    world: World, scripted_images: ScriptedImages
) -> None:
    customer, prompt = world.customer(), new_prompt()
    world.work()
    job = customer.order(prompt, model=MODEL, images=2)
    ended = customer.wait_for(job["id"], lambda job: job["finished_at"])
    assert (ended["status"], ended["stored"], len(ended["results"])) == ("succeeded", True, 2)
    with httpx.Client(trust_env=False) as http:
        assert [http.get(result["url"]).content for result in ended["results"]] == [FILE] * 2
    assert scripted_images.made.count(prompt) == 1
    assert (customer.spent(), customer.held()) == (2 * PRICE, 0)


def test_stored_before_the_worker_was_killed_is_found_and_charged_once(
    world: World, scripted_images: ScriptedImages
) -> None:
    customer, prompt = world.customer(), new_prompt()
    job = order_and_die(world, customer, prompt, before("api.finish_job"))
    world.take_over()
    ended = customer.end(job["id"])
    assert len(ended["results"]) == 2
    assert scripted_images.made.count(prompt) == 1
    assert (customer.spent(), customer.held()) == (2 * PRICE, 0)


@pytest.mark.parametrize(
    "point",
    [
        before(SUBMISSION, line="openai"),
        after(SUBMISSION, line="openai"),
        before("POST /storage/v1/object/results/", "/1.png", line="storage"),
        before("POST /storage/v1/object/results/", "/results.json", line="storage"),
    ],
    ids=str,
)
def test_what_was_never_whole_in_storage_fails_and_costs_nothing(
    world: World, scripted_images: ScriptedImages, point: Point
) -> None:
    customer, prompt = world.customer(), new_prompt()
    job = order_and_die(world, customer, prompt, point)
    made = scripted_images.made.count(prompt)
    world.take_over()
    # Somebody else may still wait for the answer, as long as a submission may take.
    world.until(lambda: world.row(job["id"], "lease is null and claimed_at is not null")[0])
    assert customer.job(job["id"])["status"] == "queued"
    world.age(job["id"], 400)
    ended = customer.end(job["id"], "failed")
    assert ended["error"]["code"] == "submission_lost"
    assert scripted_images.made.count(prompt) == made <= 1
    assert (customer.spent(), customer.held()) == (0, 0)
