"""A worker that is killed while it answers Apple's question about a refund: it is answered again
where that was not written down, and written down once."""

import pytest
from crashes.world import PACK, Customer, Point, World, after


def answers(world: World, transaction_id: str) -> list[dict[str, object]]:
    return [one for one in world.store.consumption if one["transaction_id"] == transaction_id]


def asked(world: World, customer: Customer) -> str:
    customer.consent()
    bought = customer.buy(PACK)
    customer.submit(bought.signed_transaction)
    world.store.request_refund(bought.transaction_id)
    world.delivered()
    return str(bought.transaction_id)


def outcomes(world: World) -> list[tuple[str, int]]:
    """Outcomes of all requests, and how many there are of each."""
    return world.rows(  # type: ignore[return-value]
        "select outcome, count(*) from billing.consumption_requests group by outcome"
    )


SEND = "PUT /production/inApps/v2/transactions/consumption"


@pytest.mark.parametrize(
    ("point", "times"),
    [
        (after("claim_consumption_requests"), 1),
        (after(SEND, line="apple"), 2),
        (after("record_consumption"), 1),
    ],
    ids=str,
)
def test_answer_is_sent_again_only_where_it_was_not_recorded(
    world: World, point: Point, times: int
) -> None:
    customer = world.customer()
    transaction_id = asked(world, customer)
    before_it = dict(outcomes(world)).get("answered", 0)
    world.worker_dies(point, world.work)
    world.fold()
    world.until(lambda: outcomes(world) == [("answered", before_it + 1)])
    world.rest()
    sent = answers(world, transaction_id)
    assert len(sent) == times
    assert sent[-1] == sent[0]
