"""Slots: so many jobs of an account are at work at a time, and the others wait for one to end."""

import random
from typing import Any

import psycopg
import pytest
from jobs.steps import Job, Jobs, Patron
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def slots(patron: Patron) -> tuple[int, int]:
    """Jobs at work, jobs that wait."""
    row = patron.world.ledger.row(
        "select count(*) filter (where enqueued_at is not null) as at_work, "
        "count(*) filter (where enqueued_at is null and parked_at is null) as waiting "
        "from generation.jobs where account_id = %s and finished_at is null",
        patron.account.id,
    )
    return row["at_work"], row["waiting"]


def queued(patron: Patron) -> int:
    return int(
        patron.world.ledger.value(
            "select count(*) from queue.procrastinate_jobs "
            "where args ->> 'account_id' = %s and status = 'todo'",
            str(patron.account.id),
        )
    )


def test_jobs_beyond_the_slots_wait_and_get_them_oldest_first(world: Jobs) -> None:
    patron, model = world.patron(max_running_jobs=2), world.media_model()
    jobs = [patron.new_job(model) for _ in range(5)]
    assert [job.is_waiting for job in jobs] == [False, False, True, True, True]
    assert (slots(patron), queued(patron)) == ((2, 3), 2)
    assert jobs[2].claim() is None
    jobs[1].finish("failed")
    assert [job.is_waiting for job in jobs[2:]] == [False, True, True]
    assert len(world.queue(jobs[2].id)) == 1
    assert jobs[2].claim() is not None
    jobs[0].submit()
    jobs[0].finish()
    jobs[2].cancel()
    assert [job.is_waiting for job in jobs[3:]] == [False, False]


def test_job_that_waits_has_its_whole_time_from_its_turn_on(world: Jobs) -> None:
    patron, model = world.patron(max_running_jobs=1), world.media_model(timeout_s=60)
    first, second = patron.new_job(model), patron.new_job(model)
    left = "extract(epoch from deadline_at - now())::float as left"
    query = f"select {left} from generation.jobs where account_id = %s and id = %s"
    waiting = world.ledger.value(query, patron.account.id, second.id)
    assert 86_390 < waiting < 86_401
    first.finish("failed")
    assert 55 < world.ledger.value(query, patron.account.id, second.id) < 61


def test_one_more_than_may_be_open_is_refused(world: Jobs) -> None:
    patron, model = world.patron(max_running_jobs=1, max_open_jobs=3), world.media_model()
    jobs = [patron.new_job(model) for _ in range(3)]
    with refused("FLLIM", limit_source="open_jobs", limit=3, remaining=0, retry_after_s=5):
        patron.ask(model)
    assert (patron.count(), patron.held) == (3, sum(job.row["hold"] for job in jobs))
    jobs[2].cancel()
    patron.new_job(model)


def test_no_two_requests_get_the_last_place(world: Jobs) -> None:
    patron, model = world.patron(max_running_jobs=2, max_open_jobs=5), world.media_model()
    answers = race(
        world.db, 8, lambda service, _: patron.ask(model, service=service), "florin_service"
    )
    assert states(answers) == ["FLLIM"] * 3
    assert (slots(patron), queued(patron)) == ((2, 3), 2)


def test_slots_are_exact_however_many_begin_and_end_at_once(world: Jobs) -> None:
    patron, model = world.patron(max_running_jobs=3, max_open_jobs=1000), world.media_model()
    seen: list[int] = []

    def work(connection: psycopg.Connection, number: int) -> None:
        chance = random.Random(number)
        mine: list[Job] = []
        for _ in range(12):
            if not mine or chance.random() < 0.5:
                mine.append(patron.new_job(model, service=connection))
                continue
            job = mine.pop(chance.randrange(len(mine)))
            end: Any = chance.choice([job.cancel, lambda job=job, **on: job.finish("failed", **on)])
            end(on=connection)
            seen.append(slots(patron)[0] if number == 0 else 0)

    assert states(race(world.db, 6, work, "florin_service")) == []
    assert max(seen) <= 3
    at_work, waiting = slots(patron)
    assert at_work == min(3, at_work + waiting)
    # And down to the last one, each gets its turn.
    while at_work:
        for row in world.ledger.rows(
            "select id from generation.jobs where account_id = %s and finished_at is null "
            "and enqueued_at is not null",
            patron.account.id,
        ):
            Job(patron, row["id"]).finish("failed")
        at_work, left = slots(patron)
        assert at_work == min(3, at_work + left)
    assert (slots(patron), patron.held) == ((0, 0), 0)


def test_bigger_plan_gives_its_slots_with_the_next_end(world: Jobs) -> None:
    patron, model = world.patron(max_running_jobs=1), world.media_model()
    jobs = [patron.new_job(model) for _ in range(4)]
    bigger = world.patron(max_running_jobs=3)
    world.ledger.connection.execute(
        "update access.account_plans set plan_version_id = (select plan_version_id "
        "from access.account_plans where account_id = %s) where account_id = %s",
        [bigger.account.id, patron.account.id],
    )
    jobs[0].finish("failed")
    assert slots(patron) == (3, 0)


def test_accounts_do_not_wait_for_each_other(world: Jobs) -> None:
    model = world.media_model()
    one, other = (world.patron(max_running_jobs=1) for _ in range(2))
    one.new_job(model)
    assert one.new_job(model).is_waiting
    assert not other.new_job(model).is_waiting
