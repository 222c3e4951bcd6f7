"""api.set_model_preferences: what a user may choose, saved whole, and told once."""

import json
from typing import Any

import psycopg
import pytest
from catalog.shopper import Shopper, edit, premium, unlock
from generation.steps import World
from ledger.races import race, states
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres

SAVED, SELECTED = "model_preference_saved", "model_selected"


@pytest.fixture
def shopper(world: World) -> Shopper:
    return Shopper(world)


def preferences(shopper: Shopper) -> tuple[str | None, Any]:
    row = shopper.world.ledger.row(
        "select default_model_id, persona_overrides from access.profiles "
        "where account_id = %s and user_id = %s",
        *(shopper.account_id, shopper.user_id),
    )
    return row["default_model_id"], row["persona_overrides"]


# --- works ------------------------------------------------------------------------------------


def test_saved_preferences_are_answered_kept_and_told(world: World, shopper: Shopper) -> None:
    default, tutor = world.model(), world.model()
    answer = shopper.prefer(default, {"tutor": tutor})
    assert answer == {"default_model_id": default, "persona_overrides": {"tutor": tutor}}
    assert preferences(shopper) == (default, {"tutor": tutor})
    assert shopper.choose("tutor")["model_id"] == tutor
    assert shopper.choose()["model_id"] == default
    user_id = str(shopper.user_id)
    assert shopper.events() == [
        (SAVED, {**answer, "user_id": user_id}),
        (
            SELECTED,
            {"user_id": user_id, "model": default, "source": "preference", "before": None},
        ),
    ]


def test_they_are_saved_whole_and_null_is_none(world: World, shopper: Shopper) -> None:
    default, tutor = world.model(), world.model()
    shopper.prefer(default, {"tutor": tutor})
    shopper.prefer(None, {"coach": tutor})
    assert preferences(shopper) == (None, {"coach": tutor})
    shopper.prefer(default)
    assert preferences(shopper) == (default, {})


def test_only_a_change_of_the_default_is_a_selection(world: World, shopper: Shopper) -> None:
    one, two = world.model(), world.model()
    shopper.prefer(one)
    shopper.prefer(one, {"tutor": two})
    shopper.prefer(two, {"tutor": two})
    shopper.prefer(None, {"tutor": two})
    selected = [payload for kind, payload in shopper.events() if kind == SELECTED]
    moves = [(payload["before"], payload["model"]) for payload in selected]
    assert moves == [(None, one), (one, two), (two, None)]
    assert [kind for kind, _ in shopper.events()].count(SAVED) == 4


def test_unlocked_models_and_models_on_trial_can_be_chosen(world: World, shopper: Shopper) -> None:
    bought, tried = premium(world), premium(world, trial=1)
    shopper.entitle(bought)
    shopper.prefer(bought, {"tutor": tried})
    assert preferences(shopper) == (bought, {"tutor": tried})


def test_other_settings_of_the_profile_stay(world: World, shopper: Shopper) -> None:
    shopper.lives_in("Asia/Kolkata")
    shopper.prefer(world.model())
    zone = world.ledger.value(
        "select time_zone from access.profiles where user_id = %s", shopper.user_id
    )
    assert zone == "Asia/Kolkata"


# --- replays ----------------------------------------------------------------------------------


def test_saving_the_same_again_changes_and_tells_nothing(world: World, shopper: Shopper) -> None:
    default = world.model()
    first = shopper.prefer(default, {"b": default, "a": default})
    told = shopper.events()
    at = world.ledger.value(
        "select updated_at from access.profiles where user_id = %s", shopper.user_id
    )
    assert shopper.prefer(default, {"a": default, "b": default}) == first
    assert shopper.events() == told
    again = world.ledger.value(
        "select updated_at from access.profiles where user_id = %s", shopper.user_id
    )
    assert again == at


# --- races ------------------------------------------------------------------------------------


