"""After downtime Stripe's events are listed, and those that never arrived are stored, once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores.stripe_client import StripeApi
from functions_py.stores.stripe_facts import EVENTS
from stripe_life import all_events, checkout

from local.stripe.control import StripeControl
from local.testbed.databases import Database
from workers import reconcile_stripe
from workers.reconcile_stripe import HISTORY_S, STRETCH_S, Reconciliation, stretches

DAY = 86_400


@pytest.fixture
async def worker(db: Database) -> AsyncIterator[WorkerRpc]:
    rpc = await WorkerRpc.connect(Settings(worker_database_url=db.dsn("florin_worker")))
    try:
        yield rpc
    finally:
        await rpc.close()


async def buy(api: StripeApi, world: StripeControl, times: int = 1) -> None:
    for _ in range(times):
        world.pay((await checkout(api, "price_pack", None))["id"])


def stored(db: Database) -> list[Any]:
    rows = db.kept_connection().execute("select event_id from billing.provider_events")
    return sorted(event_id for (event_id,) in rows.fetchall())


async def wanted(api: StripeApi) -> list[str]:
    return sorted(event["id"] for event in await all_events(api) if event["type"] in EVENTS)


async def test_what_never_arrived_is_stored_once(
    stripe_api: StripeApi, stripe_world: StripeControl, worker: WorkerRpc, db: Database
) -> None:
    await buy(stripe_api, stripe_world, 3)
    reconciliation = Reconciliation(stripe_api)
    assert await reconciliation.catch_up(worker) == 3
    assert stored(db) == await wanted(stripe_api)
    assert await reconciliation.catch_up(worker) == 0
    await buy(stripe_api, stripe_world)
    assert await reconciliation.catch_up(worker) == 1
    assert await Reconciliation(stripe_api).catch_up(worker) == 0
    assert stored(db) == await wanted(stripe_api)


async def test_a_long_downtime_is_made_up_for(
    stripe_api: StripeApi, stripe_world: StripeControl, worker: WorkerRpc, db: Database
) -> None:
    stripe_world.jump(int(time.time()) - 29 * DAY)
    await buy(stripe_api, stripe_world)
    # Only what was before the downtime arrived.
    (event,) = [e for e in await all_events(stripe_api) if e["type"] in EVENTS]
    await reconcile_stripe._store(worker, event)
    for days in (20, 10, 1):
        stripe_world.jump(int(time.time()) - days * DAY)
        await buy(stripe_api, stripe_world)
    stripe_world.jump(int(time.time()))
    assert await Reconciliation(stripe_api).catch_up(worker) == 3
    assert stored(db) == await wanted(stripe_api)


async def test_pages_are_followed_to_the_end_of_a_stretch(
    stripe_api: StripeApi,
    stripe_world: StripeControl,
    worker: WorkerRpc,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("functions_py.stores.stripe_client.PAGE", 2)
    await buy(stripe_api, stripe_world, 4)
    assert await Reconciliation(stripe_api).catch_up(worker) == 4
    assert stored(db) == await wanted(stripe_api)


async def test_where_nothing_was_ever_stored_the_past_is_left_alone(
    stripe_api: StripeApi, stripe_world: StripeControl, worker: WorkerRpc, db: Database
) -> None:
    stripe_world.jump(int(time.time()) - 2 * DAY)
    await buy(stripe_api, stripe_world)
    stripe_world.jump(int(time.time()))
    assert await Reconciliation(stripe_api).catch_up(worker) == 0
    assert stored(db) == []


async def test_what_florin_read_itself_does_not_hide_a_gap(
    stripe_api: StripeApi, worker: WorkerRpc, db: Database
) -> None:
    db.kept_connection().execute(
        "select billing.store_event('stripe', 'sandbox', 'florin.read.customer:cus_1:1', "
        "'florin.read.customer', now(), '{}')"
    )
    assert await worker.find_last_event("stripe", "sandbox") is None


async def test_a_failure_in_the_middle_is_made_up_for_by_the_next_worker(
    stripe_api: StripeApi, stripe_world: StripeControl, worker: WorkerRpc, db: Database
) -> None:
    await buy(stripe_api, stripe_world, 2)
    stripe_world.fail("/v1/events", status=500, times=3)
    with pytest.raises(Exception, match="stripe_unavailable"):
        await Reconciliation(stripe_api).catch_up(worker)
    assert await Reconciliation(stripe_api).catch_up(worker) == 2


def test_stretches_cover_everything_oldest_first() -> None:
    found = list(stretches(0, HISTORY_S))
    assert found[0][0] == 0
    assert found[-1][1] == HISTORY_S
    assert all(one[1] == other[0] for one, other in zip(found, found[1:], strict=False))
    assert max(end - start for start, end in found) == STRETCH_S
    assert list(stretches(5, 5)) == []
