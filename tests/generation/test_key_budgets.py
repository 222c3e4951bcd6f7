"""An API key through begin, extend, finish and the sweeper: its budget holds."""

import random
import uuid

import psycopg
import pytest
from generation.steps import Caller, World, line
from keys.steps import Key, new_key
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def with_key(world: World, credits: int = 100_000, **given: object) -> tuple[Caller, Key]:
    caller = world.caller(credits=credits)
    return caller, new_key(caller, **given)


def test_budget_is_reserved_extended_and_settled(world: World) -> None:
    model = world.model()
    caller, key = with_key(world, budget=1000)
    generation_id = caller.start(model, key_id=key.id)
    assert key.money == (0, 110)
    for _ in range(2):
        assert caller.extend(generation_id, 310) == 310
    assert key.money == (0, 310)
    # Less is no extension.
    assert caller.extend(generation_id, 200) == 310
    assert key.money == (0, 310)
    for _ in range(2):
        assert caller.finish(generation_id, line(10, 200))["charged"] == 210
    assert key.money == (210, 0)


def test_what_cost_nothing_is_spent_of_no_budget(world: World) -> None:
    model = world.model()
    caller, key = with_key(world, budget=1000)
    caller.finish(caller.start(model, key_id=key.id), outcome="provider_failed")
    assert key.money == (0, 0)


def test_budget_is_refused_before_anything_is_kept(world: World) -> None:
    model = world.model(messages_per_day=5)
    caller, key = with_key(world, budget=150)
    caller.start(model, key_id=key.id)
    with refused("FLBUD", limit_source="key_budget", available=40, required=110):
        caller.begin(model, key_id=key.id)
    assert (caller.count(), caller.messages(model), key.money) == (1, [1], (0, 110))
    # The account can still do what this key cannot.
    caller.start(model)
    assert key.money == (0, 110)


def test_extension_beyond_the_budget_is_refused_and_holds_nothing(world: World) -> None:
    caller, key = with_key(world, budget=150)
    generation_id = caller.start(world.model(), key_id=key.id)
    with refused("FLBUD", available=40, required=41):
        caller.extend(generation_id, 151)
    assert caller.row_of(generation_id)["hold"] == 110
    assert caller.extend(generation_id, 150) == 150
    assert key.money == (0, 150)


def test_extension_beyond_the_credits_reserves_nothing(world: World) -> None:
    caller, key = with_key(world, credits=120, budget=1000)
    generation_id = caller.start(world.model(), key_id=key.id)
    with refused("FLBAL", available=10):
        caller.extend(generation_id, 150)
    assert key.money == (0, 110)


def test_extension_asked_for_twice_at_once_reserves_once(world: World) -> None:
    model = world.model()
    caller, key = with_key(world, budget=10_000)
    for step in range(5):
        generation_id = caller.start(model, key_id=key.id)
        results = race(
            world.db,
            8,
            lambda on, _, id=generation_id: caller.extend(id, 300, service=on),  # type: ignore[misc]
            role="florin_service",
        )
        assert results == [300] * 8
        assert key.money == (200 * step, 300)
        caller.finish(generation_id, line(100, 100))


@pytest.mark.parametrize("change", ["revoked", "expired"])
def test_ended_key_is_refused(world: World, change: str) -> None:
    model = world.model()
    caller, key = with_key(world, expires_in="1 hour", budget=1000)
    running = caller.start(model, key_id=key.id)
    if change == "revoked":
        key.revoke()
    else:
        key.pass_time("2 hours")
    with refused("FLKYU", key_id=str(key.id)):
        caller.begin(model, key_id=key.id)
    # What it began goes on, and counts.
    assert caller.extend(running, 200) == 200
    caller.finish(running, line(10, 150))
    assert (caller.count(), key.money) == (1, (160, 0))


def test_key_of_another_user_is_refused(world: World) -> None:
    caller, _ = with_key(world)
    _, other = with_key(world)
    for key_id in (other.id, uuid.uuid4()):
        with refused("FLKYU"):
            caller.begin(world.model(), key_id=key_id)
    assert caller.count() == 0


