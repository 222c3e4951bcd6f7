"""api.trial_status, api.read_trial_status and api.model_usage: one model, one user."""

import uuid
from typing import Any

import pytest
from catalog.shopper import Shopper, edit, premium, unlock
from generation.steps import World, line
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres


@pytest.fixture
def shopper(world: World) -> Shopper:
    return Shopper(world)


def status(shopper: Shopper, model: str | None) -> Row:
    """As the user and the service get it, which is the same."""
    answer = shopper.call("trial_status", model)
    row = shopper.world.service.execute(
        "select api.read_trial_status(%s, %s, %s)", [shopper.account_id, shopper.user_id, model]
    ).fetchone()
    assert row == (answer,)
    assert isinstance(answer, dict)
    return answer


def told(shopper: Shopper, model: str) -> tuple[Any, Any, Any]:
    answer = status(shopper, model)
    return answer["allowed"], answer["access"], answer["limit_source"]


def test_model_of_the_plan_is_allowed(world: World, shopper: Shopper) -> None:
    model = world.model()
    assert status(shopper, model) == {
        "model": model,
        "allowed": True,
        "access": "plan",
        "limit_source": None,
        "purchased": False,
        "trial": None,
        "usage": {"messages": None, "limit": None, "resets_at": None},
        "unlock": [],
    }


def test_trial_from_its_first_message_to_its_last(world: World, shopper: Shopper) -> None:
    model = premium(world, trial=3)
    product = unlock(world, model)
    for used, left in ((0, 3), (1, 2), (2, 1)):
        shopper.tried(model, used)
        assert told(shopper, model) == (True, "trial", None)
        assert status(shopper, model)["trial"] == {"messages": 3, "used": used, "left": left}
    shopper.tried(model, 3)
    assert told(shopper, model) == (False, None, "trial_messages")
    assert status(shopper, model)["trial"] == {"messages": 3, "used": 3, "left": 0}
    assert status(shopper, model)["unlock"] == [product]
    shopper.entitle(model)
    assert told(shopper, model) == (True, "entitlement", None)
    assert status(shopper, model)["purchased"] is True


def test_model_without_a_trial_is_locked(world: World, shopper: Shopper) -> None:
    assert told(shopper, premium(world)) == (False, None, "entitlement")


def test_trial_refused_for_its_device_is_locked(world: World, shopper: Shopper) -> None:
    model = premium(world, trial=3)
    shopper.has_device_that_had(model)
    assert told(shopper, model) == (False, None, "entitlement")


def test_model_at_its_daily_limit_is_not_allowed_today(world: World, shopper: Shopper) -> None:
    model = edit(world, world.model(), messages_per_day=3)
    shopper.sent(model, 2)
    assert told(shopper, model) == (True, "plan", None)
    shopper.sent(model, 3)
    assert told(shopper, model) == (False, "plan", "messages_per_day")
    assert status(shopper, model)["usage"]["resets_at"] is not None


def test_reading_tells_nobody(world: World, shopper: Shopper) -> None:
    model = premium(world, trial=1)
    shopper.tried(model, 1)
    for function in ("trial_status", "model_usage"):
        shopper.call(function, model)
    shopper.call("list_models")
    assert shopper.events() == []


@pytest.mark.parametrize("function", ["trial_status", "model_usage"])
def test_unknown_and_disabled_models_have_no_status(
    world: World, shopper: Shopper, function: str
) -> None:
    disabled = edit(world, world.model(), enabled=False)
    for model in ("no-such-model", disabled, None):
        with refused("FLMOD", model=model):
            shopper.call(function, model)


def test_service_s_reading_is_refused_to_strangers(world: World, shopper: Shopper) -> None:
    read = "select api.read_trial_status(%s, %s, %s)"
    for account_id, user_id in (
        (shopper.account_id, world.user()),
        (uuid.uuid4(), shopper.user_id),
    ):
        for model in ("demo", "no-such-model"):
            with refused("FLMEM", user_id=str(user_id)):
                world.service.execute(read, [account_id, user_id, model])
    with refused("FLMOD"):
        world.service.execute(read, [shopper.account_id, shopper.user_id, "no-such-model"])
    with refused("42501"):
        shopper.connection.execute(read, [shopper.account_id, shopper.user_id, "demo"])


@pytest.mark.parametrize("function", ["trial_status", "model_usage"])
def test_first_question_opens_the_account(world: World, function: str) -> None:
    connection = world.db.connect("authenticated", claims={"sub": str(world.db.add_user())})
    row = connection.execute(f"select api.{function}('demo')").fetchone()
    assert row is not None
    assert row[0]["model"] == "demo"
    with refused("FLMEM"):
        world.db.connect("authenticated").execute(f"select api.{function}('demo')")


def test_usage_of_a_model_is_today_s_messages_generations_and_charge(
    world: World, shopper: Shopper
) -> None:
    model, other = edit(world, world.model(), messages_per_day=5), world.model()
    shopper.caller.account.grant(10_000)
    for asked, output in ((model, 5), (model, 7), (other, 9)):
        shopper.caller.finish(shopper.caller.start(asked), line(10, output))
    shopper.sent(model, 4)
    usage = shopper.call("model_usage", model)
    assert usage.pop("resets_at") is not None
    assert usage == {
        "model": model,
        "messages": 4,
        "limit": 5,
        "left": 1,
        "generations": 2,
        "charged_microcredits": 32,
    }
    world.ledger.connection.execute(
        "update generation.generations set created_at = created_at - interval '1 day' "
        "where account_id = %s",
        [shopper.account_id],
    )
    assert shopper.call("model_usage", model)["generations"] == 0


def test_usage_beyond_a_lowered_limit_leaves_nothing(world: World, shopper: Shopper) -> None:
    model = edit(world, world.model(), messages_per_day=2)
    shopper.sent(model, 4)
    assert shopper.call("model_usage", model)["left"] == 0


def test_usage_without_a_limit_has_no_end(world: World, shopper: Shopper) -> None:
    usage = shopper.call("model_usage", world.model())
    assert (usage["messages"], usage["limit"], usage["left"]) == (None, None, None)
    assert (usage["resets_at"], usage["generations"]) == (None, 0)
