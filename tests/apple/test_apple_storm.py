"""Everything runs: a service, a worker, and a store that sends what it has."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
from apple_steps import MONTHLY, PACK, PACK_CREDITS, App

from workers.apple import read_subscriptions

EVENTS = 300
TIMEOUT_S = 60.0


def test_a_storm_is_stored_and_folded_and_nothing_lost(own_app: App) -> None:
    app = own_app
    customer = app.new_customer()
    before = customer.posted
    pack = customer.buy(PACK)
    chain = customer.buy(MONTHLY).original_transaction_id
    for number in range(EVENTS):
        app.store.set_auto_renew(chain, number % 2 == 1)
    told = [each["signed_payload"] for each in app.store.notifications]
    worker = app.service.start_worker()
    try:
        url = f"{app.service.base_url}/webhooks/apple"
        limits = httpx.Limits(max_connections=16)
        with (
            httpx.Client(timeout=TIMEOUT_S, trust_env=False, limits=limits) as http,
            ThreadPoolExecutor(16) as pool,
        ):
            replies = list(
                pool.map(lambda each: http.post(url, json={"signedPayload": each}), told * 2)
            )
        assert {reply.status_code for reply in replies} == {200}
        assert app.events() == len(told)
        deadline = time.monotonic() + TIMEOUT_S
        while app.rows("select from billing.provider_events where status <> 'folded'"):
            assert time.monotonic() < deadline
            time.sleep(0.2)
    finally:
        worker.stop()
    assert app.rows("select will_renew from billing.subscriptions") == [(True,)]
    assert app.rows(
        "select sum(granted) from billing.grants where transaction_id = %s", pack.transaction_id
    ) == [(PACK_CREDITS,)]
    assert customer.posted >= before + PACK_CREDITS


def test_a_worker_fills_gaps_by_itself(own_app: App) -> None:
    app = own_app
    worker = app.service.start_worker()
    try:
        deadline = time.monotonic() + TIMEOUT_S
        while not app.rows("select from billing.notification_reads where environment = 'sandbox'"):
            assert time.monotonic() < deadline
            time.sleep(0.2)
    finally:
        worker.stop()


def test_what_was_said_twice_at_once_is_put_in_doubt(own_app: App) -> None:
    app = own_app
    customer = app.new_customer()
    bought = customer.buy(MONTHLY)
    shown = app.store.settings
    data = {
        "bundleId": shown["bundle_id"],
        "appAppleId": shown["app_id"],
        "environment": "Production",
        "signedTransactionInfo": bought.signed_transaction,
        "status": 1,
    }
    for will_renew in (0, 1):
        renewal = {
            "originalTransactionId": bought.original_transaction_id,
            "autoRenewProductId": MONTHLY,
            "productId": MONTHLY,
            "autoRenewStatus": will_renew,
            "signedDate": bought.claims["signedDate"] + 60_000,
            "environment": "Production",
        }
        notification = {
            "notificationType": "DID_CHANGE_RENEWAL_STATUS",
            "notificationUUID": str(uuid.uuid4()),
            "signedDate": renewal["signedDate"],
            "data": {**data, "signedRenewalInfo": app.signed(renewal)},
        }
        assert app.notify(app.signed(notification)).status_code == 200
    worker = app.service.start_worker()
    try:
        deadline = time.monotonic() + TIMEOUT_S
        while not app.rows("select from billing.doubts where because = 'tied'"):
            assert time.monotonic() < deadline
            time.sleep(0.2)
    finally:
        worker.stop()
    app.sql.execute("update billing.doubts set due_at = now()")
    app.work(read_subscriptions.work)
    assert app.events("florin.read.subscription") == 1
    assert app.rows("select * from billing.doubts") == []
