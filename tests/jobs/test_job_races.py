"""Everything at once on a few accounts: service, users, workers, webhooks, sweepers."""

import random
import uuid
from typing import Any

import psycopg
import pytest
from generation.steps import line
from jobs.steps import RESULTS, SECOND, Job, Jobs, Patron, call
from ledger.races import race, states

pytestmark = pytest.mark.every_postgres

RUNNERS = 10
STEPS = 60
# What may be said to somebody in the middle of it.
REFUSALS = {"FLLIM", "FLBAL", "FLJOB", "FLJNE", "FLKEY"}
STORED = [{"url": None, "path": "a/b/0.mp4", "content_type": "video/mp4"}]


class Runner:
    """Does any one thing to any one job, as whoever may do it."""

    def __init__(
        self, connection: psycopg.Connection, number: int, patrons: list[Patron], models: list[str]
    ) -> None:
        self.connection = connection
        self.random = random.Random(number)
        self.patrons = patrons
        self.models = models
        self.jobs: list[Job] = []

    def step(self) -> None:
        patron = self.random.choice(self.patrons)
        if not self.jobs or self.random.random() < 0.3:
            begun = patron.ask(
                self.random.choice(self.models[:-1]),
                key=self.random.choice([None, *"abcdef"]),
                service=self.connection,
            )
            self.jobs.append(Job(patron, uuid.UUID(begun["job"]["id"])))
            return
        job = self.random.choice(self.jobs)
        self.random.choice(
            [self.work, self.work, self.work, self.end, self.cancel, self.delete, self.sweep]
            + [self.chat]
        )(job)

    def work(self, job: Job) -> None:
        claimed = job.claim(on=self.connection)
        if claimed is None:
            return
        lease = uuid.UUID(claimed["lease"])
        chance = self.random.random()
        if claimed["deleted"]:
            job.store(lease, [], on=self.connection)
        elif claimed["status"] == "succeeded":
            job.store(lease, STORED, on=self.connection)
        elif chance < 0.1:
            # The worker is lost, and its lease runs out at once.
            self.connection.execute(
                "update generation.jobs set leased_until = now(), next_at = now() "
                "where account_id = %s and id = %s",
                [job.patron.account.id, job.id],
            )
        elif job.start(lease, on=self.connection) or claimed["provider_request_id"] is None:
            job.record(lease, f"req-{job.id}", on=self.connection)
        else:
            job.progress("running", int(chance * 100), next_s=0.0, on=self.connection)

    def end(self, job: Job) -> None:
        outcome = self.random.choice(["succeeded", "succeeded", "failed", "canceled"])
        job.finish(outcome, RESULTS, None, "webhook", on=self.connection)

    def cancel(self, job: Job) -> None:
        job.cancel(on=self.connection)

    def delete(self, job: Job) -> None:
        job.delete(on=self.connection)

    def sweep(self, job: Job) -> None:
        if self.random.random() < 0.3:
            self.connection.execute(
                "update generation.jobs set deadline_at = now() - interval '2 days', "
                "answered_at = null where account_id = %s and id = %s and finished_at is null",
                [job.patron.account.id, job.id],
            )
        call(self.connection, "expire_jobs", 5)
        call(self.connection, "requeue_jobs", 5)

    def chat(self, job: Job) -> None:
        """Streams go on beside, on the same accounts."""
        begun = job.patron.begin(self.models[-1], service=self.connection)
        job.patron.finish(uuid.UUID(begun["generation_id"]), line(1, 1), service=self.connection)


def test_everything_at_once_ends_each_job_once_and_the_book_is_right(own_world: Jobs) -> None:
    world = own_world
    patrons = [
        world.patron(credits=400 * SECOND, max_running_jobs=slots, max_open_jobs=30)
        for slots in (1, 2, 3)
    ]
    models = [world.media_model(), world.media_model({"": 7}), world.model()]

    def run(connection: psycopg.Connection, number: int) -> list[str]:
        runner = Runner(connection, number, patrons, models)
        refusals: list[str] = []
        for _ in range(STEPS):
            try:
                runner.step()
            except psycopg.Error as error:
                refusals.append(error.sqlstate or type(error).__name__)
        return refusals

    answers: list[Any] = race(world.db, RUNNERS, run)
    assert states(answers) == []
    # Neither a deadlock nor anything else that nobody meant.
    assert {state for refusals in answers for state in refusals} <= REFUSALS
    assert world.db.verify() == []

    for patron in patrons:
        ends = world.ledger.row(
            "select count(*) filter (where status = 'succeeded') as won, "
            "count(*) filter (where finished_at is not null) as ended, "
            "coalesce(sum(charged), 0)::bigint as charged, "
            "coalesce(sum(hold) filter (where finished_at is null), 0)::bigint as held "
            "from generation.jobs where account_id = %s",
            patron.account.id,
        )
        streamed = world.ledger.value(
            "select coalesce(sum(charged), 0)::bigint from generation.generations "
            "where account_id = %s and api is distinct from 'jobs'",
            patron.account.id,
        )
        assert patron.posted == 400 * SECOND - ends["charged"] - streamed
        assert patron.held == ends["held"]
        events = world.events(patron.account.id, "job_finished")
        assert len(events) == ends["ended"]
        settled = world.ledger.value(
            "select count(*) from ledger.entries where account_id = %s and kind = 'settle' "
            "and hold_id in (select id from generation.jobs)",
            patron.account.id,
        )
        assert settled == ends["won"]


def test_every_open_job_goes_on_by_itself_after_it(own_world: Jobs) -> None:
    """Whatever was interrupted: what workers do by themselves brings each job to its end."""
    world = own_world
    patron, model = world.patron(max_running_jobs=2), world.media_model()
    jobs = [patron.new_job(model) for _ in range(9)]
    jobs[0].submit()
    jobs[1].start(jobs[1].lease())
    jobs[5].cancel()
    world.ledger.connection.execute("delete from queue.procrastinate_jobs")
    for _ in range(60):
        world.ledger.connection.execute(
            "update generation.jobs set next_at = now() - interval '11 seconds', "
            "leased_until = least(leased_until, now() - interval '1 second') "
            "where next_at is not null"
        )
        call(world.worker, "requeue_jobs", 100)
        for row in world.ledger.rows(
            "delete from queue.procrastinate_jobs where status = 'todo' returning args"
        ):
            job = Job(patron, uuid.UUID(row["args"]["job_id"]))
            claimed = job.claim()
            if claimed is None:
                continue
            lease = uuid.UUID(claimed["lease"])
            if claimed["status"] == "succeeded":
                job.store(lease, STORED)
            elif job.start(lease) or claimed["provider_request_id"] is None:
                job.record(lease, f"req-{job.id}")
            else:
                job.finish()
    assert [job.state for job in jobs].count("succeeded") == 8
    assert all(job.row["stored_at"] is not None for job in jobs if job.state == "succeeded")
    assert (patron.held, 1_000_000_000 - patron.posted) == (0, 8 * 5 * SECOND)
