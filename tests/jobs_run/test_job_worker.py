"""A worker of jobs that is told to stop, one that loses its connections, and its share of work."""

from __future__ import annotations

import asyncio
import time

import pytest
from crashes.world import before
from functions_py.settings import Settings
from jobs_run.world import PRICE, World, new_prompt

from workers.jobs.bench import LEASE_MARGIN_S, lease_s
from workers.jobs.pace import ASK_MAX_S, JITTER, OVERDUE_MAX_S, ask_again_s, try_again_s

pytestmark = pytest.mark.usefixtures("alone")


def steps(world: World, status: str) -> int:
    return int(
        world.rows(
            "select count(*) from queue.procrastinate_jobs where status::text = %(status)s",
            status=status,
        )[0][0]
    )


def test_idle_worker_stops_at_once_and_leaves_nothing_behind(world: World) -> None:
    world.work()
    customer = world.customer()
    customer.end(customer.order()["id"])
    started = time.monotonic()
    world.stop()
    assert time.monotonic() - started < 5
    assert world.rows("select * from queue.procrastinate_workers") == []
    assert world.rows("select * from queue.procrastinate_jobs where status <> 'todo'") == []


def test_worker_told_to_stop_ends_the_step_under_way(world: World) -> None:
    """Nothing has to be noticed as dead: the next worker goes on at once."""
    customer, prompt = world.customer(), new_prompt()
    gate = world.gates["fal"]
    gate.hold("GET /fal-ai/demo-image/requests/", when="before")
    world.work()
    job = customer.order(prompt)
    gate.wait()
    # The line is cut a second after: the step fails, and is recorded while the worker stops.
    asyncio.run(_stop_and_let_go(world))
    assert world.row(job["id"], "lease") == (None,)
    assert steps(world, "doing") == 0
    world.work()
    customer.end(job["id"])
    assert len(world.fal.taken(prompt)) == 1
    assert customer.spent() == PRICE


async def _stop_and_let_go(world: World) -> None:
    stopping = asyncio.create_task(asyncio.to_thread(world.stop, 20.0))
    await asyncio.sleep(1.0)
    world.gates["fal"].let_go()
    await stopping


def test_step_that_outlasts_the_stop_is_given_back(world: World) -> None:
    customer, prompt = world.customer(), new_prompt()
    world.service.environment["FLORIN_SHUTDOWN_DEADLINE_S"] = "0.5"
    gate = world.gates["fal"]
    gate.hold("GET /fal-ai/demo-image/requests/", when="before")
    try:
        world.work()
        job = customer.order(prompt)
        gate.wait()
        world.stop()
    finally:
        del world.service.environment["FLORIN_SHUTDOWN_DEADLINE_S"]
        gate.let_go()
    assert world.row(job["id"], "lease") == (None,)
    assert (steps(world, "doing"), world.rows("select * from queue.procrastinate_workers")) == (
        0,
        [],
    )
    world.work()
    customer.end(job["id"])
    assert len(world.fal.taken(prompt)) == 1


def test_lost_connections_of_the_worker_cost_nobody_a_job(world: World) -> None:
    world.work()
    customer = world.customer()
    prompts = [new_prompt() for _ in range(6)]
    jobs = []
    for prompt in prompts:
        jobs.append(customer.order(prompt))
        world.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where usename = 'florin_worker' and datname = current_database()"
        )
    for job in jobs:
        world.until(lambda job=job: customer.job(job["id"])["stored"], 60)  # type: ignore[misc]
    assert [len(world.fal.taken(prompt)) for prompt in prompts] == [1] * 6
    assert (customer.spent(), customer.held()) == (6 * PRICE, 0)


def test_queue_entry_that_was_lost_is_found_again(world: World) -> None:
    customer, prompt = world.customer(), new_prompt()
    job = customer.order(prompt)
    world.rows("delete from queue.procrastinate_jobs returning 1")
    world.rows(
        "update generation.jobs set next_at = now() - interval '11 seconds' "
        "where id = %(id)s returning 1",
        id=job["id"],
    )
    world.work()
    customer.end(job["id"])
    assert len(world.fal.taken(prompt)) == 1


def test_step_of_a_living_worker_is_not_taken_from_it(world: World) -> None:
    customer, prompt = world.customer(), new_prompt()
    point = before("GET /fal-ai/demo-image/requests/", line="fal")
    gate = world.gates["fal"]
    gate.hold(*point.marks, when="before")
    world.work()
    job = customer.order(prompt)
    gate.wait()
    lease = world.row(job["id"], "lease")
    assert world.rows("select api.retake_steps(10)") == [(0,)]
    assert world.row(job["id"], "lease") == lease
    gate.let_go()
    customer.end(job["id"])


@pytest.mark.parametrize(
    ("age_s", "is_overdue", "expected_s"),
    [
        (0, False, 1.0),
        (60, False, 6.0),
        (3000, False, ASK_MAX_S),
        (2000, True, 200.0),
        (90_000, True, OVERDUE_MAX_S),
    ],
)
def test_asking_slows_down_with_age(age_s: float, is_overdue: bool, expected_s: float) -> None:
    for _ in range(50):
        pause_s = ask_again_s(age_s, is_overdue, 1.0)
        assert expected_s * (1 - JITTER) <= pause_s <= expected_s * (1 + JITTER)


@pytest.mark.parametrize(
    ("failures", "least_s", "expected_s"),
    [(0, 0.0, 1.0), (3, 0.0, 8.0), (3, 30.0, 30.0), (9, 0.0, 300.0), (10_000, 0.0, 300.0)],
)
def test_retries_back_off_up_to_a_bound(failures: int, least_s: float, expected_s: float) -> None:
    pauses = {try_again_s(failures, least_s) for _ in range(50)}
    assert len(pauses) > 1
    assert expected_s * (1 - JITTER) <= min(pauses) <= max(pauses) <= expected_s * (1 + JITTER)


def test_lease_outlasts_every_submission() -> None:
    settings = Settings()
    assert lease_s(settings) == settings.media_submit_timeout_s + LEASE_MARGIN_S
