"""The same Idempotency-Key: one generation, charged once, answered again for 24 hours."""

import uuid

import pytest
from generation.steps import World, line
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def test_repeat_of_a_running_request_is_told_where_it_runs(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    first = caller.start(model, key="k", replica="replica-7", stream=True)
    again = caller.begin(model, key="k", replica="replica-9")
    assert again["status"] == "running"
    assert again["generation_id"] == str(first)
    assert (again["replica"], again["api"], again["stream"]) == (
        "replica-7",
        "chat_completions",
        True,
    )
    assert (caller.count(), caller.account.money) == (1, (1000, 110, 0))


def test_repeat_of_a_finished_request_is_told_how_it_ended(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    first = caller.start(model, key="k")
    caller.finish(first, line(10, 20), reply=b"{}")
    again = caller.begin(model, key="k")
    expected = {
        "status": "finished",
        "generation_id": str(first),
        "outcome": "completed",
        "http_status": 200,
        "charged": 30,
        "has_reply": True,
        "api": "chat_completions",
        "stream": True,
    }
    assert {name: again[name] for name in expected} == expected
    assert (caller.count(), caller.account.money) == (1, (970, 0, 0))


def test_final_error_is_replayed_as_well(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    first = caller.start(model, key="k")
    caller.finish(first, outcome="invalid", status=400, reply=b"no", error={"code": "bad"})
    again = caller.begin(model, key="k")
    assert (again["status"], again["outcome"]) == ("finished", "invalid")
    assert (again["http_status"], again["has_reply"]) == (400, True)
    assert caller.count() == 1


def test_key_with_another_request_is_refused(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    first = caller.start(model, key="k", body="a")
    with refused("FLKEY", generation_id=str(first)):
        caller.begin(model, key="k", body="b")
    caller.finish(first, line(10))
    with refused("FLKEY", generation_id=str(first)):
        caller.begin(model, key="k", body="b")
    assert caller.count() == 1


def test_keys_of_other_accounts_are_their_own(world: World) -> None:
    model = world.model()
    for caller in (world.caller(credits=1000), world.caller(credits=1000)):
        assert caller.begin(model, key="k")["status"] == "started"


def test_without_a_key_every_request_is_new(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    assert caller.start(model) != caller.start(model)


def test_same_call_again_is_one_generation_even_without_a_key(world: World) -> None:
    """The service repeats a begin whose answer was lost, with the id it chose."""
    caller, model = world.caller(credits=1000), world.model()
    generation_id = caller.start(model)
    assert caller.begin(model, generation_id=generation_id)["status"] == "running"
    with refused("FLKEY"):
        caller.begin(model, generation_id=generation_id, body="other")
    assert (caller.count(), caller.account.money) == (1, (1000, 110, 0))


def test_same_key_from_many_connections_is_one_generation(world: World) -> None:
    caller, model = world.caller(credits=100_000), world.model()
    results = race(
        world.db,
        16,
        lambda connection, _: caller.begin(model, key="k", service=connection),
        role="florin_service",
    )
    assert states(results) == []
    assert sorted(result["status"] for result in results) == ["running"] * 15 + ["started"]
    assert len({result["generation_id"] for result in results}) == 1
    assert (caller.count(), caller.account.facts["open_generations"]) == (1, 1)


def test_key_of_a_begin_that_was_refused_is_free(world: World) -> None:
    """The one that runs into the wall must not take the others' key with it."""
    caller, model = world.caller(credits=110), world.model()
    results = race(
        world.db,
        8,
        lambda connection, number: caller.begin(
            model, key="k", input=10_000 if number < 4 else 10, service=connection
        ),
        role="florin_service",
    )
    # The dear ones are refused, or find the key taken by a cheap one.
    assert set(states(results)) <= {"FLBAL"}
    started = [r for r in results if isinstance(r, dict) and r["status"] == "started"]
    assert len(started) == caller.count() == 1


def test_retryable_failure_that_cost_nothing_frees_the_key(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    first = caller.start(model, key="k")
    caller.finish(first, outcome="provider_failed", status=502, retryable=True)
    second = caller.begin(model, key="k")
    assert second["status"] == "started"
    assert second["generation_id"] != str(first)


def test_failure_that_was_charged_keeps_the_key(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    first = caller.start(model, key="k")
    caller.finish(first, line(10, 5), outcome="provider_failed", status=502, retryable=True)
    assert caller.begin(model, key="k")["status"] == "finished"


def test_final_failure_that_cost_nothing_keeps_the_key(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    first = caller.start(model, key="k")
    caller.finish(first, outcome="provider_failed", status=502, retryable=False)
    assert caller.begin(model, key="k")["status"] == "finished"


def test_key_lives_for_24_hours(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    first = caller.start(model, key="k")
    caller.finish(first, line(10))
    caller.account.pass_time("23 hours 59 minutes")
    assert caller.begin(model, key="k")["status"] == "finished"
    caller.account.pass_time("2 minutes")
    second = caller.begin(model, key="k", body="another request by now")
    assert second["status"] == "started"
    assert second["generation_id"] != str(first)
    assert caller.read(first) is not None


def test_key_of_a_running_generation_does_not_run_out(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    first = caller.start(model, key="k")
    caller.account.pass_time("2 days")
    assert caller.begin(model, key="k")["generation_id"] == str(first)


def test_old_key_claimed_from_many_connections_is_one_generation(world: World) -> None:
    caller, model = world.caller(credits=100_000), world.model()
    caller.finish(caller.start(model, key="k"), line(10))
    caller.account.pass_time("25 hours")
    results = race(
        world.db,
        12,
        lambda connection, _: caller.begin(model, key="k", service=connection),
        role="florin_service",
    )
    assert states(results) == []
    assert sorted(result["status"] for result in results) == ["running"] * 11 + ["started"]
    assert caller.count() == 2


def test_repeat_is_answered_after_its_model_was_disabled(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    running, finished = caller.start(model, key="r"), caller.start(model, key="f")
    caller.finish(finished, line(10))
    world.ledger.connection.execute(
        "update catalog.models set enabled = false where id = %s", [model]
    )
    assert caller.begin(model, key="r")["generation_id"] == str(running)
    assert caller.begin(model, key="f")["status"] == "finished"
    with refused("FLKEY"):
        caller.begin(model, key="f", body="other")
    with refused("FLKEY"):
        caller.begin(model, key="f", body=None)
    with refused("FLMOD", model=model):
        caller.begin(model, key="new")


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_repeat_is_answered_on_an_account_that_may_begin_nothing_new(
    world: World, status: str
) -> None:
    caller, model = world.caller(credits=1000), world.model()
    caller.finish(caller.start(model, key="k"), line(10))
    caller.account.set_status(status)
    assert caller.begin(model, key="k")["status"] == "finished"


def test_repeat_is_not_answered_to_strangers(world: World) -> None:
    caller, stranger, model = world.caller(credits=1000), world.caller(), world.model()
    caller.start(model, key="k")
    with refused("FLMEM"):
        caller.begin(model, key="k", user_id=stranger.user_id)


def test_swept_generation_frees_its_key_only_where_nothing_was_charged(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    silent, spoke = caller.start(model, key="silent"), caller.start(model, key="spoke")
    caller.progress(spoke, line(10, 5))
    caller.die()
    world.sweep()
    assert caller.begin(model, key="silent")["generation_id"] != str(silent)
    again = caller.begin(model, key="spoke")
    assert (again["status"], again["outcome"]) == ("finished", "expired")
    assert (again["generation_id"], again["charged"]) == (str(spoke), 15)


def test_late_finish_does_not_take_a_freed_key_back(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    first = caller.start(model, key="k")
    caller.die()
    world.sweep()
    second = caller.start(model, key="k")
    caller.finish(first, line(10, 5), reply=b"{}")
    assert caller.begin(model, key="k")["generation_id"] == str(second)


def test_cleaning_frees_old_keys_and_replies_in_batches(quiet_world: World) -> None:
    caller, model = quiet_world.caller(credits=10_000), quiet_world.model()
    for number in range(5):
        caller.finish(caller.start(model, key=str(number)), line(1), reply=b"{}")
    running = caller.start(model, key="running")
    caller.account.pass_time("25 hours")
    fresh = caller.start(model, key="fresh")
    caller.finish(fresh, line(1), reply=b"{}")

    def clean(limit: int) -> int:
        row = quiet_world.worker.execute("select api.clean_idempotency_keys(%s)", [limit])
        return int(row.fetchone()[0])

    assert [clean(2) for _ in range(4)] == [2, 2, 1, 0]
    keys = quiet_world.ledger.rows(
        "select idempotency_key as key from generation.generations "
        "where idempotency_key is not null and account_id = %s order by 1",
        caller.account.id,
    )
    assert [row["key"] for row in keys] == ["fresh", "running"]
    replies = quiet_world.ledger.rows(
        "select generation_id from generation.replies where account_id = %s", caller.account.id
    )
    assert replies == [{"generation_id": fresh}]
    assert caller.begin(model, key="running")["generation_id"] == str(running)


def test_two_cleaners_share_the_work(quiet_world: World) -> None:
    caller, model = quiet_world.caller(credits=10_000), quiet_world.model()
    for number in range(20):
        caller.finish(caller.start(model, key=str(number)), line(1))
    caller.account.pass_time("25 hours")

    def drain(connection: object, _: int) -> int:
        done = 0
        while batch := connection.execute("select api.clean_idempotency_keys(3)").fetchone()[0]:
            done += batch
        return done

    results = race(quiet_world.db, 4, drain, role="florin_worker")
    assert states(results) == []
    assert sum(results) == 20


def test_generation_id_of_one_request_and_key_of_another_do_not_loop(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    one = caller.start(model, key="one")
    caller.finish(caller.start(model, key="two"), line(1))
    caller.account.pass_time("25 hours")
    answer = caller.begin(model, generation_id=one, key="two")
    assert answer["generation_id"] == str(one)
    assert caller.begin(model, generation_id=uuid.uuid4(), key="two")["status"] == "started"
