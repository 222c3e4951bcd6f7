"""A customer's life, through the store of events and the worker, on a real Postgres: in any order,
with any number of deliveries and workers, the same purchases, plan and credits."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from conftest import PRODUCTS, stripe_settings
from functions_py.rpc import WorkerRpc
from functions_py.stores.stripe_client import StripeApi
from stripe_life import checkout, refund, subscribe
from stripe_objects import ACCOUNT, event, invoice, session
from test_stripe_life import live

from local.stripe.control import StripeControl
from local.testbed.databases import Database, Databases
from workers.fold_events import fold_batch
from workers.stripe_reads import reading_stripe

DAY = 86_400
# What a life comes to. A rollover that another order of events has taken back leaves an empty
# bucket behind, which says nothing.
STATE = {
    "purchases": "select product, state, quantity, share_ppm, amount, account_id is not null "
    "from billing.purchases order by purchased_at, product, transaction_id",
    "subscriptions": "select chain_id, state, is_entitled, product, will_renew, entitled_until "
    "from billing.subscriptions order by chain_id",
    "reversals": "select kind, state, amount from billing.reversals order by kind, reversal_id",
    "grants": "select product, granted, clawed from billing.grants order by transaction_id",
    "buckets": "select source::text, source_ref, granted, remaining, expires_at "
    "from ledger.buckets where source_ref like '%%stripe%%' and granted > 0 "
    "order by source_ref",
    "entitlements": "select kind, key, source, revoked_at is null from access.entitlements "
    "order by kind, key, source",
    "plan": "select v.plan_id, p.source from access.account_plans as p "
    "join catalog.plan_versions as v on v.id = p.plan_version_id where p.account_id = %(account)s",
    "posted": "select posted from ledger.accounts where id = %(account)s",
    "failed": "select type, problem from billing.provider_events where status = 'failed'",
}


class Shop:
    """A database of its own, with products, one account, and what folds."""

    def __init__(self, database: Database, world: StripeControl) -> None:
        self.db = database
        self.connection = database.kept_connection()
        self.connection.execute(PRODUCTS)
        # What test mode sells is worth its price here, as on a local stack.
        self.connection.execute(
            "update billing.environments set policy = 'full' where environment = 'sandbox'"
        )
        user_id = database.add_user(is_anonymous=False)
        row = self.connection.execute("select api.open_account(%s, false)", [user_id]).fetchone()
        self.account = str(row[0] if row else "")
        self.settings = stripe_settings(world, worker_database_url=database.dsn("florin_worker"))

    def store(self, told: dict[str, Any]) -> None:
        """As the webhook does; whoever it was told of is this shop's account."""
        self.connection.execute(
            "select api.store_event('stripe', 'sandbox', %s, %s, %s, %s)",
            [
                told["id"],
                told["type"],
                datetime.fromtimestamp(told["created"], UTC),
                json.dumps(told).replace(ACCOUNT, self.account),
            ],
        )

    async def fold(self, workers: int = 1) -> None:
        """Until nothing is left, also of what was read meanwhile."""
        async with reading_stripe(self.settings):
            await asyncio.gather(*(self._work() for _ in range(workers)))

    async def _work(self) -> None:
        rpc = await WorkerRpc.connect(self.settings)
        try:
            while await fold_batch(rpc, 5):
                pass
        finally:
            await rpc.close()

    def state(self) -> dict[str, Any]:
        return {
            name: self.connection.execute(query, {"account": self.account}).fetchall()
            for name, query in STATE.items()
        }


@pytest.fixture
def open_shop(databases: Databases, stripe_world: StripeControl) -> Iterator[Any]:
    """`open_shop()`: another database; its ledger must be sound afterwards."""
    with ExitStack() as stack:

        def open_one() -> Shop:
            database = databases.clone()
            stack.callback(databases.drop, database)
            stack.callback(lambda: _sound(database))
            return Shop(database, stripe_world)

        yield open_one


def _sound(database: Database) -> None:
    assert database.verify() == []


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
        ("price_pack", "paid"),
        ("price_pro", "paid"),
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
    await shop.fold()
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
