"""Customers' lives, told in any order, doubled and late: what is left is what Apple says."""

from __future__ import annotations

import random
from typing import Any

import pytest
from apple_steps import MONTHLY, PACK, PACK_CREDITS, YEARLY, App, Customer

from workers import rebuild


def tell_all(app: App, order: random.Random | None) -> None:
    """Every notification of the store: as made, or twice in a random order, folded now and then."""
    signed = [each["signed_payload"] for each in app.store.notifications]
    if order is not None:
        signed = signed * 2
        order.shuffle(signed)
    for place, notification in enumerate(signed):
        assert app.notify(notification).status_code == 200
        if order is None or order.random() < 0.3 or place == len(signed) - 1:
            app.fold()


def state(app: App) -> dict[str, Any]:
    """All that events decide, without what tells when it was noted."""
    tables = {
        "subscriptions": "select to_jsonb(s) - 'event_id' from billing.subscriptions as s order by 1",
        "purchases": "select to_jsonb(p) - 'event_id' from billing.purchases as p order by 1",
        "reversals": "select to_jsonb(r) - 'event_id' from billing.reversals as r order by 1",
        "grants": (
            "select g.provider, g.environment, g.transaction_id, g.product, g.granted - g.clawed "
            "from billing.grants as g order by 1, 2, 3, 4"
        ),
        "posted": "select id, posted from ledger.accounts order by 1",
        "plans": (
            "select a.account_id, v.plan_id from access.account_plans as a "
            "join catalog.plan_versions as v on v.id = a.plan_version_id order by 1"
        ),
    }
    return {name: app.rows(sql) for name, sql in tables.items()}


def renews_and_is_refunded(app: App, customer: Customer) -> None:
    bought = customer.buy(MONTHLY)
    app.store.advance(days=32)
    app.store.refund(bought.transaction_id)
    app.store.set_auto_renew(bought.original_transaction_id, False)
    app.store.reverse_refund(bought.transaction_id)
    app.store.advance(days=35)


def upgrades_and_downgrades(app: App, customer: Customer) -> None:
    bought = customer.buy(MONTHLY)
    app.store.advance(days=10)
    app.store.change_product(bought.original_transaction_id, YEARLY)
    app.store.advance(days=5)
    app.store.change_product(bought.original_transaction_id, MONTHLY)
    app.store.advance(days=40)


def fails_to_pay_and_recovers(app: App, customer: Customer) -> None:
    bought = customer.buy(MONTHLY)
    app.store.call("fail_billing", chain_id=bought.original_transaction_id)
    app.store.advance(days=50)
    app.store.call("recover_billing", chain_id=bought.original_transaction_id)
    app.store.call("extend_renewal", chain_id=bought.original_transaction_id, days=5)


def buys_packs_and_returns_some(app: App, customer: Customer) -> None:
    packs = [customer.buy(PACK, quantity=count) for count in (1, 2, 3)]
    app.store.refund(packs[0].transaction_id)
    app.store.refund(packs[1].transaction_id, percentage=50_000)
    app.store.refund(packs[2].transaction_id)
    app.store.reverse_refund(packs[2].transaction_id)
    app.store.call("decline_refund", transaction_id=packs[2].transaction_id)


LIVES = [
    renews_and_is_refunded,
    upgrades_and_downgrades,
    fails_to_pay_and_recovers,
    buys_packs_and_returns_some,
]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_a_life_told_in_any_order_comes_to_the_same(own_app: App, life: Any) -> None:
    app = own_app
    customer = app.new_customer()
    life(app, customer)
    tell_all(app, None)
    expected = state(app)
    assert expected["purchases"]
    copy = app.service.db.name
    for seed in (1, 2):
        forget(app)
        tell_all(app, random.Random(seed))
        assert state(app) == expected, (copy, seed)
    assert app.work_rebuild(rebuild) == []


def test_packs_are_worth_what_was_not_returned(own_app: App) -> None:
    customer = own_app.new_customer()
    before = customer.posted
    buys_packs_and_returns_some(own_app, customer)
    tell_all(own_app, random.Random(3))
    # One returned, half of two, and three whose refund was reversed.
    assert customer.posted == before + 4 * PACK_CREDITS


def forget(app: App) -> None:
    """As before the first event: accounts are there, and nothing was bought."""
