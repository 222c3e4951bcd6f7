"""POST /webhooks/apple: stored before it is acknowledged, and nothing but Apple's."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import outage
import pytest
from apple_steps import PACK, App, refused

from local.app_store.control import AppStore
from local.postgres import EmbeddedPostgres
from local.testbed.databases import Databases
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service

WEBHOOK = "/webhooks/apple"


@pytest.fixture
def app(shared_app: App) -> App:
    return shared_app


def told(app: App, type: str, subtype: str | None = None, **more: Any) -> dict[str, Any]:
    """A notification that was made, and not sent by itself."""
    return app.store.tell(type, subtype, **more)


def test_a_notification_is_stored_as_it_was_signed(start_app: Callable[..., App]) -> None:
    app = start_app()
    bought = app.store.buy("w1", PACK)
    notification = told(app, "ONE_TIME_CHARGE", transaction_id=bought.transaction_id)
    assert app.notify(notification["signed_payload"]).status_code == 200
    assert app.rows(
        "select environment, event_id, type, payload, status, "
        "(extract(epoch from occurred_at) * 1000)::bigint from billing.provider_events"
    ) == [
        (
            "production",
            notification["notification_uuid"],
            "ONE_TIME_CHARGE",
            notification["signed_payload"],
            "pending",
            notification["signed_date"],
        )
    ]


def test_a_repeated_notification_is_acknowledged_and_stored_once(
    start_app: Callable[..., App],
) -> None:
    app = start_app()
    notification = told(app, "TEST")["signed_payload"]
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(app.notify, [notification] * 16))
    assert {reply.status_code for reply in replies} == {200}
    assert app.events("TEST") == 1


@pytest.mark.parametrize(
    ("type", "body"),
    [
        ("TEST", None),
        ("NEW_IN_2030", None),
        ("RENEWAL_EXTENSION", {"summary": {"requestIdentifier": "r", "succeededCount": 5}}),
        ("EXTERNAL_PURCHASE_TOKEN", {"externalPurchaseToken": {"externalPurchaseId": "1"}}),
        ("RESCIND_CONSENT", {"appData": {"signedAppTransactionInfo": "x"}}),
    ],
)
def test_types_without_a_transaction_are_stored_and_folded(
    start_app: Callable[..., App], type: str, body: dict[str, Any] | None
) -> None:
    app = start_app()
    shown = app.store.settings
    named = {
        "bundleId": shown["bundle_id"],
        "appAppleId": shown["app_id"],
        "environment": "Production",
    }
    if body is not None:
        body = {name: {**named, **part} for name, part in body.items()}
    notification = told(app, type, body=body)
    assert app.notify(notification["signed_payload"]).status_code == 200
    app.fold()
    assert app.rows("select type, status from billing.provider_events") == [(type, "folded")]
    assert app.rows("select * from billing.purchases") == []


def test_the_sandbox_is_kept_apart(start_app: Callable[..., App]) -> None:
    app = start_app()
    notification = app.store.sandbox.tell("TEST")
    assert app.notify(notification["signed_payload"]).status_code == 200
    assert app.rows("select environment from billing.provider_events") == [("sandbox",)]


def test_an_environment_that_is_not_accepted_is_refused(start_app: Callable[..., App]) -> None:
    app = start_app(FLORIN_APPLE_ENVIRONMENTS="production")
    notification = app.store.sandbox.tell("TEST")
    reply = app.notify(notification["signed_payload"])
    refused(reply, 400, "signed_data_refused", reason="environment")
    assert app.events() == 0


def signed(app: App, **claims: Any) -> str:
    answer = app.store.call("sign", payload=claims)
    return str(answer["signed"])


def notification_claims(app: App, **data: Any) -> dict[str, Any]:
    shown = app.store.settings
    return {
        "notificationType": "TEST",
        "notificationUUID": str(uuid.uuid4()),
        "signedDate": 1_790_812_800_000,
        "data": {
            "bundleId": shown["bundle_id"],
            "appAppleId": shown["app_id"],
            "environment": "Production",
            **data,
        },
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"bundleId": "com.other"}, "app"),
        ({"appAppleId": 1}, "app"),
        ({"environment": "Xcode"}, "environment"),
        ({"environment": "LocalTesting"}, "environment"),
        ({"signedTransactionInfo": "x"}, "malformed"),
    ],
)
def test_what_is_not_for_us_is_refused(app: App, data: dict[str, Any], reason: str) -> None:
    events = app.events()
    reply = app.notify(signed(app, **notification_claims(app, **data)))
    refused(reply, 400, "signed_data_refused", reason=reason)
    assert app.events() == events


@pytest.mark.parametrize("missing", ["notificationUUID", "notificationType", "signedDate"])
def test_what_has_no_name_cannot_be_stored(app: App, missing: str) -> None:
    claims, events = notification_claims(app), app.events()
    del claims[missing]
    refused(app.notify(signed(app, **claims)), 400, "signed_data_refused", reason="content")
    assert app.events() == events


def test_every_part_that_is_changed_is_refused(app: App) -> None:
    notification, events = told(app, "TEST")["signed_payload"], app.events()
    for place in range(0, len(notification), 97):
        other = "A" if notification[place] != "A" else "B"
        changed = notification[:place] + other + notification[place + 1 :]
        refused(app.notify(changed), 400, "signed_data_refused")
    assert app.events() == events


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "malformed_json"),
        (b"[]", 400, "malformed_json"),
        (b"{}", 400, "signed_data_refused"),
        (b'{"signedPayload": 1}', 400, "signed_data_refused"),
        (b'{"signedPayload": "' + b"x" * 140_000 + b'"}', 413, "body_too_large"),
    ],
    ids=str,
)
def test_other_bodies_are_refused(app: App, content: bytes, status: int, code: str) -> None:
    with httpx.Client(timeout=30, trust_env=False) as http:
        reply = http.post(app.service.base_url + WEBHOOK, content=content)
    refused(reply, status, code)


def test_a_withdrawn_certificate_is_refused_and_an_absent_responder_is_waited_for(
    start_app: Callable[..., App],
) -> None:
    app = start_app()
    app.store.call("revoke_certificates", is_revoked=True)
    try:
        notification = told(app, "TEST")["signed_payload"]
        refused(app.notify(notification), 400, "signed_data_refused")
    finally:
        app.store.call("revoke_certificates", is_revoked=False)
    assert app.notify(notification).status_code == 200


def test_a_database_that_is_away_means_come_back(
    new_server: Callable[[int], EmbeddedPostgres],
    postgres_version: int,
    provider: ProviderControl,
    issuer: Issuer,
    app_store: AppStore,
    apple_environment: dict[str, str],
) -> None:
    server = new_server(postgres_version)
    service = Service(Databases(server).clone(), provider, issuer, apple_environment)
    service.start()
    app = App(service, app_store)
    try:
        notification = told(app, "TEST")["signed_payload"]
        app.db.close_connections()
        outage.stop(server)
        reply = app.notify(notification)
        assert reply.status_code == 503
        assert reply.json()["code"] in ("database_unavailable", "database_saturated")
        assert int(reply.headers["retry-after"]) > 0
        outage.start(server)
        await_status(app, notification, 200)
        app.sql = app.db.connect()
        assert app.events("TEST") == 1
    finally:
        app.db.close()
        service.close()


def await_status(app: App, notification: str, status: int) -> None:
    """Apple comes back."""
    deadline = time.monotonic() + 20
    while app.notify(notification).status_code != status:
        assert time.monotonic() < deadline
        time.sleep(0.2)
