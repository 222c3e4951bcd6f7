"""api.create_api_key, api.revoke_api_key and the view api.api_keys, as PostgREST reaches them."""

import uuid
from typing import Any

import psycopg
import pytest
from generation.steps import World
from keys.steps import new_key
from ledger.steps import Row, refused
from psycopg.rows import dict_row

pytestmark = pytest.mark.every_postgres


def signed_in(world: World, user_id: uuid.UUID, **claims: Any) -> psycopg.Connection:
    return world.db.connect("authenticated", claims={"sub": str(user_id), **claims})


def seen(connection: psycopg.Connection) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute("select * from api.api_keys order by created_at").fetchall()


def made(connection: psycopg.Connection, *given: Any) -> Row:
    places = ", ".join(["%s"] * len(given))
    row = connection.execute(f"select api.create_api_key({places})", given).fetchone()
    assert row is not None
    key: Row = row[0]
    return key


def test_user_makes_sees_and_revokes_a_key(world: World) -> None:
    caller = world.caller()
    connection = signed_in(world, caller.user_id, is_anonymous=False)
    key = made(connection, "laptop", ["read"], None, 100, "day", 3)
    (shown,) = seen(connection)
    assert (shown["id"], shown["account_id"]) == (uuid.UUID(key["id"]), caller.account.id)
    assert (shown["prefix"], shown["scopes"], shown["budget"]) == (
        key["key"][:48],
        ["read"],
        100,
    )
    assert not {"secret_hash", "key", "paced_until"} & set(shown)
    connection.execute("select api.revoke_api_key(%s)", [key["id"]])
    connection.execute("select api.revoke_api_key(%s)", [key["id"]])
    (shown,) = seen(connection)
    assert shown["revoked_at"] is not None


def test_only_the_name_has_to_be_given(world: World) -> None:
    connection = signed_in(world, world.caller().user_id)
    assert made(connection, "laptop")["scopes"] == ["generate", "read"]


def test_first_sight_opens_the_account(world: World) -> None:
    user_id = world.user()
    connection = signed_in(world, user_id)
    made(connection, "laptop")
    (shown,) = seen(connection)
    assert shown["user_id"] == user_id


def test_anonymous_user_is_refused_whatever_they_say(world: World) -> None:
    connection = signed_in(world, world.caller().user_id, is_anonymous=True)
    with refused("FLANO"):
        made(connection, "laptop")
    assert seen(connection) == []


def test_token_without_a_user_is_refused(world: World) -> None:
    connection = world.db.connect("authenticated")
    with refused("FLMEM"):
        made(connection, "laptop")
    with refused("FLMEM"):
        connection.execute("select api.revoke_api_key(%s)", [uuid.uuid4()])


def test_stranger_neither_sees_nor_revokes(world: World) -> None:
    key = new_key(world.caller())
    stranger = signed_in(world, world.caller().user_id)
    assert seen(stranger) == []
    with refused("FLKYF"):
        stranger.execute("select api.revoke_api_key(%s)", [key.id])
    assert key.find() is not None


def test_rules_are_those_of_create_key(world: World) -> None:
    connection = signed_in(world, world.caller().user_id)
    with refused("FLARG", argument="scopes"):
        made(connection, "laptop", ["admin"])


def test_hash_is_out_of_reach(world: World) -> None:
    connection = signed_in(world, world.caller().user_id)
    for column in ("secret_hash", "paced_until", "*"):
        with refused("42501"):
            connection.execute(f"select {column} from access.api_keys")


@pytest.mark.parametrize("role", ["anon", "service_role", "florin_worker"])
def test_nobody_else_may_make_or_find_keys(world: World, role: str) -> None:
    caller = world.caller()
    claims = {"sub": str(caller.user_id)} if role in ("anon", "service_role") else None
    connection = world.db.connect(role, claims=claims)
    for call in (
        "select api.create_api_key('x')",
        "select api.revoke_api_key(gen_random_uuid())",
        "select api.find_api_key(gen_random_uuid(), '')",
        "select api.list_keys(gen_random_uuid(), gen_random_uuid())",
        "select access.reserve_key(gen_random_uuid(), null, null, 0)",
        "select access.settle_key(gen_random_uuid(), null, 0, 0)",
    ):
        with refused("42501"):
            connection.execute(call)


def test_a_period_that_has_ended_is_shown_as_unspent(world: World) -> None:
    caller = world.caller()
    key = new_key(caller, budget=100, period="day")
    key.reserve(60)
    key.settle(60, 60)
    connection = signed_in(world, caller.user_id)
    assert seen(connection)[0]["spent"] == 60
    key.pass_time("1 day")
    (shown,) = seen(connection)
    assert (shown["spent"], shown["budget_resets_at"]) == (0, None)
