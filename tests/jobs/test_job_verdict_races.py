"""Webhooks and polls that contradict each other, at the same moment on real connections."""

import random
from typing import Any

import psycopg
import pytest
from jobs.steps import RESULTS, SECOND, Jobs
from ledger.races import race

pytestmark = pytest.mark.every_postgres

REQUEST = 500_000
SHORT = [RESULTS[0] | {"seconds": 1.5}]
# What is said, and what that means: status, delivered seconds.
VERDICTS: list[tuple[str, list[dict[str, Any]], tuple[str, int]]] = [
    ("succeeded", RESULTS, ("succeeded", 5)),
    ("succeeded", SHORT, ("succeeded", 2)),
    ("succeeded", [], ("failed", 0)),
    ("failed", [], ("failed", 0)),
    ("canceled", [], ("canceled", 0)),
]


@pytest.mark.parametrize("seed", range(5))
def test_ten_contradicting_webhooks_and_polls_have_one_winner_and_one_charge_or_none(
    world: Jobs, seed: int
) -> None:
    patron, model = world.patron(max_running_jobs=1), world.media_model(request=REQUEST)
    job, waiting = patron.new_job(model), patron.new_job(model)
    job.submit()
    posted, said = patron.posted, VERDICTS * 2
    random.Random(seed).shuffle(said)  # noqa: S311
    polls = [world.db.kept_connection("florin_worker", number) for number in range(1, 6)]

    def tell(webhook: psycopg.Connection, number: int) -> dict[str, Any]:
        outcome, results, _ = said[number]
        if number % 2:
            return job.finish(outcome, results, source="webhook", on=webhook)
        job.progress("running", 50, on=polls[number // 2])
        return job.finish(outcome, results, source="worker", on=polls[number // 2])

    answers = [a for a in race(world.db, 10, tell, "florin_service") if isinstance(a, dict)]
    assert len(answers) == 10
    (winner,) = [number for number, answer in enumerate(answers) if answer["won"]]
    status, delivered = said[winner][2]
    charge = REQUEST + delivered * SECOND if status == "succeeded" else 0
    for told in (answer["job"] for answer in answers):
        assert (told["status"], told["delivered"], told["charged_microcredits"]) == (
            *(status, delivered),
            charge,
        )
    assert posted - patron.posted == charge
    assert patron.held == waiting.row["hold"]
    assert patron.account.entries[1:] == ([("settle", -charge)] if charge else [])
    assert len(world.events(patron.account.id, "job_finished")) == 1
    assert job.row["contradiction"]["outcome"] != status
    # Files to be stored are its one next step.
    assert (job.row["next_at"] is not None) == (status == "succeeded")
    # The winner gave the slot on, once.
    assert (waiting.is_waiting, len(world.queue(waiting.id))) == (False, 1)