def test_key_has_a_rate_of_its_own(world: World) -> None:
    model = world.model()
    caller, key = with_key(world, per_minute=7)
    for _ in range(7):
        caller.start(model, key_id=key.id)
    with refused("FLLIM", limit_source="key_requests_per_minute", limit=7, remaining=0):
        caller.begin(model, key_id=key.id)
    caller.start(model)
    key.pass_time("9 seconds")
    caller.start(model, key_id=key.id)
    with refused("FLLIM"):
        caller.begin(model, key_id=key.id)


def test_key_s_rate_is_exact_on_sixteen_connections(world: World) -> None:
    model = world.model()
    for rate in (9, 16, 16, 16):
        caller, key = with_key(world, per_minute=rate)

        def begin(on: psycopg.Connection, _: int, caller: Caller = caller, key: Key = key) -> None:
            caller.begin(model, key_id=key.id, service=on)

        assert states(race(world.db, 16, begin, role="florin_service")) == ["FLLIM"] * (16 - rate)
        assert caller.count() == rate


def test_key_s_request_that_waited_is_not_refused_for_the_time_it_waited(world: World) -> None:
    model = world.model()
    caller, key = with_key(world, per_minute=4)
    with world.db.connect("florin_service", autocommit=False) as early:
        early.execute("select now()")
        for _ in range(3):
            caller.start(model, key_id=key.id)
        caller.start(model, key_id=key.id, service=early)
    with refused("FLLIM", limit_source="key_requests_per_minute"):
        caller.begin(model, key_id=key.id)


def test_budget_is_never_overspent_by_generations_on_sixteen_connections(world: World) -> None:
    model = world.model()
    caller, key = with_key(world, budget=9000)

    def work(on: psycopg.Connection, number: int) -> int:
        dice, charged = random.Random(number), 0
        for _ in range(12):
            try:
                generation_id = caller.start(model, key_id=key.id, service=on)
            except psycopg.Error as error:
                assert error.sqlstate == "FLBUD"
                continue
            held = 110
            try:
                held = caller.extend(generation_id, dice.randint(1, 300), service=on)
            except psycopg.Error as error:
                assert error.sqlstate == "FLBUD"
            if dice.random() < 0.3:
                caller.finish(generation_id, outcome="provider_failed", service=on)
                continue
            usage = line(10, dice.randint(0, held - 10))
            for _ in range(dice.randint(1, 2)):
                ended = caller.finish(generation_id, usage, service=on)
            charged += ended["charged"]
        return charged

    results = race(world.db, 16, work, role="florin_service")
    assert states(results) == []
    spent, reserved = key.money
    assert (spent, reserved) == (sum(r for r in results if isinstance(r, int)), 0)
    assert 8000 < spent <= 9000


def test_sweeper_settles_keys_and_the_truth_corrects_them(quiet_world: World) -> None:
    model = quiet_world.model()
    caller, key = with_key(quiet_world, budget=10_000)
    silent, less, more = (caller.start(model, key_id=key.id) for _ in range(3))
    for generation_id in (less, more):
        caller.progress(generation_id, line(10, 50))
    caller.die()
    assert quiet_world.sweep() == 3
    assert key.money == (120, 0)
    for _ in range(2):
        caller.finish(less, line(10, 20))
        caller.finish(more, line(10, 90))
        caller.finish(silent, line(10, 5))
    assert key.money == (30 + 100 + 15, 0)


def test_trial_through_a_key_costs_its_budget_nothing(world: World) -> None:
    model = world.model(tier="premium", trial_messages=1)
    caller = world.caller(tiers=("free",))
    key = new_key(caller, budget=1)
    generation_id = caller.start(model, key_id=key.id)
    assert key.money == (0, 0)
    caller.finish(generation_id, line(10, 1000))
    assert key.money == (0, 0)
