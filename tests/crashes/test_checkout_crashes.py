"""A service that is killed while it opens a checkout: asked again with the same key, it answers
with the same session, and there is one customer."""

import pytest
from crashes.world import PACK_CREDITS, Customer, Point, World, after, before

from local.testbed.stripe import client_of


def sessions(customer: Customer, customer_id: str) -> list[str]:
    client = client_of(customer.world.stripe)
    return [one.id for one in client.v1.checkout.sessions.list({"customer": customer_id}).data]


def customers(customer: Customer) -> list[str]:
    """At Stripe, of one account."""
    found = client_of(customer.world.stripe).v1.customers.list({"limit": 100})
    return [
        one.id
        for one in found.auto_paging_iter()
        if one.to_dict()["metadata"].get("florin_account_id") == customer.account
    ]


OPENED = after("POST /v1/checkout/sessions", line="stripe")


@pytest.mark.parametrize(
    "point",
    [
        after("POST /v1/customers", line="stripe"),
        before("save_customer"),
        after("save_customer"),
        OPENED,
    ],
    ids=str,
)
def test_same_key_opens_the_same_session_of_the_same_customer(world: World, point: Point) -> None:
    customer = world.customer()
    world.service_dies_while(point, lambda: customer.checkout("s-pack", "key"))
    answer = customer.checkout("s-pack", "key")
    assert customer.checkout("s-pack", "key") == answer
    (customer_id,) = customers(customer)
    assert sessions(customer, customer_id) == [answer["session_id"]]
    assert world.rows(
        "select customer_id from billing.customers where account_id = %(account)s",
        account=customer.account,
    ) == [(customer_id,)]


def test_what_is_paid_in_a_session_that_was_asked_for_twice_is_credited_once(world: World) -> None:
    customer, other = world.customer(), world.customer()
    world.service_dies_while(OPENED, lambda: customer.checkout("s-pack", "key"))
    world.stripe.pay(customer.checkout("s-pack", "key")["session_id"])
    other.pay("s-pack")
    world.delivered()
    world.fold()
    world.rest()
    assert customer.state() == other.state()
    assert customer.state()["grants"] == [("stripe", "price_pack", PACK_CREDITS, 0)]
