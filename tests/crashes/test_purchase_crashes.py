"""A service that is killed while an app brings what its customer bought: the app asks again and
gets the same answer, and credits come once. Where nobody asks again, a worker does the rest."""

from typing import Any

import pytest
from crashes.world import MONTHLY, PACK, Customer, Point, World, after, before


def said(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the numbers that are its purchase's own."""
    return {name: value for name, value in answer.items() if "transaction_id" not in name}


@pytest.mark.parametrize(
    "point", [after("store_event"), after("fold_event"), after("read_store_purchase")], ids=str
)
def test_app_asks_again_and_is_answered_the_same(world: World, point: Point) -> None:
    customer, other = world.customer(), world.customer()
    signed = customer.buy(PACK).signed_transaction
    world.delivered()
    world.service_dies_while(point, lambda: customer.submit(signed))
    answer = customer.submit(signed)
    assert customer.submit(signed) == answer
    assert said(answer) == said(other.submit(other.buy(PACK).signed_transaction))
    assert customer.state() == other.state()


def test_worker_folds_what_nobody_asks_for_again(world: World) -> None:
    """Only the app brings it: no notification does."""
    world.store.deliver_to(None)
    customers = []
    for point in (after("store_event"), after("fold_event")):
        customer = world.customer()
        signed = customer.buy(PACK).signed_transaction
        world.service_dies_while(point, lambda c=customer, s=signed: c.submit(s))
        world.store.deliver_to(None)
        customers.append(customer)
    other = world.customer()
    other.submit(other.buy(PACK).signed_transaction)
    world.fold()
    world.rest()
    assert [customer.state() for customer in customers] == [other.state()] * len(customers)
    assert other.state()["purchases"]


def bought(world: World) -> tuple[Customer, str]:
    """A subscription and two packs that name no account; one of their transactions."""
    customer = world.customer()
    customer.buy(PACK, names_account=False)
    customer.buy(MONTHLY, names_account=False)
    return customer, customer.buy(PACK, names_account=False).signed_transaction


def restored(answer: dict[str, Any]) -> int:
    assert answer["is_complete"]
    assert not answer["owned_by_another"] + answer["proof_needed"]
    return len(answer["restored"]) + len(answer["already_yours"])


@pytest.mark.parametrize(
    "point",
    [
        after("GET /production/inApps/v1/subscriptions", line="apple"),
        before("bind_chain"),
        after("bind_chain"),
        after("appAccountToken", line="apple"),
    ],
    ids=str,
)
def test_restore_again_ends_the_same(world: World, point: Point) -> None:
    world.store.deliver_to(None)
    (customer, signed), (other, others) = bought(world), bought(world)
    world.service_dies_while(point, lambda: customer.restore(signed))
    assert restored(customer.restore(signed)) == 3
    assert restored(other.restore(others)) == 3
    assert customer.state() == other.state()
    assert sorted(row[1] for row in customer.state()["grants"]) == [PACK, PACK, MONTHLY]
