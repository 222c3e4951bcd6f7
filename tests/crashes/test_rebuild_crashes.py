"""A rebuild that is killed in the middle has changed nothing, and the next one finds nothing to
change."""

from typing import Any

import pytest
from crashes.world import PACK, Customer, Point, World, after

TABLES = ("owners", "payments", "reversals", "purchases", "subscriptions", "grants", "bindings")


@pytest.fixture(scope="module")
def customer(crowd: World) -> Customer:
    """Who bought in both stores, and had something paid back."""
    customer = crowd.customer()
    customer.submit(customer.buy(PACK).signed_transaction)
    crowd.refund(customer.pay("s-pro"), 500)
    crowd.delivered()
    crowd.fold()
    crowd.rest()
    return customer


def everything(world: World) -> dict[str, Any]:
    return {
        table: world.rows(f"select to_jsonb(t) from billing.{table} as t order by t::text")  # noqa: S608
        for table in TABLES
    }


@pytest.mark.parametrize(
    "point",
    [after("rebuild_event"), after("end_rebuild"), after("COMMIT")],
    ids=str,
)
def test_killed_rebuild_changes_nothing(world: World, customer: Customer, point: Point) -> None:
    state, rows = customer.state(), everything(world)
    assert state["purchases"]
    world.rebuild_dies(point)
    assert customer.state() == state
    if point != after("COMMIT"):
        assert everything(world) == rows
    code, said = world.rebuild()
    assert (code, said.splitlines()[-1]) == (0, "0 differences")
    assert customer.state() == state
