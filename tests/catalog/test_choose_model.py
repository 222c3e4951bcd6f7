"""access.choose_model: persona's override, user's default, system default, and why not."""

import uuid

import pytest
from catalog.shopper import Shopper, edit, premium
from generation.steps import World
from ledger.steps import Row

pytestmark = pytest.mark.every_postgres

# Of the seed.
SYSTEM_DEFAULT = "demo"


def chosen(
    model_id: str | None,
    because: str | None,
    instead_of: str | None = None,
    instead_because: str | None = None,
) -> Row:
    return {
        "model_id": model_id,
        "because": because,
        "instead_of": instead_of,
        "instead_because": instead_because,
    }


@pytest.fixture
def shopper(world: World) -> Shopper:
    return Shopper(world)


def test_without_preferences_it_is_the_system_default(shopper: Shopper) -> None:
    for persona in (None, "tutor"):
        assert shopper.choose(persona) == chosen(SYSTEM_DEFAULT, "system_default")


def test_override_of_the_persona_goes_before_the_default(world: World, shopper: Shopper) -> None:
    default, tutor = world.model(), world.model()
    shopper.saved(default, {"tutor": tutor})
    assert shopper.choose("tutor") == chosen(tutor, "persona")
    for persona in (None, "coach"):
        assert shopper.choose(persona) == chosen(default, "default")


def test_disabled_override_falls_back_to_the_default(world: World, shopper: Shopper) -> None:
    default, tutor = world.model(), edit(world, world.model(), enabled=False)
    shopper.saved(default, {"tutor": tutor})
    assert shopper.choose("tutor") == chosen(default, "default", tutor, "disabled")


def test_unknown_override_counts_as_disabled(shopper: Shopper) -> None:
    shopper.saved(None, {"tutor": "gone"})
    assert shopper.choose("tutor") == chosen(SYSTEM_DEFAULT, "system_default", "gone", "disabled")


def test_default_that_the_endpoint_lacks_falls_back(world: World, shopper: Shopper) -> None:
    default = world.model(apis=("messages",))
    shopper.saved(default)
    fallen = chosen(SYSTEM_DEFAULT, "system_default", default, "not_on_endpoint")
    assert shopper.choose(api="chat_completions") == fallen
    assert shopper.choose(api="messages") == chosen(default, "default")
    # On /v1/generations every chat model is served.
    assert shopper.choose(api=None) == chosen(default, "default")


def test_model_whose_price_has_not_begun_is_not_served(world: World, shopper: Shopper) -> None:
    model = f"model-{uuid.uuid4()}"
    world.ledger.connection.execute(
        "insert into catalog.models (id, display_name, max_output_tokens) values (%s, %s, 1)",
        [model, model],
    )
    world.route(model, 1, model)
    world.price(model, starts_in="1 day", input=1)
    shopper.saved(model)
    assert shopper.choose()["instead_because"] == "not_on_endpoint"
    world.price(model, input=1)
    assert shopper.choose() == chosen(model, "default")


def test_locked_default_falls_back_until_it_is_unlocked(world: World, shopper: Shopper) -> None:
    default = premium(world)
    shopper.saved(default)
    fallen = chosen(SYSTEM_DEFAULT, "system_default", default, "not_allowed")
    assert shopper.choose() == fallen
    shopper.entitle(default)
    assert shopper.choose() == chosen(default, "default")
    shopper.revoke(default)
    assert shopper.choose() == fallen


def test_plan_with_the_tier_allows_the_default(world: World) -> None:
    default = premium(world)
    subscriber = Shopper(world, tiers=("free", "premium"))
    subscriber.saved(default)
    assert subscriber.choose() == chosen(default, "default")


def test_default_is_allowed_while_its_trial_lasts(world: World, shopper: Shopper) -> None:
    default = premium(world, trial=2)
    shopper.saved(default)
    assert shopper.choose() == chosen(default, "default")
    shopper.tried(default, 1)
    assert shopper.choose() == chosen(default, "default")
    shopper.tried(default, 2)
    assert shopper.choose()["instead_because"] == "not_allowed"
    shopper.has_device_that_had(default)
    assert shopper.choose()["instead_because"] == "not_allowed"


def test_first_preference_passed_over_is_the_one_told_of(world: World, shopper: Shopper) -> None:
    default, tutor = edit(world, world.model(), enabled=False), premium(world)
    shopper.saved(default, {"tutor": tutor})
    assert shopper.choose("tutor") == chosen(SYSTEM_DEFAULT, "system_default", tutor, "not_allowed")
    assert shopper.choose() == chosen(SYSTEM_DEFAULT, "system_default", default, "disabled")


def test_nothing_is_chosen_where_nothing_is_left(shopper: Shopper) -> None:
    """`demo` is not on this endpoint."""
    assert shopper.choose(api="messages") == chosen(None, None, SYSTEM_DEFAULT, "not_on_endpoint")


def test_locked_system_default_is_not_chosen(own_world: World) -> None:
    shopper = Shopper(own_world)
    edit(own_world, SYSTEM_DEFAULT, tier="premium")
    assert shopper.choose() == chosen(None, None, SYSTEM_DEFAULT, "not_allowed")


def test_catalogue_without_a_default_chooses_nothing(own_world: World) -> None:
    shopper = Shopper(own_world)
    edit(own_world, SYSTEM_DEFAULT, is_default=False)
    assert shopper.choose() == chosen(None, None)


def test_preferences_are_the_user_s_not_the_account_s(world: World, shopper: Shopper) -> None:
    default = world.model()
    shopper.saved(default)
    colleague = world.user()
    world.ledger.connection.execute(
        "insert into access.members (account_id, user_id, role) values (%s, %s, 'member')",
        [shopper.account_id, colleague],
    )
    row = world.ledger.row(
        "select * from access.choose_model(%s, %s, null, 'chat_completions')",
        *(shopper.account_id, colleague),
    )
    assert row == chosen(SYSTEM_DEFAULT, "system_default")
