"""requests_per_minute: a minute's work at once, then at its pace, exactly."""

import json
from datetime import datetime

import psycopg
import pytest
from generation.steps import Caller, World, line
from ledger.races import race, states
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres


def spend(caller: Caller, model: str, requests: int) -> None:
    for _ in range(requests):
        caller.start(model)


def refusal(caller: Caller, model: str) -> Row:
    """What a refused request is told, and when by the database's clock."""
    with pytest.raises(psycopg.Error) as caught:
        caller.begin(model)
    assert caught.value.sqlstate == "FLLIM"
    told: Row = json.loads(caught.value.diag.message_detail or "{}")
    told["resets_in_s"] = (
        datetime.fromisoformat(told.pop("resets_at"))
        - caller.world.ledger.value("select clock_timestamp()")
    ).total_seconds()
    return told


# 7 and 11 divide no minute into whole microseconds.
@pytest.mark.parametrize("rate", [1, 7, 11, 60])
def test_a_minute_s_requests_may_come_at_once_and_no_more(world: World, rate: int) -> None:
    model = world.model()
    caller = world.caller(credits=100_000, per_minute=rate)
    spend(caller, model, rate)
    told = refusal(caller, model)
    assert (told["limit_source"], told["limit"], told["remaining"]) == (
        *("requests_per_minute", rate),
        0,
    )
    assert 60 / rate - 10 < told["resets_in_s"] <= 60 / rate
    assert told["resets_in_s"] <= told["retry_after_s"] <= 60 / rate + 1
    assert caller.count() == rate


def test_a_request_comes_back_after_its_share_of_a_minute(world: World) -> None:
    model = world.model()
    caller = world.caller(credits=100_000, per_minute=4)
    spend(caller, model, 4)
    with refused("FLLIM"):
        caller.begin(model)
    caller.wait(15)
    caller.start(model)
    with refused("FLLIM"):
        caller.begin(model)
    caller.wait(30)
    spend(caller, model, 2)
    with refused("FLLIM", limit_source="requests_per_minute"):
        caller.begin(model)


def test_who_waited_for_long_has_a_minute_s_requests_and_no_more(world: World) -> None:
    model = world.model()
    caller = world.caller(credits=100_000, per_minute=3)
    caller.wait(86_400)
    spend(caller, model, 3)
    with refused("FLLIM"):
        caller.begin(model)


def test_the_answer_says_how_much_of_the_minute_is_used(world: World) -> None:
    caller = world.caller(credits=1000, per_minute=4)
    begun = caller.begin(world.model())
    assert begun["requests_per_minute"] == 4
    assert 14 < begun["paced_s"] <= 15


@pytest.mark.parametrize("rate", [8, 16])
def test_rate_is_exact_on_sixteen_connections(world: World, rate: int) -> None:
    model = world.model()
    for _ in range(5):
        caller = world.caller(credits=100_000, per_minute=rate)

        def begin(on: psycopg.Connection, _: int, caller: Caller = caller) -> Row:
            return caller.begin(model, service=on)

        results = race(world.db, 16, begin, role="florin_service")
        assert states(results) == ["FLLIM"] * (16 - rate)
        assert caller.count() == rate


def test_request_that_waited_is_not_refused_for_the_time_it_waited(world: World) -> None:
    """Its transaction began before the others', and it is the last of the minute's."""
    model = world.model()
    caller = world.caller(credits=100_000, per_minute=4)
    with world.db.connect("florin_service", autocommit=False) as early:
        early.execute("select now()")
        spend(caller, model, 3)
        begun = caller.begin(model, service=early)
    assert 59 < begun["paced_s"] <= 60
    assert caller.count() == 4
    with refused("FLLIM"):
        caller.begin(model)


def test_what_is_refused_uses_nothing_up(world: World) -> None:
    model = world.model(messages_per_day=5)
    caller = world.caller(credits=110, per_minute=2)
    caller.start(model)
    for _ in range(5):
        with refused("FLBAL"):
            caller.begin(model)
    caller.account.grant(1000)
    caller.start(model)
    for _ in range(5):
        with refused("FLLIM", limit_source="requests_per_minute"):
            caller.begin(model)
    caller.wait(30)
    caller.start(model)
    assert caller.messages(model) == [3]


def test_requests_on_an_account_behind_the_clock_count_too(world: World) -> None:
    """The slow path: credits that begin and lapse are brought up to the clock first."""
    model = world.model()
    caller = world.caller(credits=1000, per_minute=2)

    def fall_behind() -> None:
        world.ledger.connection.execute(
            "update ledger.accounts set next_bucket_change_at = now() where id = %s",
            [caller.account.id],
        )

    for _ in range(2):
        fall_behind()
        caller.start(model)
    fall_behind()
    with refused("FLLIM", limit=2):
        caller.begin(model)
    caller.wait(30)
    fall_behind()
    caller.start(model)
    with refused("FLLIM"):
        caller.begin(model)


def test_plan_without_a_rate_counts_nothing(world: World) -> None:
    model = world.model()
    caller = world.caller(credits=100_000)
    query = "select paced_until from ledger.accounts where id = %s"
    before = world.ledger.value(query, caller.account.id)
    spend(caller, model, 30)
    assert world.ledger.value(query, caller.account.id) == before


def test_repeats_of_a_key_count_nothing(world: World) -> None:
    model = world.model(messages_per_day=2)
    caller = world.caller(credits=1000, per_minute=2)
    generation_id = caller.start(model, key="k")
    for _ in range(5):
        assert caller.begin(model, key="k")["status"] == "running"
    caller.finish(generation_id, line(10, 10))
    for _ in range(5):
        assert caller.begin(model, key="k")["generation_id"] == str(generation_id)
    assert caller.messages(model) == [1]
    caller.start(model)
    assert caller.begin(model, key="k")["generation_id"] == str(generation_id)
    with refused("FLLIM"):
        caller.begin(model)
