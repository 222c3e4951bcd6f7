"""What a generation holds before it starts."""

import pytest
from generation.steps import World

pytestmark = pytest.mark.every_postgres

MILLION = 1_000_000


def hold(world: World, price: dict[str, int], **asked: int | bool | None) -> int:
    model = world.model(max_output_tokens=1000, step=100, **price)
    caller = world.caller(credits=10**12)
    begun = caller.begin(model, **asked)
    assert caller.account.facts["held"] == begun["hold"]
    assert begun["available"] == 10**12 - begun["hold"]
    return int(begun["hold"])


@pytest.mark.parametrize(
    ("asked", "output"),
    [
        # A stream holds a step of output and extends as it goes.
        ({"stream": True, "max_output": None}, 100),
        ({"stream": True, "max_output": 5000}, 100),
        ({"stream": True, "max_output": 30}, 30),
        ({"stream": True, "max_output": 0}, 0),
        # A reply that comes whole is held for whole, as far as the model goes.
        ({"stream": False, "max_output": None}, 1000),
        ({"stream": False, "max_output": 5000}, 1000),
        ({"stream": False, "max_output": 30}, 30),
        # Each of several replies may be as long as the model goes; max_output is for all of them.
        ({"stream": False, "max_output": None, "choices": 3}, 3000),
        ({"stream": False, "max_output": 1500, "choices": 3}, 1500),
        ({"stream": False, "max_output": 5000, "choices": 3}, 3000),
        ({"stream": True, "max_output": None, "choices": 3}, 100),
    ],
)
def test_output_is_held_by_the_step_or_whole(
    world: World, asked: dict[str, int | bool | None], output: int
) -> None:
    assert hold(world, {"output": 7 * MILLION}, input=50, **asked) == 7 * output


def test_input_is_held_at_its_dearest_slice(world: World) -> None:
    dear_write = {"input": 3 * MILLION, "cache_write": 4 * MILLION, "cache_read": 9 * MILLION}
    cheap_write = {"input": 3 * MILLION, "cache_write": 2 * MILLION}
    assert hold(world, dear_write, input=50, max_output=0) == 200
    assert hold(world, cheap_write, input=50, max_output=0) == 150


def test_fraction_is_rounded_up_once(world: World) -> None:
    # 3 * 0.3 + 3 * 0.3 = 1.8
    price = {"input": 300_000, "output": 300_000}
    assert hold(world, price, input=3, max_output=3) == 2


def test_price_of_the_request_is_held_too(world: World) -> None:
    assert hold(world, {"input": MILLION, "request": 500}, input=1, max_output=0) == 501


def test_model_that_costs_nothing_holds_nothing_and_starts_without_credits(world: World) -> None:
    model = world.model(input=0)
    caller = world.caller(credits=0)
    assert caller.begin(model)["hold"] == 0
    assert caller.account.facts["open_generations"] == 1
