"""A worker that is killed between any two steps of folding: the next one ends where an undisturbed
one does, and credits come once."""

from collections.abc import Iterator
from typing import Any

import pytest
from crashes.world import Customer, Point, World, after, before

REFUND = 500
FOLDED = "select count(*) from billing.provider_events where status = 'folded'"
READ = "florin.read.invoice_payments"


def buy_and_refund(world: World, customer: Customer) -> None:
    """A subscription, a quarter of which is paid back: Stripe must be asked whose payment that
    was."""
    paid = customer.pay("s-pro")
    customer.pay("s-pack")
    world.refund(paid, REFUND)
    world.delivered()


@pytest.fixture(scope="module", autouse=True)
def no_worker_is_left(crowd: World) -> Iterator[None]:
    """Whoever ends one test's work lives on, to be killed in the next."""
    yield
    crowd.rest()


@pytest.fixture(scope="module")
def expected(crowd: World) -> dict[str, Any]:
    """What somebody has who did the same undisturbed."""
    other = crowd.customer()
    buy_and_refund(crowd, other)
    crowd.fold()
    state = other.state()
    # All that can go wrong is in it.
    assert all(state[name] for name in ("purchases", "subscriptions", "reversals", "grants"))
    return state


@pytest.mark.parametrize(
    "point",
    [
        after("GET /v1/invoice_payments", line="stripe"),
        after("store_event", READ),
        after("fold_event", '"fact":"purchase"'),
        before("fold_event", '"fact":"payment"'),
        after("fold_event", '"fact":"reversal"'),
    ],
    ids=str,
)
def test_next_worker_ends_the_same(world: World, expected: dict[str, Any], point: Point) -> None:
    customer = world.customer()
    world.work()
    world.worker_dies(point, lambda: buy_and_refund(world, customer))
    world.fold()
    assert customer.state() == expected


def test_next_worker_takes_what_a_dead_one_had_claimed(
    world: World, expected: dict[str, Any]
) -> None:
    customer = world.customer()
    world.rest()
    buy_and_refund(world, customer)
    world.worker_dies(after("claim_events"), world.work)
    assert customer.state()["purchases"] == []
    world.fold()
    assert customer.state() == expected


@pytest.mark.parametrize("is_undone", [True, False])
def test_worker_killed_while_its_transaction_is_open(
    world: World, expected: dict[str, Any], is_undone: bool
) -> None:
    """Postgres notices that it is gone and undoes it, or notices nothing and commits."""
    customer = world.customer()
    world.rest()
    buy_and_refund(world, customer)
    holder = world.service.db.connect("supabase_admin", autocommit=False)
    holder.execute("select from ledger.accounts where id = %s for update", [customer.account])
    world.work()
    try:
        world.until(lambda: world.busy("fold_event", "Lock"))
    finally:
        world.rest()
    folded = world.rows(FOLDED)[0][0]
    if is_undone:
        for pid in world.busy("fold_event", "Lock"):
            world.rows("select pg_terminate_backend(%(pid)s)", pid=pid)
    holder.rollback()
    holder.close()
    world.until(lambda: not world.busy())
    assert world.rows(FOLDED) == [(folded if is_undone else folded + 1,)]
    world.end_leases()
    world.fold()
    assert customer.state() == expected
