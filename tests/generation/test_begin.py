"""api.begin_generation: everything a paid request needs, in one transaction, or a refusal."""

import uuid
from datetime import timedelta

import pytest
from generation.steps import World, line
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def test_start_says_all_that_the_service_needs(world: World) -> None:
    prices = {"input": 3, "cache_read": 1, "cache_write": 4, "output": 15, "request": 2}
    model = world.model(max_output_tokens=1000, step=100, web_search=9, **prices)
    caller = world.caller(credits=1_000_000)
    generation_id = uuid.uuid4()
    begun = caller.begin(model, generation_id=generation_id, max_output=500)
    (route,) = begun.pop("routes")
    assert begun == {
        "status": "started",
        "generation_id": str(generation_id),
        "model": model,
        "hold": 3,
        "available": 999_997,
        "on_disconnect": "continue",
        "step_tokens": 100,
        "max_output_tokens": 500,
        "price": {**prices, "web_search": 9},
        "selected_because": "requested",
        "instead_of": None,
        "instead_because": None,
        "access": "plan",
        "requests_per_minute": None,
        "paced_s": None,
        "messages_per_day": None,
        "messages_today": None,
    }
    assert route.pop("route_id") > 0
    assert route == {
        "provider": "acme",
        "family": "openai",
        "base_url": "https://acme.test/v1",
        "key_env": "ACME_KEY",
        "provider_model": model,
        "api": "chat_completions",
    }


def test_generation_carries_its_hold_and_lease(world: World) -> None:
    caller = world.caller(credits=1000)
    generation_id = caller.start(world.model(), input=10, hold_seconds=90)
    row = caller.row_of(generation_id)
    assert (row["hold"], row["state"]) == (110, "running")
    assert row["hold_expires_at"] - row["created_at"] == timedelta(seconds=90)
    assert caller.account.money == (1000, 110, 0)


def test_routes_come_in_order_without_the_disabled(world: World) -> None:
    model = world.model()
    world.route(model, 3, "third")
    off = world.route(model, 2, "second")
    world.route(model, 4, "elsewhere", apis=["messages"])
    world.ledger.connection.execute(
        "update catalog.routes set enabled = false where id = %s", [off]
    )
    begun = world.caller(credits=1000).begin(model)
    assert [route["provider_model"] for route in begun["routes"]] == [model, "third"]


def test_routes_through_a_disabled_provider_are_not_tried(own_world: World) -> None:
    model = own_world.model()
    own_world.route(model, 2, "second", provider="openai")
    own_world.ledger.connection.execute(
        "update catalog.providers set enabled = false where id = 'openai'"
    )
    begun = own_world.caller(credits=1000).begin(model)
    assert [route["provider"] for route in begun["routes"]] == ["acme"]


def test_any_endpoint_takes_what_each_route_can_talk(world: World) -> None:
    model = world.model(apis=["embeddings", "responses", "chat_completions"])
    world.route(model, 2, "second", apis=["messages"])
    world.route(model, 3, "third", apis=["embeddings"])
    begun = world.caller(credits=1000).begin(model, api=None)
    assert [route["api"] for route in begun["routes"]] == ["responses", "messages"]


@pytest.mark.parametrize(("asked", "got"), [(None, "cancel"), ("continue", "continue")])
def test_request_overrides_what_its_plan_does_on_disconnect(
    world: World, asked: str | None, got: str
) -> None:
    caller = world.caller(credits=1000, on_disconnect="cancel")
    assert caller.begin(world.model(), on_disconnect=asked)["on_disconnect"] == got


def test_user_who_is_no_member_is_refused(world: World) -> None:
    caller, stranger = world.caller(credits=1000), world.caller(credits=1000)
    model = world.model()
    with refused("FLMEM", user_id=str(stranger.user_id)):
        caller.begin(model, user_id=stranger.user_id)
    with refused("FLMEM"):
        caller.begin(model, user_id=uuid.uuid4())
    caller.account.id = uuid.uuid4()
    with refused("FLMEM", user_id=str(caller.user_id)):
        caller.begin(model)


