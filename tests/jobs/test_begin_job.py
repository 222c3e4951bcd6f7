"""api.begin_job: one transaction claims the key, holds the price and enqueues the first step."""

import hashlib
import uuid
from datetime import timedelta
from typing import Any

import pytest
from generation.steps import line
from jobs.steps import SECOND, Jobs, call
from keys.steps import new_key
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres

MEMBERS = {
    *("id", "model", "kind", "status", "progress", "input", "unit", "quantity", "delivered"),
    *("resolution", "held_microcredits", "charged_microcredits", "results", "stored", "error"),
    *("cancel_requested", "version", "created_at", "submitted_at", "started_at", "finished_at"),
}


def test_job_holds_its_exact_price_and_waits_in_the_queue(world: Jobs) -> None:
    patron, model = world.patron(credits=100 * SECOND), world.media_model()
    begun = patron.ask(model)
    assert set(begun) == {"status", "job", "available"}
    assert (begun["status"], begun["available"]) == ("started", 95 * SECOND)
    job = begun["job"]
    assert set(job) == MEMBERS
    assert (job["status"], job["kind"], job["model"]) == ("queued", "video", model)
    assert (job["unit"], job["quantity"], job["resolution"]) == ("second", 5, None)
    assert (job["held_microcredits"], job["charged_microcredits"]) == (5 * SECOND, None)
    assert job["input"] == {"model": model, "prompt": "a fox", "seconds": 5}
    assert (job["results"], job["stored"], job["error"]) == ([], False, None)
    assert (job["version"], job["cancel_requested"], job["progress"]) == (1, False, None)
    assert (patron.held, patron.posted) == (5 * SECOND, 100 * SECOND)
    assert world.queue(uuid.UUID(job["id"])) == [
        {
            **{"queue_name": "jobs", "task_name": "jobs.advance", "scheduled_at": None},
            "args": {"account_id": str(patron.account.id), "job_id": job["id"]},
        }
    ]


def test_its_generation_never_expires_and_is_no_open_stream(world: Jobs) -> None:
    patron, model = world.patron(max_open=1), world.media_model()
    job = patron.new_job(model)
    row = world.ledger.row(
        "select api, status::text, hold, hold_expires_at = 'infinity' as is_for_ever "
        "from generation.generations where account_id = %s and id = %s",
        *(patron.account.id, job.id),
    )
    assert row == {"api": "jobs", "status": "running", "hold": 5 * SECOND, "is_for_ever": True}
    assert patron.account.facts["open_generations"] == 0
    patron.new_job(model)
    chat = world.model()
    patron.finish(patron.start(chat), line(10, 5))


def test_deadline_is_the_model_s_time_from_its_beginning(world: Jobs) -> None:
    job = world.patron().new_job(world.media_model(timeout_s=60))
    row = job.row
    assert row["deadline_at"] - row["created_at"] == timedelta(seconds=60)


