"""Customers' lives, told in any order, doubled and late: what is left is what Apple says."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from apple_steps import MONTHLY, PACK, PACK_CREDITS, YEARLY, App, map_products, save_products
from functions_py.settings import Settings
from functions_py.stores import StoredEvent
from functions_py.stores.apple_facts import translate

from local.app_store.control import AppStore
from local.testbed.app_store import running_app_store
from local.testbed.databases import Database, Databases
from workers import rebuild

# In the notifications; each database has an account of its own in its place.
TOKEN = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def store() -> Iterator[AppStore]:
    """With a clock of its own."""
    with running_app_store() as running:
        save_products(running)
        yield running


def told(store: AppStore) -> list[StoredEvent]:
    """Every notification as it is stored."""
    return [
        StoredEvent(
            "apple",
            "production",
            each["notification_uuid"],
            each["type"],
            datetime.fromtimestamp(each["signed_date"] / 1000, UTC),
            each["signed_payload"],
        )
        for each in store.notifications
    ]


def lived(databases: Databases, events: list[StoredEvent]) -> dict[str, Any]:
    """What is left in a database of its own after these events, in this order."""
    db = databases.clone()
    try:
        map_products(db.connect())
        service = db.connect("florin_service")
        user_id = db.add_user(is_anonymous=False)
        ((account_id,),) = service.execute("select api.open_account(%s, false)", [user_id])
        for event in events:
            key = (event.provider, event.environment, event.event_id)
            service.execute(
                "select api.store_event(%s, %s, %s, %s, %s, %s)",
                [*key, event.type, event.occurred_at, event.payload],
            )
            facts = orjson.dumps(translate(event)).decode().replace(TOKEN, str(account_id))
            service.execute("select api.fold_event(%s, %s, %s, %s)", [*key, facts])
        assert db.verify() == []
        return state(db, account_id)
    finally:
        databases.drop(db)


def state(db: Database, account_id: uuid.UUID) -> dict[str, Any]:
    """All that events decide."""
    mine = "- '{account_id,event_id,fact}'::text[]"
    tables = {
        "subscriptions": f"select to_jsonb(t) {mine} from billing.subscriptions as t",
        "purchases": f"select to_jsonb(t) {mine} from billing.purchases as t",
        "reversals": f"select to_jsonb(t) {mine} from billing.reversals as t",
        "grants": "select transaction_id, product, granted - clawed from billing.grants",
        "posted": "select posted from ledger.accounts where id = %s",
        "plan": (
            "select v.plan_id, a.source from access.account_plans as a "
            "join catalog.plan_versions as v on v.id = a.plan_version_id where a.account_id = %s"
        ),
    }
    connection = db.connect()
    found = {}
    for name, sql in tables.items():
        values = [account_id] if "%s" in sql else None
        rows = connection.execute(sql, values).fetchall()  # type: ignore[arg-type]
        found[name] = sorted(
            orjson.dumps(row, default=str, option=orjson.OPT_SORT_KEYS) for row in rows
        )
    return found


def renews_and_is_refunded(store: AppStore) -> None:
    bought = store.buy("c", MONTHLY, account_token=TOKEN)
    store.advance(days=32)
    store.refund(bought.transaction_id)
    store.set_auto_renew(bought.original_transaction_id, False)
    store.reverse_refund(bought.transaction_id)
    store.advance(days=35)


def upgrades_and_downgrades(store: AppStore) -> None:
    bought = store.buy("c", MONTHLY, account_token=TOKEN)
    store.advance(days=10)
    store.change_product(bought.original_transaction_id, YEARLY)
    store.advance(days=5)
    store.change_product(bought.original_transaction_id, MONTHLY)
    store.advance(days=40)


def fails_to_pay_and_recovers(store: AppStore) -> None:
    bought = store.buy("c", MONTHLY, account_token=TOKEN)
    store.call("fail_billing", chain_id=bought.original_transaction_id)
    store.advance(days=50)
    store.call("recover_billing", chain_id=bought.original_transaction_id)
    store.call("extend_renewal", chain_id=bought.original_transaction_id, days=5)


def buys_packs_and_returns_some(store: AppStore) -> None:
    packs = [store.buy("c", PACK, quantity=count, account_token=TOKEN) for count in (1, 2, 3)]
    store.refund(packs[0].transaction_id)
    store.refund(packs[1].transaction_id, percentage=50_000)
    store.refund(packs[2].transaction_id)
    store.reverse_refund(packs[2].transaction_id)
    store.call("decline_refund", transaction_id=packs[2].transaction_id)


LIVES = [
    renews_and_is_refunded,
    upgrades_and_downgrades,
    fails_to_pay_and_recovers,
    buys_packs_and_returns_some,
]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_a_life_told_in_any_order_comes_to_the_same(
    databases: Databases, store: AppStore, life: Any
) -> None:
    life(store)
    events = told(store)
    expected = lived(databases, events)
    assert expected["purchases"]
    assert lived(databases, events[::-1]) == expected
    for seed in (1, 2):
        order = random.Random(seed)
        shuffled = events * 2
        order.shuffle(shuffled)
        assert lived(databases, shuffled) == expected


def test_packs_are_worth_what_was_not_returned(databases: Databases, store: AppStore) -> None:
    buys_packs_and_returns_some(store)
    left = [orjson.loads(row)[2] for row in lived(databases, told(store))["grants"]]
    # One returned, half of two, and three whose refund was reversed.
    assert sorted(left) == [0, PACK_CREDITS, 3 * PACK_CREDITS]


def test_what_is_rebuilt_from_the_stored_events_is_the_same(own_app: App) -> None:
    """Payloads are read anew, verified no more."""
    customer = own_app.new_customer()
    own_app.deliver()
    submitted = customer.buy(PACK)
    customer.submitted(submitted.signed_transaction)
    bought = customer.buy(MONTHLY)
    customer.restored(bought.signed_transaction)
    own_app.store.refund(submitted.transaction_id)
    own_app.store.advance(days=35)
    own_app.delivered()
    own_app.fold()
    assert own_app.events("florin.%") >= 3
    # A worker without any setting of Apple's.
    settings = Settings(worker_database_url=own_app.db.dsn("florin_worker"))
    assert asyncio.run(rebuild.run(settings)) == 0
