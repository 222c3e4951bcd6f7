"""Form-encoded parameters as the real client writes them, and what bounds them."""

from typing import Any
from urllib.parse import urlencode

import pytest
from stripe._encode import _api_encode

from local.stripe.errors import StripeFault
from local.stripe.idempotency import MAX_KEYS, Answer, Idempotency
from local.stripe.params import Params, parse_form
from local.stripe.tables import MAX_ROWS, Table


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"a": "1", "b": True, "c": 7}, {"a": "1", "b": "true", "c": "7"}),
        ({"metadata": {"a": "ä&=[]", "b": ""}}, {"metadata": {"a": "ä&=[]", "b": ""}}),
        (
            {"items": [{"price": "p", "quantity": 2}, {"price": "q"}]},
            {"items": [{"price": "p", "quantity": "2"}, {"price": "q"}]},
        ),
        ({"expand": ["a", "b.c"]}, {"expand": ["a", "b.c"]}),
        ({"a": {"b": {"c": ["d"]}}}, {"a": {"b": {"c": ["d"]}}}),
        ({"created": {"gte": 5}}, {"created": {"gte": "5"}}),
    ],
)
def test_what_the_client_writes_is_read_back(given: dict[str, Any], read: dict[str, Any]) -> None:
    assert parse_form(urlencode(list(_api_encode(given)))) == read


def test_eleven_rows_keep_their_order() -> None:
    given = {"items": [{"price": str(number)} for number in range(11)]}
    rows = parse_form(urlencode(list(_api_encode(given))))["items"]
    assert [row["price"] for row in rows] == [str(number) for number in range(11)]


def test_empty_brackets_append() -> None:
    assert parse_form("expand[]=a&expand[]=b") == {"expand": ["a", "b"]}


@pytest.mark.parametrize("text", ["a=1&a[b]=2", "a[b]=2&a=1", "a" + "[a]" * 8 + "=1"])
def test_what_contradicts_itself_or_is_too_deep_is_refused(text: str) -> None:
    with pytest.raises(StripeFault):
        parse_form(text)


def test_too_many_fields_are_refused() -> None:
    with pytest.raises(StripeFault):
        parse_form("&".join(f"a{number}=1" for number in range(1001)))


@pytest.mark.parametrize(
    "ask",
    [
        lambda params: params.integer("text"),
        lambda params: params.integer("number", least=8),
        lambda params: params.flag("text"),
        lambda params: params.section("text"),
        lambda params: params.parts("text"),
        lambda params: params.texts("text"),
        lambda params: params.text("part"),
        lambda params: params.text("text", ("other",)),
        lambda params: params.part("part").only("other"),
    ],
)
def test_wrong_types_are_refused(ask: Any) -> None:
    with pytest.raises(StripeFault) as refusal:
        ask(Params({"text": "seven", "number": "7", "part": {"a": "b"}}))
    assert refusal.value.status == 400


def test_metadata_is_bounded() -> None:
    for values in ({"a" * 41: "b"}, {"a": "b" * 501}, {str(key): "b" for key in range(51)}):
        with pytest.raises(StripeFault):
            Params({"metadata": values}).metadata()


def test_tables_forget_the_oldest() -> None:
    table = Table("customer")
    for number in range(MAX_ROWS + 1):
        table.add({"id": f"cus_{number}"})
    assert len(table) == MAX_ROWS
    assert table.find("cus_0") is None
    assert table.find(f"cus_{MAX_ROWS}") is not None


def test_idempotency_forgets_the_oldest() -> None:
    kept = Idempotency()
    for number in range(MAX_KEYS + 1):
        kept.keep(str(number), Answer("f", 200, {}, "req_1", 0))
    assert kept.recall("0", "f", 0) is None
    assert kept.recall("1", "f", 0) is not None
