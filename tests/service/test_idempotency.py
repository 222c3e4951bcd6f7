"""The headers that decide which generation a request means."""

from __future__ import annotations

import pytest
from functions_py.errors import FlorinError
from functions_py.idempotency import idempotency_key, last_event_id, on_disconnect, request_hash
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers


def key_headers(*values: str) -> Headers:
    return Headers(raw=[(b"idempotency-key", value.encode("latin-1")) for value in values])


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("abc", "abc"),
        ('"abc"', "abc"),
        (' "abc" ', "abc"),
        ("8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        ('"with \\"quotes\\" and \\\\"', 'with "quotes" and \\'),
        ("with spaces", "with spaces"),
        ("k" * 255, "k" * 255),
    ],
)
def test_a_key_is_taken_bare_or_quoted(value: str, key: str) -> None:
    assert idempotency_key(key_headers(value)) == key


def test_no_header_is_no_key() -> None:
    assert idempotency_key(Headers({})) is None


@pytest.mark.parametrize(
    "values",
    [
        ("",),
        ('""',),
        ("k" * 256,),
        ("k" * 10_000,),
        ('"open',),
        ('close"',),
        ('"bad \\escape"',),
        ("schlüssel",),
        ("a\x01b",),
        ("one", "two"),
    ],
)
def test_anything_else_is_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(FlorinError) as refused:
        idempotency_key(key_headers(*values))
    assert (refused.value.status, refused.value.code) == (400, "invalid_idempotency_key")


def test_the_same_key_sent_twice_is_one_key() -> None:
    assert idempotency_key(key_headers("a", '"a"')) == "a"


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=255))
def test_what_is_quoted_comes_out_as_it_went_in(key: str) -> None:
    quoted = '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assert idempotency_key(key_headers(quoted)) == key


@pytest.mark.parametrize(
    ("value", "policy"), [("continue", "continue"), ("cancel", "cancel"), (" Cancel ", "cancel")]
)
def test_a_disconnect_policy_is_read(value: str, policy: str) -> None:
    assert on_disconnect(Headers({"florin-on-disconnect": value})) == policy


def test_without_a_disconnect_policy_the_plan_decides() -> None:
    assert on_disconnect(Headers({})) is None


@pytest.mark.parametrize("value", ["", "abort", "continue,cancel"])
def test_another_disconnect_policy_is_refused(value: str) -> None:
    with pytest.raises(FlorinError) as refused:
        on_disconnect(Headers({"florin-on-disconnect": value}))
    assert (refused.value.status, refused.value.code) == (400, "invalid_on_disconnect")


@pytest.mark.parametrize(("value", "number"), [("0", 0), ("17", 17), (" 3 ", 3)])
def test_a_last_event_id_is_a_number(value: str, number: int) -> None:
    assert last_event_id(Headers({"last-event-id": value})) == number


def test_an_absent_or_empty_last_event_id_is_none() -> None:
    assert last_event_id(Headers({})) is None
    assert last_event_id(Headers({"last-event-id": ""})) is None


@pytest.mark.parametrize("value", ["-1", "1.5", "one", "1" * 19, "²", "0x10"])
def test_another_last_event_id_is_refused(value: str) -> None:
    with pytest.raises(FlorinError) as refused:
        last_event_id(Headers(raw=[(b"last-event-id", value.encode("latin-1"))]))
    assert (refused.value.status, refused.value.code) == (400, "invalid_last_event_id")


def test_the_fingerprint_tells_endpoints_and_bodies_apart() -> None:
    prints = {
        request_hash("messages", b"{}"),
        request_hash("messages", b"{ }"),
        request_hash("responses", b"{}"),
        request_hash("message", b"s\0{}"),
    }
    assert len(prints) == 4
    assert request_hash("messages", b"{}") in prints
