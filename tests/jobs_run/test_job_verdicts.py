"""Verdicts that contradict, repeat, come late or never; cancellation against completion."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from jobs_run.world import PRICE, Customer, World, new_prompt
from psycopg.types.json import Jsonb

RESULTS = [{"url": "https://cdn.example/0.png", "path": None, "content_type": "image/png"}]
ERROR = {"code": "provider_failed", "message": "No."}


@pytest.fixture(autouse=True)
def a_worker(world: World) -> Iterator[None]:
    world.work()
    yield


def tell(world: World, customer: Customer, job_id: str, outcome: str) -> bool:
    """What a webhook says, as the service hands it on. True: it ended the job."""
    service = world.service.db.connect("florin_service")
    try:
        row = service.execute(
            "select api.finish_job(%s, %s, %s, %s, %s, 'webhook')",
            [
                customer.account,
                job_id,
                outcome,
                Jsonb(RESULTS if outcome == "succeeded" else []),
                Jsonb(ERROR) if outcome == "failed" else None,
            ],
        ).fetchone()
    finally:
        service.close()
    assert row is not None
    return bool(row[0]["won"])


def submitted(world: World, customer: Customer, **script: Any) -> tuple[str, str]:
    """A job that its provider has: its prompt and id."""
    prompt = new_prompt()
    world.fal.script(prompt, **script)
    job = customer.order(prompt)
    world.until(lambda: world.row(job["id"], "provider_request_id") != (None,))
    return prompt, job["id"]


def test_provider_that_says_failed_and_then_completes_is_not_paid_by_the_user(
    world: World,
) -> None:
    customer = world.customer()
    _, job_id = submitted(world, customer, asks=None)
    assert tell(world, customer, job_id, "failed")
    assert not tell(world, customer, job_id, "succeeded")
    job = customer.end(job_id, "failed")
    assert (job["charged_microcredits"], job["results"]) == (0, [])
    assert (customer.spent(), customer.held()) == (0, 0)
    assert world.row(job_id, "contradiction ->> 'outcome'") == ("succeeded",)


def test_provider_that_says_completed_and_then_failed_has_completed(world: World) -> None:
    customer = world.customer()
    prompt, job_id = submitted(world, customer, asks=None)
    world.fal.complete(prompt)
    job = customer.end(job_id)
    assert not tell(world, customer, job_id, "failed")
    assert customer.job(job_id)["version"] == job["version"]
    assert customer.spent() == PRICE


def test_webhooks_and_poll_together_charge_once(world: World) -> None:
    customer = world.customer()
    prompt, job_id = submitted(world, customer, asks=None)
    start = threading.Barrier(9)

    def webhook() -> bool:
        start.wait()
        return tell(world, customer, job_id, "succeeded")

    with ThreadPoolExecutor(8) as pool:
        told = [pool.submit(webhook) for _ in range(8)]
        start.wait()
        world.fal.complete(prompt)
        assert sum(each.result() for each in told) <= 1
    customer.wait_for(job_id, lambda job: job["status"] == "succeeded")
    assert (customer.spent(), customer.held()) == (PRICE, 0)
    assert world.row(job_id, "contradiction") == (None,)


def test_job_past_its_deadline_waits_for_its_verdict(world: World) -> None:
    customer = world.customer()
    prompt, job_id = submitted(world, customer, asks=None)
    world.rows(
        "update generation.jobs set deadline_at = now() - interval '1 hour', "
        "submit_started_at = now() - interval '2 hours' where id = %(id)s returning 1",
        id=job_id,
    )
    world.due(job_id)
    # Not the end of a lease, which is as far away.
    asked_in = "lease is null and next_at > now() + interval '3 minutes'"
    world.until(lambda: world.row(job_id, asked_in)[0])
    assert customer.job(job_id)["status"] == "running"
    assert customer.held() == PRICE
    world.fal.complete(prompt)
    world.due(job_id)
    customer.end(job_id)
    assert customer.spent() == PRICE


def test_job_nobody_ever_answered_for_is_released_a_day_after_its_deadline(
    world: World,
) -> None:
    customer = world.customer()
    prompt, job_id = submitted(world, customer, asks=None)
    world.kill()
    world.rows(
        "update generation.jobs set deadline_at = now() - interval '25 hours', "
        "answered_at = now() - interval '25 hours' where id = %(id)s returning 1",
        id=job_id,
    )
    world.rows("select api.expire_jobs(10)")
    job = customer.end(job_id, "expired")
    assert job["error"]["code"] == "no_answer"
    assert (customer.spent(), customer.held()) == (0, 0)
    assert len(world.fal.taken(prompt)) == 1


def test_provider_that_forgets_a_job_has_not_said_that_it_failed(world: World) -> None:
    customer = world.customer()
    prompt, job_id = submitted(world, customer, asks=None, forgets=True)
    world.until(lambda: world.fal.taken(prompt)[0].asked == 0)
    time.sleep(1.0)
    assert customer.job(job_id)["status"] == "submitted"
    world.fal.taken(prompt)[0].script.forgets = False
    world.fal.complete(prompt)
    world.due(job_id)
    customer.end(job_id)
    assert len(world.fal.taken(prompt)) == 1
    assert customer.spent() == PRICE


def test_job_canceled_before_it_was_submitted_never_is(world: World) -> None:
    world.kill()
    customer, prompt = world.customer(), new_prompt()
    job = customer.order(prompt)
    assert customer.cancel(job["id"])["status"] == "canceled"
    assert (customer.spent(), customer.held()) == (0, 0)
    world.work()
    customer.end(customer.order()["id"])
    assert world.fal.taken(prompt) == []


def test_running_job_is_canceled_at_its_provider(world: World) -> None:
    customer = world.customer()
    _, job_id = submitted(world, customer, asks=None)
    cancels = world.fal.cancels
    assert customer.cancel(job_id)["cancel_requested"]
    job = customer.end(job_id, "canceled")
    assert job["charged_microcredits"] == 0
    assert world.fal.cancels > cancels
    assert (customer.spent(), customer.held()) == (0, 0)


def test_provider_that_ran_on_after_a_cancel_is_paid_for_what_it_made(world: World) -> None:
    customer = world.customer()
    prompt, job_id = submitted(world, customer, asks=None, ignores_cancel=True)
    customer.cancel(job_id)
    world.fal.complete(prompt)
    customer.end(job_id)
    assert (customer.spent(), customer.held()) == (PRICE, 0)


def test_cancel_that_races_completion_has_one_winner(world: World) -> None:
    customer = world.customer()

    def race(number: int) -> str:
        prompt, job_id = new_prompt(), ""
        world.fal.script(prompt, asks=1)
        job_id = customer.order(prompt)["id"]
        time.sleep(random.Random(number).uniform(0.0, 0.6))  # noqa: S311
        customer.cancel(job_id)
        job = customer.wait_for(job_id, lambda job: job["finished_at"])
        assert job["status"] in ("canceled", "succeeded")
        assert job["charged_microcredits"] == (PRICE if job["status"] == "succeeded" else 0)
        assert world.row(job_id, "contradiction") == (None,)
        return str(job["status"])

    outcomes = [race(number) for number in range(12)]
    assert customer.spent() == PRICE * outcomes.count("succeeded")
    assert customer.held() == 0


def test_two_workers_do_each_job_once(world: World) -> None:
    # The one that is there may have made itself known already, or not yet.
    world.kill()
    world.until(lambda: not world.busy())
    world.rows("delete from queue.procrastinate_workers returning 1")
    world.work(2)
    # Of two that start, the first could do it all before the second is there.
    world.until(lambda: world.rows("select count(*) from queue.procrastinate_workers") == [(2,)])
    customers = [world.customer() for _ in range(3)]
    prompt = new_prompt()
    jobs = [
        (customer, customer.order(f"{prompt} {number}")["id"])
        for number in range(10)
        for customer in customers
    ]
    for customer, job_id in jobs:
        customer.end(job_id)
    assert [len(world.fal.taken(f"{prompt} {number}")) for number in range(10)] == [3] * 10
    assert [customer.spent() for customer in customers] == [10 * PRICE] * 3
    workers = world.rows(
        "select count(distinct leased_by) from generation.jobs where id = any(%(ids)s)",
        ids=[job_id for _, job_id in jobs],
    )
    assert workers == [(2,)]
    world.kill()
