"""No text in any argument of any function that the Data API exposes brings a 5xx, or does more than
it says.

Called as PostgREST calls them: the body is one JSON text, taken apart in Postgres, by a session of
`authenticator` that has set the role and the claims. What it makes of a SQLSTATE is its manual's
table: https://docs.postgrest.org/en/stable/references/errors.html#http-status-codes
"""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from hostile.texts import HOSTILE, LONE_SURROGATE
from hostile.world import World
from psycopg import sql

Function = tuple[str, list[tuple[str, str]]]

# What else an argument may be sent as, whatever its type.
VALUES: list[Any] = [
    None,
    0,
    -1,
    2**63,
    10**400,
    1.5,
    True,
    [],
    {},
    [[["a"]]],
    [None],
    {"a": {"b": None}},
    "2027-01-01",
    "00000000-0000-0000-0000-000000000000",
    LONE_SURROGATE,
]
CHOSEN = ("quote", "nul", "year", "infinity", "long")

FUNCTIONS = """
    select
      p.proname::text,
      coalesce(p.proargnames[1:p.pronargs], '{}'),
      array(
        select format_type(a.o, null) from unnest(p.proargtypes) with ordinality as a (o, n)
        order by a.n
      )
    from pg_proc as p
    where p.pronamespace = 'api'::regnamespace and has_function_privilege(%s, p.oid, 'execute')
    order by 1
"""

# SQLSTATEs, longest first, that PostgREST answers 5xx for.
SERVERS_FAULT = ("08", "09", "25", "2D", "38", "39", "3B", "40", "42P17", "53", "54", "55", "57")
SERVERS_FAULT += ("58", "F0", "HV", "P0", "XX")


def is_servers_fault(state: str | None) -> bool:
    if state is None:
        return True
    return state.startswith(SERVERS_FAULT) and state not in ("P0001", "25006")


def functions(world: World, role: str) -> list[Function]:
    """Name and arguments (name, type) of what this role may call."""
    with world.service.db.connect("supabase_admin") as connection:
        rows = connection.execute(FUNCTIONS, [role]).fetchall()
    return [(name, list(zip(names, types, strict=True))) for name, names, types in rows]


def call(connection: psycopg.Connection, function: Function, body: str) -> Any:
    """Every row. Raises psycopg.Error."""
    name, arguments = function
    if not arguments:
        return connection.execute(
            sql.SQL("select * from {}()").format(sql.Identifier("api", name))
        ).fetchall()
    statement = sql.SQL(
        "select f from json_to_record(%s::json) as a ({columns}) "
        "cross join lateral {name}({given}) as f"
    ).format(
        columns=sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(argument), sql.SQL(kind))  # type: ignore[arg-type]
            for argument, kind in arguments
        ),
        name=sql.Identifier("api", name),
        given=sql.SQL(", ").join(
            sql.SQL("{0} => a.{0}").format(sql.Identifier(argument)) for argument, _ in arguments
        ),
    )
    return connection.execute(statement, [body]).fetchall()


def good_value(kind: str) -> Any:
    """One that lets a call get as far as the argument beside it."""
    good = {
        "uuid": "00000000-0000-0000-0000-000000000001",
        "jsonb": {},
        "text": "demo",
        "boolean": True,
        "date": "2026-11-01",
        "timestamp with time zone": "2026-11-01T00:00:00Z",
        "interval": "1 day",
    }
    return good.get(kind, [] if kind.endswith("[]") else 1)


def session(world: World, *, admin: bool = False) -> psycopg.Connection:
    """A connection of a user's, in a transaction that is never committed; their account is open."""
    caller = world.new_caller("user")
    claims: dict[str, Any] = {"sub": str(caller.user_id), "is_anonymous": False}
    if admin:
        claims["app_metadata"] = {"role": "admin"}
    return world.service.db.connect("authenticated", claims=claims, autocommit=False)


@pytest.mark.parametrize("admin", [False, True], ids=["user", "admin"])
def test_no_argument_brings_more_than_a_refusal(world: World, is_long: bool, admin: bool) -> None:
    # An admin's own; for everybody else each of these ends with its first line.
    exposed = [
        function
        for function in functions(world, "authenticated")
        if function[0].startswith("admin_") == admin
    ]
    assert len(exposed) > 5
    names = HOSTILE if is_long else CHOSEN
    values = [HOSTILE[name] for name in names] + (VALUES if is_long else VALUES[::3])
    connection = session(world, admin=admin)
    # A function that waits for something would be an answer as bad as 500.
    connection.execute("set statement_timeout = '20s'")
    wrong, refused, taken = [], 0, 0
    for function in exposed:
        for argument, _ in function[1]:
            others = {name: good_value(kind) for name, kind in function[1] if name != argument}
            for value in values:
                try:
                    with connection.transaction():
                        call(connection, function, json.dumps({**others, argument: value}))
                    taken += 1
                except psycopg.Error as error:
                    refused += 1
                    if is_servers_fault(error.sqlstate):
                        wrong.append((function[0], argument, str(value)[:30], error.sqlstate))
    connection.close()
    assert wrong == []
    assert taken > 5
    assert refused > 20


def test_a_fault_of_the_server_would_be_seen(world: World) -> None:
    connection = session(world)
    for statement in (
        "do $$ begin assert false; end $$",
        "do $$ declare i int; begin select 1 into strict i where false; end $$",
    ):
        with pytest.raises(psycopg.Error) as failed, connection.transaction():
            connection.execute(statement.encode())
        assert is_servers_fault(failed.value.sqlstate)


def test_nobody_without_a_token_calls_more_than_they_may(world: World) -> None:
    open_to_all = {name for name, _ in functions(world, "anon")}
    connection = world.service.db.connect("anon")
    for function in functions(world, "authenticated"):
        if function[0] not in open_to_all:
            body = {argument: good_value(kind) for argument, kind in function[1]}
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                call(connection, function, json.dumps(body))


@pytest.mark.parametrize("name", ["quote", "percent", "wide", "bidi", "like", "json", "union"])
def test_a_text_is_stored_word_for_word(world: World, name: str) -> None:
    persona = HOSTILE[name][:60]
    connection = session(world)
    saved = {"p_default_model_id": "demo", "p_persona_overrides": {persona: "demo"}}
    by_name = dict(functions(world, "authenticated"))
    save = ("set_model_preferences", by_name["set_model_preferences"])
    call(connection, save, json.dumps(saved))
    ((listed,),) = connection.execute("select api.list_models()").fetchall()
    connection.close()
    assert listed["preferences"]["persona_overrides"] == {persona: "demo"}
