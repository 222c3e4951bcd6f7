"""messages_per_day: counted when a generation begins, given back when it came to nothing."""

import json
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from catalog.shopper import Shopper
from generation.steps import World, line
from ledger.races import race, states
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres


def test_messages_of_the_day_are_counted_and_bounded(world: World) -> None:
    model = world.model(messages_per_day=3)
    caller = world.caller(credits=1000)
    begun = [caller.begin(model) for _ in range(3)]
    assert [(b["messages_per_day"], b["messages_today"]) for b in begun] == [(3, 1), (3, 2), (3, 3)]
    with refused("FLLIM", limit_source="messages_per_day", model=model, limit=3, remaining=0):
        caller.begin(model)
    assert caller.messages(model) == [3]
    assert (caller.count(), caller.account.money) == (3, (1000, 330, 0))


def test_each_model_and_account_has_its_own_count(world: World) -> None:
    one, other = world.model(messages_per_day=1), world.model(messages_per_day=1)
    caller = world.caller(credits=1000)
    caller.start(one)
    caller.start(other)
    world.caller(credits=1000).start(one)
    with refused("FLLIM", model=one):
        caller.begin(one)


def test_count_is_exact_on_sixteen_connections(world: World) -> None:
    model = world.model(messages_per_day=7)
    caller = world.caller(credits=100_000)
    results = race(
        world.db, 16, lambda on, _: caller.begin(model, service=on), role="florin_service"
    )
    assert states(results) == ["FLLIM"] * 9
    counts = sorted(r["messages_today"] for r in results if isinstance(r, dict))
    assert counts == [1, 2, 3, 4, 5, 6, 7]
    assert caller.messages(model) == [7]


@pytest.mark.parametrize("zone", [None, "Pacific/Auckland", "America/Los_Angeles"])
def test_day_ends_at_midnight_where_the_user_lives(world: World, zone: str | None) -> None:
    model = world.model(messages_per_day=1)
    shopper = Shopper(world, credits=1000)
    if zone is not None:
        shopper.lives_in(zone)
    shopper.caller.start(model)
    with pytest.raises(psycopg.Error) as caught:
        shopper.caller.begin(model)
    told: Row = json.loads(caught.value.diag.message_detail or "{}")
    now: datetime = world.ledger.value("select clock_timestamp()")
    local = now.astimezone(ZoneInfo(zone or "UTC"))
    midnight = datetime.combine(
        local.date() + timedelta(days=1), datetime.min.time(), ZoneInfo(zone or "UTC")
    )
    assert datetime.fromisoformat(told["resets_at"]) == midnight
    left_s = (midnight - now).total_seconds()
    assert left_s <= told["retry_after_s"] <= left_s + 10
    day = world.ledger.value(
        "select day from access.daily_usage where account_id = %s", shopper.account_id
    )
    assert day == local.date()


def test_next_day_starts_anew(world: World) -> None:
    model = world.model(messages_per_day=1)
    caller = world.caller(credits=1000)
    caller.start(model)
    with refused("FLLIM"):
        caller.begin(model)
    world.ledger.connection.execute(
        "update access.daily_usage set day = day - 1 where account_id = %s", [caller.account.id]
    )
    assert caller.begin(model)["messages_today"] == 1
    assert caller.messages(model) == [1, 1]


def test_unlimited_models_leave_no_rows(world: World) -> None:
    model = world.model()
    caller = world.caller(credits=1000)
    begun = caller.begin(model)
    assert (begun["messages_per_day"], begun["messages_today"]) == (None, None)
    caller.finish(uuid.UUID(begun["generation_id"]), outcome="provider_failed")
    assert caller.messages(model) == []


USED = line(10, 5)


@pytest.mark.parametrize(
    ("outcome", "usage", "left"),
    [
        ("completed", [USED], 1),
        # A report of zero is a report: something came.
        ("completed", [line(0, 0)], 1),
        ("canceled", [USED], 1),
        ("credits_exhausted", [USED], 1),
        ("timed_out", [USED], 1),
        ("invalid", [], 0),
        ("canceled", [], 0),
        ("provider_failed", [], 0),
        # In mid-stream: what was relayed is charged, but it was no message.
        ("provider_failed", [USED], 0),
    ],
)
def test_what_came_to_nothing_is_given_back(
    world: World, outcome: str, usage: list[Row], left: int
) -> None:
    model = world.model(messages_per_day=5)
    caller = world.caller(credits=1000)
    caller.start(model)
    generation_id = caller.start(model)
    for _ in range(3):
        caller.finish(generation_id, *usage, outcome=outcome)
    assert caller.messages(model) == [1 + left]


def test_sweeper_gives_back_what_made_no_progress(quiet_world: World) -> None:
    model = quiet_world.model(messages_per_day=2)
    caller = quiet_world.caller(credits=1000)
    silent, busy = caller.start(model), caller.start(model)
    caller.progress(busy, USED)
    caller.die()
    assert quiet_world.sweep() == 2
    assert caller.messages(model) == [1]
    # Neither the truth that comes late nor its repeat gives back once more.
    for generation_id in (silent, busy):
        for _ in range(2):
            caller.finish(generation_id, outcome="provider_failed")
    assert caller.messages(model) == [1]


def test_finish_racing_itself_gives_back_once(world: World) -> None:
    model = world.model(messages_per_day=5)
    caller = world.caller(credits=1000)
    caller.start(model)
    generation_id = caller.start(model)
    results = race(
        world.db,
        8,
        lambda on, _: caller.finish(generation_id, outcome="provider_failed", service=on),
        role="florin_service",
    )
    assert states(results) == []
    assert caller.messages(model) == [1]


def test_message_is_given_back_to_the_day_it_was_counted_on(world: World) -> None:
    model = world.model(messages_per_day=5)
    shopper = Shopper(world, credits=1000)
    shopper.lives_in("Pacific/Auckland")
    yesterday, today = shopper.caller.start(model), shopper.caller.start(model)
    # As if the first had begun a day before.
    world.ledger.connection.execute(
        "update generation.generations set created_at = created_at - interval '24 hours' "
        "where account_id = %s and id = %s",
        [shopper.account_id, yesterday],
    )
    shopper.sent(model, 4, day="-1 day", time_zone="Pacific/Auckland")
    shopper.caller.finish(yesterday, outcome="provider_failed")
    assert shopper.caller.messages(model) == [3, 2]
    shopper.caller.finish(today, outcome="provider_failed")
    assert shopper.caller.messages(model) == [3, 1]
