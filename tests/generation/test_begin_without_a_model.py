"""A request that names no model: what it gets, and what it is told about it."""

import pytest
from catalog.shopper import Shopper, edit
from generation.steps import World, line
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres


def chosen(begun: Row) -> tuple[str, str, str | None, str | None]:
    return (
        *(begun["model"], begun["selected_because"]),
        *(begun["instead_of"], begun["instead_because"]),
    )


def test_persona_comes_before_the_default_and_that_before_the_system_s(world: World) -> None:
    tutor, favourite = world.model(), world.model()
    shopper = Shopper(world, credits=10_000_000)
    begin = shopper.caller.begin
    # The system's default of the seed serves this endpoint.
    assert chosen(begin(None)) == ("demo", "system_default", None, None)
    shopper.saved(favourite, {"tutor": tutor})
    assert chosen(begin(None)) == (favourite, "default", None, None)
    assert chosen(begin(None, persona="tutor")) == (tutor, "persona", None, None)
    assert chosen(begin(None, persona="coach")) == (favourite, "default", None, None)
    assert chosen(begin(tutor, persona="coach")) == (tutor, "requested", None, None)


def test_chosen_model_is_the_one_that_is_held_for_and_charged(world: World) -> None:
    model = world.model(input=2_000_000, output=3_000_000)
    shopper = Shopper(world, credits=10_000_000)
    shopper.saved(model)
    begun = shopper.caller.begin(None, max_output=100)
    assert (begun["hold"], begun["routes"][0]["provider_model"]) == (320, model)
    kept = world.ledger.row(
        "select model_id, hold from generation.generations where account_id = %s",
        shopper.account_id,
    )
    assert kept == {"model_id": model, "hold": 320}


@pytest.mark.parametrize("obstacle", ["disabled", "not_on_endpoint", "not_allowed"])
def test_choice_that_cannot_be_had_is_passed_over_and_said(world: World, obstacle: str) -> None:
    wish = world.model(
        tier="premium" if obstacle == "not_allowed" else "free",
        apis=["messages"] if obstacle == "not_on_endpoint" else ["chat_completions"],
    )
    fallback = world.model()
    if obstacle == "disabled":
        edit(world, wish, enabled=False)
    shopper = Shopper(world, credits=10_000_000)
    shopper.saved(fallback, {"tutor": wish})
    begun = shopper.caller.begin(None, persona="tutor")
    assert chosen(begun) == (fallback, "default", wish, obstacle)


def test_default_with_a_trial_left_is_tried(world: World) -> None:
    wish = world.model(tier="premium", trial_messages=1)
    shopper = Shopper(world, credits=10_000_000)
    shopper.saved(wish)
    begun = shopper.caller.begin(None)
    assert (begun["model"], begun["access"]) == (wish, "trial")
    assert chosen(shopper.caller.begin(None)) == ("demo", "system_default", wish, "not_allowed")


def test_no_default_on_this_endpoint_is_refused(world: World) -> None:
    shopper = Shopper(world, credits=10_000_000)
    with refused("FLDEF", api="embeddings"):
        shopper.caller.begin(None, api="embeddings")
    assert shopper.caller.count() == 0


def test_repeat_after_the_choice_changed_is_the_same_generation(world: World) -> None:
    before, after = world.model(), world.model()
    shopper = Shopper(world, credits=10_000_000)
    shopper.saved(before)
    generation_id = shopper.caller.start(None, key="k")
    edit(world, before, enabled=False)
    world.ledger.connection.execute(
        "update access.profiles set default_model_id = %s where account_id = %s",
        [after, shopper.account_id],
    )
    assert shopper.caller.begin(None, key="k")["generation_id"] == str(generation_id)
    shopper.caller.finish(generation_id, line(10, 10))
    assert shopper.caller.begin(None, key="k")["generation_id"] == str(generation_id)
    assert shopper.caller.begin(None)["model"] == after
    assert shopper.caller.count() == 2
