"""Only what was signed with a configured secret, just now, is Stripe's."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import stripe
from functions_py.errors import FlorinError
from functions_py.stores.stripe_notification import parse, verify
from stripe_objects import event, refund, text

SECRET, OTHER = "whsec_one", "whsec_two"
BODY = text(event("refund.created", refund())).encode()


def signature(
    body: bytes = BODY, secret: str = SECRET, at: float | None = None, scheme: str = "v1"
) -> str:
    made = stripe.WebhookSignature.generate_signature_header(
        body.decode(), secret, timestamp=None if at is None else int(at)
    )
    return made.replace("v1=", f"{scheme}=")


def refused(body: bytes, header: str | None, secrets: list[str]) -> None:
    with pytest.raises(FlorinError) as caught:
        verify(body, header, secrets)
    assert (caught.value.status, caught.value.code) == (400, "invalid_signature")


def test_a_signature_by_any_of_the_secrets_is_accepted() -> None:
    for secret in (SECRET, OTHER):
        verify(BODY, signature(secret=secret), [SECRET, OTHER])
    # Stripe signs with the old and the new secret while one is rolled.
    both = signature(secret=OTHER) + "," + signature().split(",")[1]
    verify(BODY, both, [SECRET])


# Made when the test runs: by then one of the collection could be refused for its age.
@pytest.mark.parametrize(
    "header",
    [
        lambda: None,
        lambda: "",
        lambda: "t=,v1=",
        lambda: "v1=abc",
        lambda: "t=1",
        lambda: signature(secret="whsec_wrong"),
        lambda: signature(scheme="v0"),
        lambda: signature() + ",t=1",
        lambda: "t=99999999999999," + signature().split(",")[1],
        lambda: signature() + "," + "x" * 3000,
        lambda: "t=1,v1=\u00e4",
        lambda: "t=\u0661,v1=a",
    ],
)
def test_any_other_header_is_refused(header: Callable[[], str | None]) -> None:
    refused(BODY, header(), [SECRET])


@pytest.mark.parametrize("age_s", [290, -290])
def test_a_clock_may_differ_by_less_than_300_s(age_s: int) -> None:
    verify(BODY, signature(at=time.time() - age_s), [SECRET])


@pytest.mark.parametrize("age_s", [310, -310, 86_400, -86_400])
def test_a_signature_from_further_away_is_refused_both_ways(age_s: int) -> None:
    refused(BODY, signature(at=time.time() - age_s), [SECRET])


def test_every_changed_byte_is_refused() -> None:
    header = signature()
    for place in range(len(BODY)):
        changed = bytearray(BODY)
        changed[place] ^= 1
        refused(bytes(changed), header, [SECRET])
    refused(BODY + b" ", header, [SECRET])
    refused(b"\xff\xfe", header, [SECRET])


def test_a_v1_event_and_a_thin_one_are_told_apart_by_what_they_say() -> None:
    snapshot = parse(text(event("refund.created", refund(), id="evt_7", livemode=True)).encode())
    assert (snapshot.environment, snapshot.event_id) == ("production", "evt_7")
    assert snapshot.occurred_at.isoformat() == "2026-11-01T00:00:00+00:00"
    thin = parse(
        text(
            {
                "id": "evt_test_65",
                "object": "v2.core.event",
                "type": "v1.billing.meter.no_meter_found",
                "livemode": False,
                "created": "2026-11-01T01:00:00.123Z",
            }
        ).encode()
    )
    assert (thin.environment, thin.type) == ("sandbox", "v1.billing.meter.no_meter_found")
    assert thin.occurred_at.isoformat() == "2026-11-01T01:00:00.123000+00:00"
