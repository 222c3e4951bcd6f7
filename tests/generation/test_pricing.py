"""What usage costs: exact, disjoint slices, rounded up once, at the version pinned at the start."""

import math
from fractions import Fraction

import pytest
from generation.steps import SLICES, World, line
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres

MILLION = 1_000_000


def charge(world: World, price: dict[str, int], *usage: Row) -> int:
    caller = world.caller(credits=10**17)
    done = caller.finish(caller.start(world.model(**price)), *usage)
    assert caller.account.facts["posted"] == 10**17 - done["charged"] == done["posted"]
    return int(done["charged"])


@pytest.mark.parametrize("slice_of", SLICES[:4])
def test_each_slice_has_its_own_price_per_million(world: World, slice_of: str) -> None:
    price = {"input": 3, "cache_read": 5, "cache_write": 7, "output": 11}
    usage = line(**{slice_of: 2 * MILLION})
    assert charge(world, price, usage) == 2 * price[slice_of]


def test_slices_add_up_and_no_token_is_counted_twice(world: World) -> None:
    price = {
        "input": 3 * MILLION,
        "cache_read": 5 * MILLION,
        "cache_write": 7 * MILLION,
        "output": 11 * MILLION,
    }
    usage = line(100, 1000, cache_read=10, cache_write=1)
    assert charge(world, price, usage) == 300 + 50 + 7 + 11_000


def test_web_searches_are_priced_each(world: World) -> None:
    assert charge(world, {"web_search": 9}, line(web_search=3)) == 27


def test_request_is_priced_once_however_many_lines(world: World) -> None:
    price = {"input": MILLION, "request": 500}
    assert charge(world, price, line(1), line(2)) == 503


def test_sum_of_slices_and_lines_is_rounded_up_once(world: World) -> None:
    # Twelve times a tenth of a microcredit, not twelve microcredits.
    tenth = dict.fromkeys(SLICES[:4], 100_000)
    usage = line(1, 1, cache_read=1, cache_write=1)
    assert charge(world, tenth, usage, usage, usage) == 2


def test_smallest_fraction_costs_a_microcredit_and_none_nothing(world: World) -> None:
    assert charge(world, {"input": 1}, line(1)) == 1
    assert charge(world, {"input": 1}, line(MILLION)) == 1
    assert charge(world, {"input": 1}, line(MILLION + 1)) == 2
    assert charge(world, {"input": 1}, line(0)) == 0


def test_price_is_exact_where_floats_are_not(world: World) -> None:
    price = {"input": 300_000_000, "output": 1_500_000_000}
    usage = line(123_456_789_123, 987_654_321_987)
    assert charge(world, price, usage) == 123_456_789_123 * 300 + 987_654_321_987 * 1500


def test_any_usage_costs_its_exact_sum_rounded_up(world: World) -> None:
    counts = st.integers(0, 10_000_000)
    prices = st.integers(0, 5_000_000_000)
    line_of = st.fixed_dictionaries(
        {**dict.fromkeys(SLICES, counts), "web_search": st.integers(0, 1000)}
    )
    caller = world.caller(credits=10**18)

    @settings(
        max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(
        st.fixed_dictionaries(dict.fromkeys((*SLICES, "request"), prices)),
        st.lists(line_of, min_size=1, max_size=4),
    )
    def costs_its_exact_sum(price: dict[str, int], usage: list[dict[str, int]]) -> None:
        exact = sum(
            Fraction(count[slice_of] * price[slice_of], MILLION)
            for count in usage
            for slice_of in SLICES[:4]
        ) + sum(count["web_search"] * price["web_search"] for count in usage)
        held_for_nothing = {"input": 0, "max_output": 0}
        generation_id = caller.start(world.model(**price), **held_for_nothing)
        done = caller.finish(generation_id, *(line(**count) for count in usage))
        assert done["charged"] == math.ceil(exact) + price["request"]
        for slice_of in SLICES:
            assert done["usage"][slice_of] == sum(count[slice_of] for count in usage)

    costs_its_exact_sum()


@pytest.mark.parametrize("slice_of", SLICES)
def test_negative_count_is_refused_wherever_it_hides(world: World, slice_of: str) -> None:
    caller, model = world.caller(credits=10_000), world.model()
    generation_id = caller.start(model)
    negative = {**line(1000, 1000), slice_of: -1}
    for usage in ([negative], [line(5), negative]):
        with refused("FLAMT", amount=-1):
            caller.finish(generation_id, *usage)
    assert caller.row_of(generation_id)["state"] == "running"


def test_count_that_is_null_or_missing_is_zero(world: World) -> None:
    caller = world.caller(credits=10_000)
    generation_id = caller.start(world.model())
    usage = {"input": None, "output": 5}
    assert caller.progress(generation_id, usage)
    done = caller.finish(generation_id, usage)
    assert done["charged"] == 5
    assert (done["usage"]["input"], done["usage"]["cache_read"]) == (0, 0)


def test_price_version_is_pinned_when_the_generation_begins(world: World) -> None:
    caller, model = world.caller(credits=10_000), world.model(input=MILLION)
    before = caller.start(model)
    world.price(model, starts_in="-1 second", input=2 * MILLION)
    after = caller.start(model)
    assert caller.finish(before, line(100))["charged"] == 100
    assert caller.finish(after, line(100))["charged"] == 200


def test_pinned_version_also_prices_a_line_that_names_the_model(world: World) -> None:
    caller, model = world.caller(credits=10_000), world.model(input=MILLION)
    generation_id = caller.start(model)
    world.price(model, starts_in="-1 second", input=2 * MILLION)
    assert caller.finish(generation_id, line(100, model=model))["charged"] == 100


def test_future_price_version_does_not_count_yet(world: World) -> None:
    caller, model = world.caller(credits=10_000), world.model(input=MILLION)
    world.price(model, starts_in="1 hour", input=2 * MILLION)
    begun = caller.begin(model)
    assert begun["price"]["input"] == MILLION


def test_model_without_a_price_yet_is_not_served(world: World) -> None:
    caller = world.caller(credits=10_000)
    execute = world.ledger.connection.execute
    execute(
        "insert into catalog.models (id, display_name, max_output_tokens) "
        "values ('unpriced', 'Unpriced', 10) on conflict do nothing"
    )
    execute(
        "insert into catalog.routes (model_id, position, provider_id, provider_model, apis) "
        "values ('unpriced', 1, 'acme', 'x', '{chat_completions}') on conflict do nothing"
    )
    with refused("FLAPI", model="unpriced"):
        caller.begin("unpriced")
