"""No text in any field does anything but be kept, word for word, or be refused."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import psycopg
import pytest
from hostile.texts import (
    ADDRESSES,
    HEADERS,
    HOSTILE,
    LONE_SURROGATE,
    NAME,
    Field,
    bodies,
    fields,
)
from hostile.world import Caller, World, code_of
from psycopg import sql

FIELDS = fields()
PATHS = sorted({one.path for one in FIELDS})
# Unicode scalar values that no header may have as they are.
LATIN = {name: text for name, text in HOSTILE.items() if text.isascii() and text.isprintable()}


def untouched(world: World) -> list[tuple[Any, ...]]:
    """A fingerprint of what users have no part in: every table's name, the whole catalogue."""
    with world.service.db.connect("supabase_admin") as connection:
        tables = connection.execute(TABLES).fetchall()
        rows = sql.SQL("select md5(string_agg(t::text, '' order by t::text)) from {} as t")
        return tables + [
            found
            for schema, table in tables
            if schema == "catalog"
            for found in connection.execute(rows.format(sql.Identifier(schema, table)))
        ]


TABLES = """
    select table_schema::text, table_name::text from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') order by 1, 2
"""


def send(world: World, caller: Caller, one: Field, text: str) -> httpx.Response:
    headers = {name: str(uuid4()) for name in one.headers}
    content = json.dumps(one.body_with(text))
    return world.request(
        one.method,
        one.path,
        caller,
        content=content,
        headers={"content-type": "application/json", **headers},
    )


def told(response: httpx.Response) -> str:
    return f"{response.request.method} {response.url} {response.status_code} {response.text[:200]}"


def check(response: httpx.Response) -> None:
    """A documented answer: success, or a refusal that has a name."""
    assert response.status_code < 500, told(response)
    if response.status_code >= 400:
        assert code_of(response), told(response)
    # Nothing of a text becomes a header of its own.
    assert "set-cookie" not in response.headers


def chosen(place: int, is_long: bool) -> list[str]:
    """Every text in the long form; in the short one every sixth, others at the next field, and at
    every field those that Postgres cannot store or might read in its own way."""
    always = ("quote", "nul", "year", "surrogate")
    names = [*HOSTILE, "surrogate"]
    return [name for n, name in enumerate(names) if is_long or n % 6 == place % 6 or name in always]


@pytest.mark.parametrize("path", PATHS)
def test_a_text_is_kept_as_it_is_or_refused(
    world: World, caller: Caller, path: str, is_long: bool
) -> None:
    for place, one in enumerate(one for one in FIELDS if one.path == path):
        for name in chosen(place, is_long):
            text = HOSTILE.get(name, LONE_SURROGATE)
            response = send(world, caller, one, text)
            check(response)
            if text == LONE_SURROGATE:
                assert response.status_code == 400, told(response)
            if response.is_success and one.stored is not None:
                found: Any = response.json()
                for step in one.stored:
                    found = found[step]
                assert found in (text, text.strip()), f"{one} {name}"


def test_texts_in_fields_change_nothing_else(world: World, caller: Caller) -> None:
    bystander = world.new_caller("user")
    before = untouched(world)
    known = world.request("GET", "/v1/me", bystander).json()
    for one in FIELDS[::3]:
        send(world, caller, one, HOSTILE["union"])
    assert untouched(world) == before
    assert world.request("GET", "/v1/me", bystander).json() == known


def test_the_fingerprint_sees_a_change(world: World) -> None:
    before = untouched(world)
    with world.service.db.connect("supabase_admin") as connection:
        changed = "update catalog.models set description = description || %s where id = 'demo'"
        connection.execute(changed, ["."])
        assert untouched(world) != before
        connection.execute(
            "update catalog.models set description = left(description, -1) where id = 'demo'"
        )
    assert untouched(world) == before


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_text_in_an_address_finds_nothing_or_is_refused(
    world: World, caller: Caller, address: str
) -> None:
    texts = [quote(text[:2000], safe="") for text in HOSTILE.values()]
    # Bytes that are no UTF-8, an escape that is none, and one that hides a slash.
    for text in [*texts, "%ff%fe", "%c0%af", "%zz", "%", "a%2fb", "%00", "%ed%a0%80"]:
        check(world.request("GET", address.replace("{}", text), caller))


@pytest.mark.parametrize("header", HEADERS)
def test_a_text_in_a_header_is_used_or_refused(world: World, caller: Caller, header: str) -> None:
    method, path = HEADERS[header]
    body = next((body for _, known, body in bodies() if known == path), {})
    texts = [text.strip().encode()[:9000] for text in LATIN.values() if text.strip()]
    for text in [*texts, b"\xff\xfe", "ü€".encode(), b"\x80\x81", b"a\tb", b'"', b'"a"b"']:
        response = world.request(
            method,
            path,
            None if header in ("authorization", "x-api-key") else caller,
            content=json.dumps(body),
            headers={header: text},
        )
        check(response)


def test_a_member_that_nobody_knows_is_refused_by_its_name(world: World, caller: Caller) -> None:
    one = next(one for one in FIELDS if one.path == "/v1/generations" and one.way == (NAME,))
    response = send(world, caller, one, HOSTILE["quote"])
    assert (response.status_code, code_of(response)) == (400, "invalid_request")
    assert response.json()["param"] == HOSTILE["quote"]


def test_sql_in_a_text_would_be_seen(world: World) -> None:
    """The texts do harm where a text becomes SQL: what the tests above would see."""
    with (
        world.service.db.connect("supabase_admin") as connection,
        pytest.raises(psycopg.errors.UndefinedTable),
        connection.transaction(),
    ):
        text = HOSTILE["quote"]
        connection.execute(f"select '{text}'".encode())
        connection.execute("select count(*) from ledger.accounts")
