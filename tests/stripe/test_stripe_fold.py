"""A customer's life, through the store of events and the worker, on a real Postgres: in any order,
with any number of deliveries and workers, the same purchases, plan and credits."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from functions_py.rpc import WorkerRpc
from functions_py.stores.stripe_client import StripeApi
from stripe_life import checkout, refund, subscribe
from stripe_objects import ACCOUNT, event, invoice, session
from test_stripe_life import live

from local.stripe.control import StripeControl
from workers.rebuild import rebuild

DAY = 86_400


@pytest.fixture
async def life(stripe_api: StripeApi, stripe_world: StripeControl) -> list[dict[str, Any]]:
    stripe_world.jump(int(time.time()) - 45 * DAY)
    return await live(stripe_api, stripe_world)


async def test_a_life_comes_to_the_same_in_any_order(
    life: list[dict[str, Any]], open_shop: Any
) -> None:
    shop = open_shop()
    for told in life:
        shop.store(told)
        await shop.fold()
    expected = shop.state()
    assert expected["failed"] == []
    assert [row[:2] for row in expected["purchases"]] == [
        ("price_pro", "paid"),
        ("price_pack", "paid"),
        ("price_pro", "paid"),
        ("price_max", "paid"),
    ]
    assert [row[1:3] for row in expected["subscriptions"]] == [("canceled", False)]
    assert [row[:2] for row in expected["reversals"]] == [
        ("dispute", "inactive"),
        ("refund", "active"),
    ]
    # A third of the pack went back.
    assert {row[:2]: row[2] for row in expected["grants"]}["price_pack", 5_000_000] == 1_666_667
    for seed in range(5):
        chance = random.Random(seed)
        shuffled = life + chance.sample(life, 5)
        chance.shuffle(shuffled)
        shop = open_shop()
        for number, told in enumerate(shuffled):
            shop.store(told)
            if number % (seed + 1) == 0:
                await shop.fold(workers=1 + seed % 2)
        await shop.fold()
        assert shop.state() == expected, seed


async def test_two_workers_fold_one_customer_at_once(
    life: list[dict[str, Any]], open_shop: Any
) -> None:
    one, other = open_shop(), open_shop()
    for told in life:
        one.store(told)
        other.store(told)
    await one.fold()
    await other.fold(workers=3)
    assert other.state() == one.state()


async def test_a_rebuild_of_a_life_changes_nothing(
    life: list[dict[str, Any]], open_shop: Any
) -> None:
    shop = open_shop()
    for told in life:
        shop.store(told)
    await shop.fold()
    before = shop.state()
    rpc = await WorkerRpc.connect(shop.settings)
    try:
        assert await rebuild(rpc) == 0
    finally:
        await rpc.close()
    assert shop.state() == before


async def test_a_foreign_session_is_credited_once_it_was_read(
    stripe_api: StripeApi, stripe_world: StripeControl, open_shop: Any
) -> None:
    shop = open_shop()
    foreign = await checkout(stripe_api, "price_pack", None, quantity=2)
    paid = stripe_world.pay(foreign["id"])
    told = event("checkout.session.completed", {**paid, "client_reference_id": ACCOUNT})
    shop.store(told)
    await shop.fold()
    assert shop.state()["purchases"] == [("price_pack", "paid", 2, 1_000_000, 1998, True)]
    shop.store(told)
    await shop.fold()
    assert [row[:2] for row in shop.state()["grants"]] == [("price_pack", 10_000_000)]


async def test_a_refund_of_a_subscription_finds_its_invoice(
    stripe_api: StripeApi, stripe_world: StripeControl, open_shop: Any
) -> None:
    shop = open_shop()
    await subscribe(stripe_api, stripe_world, "price_pro", ACCOUNT)
    events = (await stripe_api.events(0, 2**40, None)).value["data"]
    (payment,) = [one for one in events if one["type"] == "invoice_payment.paid"]
    await refund(stripe_api, payment["data"]["object"]["payment"]["payment_intent"])
    # Which invoice the payment paid never arrived.
    for told in (await stripe_api.events(0, 2**40, None)).value["data"]:
        if told["type"] in ("invoice.paid", "refund.created"):
            shop.store(told)
    await shop.fold()
    ((product, granted, clawed),) = shop.state()["grants"]
    assert (product, clawed) == ("price_pro", granted)
    assert granted > 0


async def test_what_contradicts_itself_is_read_again(
    stripe_api: StripeApi, stripe_world: StripeControl, open_shop: Any
) -> None:
    shop = open_shop()
    current = await subscribe(stripe_api, stripe_world, "price_pro", ACCOUNT)
    now = stripe_world.now()
    # Two changes within one second, of which the second is the truth.
    for number, ends in enumerate((False, True)):
        kind = "customer.subscription.updated"
        value = {**current, "cancel_at_period_end": not ends}
        shop.store(event(kind, value, now, id=f"evt_tie_{1 - number}"))
    stripe_world.fail("/v1/subscriptions/*", status=503, times=3)
    await shop.fold()
    # Stripe did not answer; the doubt waits its turn.
    shop.connection.execute("update billing.provider_events set next_attempt_at = now()")
    await shop.fold()
    assert [row[4] for row in shop.state()["subscriptions"]] == [True]
    reads = shop.connection.execute(
        "select count(*) from billing.provider_events where type = 'florin.read.subscription'"
    ).fetchone()
    assert reads == (1,)


async def test_what_cannot_be_translated_is_kept_and_told(open_shop: Any) -> None:
    shop = open_shop()
    shop.store(event("invoice.paid", invoice(created=None), id="evt_odd"))
    shop.store(event("checkout.session.completed", session()))
    await shop.fold()
    ((kind, problem),) = shop.state()["failed"]
    assert (kind, problem) == ("invoice.paid", "it has no created")
    assert [row[:2] for row in shop.state()["purchases"]] == [("price_pack", "paid")]
    row = shop.connection.execute(
        "select count(*) from audit.outbox where kind = 'store_event_failed'"
    ).fetchone()
    assert row == (1,)
