"""What the service reads: an account, a generation, the month's usage, the models."""

import uuid

import pytest
from generation.steps import World, line
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def test_account_has_plan_and_credits(world: World) -> None:
    caller = world.caller(credits=1000, overdraft=50)
    caller.start(world.model())
    account = read(world, "read_account", caller.account.id, caller.user_id)
    assert account.pop("plan").startswith("plan-")
    assert account == {
        "account_id": str(caller.account.id),
        "status": "active",
        "posted": 1000,
        "held": 110,
        "available": 940,
        "debt": 0,
        "overdraft_limit": 50,
        "open_generations": 1,
    }


@pytest.mark.parametrize("function", ["read_account", "read_usage"])
def test_strangers_read_nothing(world: World, function: str) -> None:
    caller, stranger = world.caller(credits=1000), world.caller()
    with refused("FLMEM", user_id=str(stranger.user_id)):
        read(world, function, caller.account.id, stranger.user_id)


def test_running_generation_has_no_usage_yet(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    generation_id = caller.start(model, replica="replica-3")
    facts = caller.read(generation_id)
    assert facts is not None
    assert (facts["id"], facts["model"], facts["status"]) == (str(generation_id), model, "running")
    assert (facts["hold"], facts["replica"]) == (110, "replica-3")
    assert (facts["usage"], facts["charged_microcredits"], facts["finished_at"]) == (None,) * 3


def test_finished_generation_has_usage_and_charge(world: World) -> None:
    caller = world.caller(credits=1000)
    generation_id = caller.start(world.model())
    caller.finish(generation_id, line(10, 20, cache_read=3), error={"code": "x"}, status=207)
    facts = caller.read(generation_id)
    assert facts is not None
    assert facts["usage"] == {
        "input": 10,
        "cache_read": 3,
        "cache_write": 0,
        "output": 20,
        "web_search": 0,
    }
    assert (facts["charged_microcredits"], facts["usage_source"]) == (33, "provider")
    assert (facts["http_status"], facts["error"]) == (207, {"code": "x"})
    assert facts["finished_at"] is not None


def test_generation_of_another_account_is_not_there(world: World) -> None:
    caller, other = world.caller(credits=1000), world.caller()
    generation_id = caller.start(world.model())
    assert other.read(generation_id) is None
    assert caller.read(uuid.uuid4()) is None
    with refused("FLMEM"):
        read(world, "read_generation", caller.account.id, other.user_id, generation_id)


def test_usage_is_this_month_s_by_model_and_leaves_out_what_runs(world: World) -> None:
    caller = world.caller(credits=10_000)
    one, two = world.model(), world.model()
    last_month = caller.start(one)
    caller.finish(last_month, line(1000))
    world.ledger.connection.execute(
        "update generation.generations set created_at = date_trunc('month', now(), 'UTC') - "
        "interval '1 second' where id = %s",
        [last_month],
    )
    for model, usage in ((one, line(10, 5)), (two, line(100, web_search=2)), (one, line(1))):
        caller.finish(caller.start(model), usage)
    caller.start(one)
    usage = read(world, "read_usage", caller.account.id, caller.user_id)
    assert usage["generations"] == 3
    assert usage["usage"]["input"] == 111
    assert usage["charged_microcredits"] == 116
    assert [(m["model"], m["generations"], m["charged"]) for m in usage["by_model"]] == [
        (two, 1, 100),
        (one, 2, 16),
    ]
    assert usage["balance"]["posted"] == 10_000 - 1116


def test_usage_of_an_idle_account_is_zero(world: World) -> None:
    caller = world.caller()
    usage = read(world, "read_usage", caller.account.id, caller.user_id)
    assert (usage["generations"], usage["charged_microcredits"], usage["by_model"]) == (0, 0, [])
    assert set(usage["usage"].values()) == {0}


def test_served_models_are_those_that_can_be_asked_for(world: World) -> None:
    served = world.model(apis=["messages", "chat_completions"], input=3)
    disabled, unrouted = world.model(), world.model()
    execute = world.ledger.connection.execute
    execute("update catalog.models set enabled = false where id = %s", [disabled])
    execute("update catalog.routes set enabled = false where model_id = %s", [unrouted])
    models = {model["id"]: model for model in read(world, "list_served_models")}
    assert disabled not in models and unrouted not in models
    assert models[served]["apis"] == ["chat_completions", "messages"]
    assert models[served]["price"]["input"] == 3


def read(world: World, function: str, *arguments: object) -> dict[str, object]:
    places = ", ".join(["%s"] * len(arguments))
    row = world.service.execute(f"select api.{function}({places})", arguments).fetchone()
    assert row is not None
    return row[0]