def test_devices_that_save_at_once_leave_one_choice_whole(world: World, shopper: Shopper) -> None:
    """The events are a chain: each selection begins where the one before it ended."""
    models = [world.model() for _ in range(8)]
    claims = json.dumps({"sub": str(shopper.user_id), "role": "authenticated"})

    def save(connection: psycopg.Connection, number: int) -> Row:
        model = models[number]
        with connection.transaction():
            connection.execute("select set_config('request.jwt.claims', %s, true)", [claims])
            connection.execute("set local role authenticated")
            row = connection.execute(
                "select api.set_model_preferences(%s, %s)", [model, json.dumps({"tutor": model})]
            ).fetchone()
        assert row is not None
        saved = row[0]
        assert isinstance(saved, dict)
        return saved

    assert states(race(world.db, len(models), save, role="authenticator")) == []
    default, overrides = preferences(shopper)
    assert overrides == {"tutor": default}
    moves = [(p["before"], p["model"]) for kind, p in shopper.events() if kind == SELECTED]
    assert len(moves) == len(models)
    assert moves[0][0] is None
    assert moves[-1][1] == default
    assert [before for before, _ in moves[1:]] == [after for _, after in moves[:-1]]


# --- refuses ----------------------------------------------------------------------------------


def test_unknown_and_disabled_models_are_refused(world: World, shopper: Shopper) -> None:
    good, disabled = world.model(), edit(world, world.model(), enabled=False)
    for model in ("no-such-model", disabled, ""):
        with refused("FLMOD", model=model):
            shopper.prefer(model)
        with refused("FLMOD", model=model):
            shopper.prefer(good, {"tutor": model})
    assert shopper.events() == []


def test_locked_model_is_refused_with_what_unlocks_it(world: World, shopper: Shopper) -> None:
    model = premium(world)
    product = unlock(world, model)
    locked = {
        "limit_source": "entitlement",
        "model": model,
        "trial_messages": 0,
        "trial_used": 0,
        "unlock": [product],
    }
    with refused("FLLCK", **locked):
        shopper.prefer(model)
    with refused("FLLCK", **locked):
        shopper.prefer(None, {"tutor": model})
    assert shopper.events() == []


def test_model_whose_trial_is_used_up_is_refused(world: World, shopper: Shopper) -> None:
    model = premium(world, trial=2)
    shopper.tried(model, 2)
    with refused("FLLCK", limit_source="trial_messages", trial_messages=2, trial_used=2, unlock=[]):
        shopper.prefer(model)


def test_refusal_keeps_what_was_saved(world: World, shopper: Shopper) -> None:
    default = world.model()
    shopper.prefer(default, {"tutor": default})
    with refused("FLLCK"):
        shopper.prefer(world.model(), {"tutor": premium(world)})
    assert preferences(shopper) == (default, {"tutor": default})


@pytest.mark.parametrize(
    "overrides",
    [
        [],
        "demo",
        7,
        {"tutor": 1},
        {"tutor": None},
        {"tutor": {"model": "demo"}},
        {"": "demo"},
        {"p" * 65: "demo"},
        {f"persona-{number}": "demo" for number in range(51)},
    ],
)
def test_overrides_out_of_rule_are_refused(shopper: Shopper, overrides: Any) -> None:
    with refused("FLARG", argument="persona_overrides"):
        shopper.prefer(None, overrides)


def test_overrides_may_be_as_many_and_as_long_as_the_rule_says(shopper: Shopper) -> None:
    overrides = {f"{number:0>64}": "demo" for number in range(50)}
    assert shopper.prefer(None, overrides)["persona_overrides"] == overrides


def test_json_null_is_no_overrides(shopper: Shopper) -> None:
    assert shopper.call("set_model_preferences", None, "null")["persona_overrides"] == {}


def test_changes_are_bounded_in_each_minute(world: World, shopper: Shopper) -> None:
    one, two = world.model(), world.model()
    shopper.prefer(one)
    world.ledger.connection.execute(
        "update access.event_counts set events = 60, minute = minute + interval '1 hour' "
        "where account_id = %s",
        [shopper.account_id],
    )
    with refused("FLLIM", limit_source="events_per_minute", limit=60, remaining=0):
        shopper.prefer(two)
    assert preferences(shopper) == (one, {})
    # What changes nothing tells nothing, and is not counted.
    assert shopper.prefer(one)["default_model_id"] == one


def test_nobody_signed_in_saves_nothing(world: World) -> None:
    with refused("FLMEM"):
        world.db.connect("authenticated").execute("select api.set_model_preferences('demo', '{}')")
    for role in ("anon", "service_role"):
        with refused("42501"):
            world.db.connect(role).execute("select api.set_model_preferences('demo', '{}')")