def test_unknown_or_disabled_model_is_refused(world: World) -> None:
    caller = world.caller(credits=1000)
    model = world.model()
    with refused("FLMOD", model="nobody"):
        caller.begin("nobody")
    world.ledger.connection.execute(
        "update catalog.models set enabled = false where id = %s", [model]
    )
    with refused("FLMOD", model=model):
        caller.begin(model)
    world.ledger.connection.execute(
        "update catalog.models set enabled = true where id = %s", [model]
    )
    assert caller.begin(model)["status"] == "started"


def test_model_that_this_endpoint_does_not_serve_is_refused(world: World) -> None:
    caller = world.caller(credits=1000)
    model = world.model(apis=["embeddings"])
    with refused("FLAPI", model=model, api="chat_completions"):
        caller.begin(model)
    with refused("FLAPI", model=model, api=None):
        caller.begin(model, api=None)
    assert caller.begin(model, api="embeddings", max_output=0)["status"] == "started"


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_account_that_is_not_active_is_refused(world: World, status: str) -> None:
    caller = world.caller(credits=1000)
    caller.account.set_status(status)
    with refused("FLACC", account_id=str(caller.account.id), status=status):
        caller.begin(world.model())
    assert caller.count() == 0


@pytest.mark.parametrize(
    "tokens",
    [{"input": -1}, {"input": 2**62}, {"max_output": -1}, {"input": 100_000_001}],
)
def test_absurd_numbers_of_tokens_are_refused(world: World, tokens: dict[str, int]) -> None:
    caller = world.caller(credits=1000)
    (value,) = tokens.values()
    with refused("FLAMT", amount=value):
        caller.begin(world.model(), **tokens)
    assert (caller.count(), caller.account.money) == (0, (1000, 0, 0))


def test_huge_max_tokens_means_the_model_s_own(world: World) -> None:
    caller = world.caller(credits=1000)
    begun = caller.begin(world.model(max_output_tokens=300), max_output=2**62, stream=False)
    assert (begun["max_output_tokens"], begun["hold"]) == (300, 310)


def test_who_cannot_pay_is_refused_and_nothing_is_kept(world: World) -> None:
    caller = world.caller(credits=109)
    model = world.model()
    with refused("FLBAL", limit_source="credits", available=109, required=110):
        caller.begin(model, input=10, key="again")
    assert (caller.count(), caller.account.money) == (0, (109, 0, 0))
    caller.account.grant(1)
    assert caller.begin(model, input=10, key="again")["status"] == "started"


def test_debt_comes_first_where_the_plan_says_so(world: World) -> None:
    model = world.model()
    strict = world.caller(credits=10, overdraft=10_000)
    lenient = world.caller(credits=10, overdraft=10_000, refuse_in_debt=False)
    for caller in (strict, lenient):
        caller.finish(caller.start(model), line(50))
        assert caller.account.money == (-40, 0, 40)
    with refused("FLBAL", limit_source="debt", debt=40):
        strict.begin(model)
    assert strict.account.money == (-40, 0, 40)
    assert lenient.begin(model)["status"] == "started"
    strict.account.grant(40)
    assert strict.begin(model)["status"] == "started"


def test_number_of_open_generations_is_the_plan_s(world: World) -> None:
    caller = world.caller(credits=10_000, max_open=2)
    model = world.model()
    first = caller.start(model)
    caller.start(model)
    with refused("FLOPN", limit_source="open_generations", limit=2, retry_after_s=5):
        caller.begin(model)
    caller.finish(first)
    caller.start(model)


def test_limit_of_open_generations_is_exact_under_races(world: World) -> None:
    caller = world.caller(credits=100_000, max_open=5)
    model = world.model()
    results = race(
        world.db,
        16,
        lambda connection, _: caller.begin(model, service=connection),
        role="florin_service",
    )
    assert states(results) == ["FLOPN"] * 11
    assert caller.account.facts["open_generations"] == caller.count() == 5


def test_parallel_begins_succeed_exactly_as_often_as_the_balance_allows(world: World) -> None:
    caller = world.caller(credits=110 * 7 + 109)
    model = world.model()
    results = race(
        world.db,
        16,
        lambda connection, _: caller.begin(model, service=connection),
        role="florin_service",
    )
    assert states(results) == ["FLBAL"] * 9
    assert caller.account.money == (879, 770, 0)
    assert caller.count() == 7
