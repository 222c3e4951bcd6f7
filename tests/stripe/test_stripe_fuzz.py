"""Whatever a payload holds, it is translated or refused, and never anything else."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from functions_py.errors import FlorinError
from functions_py.stores import stripe_facts, stripe_notification
from functions_py.stores.stripe_event import DOUBT, READ_PREFIX
from functions_py.stores.stripe_facts import EVENTS, translate
from functions_py.stores.stripe_values import Untranslatable
from hypothesis import given, settings
from hypothesis import strategies as st
from stripe_objects import (
    dispute,
    event,
    invoice,
    invoice_payment,
    item,
    line,
    old_invoice,
    old_subscription,
    refund,
    session,
    subscription,
    text,
)

READS = [READ_PREFIX + name for name in stripe_facts._READS]
KINDS = [*EVENTS, *READS, DOUBT]
MEMBERS = {
    "purchase": 18,
    "subscription": 15,
    "reversal": 10,
    "payment": 5,
    "owner": 5,
}
SOUND = [
    session(),
    session(metadata={}, line_items={"data": [{"price": {"id": "price_a"}, "quantity": 2}]}),
    subscription(item(), item("price_extra", 300)),
    old_subscription(),
    invoice(line(), line("price_max", 900, unit=None, is_proration=True)),
    old_invoice(),
    invoice_payment(),
    refund(),
    dispute(),
]

leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["active", "paid", "payment", "1e400", "NaN", "-1", "\0", "pi_1", "x" * 300])
)
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def check(kind: str, payload: str) -> None:
    """Refused as Untranslatable, or facts that are complete and can be stored."""
    try:
        found = translate(kind, payload)
    except Untranslatable:
        return
    for fact in found.facts:
        assert len(fact) == MEMBERS[fact["fact"]], fact
        assert "\\u0000" not in json.dumps(fact)
        if fact["fact"] == "purchase":
            assert 0 <= fact["share_ppm"] <= 1_000_000
            assert fact["quantity"] >= 1
    for read in found.reads:
        assert not kind.startswith(READ_PREFIX)
        assert read.id


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every member of a payload."""
    if isinstance(value, dict):
        inner = [(*path, name) for name in value]
    elif isinstance(value, list):
        inner = [(*path, number) for number in range(len(value))]
    else:
        return []
    found = list(inner)
    for place in inner:
        found += places(value[place[-1]], place)
    return found


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_payload_with_anything_in_a_members_place_is_translated_or_refused(data: Any) -> None:
    payload = event(
        data.draw(st.sampled_from(KINDS)), copy.deepcopy(data.draw(st.sampled_from(SOUND)))
    )
    for _ in range(data.draw(st.integers(1, 3))):
        left = places(payload["data"])
        if not left:
            break
        *way, last = data.draw(st.sampled_from(left))
        place: Any = payload["data"]
        for step in way:
            place = place[step]
        if data.draw(st.booleans()) and isinstance(place, dict):
            del place[last]
        else:
            place[last] = data.draw(anything)
    check(payload["type"], text(payload))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(KINDS), anything)
def test_any_object_under_any_type_is_translated_or_refused(kind: str, value: Any) -> None:
    check(kind, text(event(kind, value)))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(KINDS), st.text() | anything.map(text))
def test_any_text_is_translated_or_refused(kind: str, payload: str) -> None:
    check(kind, payload)


@pytest.mark.parametrize("kind", KINDS)
def test_every_object_of_stripe_under_every_type_is_translated_or_refused(
    kind: str, vectors: Path
) -> None:
    shapes = json.loads((vectors / "stripe" / "fixtures3.json").read_text())["resources"]
    assert len(shapes) > 100
    for shape in shapes.values():
        check(kind, text(event(kind, shape)))


def test_an_unknown_type_means_nothing() -> None:
    found = translate("invoice.rediscovered", "whatever")
    assert (found.facts, found.reads) == ([], [])
    assert translate("florin.read.minds", "{}").facts == []


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | anything.map(lambda value: text(value).encode()))
def test_any_body_is_a_notification_or_refused(body: bytes) -> None:
    try:
        stripe_notification.parse(body)
    except FlorinError as error:
        assert (error.status, error.code) == (400, "malformed_event")


@settings(max_examples=300, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "object": st.sampled_from(["event", "v2.core.event"]) | anything,
            "id": st.just("evt_1") | anything,
            "type": st.just("invoice.paid") | anything,
            "created": st.integers()
            | st.datetimes().map(str)
            | st.just("9999-12-31T23:59:59-14:00")
            | anything,
            "livemode": st.booleans() | anything,
        }
    )
)
def test_any_envelope_is_a_notification_or_refused(value: Any) -> None:
    try:
        found = stripe_notification.parse(text(value).encode())
    except FlorinError as error:
        assert (error.status, error.code) == (400, "malformed_event")
    else:
        assert found.payload == text(value)
