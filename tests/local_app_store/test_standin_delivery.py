"""Deliveries that go wrong: retried, doubled, late, in another order, or lost."""

import time

from shop import PACK, PRO, payload_of

from local.app_store.control import AppStore
from local.testbed.receiver import Receiver

HOUR_MS = 3_600_000


def uuids(webhook: Receiver) -> list[str]:
    return [payload_of(request)["notificationUUID"] for request in webhook.requests]


def test_retry_has_the_same_uuid_and_apples_times(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    webhook.always(500)
    own_store.buy(customer, PACK)
    own_store.await_delivery()
    own_store.advance(hours=1.01)
    assert len(webhook.requests) == 2
    own_store.advance(hours=11)
    assert len(webhook.requests) == 2
    own_store.advance(hours=200)
    # 1, 12, 24, 48 and 72 hours after the one before, and no more.
    assert len(webhook.requests) == 6
    assert len(set(uuids(webhook))) == 1
    assert len({request.body for request in webhook.requests}) == 1
    (notification,) = own_store.notifications
    assert notification["attempts"] == ["UNSUCCESSFUL_HTTP_RESPONSE_CODE"] * 6


def test_sandbox_retries_once(own_store: AppStore, webhook: Receiver, customer: str) -> None:
    webhook.always(503)
    own_store.sandbox.buy(customer, PACK)
    own_store.await_delivery()
    own_store.advance(hours=200)
    assert len(webhook.requests) == 2


def test_every_status_of_success_ends_the_retries(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    for status in (200, 201, 206):
        webhook.always(status)
        own_store.buy(customer, PACK)
        own_store.await_delivery()
    own_store.advance(hours=200)
    assert len(webhook.requests) == 3
    webhook.always(207)
    own_store.buy(customer, PACK)
    own_store.await_delivery()
    own_store.advance(hours=2)
    assert len(webhook.requests) == 5


def test_lost_notification_is_in_the_history_and_retried_when_told(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    own_store.configure_delivery(drop=1)
    own_store.buy(customer, PACK)
    own_store.buy(customer, PACK)
    own_store.await_delivery()
    lost, arrived = own_store.notifications
    assert uuids(webhook) == [arrived["notification_uuid"]]
    assert (lost["attempts"], arrived["attempts"]) == (["NO_RESPONSE"], ["SUCCESS"])
    assert own_store.retry() == 1
    own_store.await_delivery()
    assert uuids(webhook) == [arrived["notification_uuid"], lost["notification_uuid"]]


def test_copies_are_the_same_bytes(own_store: AppStore, webhook: Receiver, customer: str) -> None:
    own_store.configure_delivery(copies=3)
    own_store.buy(customer, PACK)
    own_store.await_delivery()
    assert len(webhook.requests) == 3
    assert len({request.body for request in webhook.requests}) == 1


def test_held_notifications_come_in_the_order_asked_for(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    for order in ("as_made", "reversed", "shuffled"):
        webhook.requests.clear()
        own_store.configure_delivery(is_holding=True)
        before = len(own_store.notifications)
        for _ in range(6):
            own_store.buy(customer, PACK)
        own_store.await_delivery()
        assert webhook.requests == []
        made = [each["notification_uuid"] for each in own_store.notifications[before:]]
        assert own_store.release(order, seed=7) == 6
        own_store.await_delivery()
        got = uuids(webhook)
        assert sorted(got) == sorted(made)
        assert (got == made) is (order == "as_made")
        assert (got == made[::-1]) is (order == "reversed")


def test_delayed_notification_comes_late(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    own_store.configure_delivery(delay_s=0.3)
    begun = time.monotonic()
    own_store.buy(customer, PACK)
    assert webhook.requests == []
    own_store.await_delivery()
    assert time.monotonic() - begun >= 0.3 and len(webhook.requests) == 1


def test_delivered_notification_can_be_sent_again(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    own_store.buy(customer, PACK)
    own_store.await_delivery()
    (notification,) = own_store.notifications
    own_store.call("resend", notification_uuid=notification["notification_uuid"])
    own_store.await_delivery()
    assert uuids(webhook) == [notification["notification_uuid"]] * 2


def test_clock_moves_on_when_the_webhook_is_gone(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    webhook.always(500)
    own_store.buy(customer, PRO)
    own_store.await_delivery()
    own_store.deliver_to(None)
    own_store.configure_delivery(is_holding=True)
    before = own_store.call("read_clock")["now_ms"]
    assert own_store.advance(days=400) - before >= 400 * 24 * HOUR_MS
    assert len(webhook.requests) == 1


def test_many_senders_lose_nothing(own_store: AppStore, webhook: Receiver, customer: str) -> None:
    own_store.configure_delivery(senders=8)
    for _ in range(50):
        own_store.buy(customer, PACK)
    own_store.await_delivery()
    assert sorted(uuids(webhook)) == sorted(
        each["notification_uuid"] for each in own_store.notifications
    )
