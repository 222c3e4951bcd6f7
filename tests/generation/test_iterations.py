"""Usage in several lines: each at the price of its own model, where the catalogue has it."""

import uuid

import pytest
from generation.steps import World, line

pytestmark = pytest.mark.every_postgres

MILLION = 1_000_000


@pytest.fixture
def family() -> str:
    """A name for this test's models, so that no other test's match."""
    return f"family-{uuid.uuid4().hex[:8]}"


def test_each_line_has_the_price_of_the_model_it_names(world: World, family: str) -> None:
    own = world.model(f"{family}-big", input=5 * MILLION)
    world.model(f"{family}-small", input=MILLION)
    caller = world.caller(credits=100_000)
    done = caller.finish(caller.start(own), line(100), line(100, model=f"{family}-small"))
    assert done["charged"] == 600
    assert [(i["priced_as"], i["charged"], i["input"]) for i in done["iterations"]] == [
        (own, 500, 100),
        (f"{family}-small", 100, 100),
    ]
    assert done["usage"]["input"] == 200


def test_provider_s_own_name_of_a_route_is_known(world: World, family: str) -> None:
    own = world.model(f"{family}-big", input=5 * MILLION)
    world.model(f"{family}-small", provider_model=f"acme/{family}-s", input=MILLION)
    caller = world.caller(credits=100_000)
    done = caller.finish(caller.start(own), line(100, model=f"acme/{family}-s"))
    assert done["charged"] == 100
    assert done["iterations"][0]["priced_as"] == f"{family}-small"


@pytest.mark.parametrize("date", ["-20251001", "-2025-10-01", "@20251001"])
def test_dated_name_is_its_undated_model(world: World, family: str, date: str) -> None:
    own = world.model(f"{family}-big", input=5 * MILLION)
    world.model(f"{family}-small", input=MILLION)
    caller = world.caller(credits=100_000)
    done = caller.finish(caller.start(own), line(100, model=f"{family}-small{date}"))
    assert done["charged"] == 100


def test_exact_dated_name_wins_over_the_undated(world: World, family: str) -> None:
    own = world.model(f"{family}-big", input=5 * MILLION)
    world.model(f"{family}-small", input=MILLION)
    world.model(f"{family}-small-20260101", input=2 * MILLION)
    caller = world.caller(credits=100_000)
    done = caller.finish(caller.start(own), line(100, model=f"{family}-small-20260101"))
    assert done["charged"] == 200


def test_unknown_name_costs_what_the_generation_s_own_model_costs(
    world: World, family: str
) -> None:
    own = world.model(f"{family}-big", input=5 * MILLION)
    caller = world.caller(credits=100_000)
    done = caller.finish(caller.start(own), line(100, model="never heard of it"))
    assert done["charged"] == 500
    (iteration,) = done["iterations"]
    assert (iteration["model"], iteration["priced_as"]) == ("never heard of it", own)


def test_own_model_wins_where_a_provider_s_name_fits_several(world: World, family: str) -> None:
    """Two of our models may be served by one of the provider's, at different prices."""
    world.model(f"{family}-a-cheap", provider_model=family, input=MILLION)
    own = world.model(f"{family}-b-dear", provider_model=family, input=5 * MILLION)
    caller = world.caller(credits=100_000)
    assert caller.finish(caller.start(own), line(100, model=family))["charged"] == 500


def test_other_models_are_priced_as_of_the_start(world: World, family: str) -> None:
    own = world.model(f"{family}-big", input=5 * MILLION)
    small = world.model(f"{family}-small", input=MILLION)
    caller = world.caller(credits=100_000)
    generation_id = caller.start(own)
    world.price(small, starts_in="0", input=9 * MILLION)
    assert caller.finish(generation_id, line(100, model=small))["charged"] == 100


def test_disabled_model_still_has_its_price(world: World, family: str) -> None:
    own = world.model(f"{family}-big", input=5 * MILLION)
    small = world.model(f"{family}-small", input=MILLION)
    world.ledger.connection.execute(
        "update catalog.models set enabled = false where id = %s", [small]
    )
    caller = world.caller(credits=100_000)
    assert caller.finish(caller.start(own), line(100, model=small))["charged"] == 100


def test_one_plain_line_has_no_iterations_to_tell(world: World) -> None:
    caller = world.caller(credits=100_000)
    assert caller.finish(caller.start(world.model()), line(100))["iterations"] == []


def test_iterations_are_stored_and_read_back(world: World, family: str) -> None:
    own = world.model(f"{family}-big", input=5 * MILLION)
    caller = world.caller(credits=100_000)
    generation_id = caller.start(own)
    done = caller.finish(generation_id, line(1), line(2, web_search=1, model=own))
    facts = caller.read(generation_id)
    assert facts is not None
    assert facts["iterations"] == done["iterations"]
    assert [i["web_search"] for i in facts["iterations"]] == [0, 1]
