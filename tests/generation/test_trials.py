"""Trials: so many free messages of a locked model, once per account and once per device."""

import uuid
from typing import Any

import psycopg
import pytest
from catalog.shopper import Shopper, unlock
from generation.steps import Caller, World, line
from ledger.races import race, states
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres

USED = line(10, 50)


def locked(world: World, trial: int, **given: Any) -> str:
    return world.model(tier="premium", trial_messages=trial, **given)


def send(caller: Caller, model: str, **given: Any) -> Row:
    """A message from its beginning to its end; how it began."""
    begun = caller.begin(model, **given)
    caller.finish(uuid.UUID(begun["generation_id"]), USED)
    return begun


def in_debt(world: World, **given: Any) -> Shopper:
    shopper = Shopper(world, credits=0, **given)
    hold = shopper.caller.account.hold(0)
    shopper.caller.account.release(hold)
    shopper.caller.account.charge_late(hold, 40)
    assert shopper.caller.account.money == (-40, 0, 40)
    return shopper


def test_trial_is_so_many_free_messages(world: World) -> None:
    model = locked(world, 3, request=7, output=5_000_000, web_search=9)
    product = unlock(world, model)
    shopper = Shopper(world, credits=1000)
    for _ in range(3):
        begun = shopper.caller.begin(model)
        assert (begun["access"], begun["hold"], begun["available"]) == ("trial", 0, 1000)
        assert set(begun["price"].values()) == {0}
        ended = shopper.caller.finish(uuid.UUID(begun["generation_id"]), USED)
        assert (ended["charged"], ended["uncollected"], ended["posted"]) == (0, 0, 1000)
        assert (ended["usage"]["input"], ended["usage"]["output"]) == (10, 50)
    with refused(
        "FLLCK",
        limit_source="trial_messages",
        model=model,
        trial_messages=3,
        trial_used=3,
        unlock=[product],
    ):
        shopper.caller.begin(model)
    assert shopper.caller.count() == 3
    kept = world.ledger.rows(
        "select access::text, charged, output from generation.generations where account_id = %s",
        shopper.account_id,
    )
    assert kept == [{"access": "trial", "charged": 0, "output": 50}] * 3


def test_every_line_of_a_trial_is_free(world: World) -> None:
    model, other = locked(world, 1), world.model()
    shopper = Shopper(world)
    generation_id = shopper.caller.start(model)
    ended = shopper.caller.finish(generation_id, USED, line(5, 5, model=other))
    assert ended["charged"] == 0
    assert [one["charged"] for one in ended["iterations"]] == [0, 0]
    assert ended["usage"]["output"] == 55


def test_model_without_a_trial_is_locked(world: World) -> None:
    model = locked(world, 0)
    with refused("FLLCK", limit_source="entitlement", unlock=[], trial_messages=0):
        Shopper(world, credits=1000).caller.begin(model)


def test_plan_that_includes_the_tier_uses_no_trial(world: World) -> None:
    model = locked(world, 1)
    caller = world.caller(credits=1000, tiers=("free", "premium"))
    assert send(caller, model)["access"] == "plan"
    assert caller.trials(model) is None


def test_trial_needs_no_credits(world: World) -> None:
    model = locked(world, 1)
    shopper = Shopper(world)
    assert send(shopper.caller, model)["available"] == 0
    assert shopper.caller.account.money == (0, 0, 0)


def test_debt_refuses_a_trial_where_the_plan_refuses_in_debt(world: World) -> None:
    model = locked(world, 1)
    shopper = in_debt(world, refuse_in_debt=True)
    with refused("FLBAL", limit_source="debt", debt=40):
        shopper.caller.begin(model)
    assert shopper.caller.trials(model) is None


def test_debt_stops_no_trial_where_the_plan_lets_it_be(world: World) -> None:
    model = locked(world, 1)
    shopper = in_debt(world, refuse_in_debt=False)
    assert send(shopper.caller, model)["available"] == -40
    assert shopper.caller.account.money == (-40, 0, 40)
    with refused("FLBAL", limit_source="credits"):
        shopper.caller.begin(world.model())


@pytest.mark.parametrize("source", ["purchase", "subscription", "admin_grant"])
def test_entitlement_unlocks_at_the_usual_price(world: World, source: str) -> None:
    model = locked(world, 1)
    shopper = Shopper(world, credits=1000)
    shopper.entitle(model, source)
    assert send(shopper.caller, model)["access"] == "entitlement"
    assert shopper.caller.account.money == (940, 0, 0)
    assert shopper.caller.trials(model) is None
    shopper.revoke(model)
    assert send(shopper.caller, model)["access"] == "trial"
    with refused("FLLCK", limit_source="trial_messages"):
        shopper.caller.begin(model)


@pytest.mark.parametrize("times", [{"ends_in": "-1 minute"}, {"starts_in": "1 minute"}])
def test_entitlement_outside_its_time_unlocks_nothing(world: World, times: dict[str, str]) -> None:
    model = locked(world, 0)
    shopper = Shopper(world, credits=1000)
    shopper.entitle(model, **times)
    with refused("FLLCK", limit_source="entitlement"):
        shopper.caller.begin(model)


@pytest.mark.parametrize(
    ("outcome", "usage", "used"),
    [
        ("completed", [USED], 1),
        ("canceled", [USED], 1),
        ("canceled", [], 0),
        ("invalid", [], 0),
        ("provider_failed", [], 0),
        ("provider_failed", [USED], 0),
    ],
)
def test_trial_message_that_came_to_nothing_is_given_back(
    world: World, outcome: str, usage: list[Row], used: int
) -> None:
    model = locked(world, 1)
    shopper = Shopper(world)
    generation_id = shopper.caller.start(model)
    for _ in range(2):
        shopper.caller.finish(generation_id, *usage, outcome=outcome)
    assert shopper.caller.trials(model) == used
    if used:
        with refused("FLLCK", limit_source="trial_messages"):
            shopper.caller.begin(model)
    else:
        assert send(shopper.caller, model)["access"] == "trial"


