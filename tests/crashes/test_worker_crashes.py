"""A worker that is killed between any two steps of folding: the next one ends where an undisturbed
one does, and credits come once."""

from typing import Any

import pytest
from crashes.world import Customer, Point, World, after, before, kill

REFUND = 500
READ = "florin.read.invoice_payments"


def buy_and_refund(world: World, customer: Customer) -> None:
    """A subscription, a quarter of which is paid back: Stripe must be asked whose payment that
    was."""
    paid = customer.pay("s-pro")
    customer.pay("s-pack")
    world.refund(paid, REFUND)
    world.delivered()


def undisturbed(world: World) -> dict[str, Any]:
    """What somebody has who did the same."""
    other = world.customer()
    buy_and_refund(world, other)
    with world.worker():
        world.fold()
    return other.state()


@pytest.fixture(scope="module")
def expected(crowd: World) -> dict[str, Any]:
    state = undisturbed(crowd)
    # All that can go wrong is in it.
    assert all(state[name] for name in ("purchases", "subscriptions", "reversals", "grants"))
    return state


@pytest.fixture
def customer(world: World) -> Customer:
    customer = world.customer()
    buy_and_refund(world, customer)
    return customer


@pytest.mark.parametrize(
    "point",
    [
        after("claim_events"),
        before("GET /v1/invoice_payments", line="stripe"),
        after("GET /v1/invoice_payments", line="stripe"),
        before("store_event", READ),
        after("store_event", READ),
        before("fold_event", '"fact":"purchase"'),
        after("fold_event", '"fact":"purchase"'),
        after("fold_event", '"fact":"reversal"'),
        before("fold_event", '"fact":"payment"'),
    ],
    ids=str,
)
def test_next_worker_ends_the_same(
    world: World, expected: dict[str, Any], customer: Customer, point: Point
) -> None:
    world.worker_dies(point)
    with world.worker():
        world.fold()
    assert customer.state() == expected


@pytest.mark.parametrize("is_undone", [True, False])
def test_worker_killed_while_its_transaction_is_open(
    world: World, expected: dict[str, Any], customer: Customer, is_undone: bool
) -> None:
    """Postgres notices that it is gone and undoes it, or notices nothing and commits."""
    holder = world.service.db.connect("supabase_admin", autocommit=False)
    holder.execute("select from ledger.accounts where id = %s for update", [customer.account])
    worker = world.service.start_worker()
    try:
        world.until(lambda: world.busy("fold_event", "Lock"))
    finally:
        kill(worker)
    if is_undone:
        for pid in world.busy("fold_event", "Lock"):
            world.rows("select pg_terminate_backend(%(pid)s)", pid=pid)
    holder.rollback()
    holder.close()
    world.until(lambda: not world.busy())
    world.end_leases()
    with world.worker():
        world.fold()
    assert customer.state() == expected
