"""A service that is killed while a store tells it something: the store tells it again, and it is
stored once and folded once."""

from collections.abc import Iterator

import pytest
from crashes.world import PACK, PACK_CREDITS, Point, World, after, before


@pytest.fixture(scope="module", autouse=True)
def no_worker_is_left(crowd: World) -> Iterator[None]:
    yield
    crowd.rest()


@pytest.mark.parametrize(
    "point",
    [
        before("store_event", "checkout.session.completed"),
        after("store_event", "checkout.session.completed"),
    ],
    ids=str,
)
def test_stripe_sends_again_what_was_not_answered(world: World, point: Point) -> None:
    customer, other = world.customer(), world.customer()
    session = customer.checkout("s-pack")
    world.delivered()
    with world.service_dies(point):
        world.stripe.pay(session["session_id"])
    other.pay("s-pack")
    world.delivered()
    assert world.rows(
        "select count(*) from billing.provider_events "
        "where type = 'checkout.session.completed' and payload like %(account)s",
        account=f"%{customer.account}%",
    ) == [(1,)]
    world.fold()
    assert customer.state() == other.state()
    assert customer.state()["grants"] == [("stripe", "price_pack", PACK_CREDITS, 0)]


@pytest.mark.parametrize(
    "point",
    [before("store_event", "ONE_TIME_CHARGE"), after("store_event", "ONE_TIME_CHARGE")],
    ids=str,
)
def test_apple_sends_again_what_was_not_answered(world: World, point: Point) -> None:
    customer, other = world.customer(), world.customer()
    with world.service_dies(point):
        bought = customer.buy(PACK)
    world.store.await_delivery()
    world.store.retry()
    other.buy(PACK)
    world.delivered()
    (told,) = [
        each["notification_uuid"]
        for each in world.store.notifications
        if each["transaction_id"] == bought.transaction_id
    ]
    assert world.rows(
        "select count(*) from billing.provider_events where event_id = %(told)s", told=told
    ) == [(1,)]
    world.fold()
    assert customer.state() == other.state()
    assert customer.state()["grants"] == [("apple", PACK, PACK_CREDITS, 0)]
