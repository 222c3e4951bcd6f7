"""A job from the request to the file in Storage."""

from __future__ import annotations

import httpx
import pytest
from jobs_run.scripted_fal import FILE
from jobs_run.world import PRICE, World, new_prompt


@pytest.fixture(autouse=True)
def a_worker(world: World) -> None:
    world.work()


def test_job_is_submitted_once_charged_once_and_stored(world: World) -> None:
    customer = world.customer()
    prompt = new_prompt()
    job = customer.order(prompt)
    assert (job["status"], job["held_microcredits"], job["charged_microcredits"]) == (
        "queued",
        PRICE,
        None,
    )
    ended = customer.end(job["id"])
    assert ended["charged_microcredits"] == PRICE
    assert (customer.spent(), customer.held()) == (PRICE, 0)
    assert len(world.fal.taken(prompt)) == 1
    [result] = ended["results"]
    assert (result["content_type"], result["width"], result["bytes"]) == ("image/png", 8, len(FILE))
    assert result["path"] == f"{customer.account}/{job['id']}/0.png"
    with httpx.Client(trust_env=False) as http:
        assert http.get(result["url"]).content == FILE


def test_progress_of_the_provider_is_shown(world: World) -> None:
    customer = world.customer()
    prompt = new_prompt()
    world.fal.script(prompt, asks=None)
    job = customer.order(prompt)
    running = customer.wait_for(job["id"], lambda job: job["status"] == "running")
    assert running["progress"] == 40
    assert customer.held() == PRICE
    world.fal.complete(prompt)
    assert customer.end(job["id"])["progress"] == 100


def test_failure_of_the_provider_costs_nothing(world: World) -> None:
    customer = world.customer()
    prompt = new_prompt()
    world.fal.script(prompt, asks=1, error="the model broke")
    ended = customer.end(customer.order(prompt)["id"], "failed")
    assert ended["charged_microcredits"] == 0
    assert ended["error"]["code"] == "internal_error"
    assert (customer.spent(), customer.held()) == (0, 0)


def test_refusal_of_the_provider_costs_nothing(world: World) -> None:
    customer = world.customer()
    prompt = new_prompt()
    world.fal.script(prompt, refusals=[422])
    customer.end(customer.order(prompt)["id"], "failed")
    assert (customer.spent(), customer.held()) == (0, 0)
    assert world.fal.taken(prompt) == []


def test_busy_provider_is_asked_again_and_takes_it_once(world: World) -> None:
    customer = world.customer()
    prompt = new_prompt()
    world.fal.script(prompt, refusals=[429, 429])
    customer.end(customer.order(prompt)["id"])
    assert len(world.fal.taken(prompt)) == 1
    assert customer.spent() == PRICE


def test_results_that_cannot_be_fetched_at_once_are_fetched_later_without_a_charge(
    world: World,
) -> None:
    customer = world.customer()
    world.fal.files_fail = 2
    job = customer.order()
    customer.wait_for(job["id"], lambda job: job["status"] == "succeeded")
    assert customer.end(job["id"])["charged_microcredits"] == PRICE
    assert (world.fal.files_fail, customer.spent()) == (0, PRICE)


def test_deleted_job_is_gone_with_its_files(world: World) -> None:
    customer = world.customer()
    job = customer.end(customer.order()["id"])
    [result] = job["results"]
    assert customer.http.delete(f"/v1/jobs/{job['id']}").status_code == 204
    assert customer.http.get(f"/v1/jobs/{job['id']}").status_code == 404
    assert customer.http.delete(f"/v1/jobs/{job['id']}").status_code == 404
    with httpx.Client(trust_env=False) as http:
        world.until(lambda: http.get(result["url"]).status_code != 200)
    assert customer.spent() == PRICE
