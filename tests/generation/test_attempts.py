"""Every try at a provider is written down, with what it cost us at its own route's rates."""

import pytest
from generation.steps import World, line
from ledger.steps import Row

pytestmark = pytest.mark.every_postgres


def attempt(route_id: int, *usage: Row, **facts: object) -> Row:
    return {
        "route_id": route_id,
        "provider_request_id": "req-1",
        "http_status": 200,
        "outcome": "completed",
        "started_at": "2026-11-20T12:00:00Z",
        "first_byte_ms": 120,
        "duration_ms": 900,
        "usage": list(usage),
        **facts,
    }


def cost(world: World, route_id: int, starts: str = "2026-01-01", **rates: int) -> None:
    columns = ", ".join(rates)
    world.ledger.connection.execute(
        f"insert into catalog.route_costs (route_id, effective_at, {columns}) "
        f"values (%s, %s, {', '.join(['%s'] * len(rates))})",
        [route_id, starts, *rates.values()],
    )


def test_each_try_costs_what_its_own_route_charges_us(world: World) -> None:
    caller, model = world.caller(credits=10_000), world.model()
    dear, free = world.route(model, 2, "dear"), world.route(model, 3, "free")
    cost(world, dear, input=3_000_000, output=15_000_000, request=7, web_search=10_000)
    generation_id = caller.start(model)
    caller.finish(
        generation_id,
        line(10, 20),
        attempts=[
            attempt(dear, http_status=529, outcome="overloaded", provider_request_id=None),
            attempt(dear, line(10, 20, web_search=2), line(1)),
            attempt(free, line(10, 20)),
        ],
    )
    tries = world.ledger.rows(
        "select position, outcome, http_status, provider_request_id, cost_microdollars as cost, "
        "first_byte_ms, duration_ms, route_id from generation.attempts "
        "where account_id = %s and generation_id = %s order by position",
        *(caller.account.id, generation_id),
    )
    assert [(t["position"], t["outcome"], t["http_status"]) for t in tries] == [
        (1, "overloaded", 529),
        (2, "completed", 200),
        (3, "completed", 200),
    ]
    assert [t["cost"] for t in tries] == [0, 10 * 3 + 20 * 15 + 2 * 10_000 + 3 + 7, 0]
    assert [t["route_id"] for t in tries] == [dear, dear, free]
    assert (tries[1]["first_byte_ms"], tries[1]["duration_ms"]) == (120, 900)


def test_cost_is_rounded_up_once_over_the_lines_of_a_try(world: World) -> None:
    caller, model = world.caller(credits=10_000), world.model()
    route = world.route(model, 2, "cheap")
    cost(world, route, input=100_000)
    generation_id = caller.start(model)
    caller.finish(generation_id, line(1), attempts=[attempt(route, *[line(4)] * 3)])
    assert costs(world, generation_id) == [2]


def test_cost_is_at_the_rates_of_the_time_of_the_try(world: World) -> None:
    caller, model = world.caller(credits=10_000), world.model()
    route = world.route(model, 2, "cheap")
    cost(world, route, "2026-01-01", input=1_000_000)
    cost(world, route, "2026-11-01", input=2_000_000)
    generation_id = caller.start(model)
    caller.finish(
        generation_id,
        line(1),
        attempts=[
            attempt(route, line(100), started_at=f"2026-{day}T00:00:00Z")
            for day in ("10-31", "11-02")
        ],
    )
    assert costs(world, generation_id) == [100, 200]


def test_what_the_user_pays_does_not_follow_what_the_tries_cost(world: World) -> None:
    caller, model = world.caller(credits=10_000), world.model()
    route = world.route(model, 2, "dear")
    cost(world, route, input=10**12)
    done = caller.finish(caller.start(model), line(10), attempts=[attempt(route, line(10))] * 5)
    assert done["charged"] == 10


def test_second_finish_writes_no_second_set_of_tries(world: World) -> None:
    caller, model = world.caller(credits=10_000), world.model()
    route = world.route(model, 2, "dear")
    generation_id = caller.start(model)
    for _ in range(2):
        caller.finish(generation_id, line(10), attempts=[attempt(route)])
    assert costs(world, generation_id) == [0]


def costs(world: World, generation_id: object) -> list[int]:
    rows = world.ledger.rows(
        "select cost_microdollars from generation.attempts where generation_id = %s "
        "order by position",
        generation_id,
    )
    return [row["cost_microdollars"] for row in rows]
