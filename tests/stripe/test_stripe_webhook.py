"""POST /webhooks/stripe of a running service: stored before it is answered, or refused."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import stripe
from stripe_objects import event, old_invoice, refund, text
from stripe_shop import TIMEOUT_S, WEBHOOK_SECRETS

from local.testbed.databases import Database
from local.testbed.services import Service

PATH = "/webhooks/stripe"


def deliver(
    service: Service,
    body: bytes,
    *,
    secret: str = WEBHOOK_SECRETS[0],
    at: float | None = None,
    header: str | None = None,
) -> httpx.Response:
    if header is None:
        header = stripe.WebhookSignature.generate_signature_header(
            body.decode("utf-8", "replace"), secret, None if at is None else int(at)
        )
    with httpx.Client(base_url=service.base_url, timeout=TIMEOUT_S, trust_env=False) as http:
        return http.post(PATH, content=body, headers={"stripe-signature": header} if header else {})


def stored(db: Database, event_id: str) -> list[tuple[Any, ...]]:
    return (
        db.kept_connection()
        .execute(
            "select provider, environment, type, payload from billing.provider_events "
            "where event_id = %s",
            [event_id],
        )
        .fetchall()
    )


def refused(reply: httpx.Response, status: int, code: str) -> None:
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text
    assert reply.headers["content-type"] == "application/problem+json"


def new_event(kind: str = "refund.created", **members: Any) -> dict[str, Any]:
    return event(kind, refund(), int(time.time()), id=f"evt_{uuid.uuid4().hex}", **members)


@pytest.mark.parametrize("secret", WEBHOOK_SECRETS)
def test_an_event_is_stored_to_the_byte_by_either_secret(shop: Service, secret: str) -> None:
    told = new_event(note="\u00fc \\u0000")
    body = json.dumps(told, indent=3, ensure_ascii=False).encode()
    reply = deliver(shop, body, secret=secret)
    assert (reply.status_code, reply.json()) == (200, {})
    assert stored(shop.db, told["id"]) == [("stripe", "sandbox", told["type"], body.decode())]


def test_a_second_delivery_is_answered_as_the_first_and_stored_once(shop: Service) -> None:
    told = new_event()
    body = text(told).encode()
    assert [deliver(shop, body).status_code for _ in range(3)] == [200] * 3
    assert len(stored(shop.db, told["id"])) == 1


def test_live_events_and_test_events_are_kept_apart(shop: Service) -> None:
    told = new_event(livemode=True)
    assert deliver(shop, text(told).encode()).status_code == 200
    assert [row[1] for row in stored(shop.db, told["id"])] == ["production"]


@pytest.mark.parametrize("kind", ["invoice.rediscovered", "v1.billing.meter.no_meter_found"])
def test_unknown_types_are_stored(shop: Service, kind: str) -> None:
    told = new_event(kind)
    assert deliver(shop, text(told).encode()).status_code == 200
    assert len(stored(shop.db, told["id"])) == 1


def test_a_thin_event_is_stored(shop: Service) -> None:
    thin = {
        "id": f"evt_test_{uuid.uuid4().hex}",
        "object": "v2.core.event",
        "type": "v1.billing.meter.error_report_triggered",
        "livemode": False,
        "created": "2026-11-01T01:00:00.123Z",
        "related_object": {"id": "mtr_1", "type": "billing.meter", "url": "/v1/billing/meters/1"},
    }
    assert deliver(shop, text(thin).encode(), secret=WEBHOOK_SECRETS[1]).status_code == 200
    assert [row[2] for row in stored(shop.db, str(thin["id"]))] == [thin["type"]]


def test_an_event_of_an_old_api_version_is_stored(shop: Service) -> None:
    told = event("invoice.paid", old_invoice(), id="evt_old", api_version="2022-11-15")
    assert deliver(shop, text(told).encode()).status_code == 200
    assert len(stored(shop.db, "evt_old")) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "whsec_of_somebody_else"},
        {"skew_s": -1000},
        {"skew_s": 1000},
        {"header": "t=1,v1=00"},
        {"header": ""},
    ],
)
def test_what_is_not_stripes_is_refused_and_not_stored(
    shop: Service, wrong: dict[str, Any]
) -> None:
    told = new_event()
    if "skew_s" in wrong:
        wrong = {"at": time.time() + wrong["skew_s"]}
    refused(deliver(shop, text(told).encode(), **wrong), 400, "invalid_signature")
    assert stored(shop.db, told["id"]) == []


def test_a_changed_byte_is_refused(shop: Service) -> None:
    told = new_event()
    body = text(told).encode()
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), WEBHOOK_SECRETS[0])
    changed = body.replace(b'"amount": 500', b'"amount": 501')
    assert changed != body
    refused(deliver(shop, changed, header=header), 400, "invalid_signature")
    assert stored(shop.db, told["id"]) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"object":"event"}',
        text({**new_event(), "id": ""}).encode(),
        text({**new_event(), "id": "evt\0"}).encode(),
        text({**new_event(), "type": "x" * 300}).encode(),
        text({**new_event(), "created": 2**80}).encode(),
        text({**new_event(), "object": "invoice"}).encode(),
        text({**new_event(), "livemode": None}).encode(),
        b'{"a":' * 2000 + b"1" + b"}" * 2000,
    ],
)
def test_a_signed_body_that_is_no_event_is_400(shop: Service, body: bytes) -> None:
    reply = deliver(shop, body)
    assert reply.status_code == 400
    assert reply.json()["code"] in ("malformed_event", "invalid_signature")


def test_an_oversized_body_is_413(shop: Service) -> None:
    told = new_event(filler="x" * 70_000)
    refused(deliver(shop, text(told).encode()), 413, "body_too_large")
    assert stored(shop.db, told["id"]) == []


def test_without_secrets_nothing_is_taken(start_shop: Callable[..., Service]) -> None:
    service = start_shop(STRIPE_WEBHOOK_SECRETS="")
    told = new_event()
    refused(deliver(service, text(told).encode()), 501, "stripe_not_configured")


def test_without_a_database_stripe_is_asked_to_come_back(
    start_shop: Callable[..., Service],
) -> None:
    service = start_shop()
    connection = service.db.connect("supabase_admin")
    told = new_event()
    body = text(told).encode()
    # What a database that is away and one that is broken have in common: nothing is stored.
    connection.execute("alter role florin_service nologin")
    try:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = "
            "'florin_service' and datname = current_database()"
        )
        reply = deliver(service, body)
    finally:
        connection.execute("alter role florin_service login")
    refused(reply, 503, "event_not_stored")
    assert int(reply.headers["retry-after"]) >= 1
    again = deliver(service, body)
    for _ in range(50):
        if again.status_code == 200:
            break
        time.sleep(0.1)
        again = deliver(service, body)
    assert again.status_code == 200
    assert len(stored(service.db, told["id"])) == 1


def test_nothing_secret_is_logged(shop: Service) -> None:
    deliver(shop, text(new_event()).encode(), secret="whsec_of_somebody_else")
    log = shop.log()
    assert not any(secret in log for secret in (*WEBHOOK_SECRETS, "sk_test_florin"))