def test_same_key_is_answered_with_the_job_as_it_is_now(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    job = patron.new_job(model, key="k")
    held = patron.held
    job.submit()
    for _ in range(2):
        again = patron.ask(model, key="k")
        assert again["status"] == "replayed"
        assert (again["job"]["id"], again["job"]["status"]) == (str(job.id), "submitted")
    job.finish("failed", error={"code": "nsfw", "message": "No."})
    assert patron.ask(model, key="k")["job"]["error"] == {"code": "nsfw", "message": "No."}
    assert (held, patron.held, patron.count()) == (5 * SECOND, 0, 1)


def test_same_id_is_a_repeat_too(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    job = patron.new_job(model)
    assert patron.ask(model, job_id=job.id)["status"] == "replayed"
    with refused("FLKEY", generation_id=str(job.id)):
        patron.ask(model, job_id=job.id, seconds=6)


def test_repeat_is_answered_where_the_model_was_taken_off_meanwhile(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    patron.new_job(model, key="k")
    world.ledger.connection.execute(
        "update catalog.models set enabled = false where id = %s", [model]
    )
    assert patron.ask(model, key="k")["status"] == "replayed"
    with refused("FLMOD"):
        patron.ask(model, key="other")


def test_key_of_another_request_is_refused(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    patron.new_job(model, key="k")
    with refused("FLKEY"):
        patron.ask(model, key="k", seconds=6)
    chat = world.model()
    patron.start(chat, key="chat", body="{}")
    body = {"model": model, "prompt": "a fox", "seconds": 5}
    # The same hash by chance or malice: it is a generation all the same.
    with refused("FLKEY"):
        call(
            world.service,
            "begin_job",
            *(patron.account.id, patron.user_id, uuid.uuid4(), body, "chat"),
            *(hashlib.sha256(b"{}").digest(), None),
        )
    assert patron.count() == 2


def test_key_is_free_after_a_day_but_not_while_its_job_runs(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    job = patron.new_job(model, key="k")
    age = (
        "update generation.generations set created_at = now() - interval '25 hours' "
        "where account_id = %s"
    )
    world.ledger.connection.execute(age, [patron.account.id])
    assert patron.ask(model, key="k")["status"] == "replayed"
    job.finish("failed")
    assert patron.ask(model, key="k")["status"] == "started"


def test_one_of_many_with_the_same_key_begins(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    answers = race(
        world.db,
        8,
        lambda service, _: patron.ask(model, key="k", service=service),
        "florin_service",
    )
    found = [answer for answer in answers if isinstance(answer, dict)]
    assert sorted(answer["status"] for answer in found) == ["replayed"] * 7 + ["started"]
    assert len({answer["job"]["id"] for answer in found}) == 1
    assert patron.held == 5 * SECOND


def test_balance_is_never_promised_twice(world: Jobs) -> None:
    patron, model = world.patron(credits=12 * SECOND), world.media_model()
    answers = race(
        world.db, 6, lambda service, _: patron.ask(model, service=service), "florin_service"
    )
    assert states(answers) == ["FLBAL"] * 4
    assert patron.held == 10 * SECOND


@pytest.mark.parametrize(
    ("argument", "given"),
    [
        ("model", {"model": 7}),
        ("prompt", {"prompt": ""}),
        ("prompt", {"prompt": "x" * 32001}),
        ("prompt", {"prompt": None}),
        ("seconds", {"seconds": 0}),
        ("seconds", {"seconds": "5"}),
        ("seconds", {"seconds": 2.5}),
        ("seconds", {"seconds": -1}),
        ("seconds", {}),
        ("images", {"images": 11}),
        ("images", {"images": 1, "seconds": 5}),
        ("resolution", {"resolution": "a b"}),
        ("image_url", {"image_url": "http://a.test/x.png"}),
        ("aspect_ratio", {"aspect_ratio": "wide"}),
        ("seed", {"seed": -1}),
        ("options", {"options": []}),
        ("options", {"options": {"num_videos": 9}, "seconds": 5}),
        ("quality", {"quality": "high", "seconds": 5}),
        ("input", {"options": {"x": "y" * 70_000}}),
    ],
)
def test_member_that_breaks_its_rule_is_named(
    world: Jobs, argument: str, given: dict[str, Any]
) -> None:
    patron, model = world.patron(), world.media_model()
    body = {"model": model, "prompt": "a fox"} | given
    with refused("FLARG", argument=argument):
        call(
            world.service,
            "begin_job",
            *(patron.account.id, patron.user_id, uuid.uuid4(), body, None, b"x", None),
        )
    assert patron.count() == 0


def test_every_member_that_is_known_is_taken(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model(options=("negative_prompt", "cfg"))
    given = {
        **{"seconds": 8, "resolution": "720p", "image_url": "https://a.test/x.png"},
        **{"aspect_ratio": "16:9", "seed": 0, "options": {"negative_prompt": "dogs"}},
    }
    assert patron.new_job(model, **given).row["input"] == {
        "model": model,
        "prompt": "a fox",
        **given,
    }


def test_input_that_is_no_object_is_refused(world: Jobs) -> None:
    patron = world.patron()
    for text in ("null", "[]", '"x"', "7"):
        with refused("FLARG", argument="input"):
            world.service.execute(
                "select api.begin_job(%s, %s, %s, %s::jsonb, null, '\\x00', null)",
                [patron.account.id, patron.user_id, uuid.uuid4(), text],
            )


def test_what_stands_in_the_way_of_a_generation_stands_in_a_job_s(world: Jobs) -> None:
    model, chat = world.media_model(), world.model()
    patron = world.patron()
    with refused("FLMOD", model="no-such"):
        patron.ask("no-such")
    with refused("FLAPI", model=chat, api="jobs"):
        patron.ask(chat)
    with refused("FLMEM"):
        patron.ask(model, user_id=uuid.uuid4())
    with refused("FLBAL", limit_source="credits"):
        world.patron(credits=1).ask(model)
    suspended = world.patron()
    suspended.account.set_status("suspended")
    with refused("FLACC"):
        suspended.ask(model)
    slow = world.patron(per_minute=1)
    slow.new_job(model)
    with refused("FLLIM", limit_source="requests_per_minute"):
        slow.ask(model)
    poor = world.patron(tiers=["free"])
    with refused("FLLCK", limit_source="entitlement"):
        poor.ask(world.media_model(tier="premium"))


def test_chat_endpoints_do_not_serve_what_jobs_make(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    for api in ("chat_completions", None):
        with refused("FLAPI", model=model):
            patron.begin(model, api=api)


def test_model_of_another_kind_makes_no_jobs(world: Jobs) -> None:
    with refused("FLARG", argument="model"):
        world.patron().ask(world.model(apis=("jobs",)))


def test_key_needs_the_scope_of_jobs_and_pays_from_its_budget(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    key = new_key(patron, scopes=["jobs"], budget=12 * SECOND)
    job = patron.new_job(model, key_id=key.id)
    assert key.money == (0, 5 * SECOND)
    other = patron.new_job(model, key_id=key.id)
    with refused("FLBUD", limit_source="key_budget"):
        patron.ask(model, key_id=key.id)
    job.submit()
    job.finish()
    other.finish("failed")
    assert key.money == (5 * SECOND, 0)
    with refused("FLSCO", scope="jobs"):
        patron.ask(model, key_id=new_key(patron, scopes=["generate", "read"]).id)
    with refused("FLKYU"):
        patron.ask(model, key_id=uuid.uuid4())
    with refused("FLSCO", scope="generate"):
        patron.begin(world.model(), key_id=key.id)


def test_key_slower_than_its_rate_is_refused(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    key = new_key(patron, scopes=["jobs"], per_minute=1)
    patron.new_job(model, key_id=key.id)
    with refused("FLLIM", limit_source="key_requests_per_minute"):
        patron.ask(model, key_id=key.id)


def test_trial_is_free_and_counts_what_came_of_it(world: Jobs) -> None:
    patron = world.patron(credits=0, tiers=["free"])
    model = world.media_model(tier="premium", trial_messages=1)
    job = patron.new_job(model)
    assert (job.row["hold"], patron.trials(model)) == (0, 1)
    with refused("FLLCK", limit_source="trial_messages"):
        patron.ask(model)
    job.finish("failed")
    assert patron.trials(model) == 0
    again = patron.new_job(model)
    again.submit()
    assert again.finish()["job"]["charged_microcredits"] == 0
    assert patron.trials(model) == 1
    assert patron.account.entries == []


def test_entitlement_unlocks_at_the_full_price(world: Jobs) -> None:
    patron = world.patron(tiers=["free"])
    model = world.media_model(tier="premium")
    world.entitle(patron, model, "ref")
    job = patron.new_job(model)
    assert job.row["hold"] == 5 * SECOND


def test_day_s_messages_are_counted_and_given_back(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model(messages_per_day=2)
    first, second = patron.new_job(model), patron.new_job(model)
    with refused("FLLIM", limit_source="messages_per_day"):
        patron.ask(model)
    first.finish("failed")
    second.submit()
    second.finish()
    assert patron.messages(model) == [1]