def test_sweeper_gives_a_trial_message_back_where_nothing_came(quiet_world: World) -> None:
    model = locked(quiet_world, 2)
    shopper = Shopper(quiet_world)
    silent, busy = shopper.caller.start(model), shopper.caller.start(model)
    shopper.caller.progress(busy, USED)
    shopper.caller.die()
    assert quiet_world.sweep() == 2
    assert shopper.caller.trials(model) == 1
    # The truth that comes late is free as well, and moves no count.
    for generation_id in (silent, busy):
        assert shopper.caller.finish(generation_id, USED)["charged"] == 0
    assert shopper.caller.trials(model) == 1


def test_trial_is_exact_on_sixteen_connections(world: World) -> None:
    model = locked(world, 5)
    shopper = Shopper(world)
    results = race(
        world.db, 16, lambda on, _: send(shopper.caller, model, service=on), role="florin_service"
    )
    assert states(results) == ["FLLCK"] * 11
    assert shopper.caller.trials(model) == shopper.caller.count() == 5


def test_repeat_of_a_used_up_trial_is_answered(world: World) -> None:
    model = locked(world, 1)
    shopper = Shopper(world)
    begun = send(shopper.caller, model, key="k")
    repeated = shopper.caller.begin(model, key="k")
    assert repeated["generation_id"] == begun["generation_id"]
    with refused("FLKEY"):
        shopper.caller.begin(model, key="k", body="other")
    assert shopper.caller.trials(model) == 1


def test_trial_counts_as_a_message_of_the_day_too(world: World) -> None:
    model = locked(world, 5, messages_per_day=1)
    shopper = Shopper(world)
    shopper.caller.start(model)
    with refused("FLLIM", limit_source="messages_per_day"):
        shopper.caller.begin(model)
    # What was refused used up no trial.
    assert shopper.caller.trials(model) == 1


# --- once per device ------------------------------------------------------------------------------


def test_device_has_a_model_s_trial_once(world: World) -> None:
    model, other = locked(world, 2), locked(world, 2)
    first, second = Shopper(world), Shopper(world)
    device = str(uuid.uuid4())
    for shopper in (first, second):
        shopper.has_device(device)
    first.caller.start(model)
    with refused("FLLCK", limit_source="entitlement", trial_used=0):
        second.caller.begin(model)
    first.caller.start(model)
    # Of each model once, and only on this device.
    second.caller.start(other)
    Shopper(world).caller.start(model)
    assert (first.caller.trials(model), second.caller.trials(model)) == (2, None)


def test_device_that_became_known_later_has_had_the_trial(world: World) -> None:
    model = locked(world, 3)
    first, second = Shopper(world), Shopper(world)
    device = str(uuid.uuid4())
    first.caller.start(model)
    for shopper in (first, second):
        shopper.has_device(device)
    first.caller.start(model)
    with refused("FLLCK"):
        second.caller.begin(model)


def test_device_s_trial_ends_a_trial_begun_elsewhere(world: World) -> None:
    model = locked(world, 3)
    first, second = Shopper(world), Shopper(world)
    device = str(uuid.uuid4())
    first.caller.start(model)
    second.has_device(device)
    second.caller.start(model)
    first.has_device(device)
    with refused("FLLCK"):
        first.caller.begin(model)
    second.caller.start(model)


def test_accounts_racing_on_their_devices_start_one_trial(world: World) -> None:
    """Several devices in any order: one wins, nobody waits for a circle."""
    for _ in range(5):
        model = locked(world, 20)
        devices = [str(uuid.uuid4()) for _ in range(3)]
        shoppers = [Shopper(world) for _ in range(8)]
        for number, shopper in enumerate(shoppers):
            for device in devices if number % 2 else reversed(devices):
                shopper.has_device(device)

        def begin(
            on: psycopg.Connection,
            number: int,
            shoppers: list[Shopper] = shoppers,
            model: str = model,
        ) -> Row:
            return shoppers[number % 8].caller.begin(model, service=on)

        results = race(world.db, 16, begin, role="florin_service")
        counts = sorted(shopper.caller.trials(model) or 0 for shopper in shoppers)
        assert states(results) == ["FLLCK"] * 14
        assert counts == [0] * 7 + [2]


# --- what is told ---------------------------------------------------------------------------------


def test_trial_is_told_once_when_it_starts(world: World) -> None:
    model = locked(world, 2)
    shopper = Shopper(world)
    shopper.caller.finish(shopper.caller.start(model), outcome="provider_failed")
    send(shopper.caller, model)
    send(shopper.caller, model)
    told = [payload for kind, payload in shopper.events() if kind == "model_trial_started"]
    assert told == [{"user_id": str(shopper.user_id), "model": model, "messages": 2}]


def test_sent_messages_say_why_they_were_allowed(world: World) -> None:
    free, model = world.model(), locked(world, 2)
    shopper = Shopper(world, credits=1000)
    send(shopper.caller, free)
    send(shopper.caller, model)
    shopper.caller.finish(shopper.caller.start(model), USED, outcome="provider_failed")
    shopper.entitle(model)
    send(shopper.caller, model)
    told = [payload for kind, payload in shopper.events() if kind == "model_message_sent"]
    # What failed used up no trial.
    assert [payload["access"] for payload in told] == ["plan", "trial", None, "entitlement"]
    assert [payload["charged"] for payload in told] == [60, 0, 0, 60]
