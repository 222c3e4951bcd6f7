"""What Apple is told about a refund."""

from __future__ import annotations

from typing import Any

import pytest
from appstoreserverlibrary.models.LibraryUtility import _get_cattrs_converter

from workers.apple.answer_consumption import consumption


def told(preference: str, **facts: Any) -> dict[str, Any]:
    """The body of the request to Apple."""
    given = {
        "is_delivered": True,
        "consumed_milli_percent": 25_000,
        "had_sample": True,
        "is_renewable": False,
        **facts,
    }
    said = consumption(given, preference)
    body: dict[str, Any] = _get_cattrs_converter(type(said)).unstructure(said)
    return body


def test_a_used_pack_is_told_as_used() -> None:
    assert told("") == {
        "customerConsented": True,
        "sampleContentProvided": True,
        "deliveryStatus": "DELIVERED",
        "consumptionPercentage": 25_000,
    }


@pytest.mark.parametrize(
    ("preference", "consumed", "expected"),
    [
        ("decline", 0, "DECLINE"),
        ("grant_full", 100_000, "GRANT_FULL"),
        ("grant_prorated", 1, "GRANT_PRORATED"),
        ("grant_prorated", 0, "GRANT_FULL"),
    ],
)
def test_the_preference_is_the_deployments(preference: str, consumed: int, expected: str) -> None:
    body = told(preference, consumed_milli_percent=consumed)
    assert (body["refundPreference"], body["consumptionPercentage"]) == (expected, consumed)


@pytest.mark.parametrize("preference", ["", "grant_prorated"])
def test_subscriptions_have_no_percentage(preference: str) -> None:
    body = told(preference, is_renewable=True, consumed_milli_percent=0)
    assert "consumptionPercentage" not in body
    assert body.get("refundPreference") == (preference.upper() or None)


def test_what_was_not_delivered_was_not_used() -> None:
    body = told("", is_delivered=False, consumed_milli_percent=None)
    assert (body["deliveryStatus"], body["consumptionPercentage"]) == ("UNDELIVERED_OTHER", 0)


def test_what_cannot_be_measured_is_not_told() -> None:
    assert "consumptionPercentage" not in told("", consumed_milli_percent=None)
