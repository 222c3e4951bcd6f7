"""api.create_key: a key is made, its text is told once, and nothing but its hash is kept."""

import hashlib
import re
import uuid

import pytest
from generation.steps import World
from keys.steps import create, new_key
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def test_text_names_the_account_and_carries_its_checksum(world: World) -> None:
    caller = world.caller()
    text = create(caller)["key"]
    parts = re.fullmatch(r"(florin_([0-9a-f]{32})_[0-9a-f]{64})([0-9a-f]{8})", text)
    assert parts is not None
    assert uuid.UUID(parts[2]) == caller.account.id
    assert parts[3] == hashlib.sha256(parts[1].encode()).hexdigest()[:8]


def test_only_the_hash_and_the_beginning_are_kept(world: World) -> None:
    key = new_key(world.caller())
    row = key.row
    assert bytes(row["secret_hash"]) == key.hash
    assert row["prefix"] == key.text[:48]
    told = world.ledger.value(
        "select to_jsonb(k)::text from access.api_keys as k where account_id = %s and id = %s",
        *(key.caller.account.id, key.id),
    )
    assert key.text[48:] not in told


def test_defaults_are_to_generate_and_read_without_end_or_budget(world: World) -> None:
    made = create(world.caller())
    assert made["scopes"] == ["generate", "read"]
    assert [made[name] for name in ("expires_at", "budget", "budget_period")] == [None] * 3
    assert [made[name] for name in ("requests_per_minute", "revoked_at", "last_used_at")] == (
        [None] * 3
    )
    assert (made["spent"], made["reserved"]) == (0, 0)


def test_everything_given_is_kept(world: World) -> None:
    made = create(
        world.caller(),
        name="  ci  ",
        scopes=["read", "jobs", "read"],
        expires_in="1 day",
        budget=5,
        period="month",
        per_minute=7,
    )
    assert (made["name"], made["scopes"]) == ("ci", ["jobs", "read"])
    assert (made["budget"], made["budget_period"], made["requests_per_minute"]) == (5, "month", 7)
    first_of_month = world.ledger.value(
        "select to_jsonb((date_trunc('month', now() at time zone 'UTC') + interval '1 month') "
        "at time zone 'UTC') #>> '{}'"
    )
    assert made["budget_resets_at"] == first_of_month


def test_the_same_again_is_another_key(world: World) -> None:
    caller = world.caller()
    assert new_key(caller).hash != new_key(caller).hash


def test_keys_beyond_a_hundred_are_refused_however_many_ask_at_once(world: World) -> None:
    caller = world.caller()
    for _ in range(92):
        create(caller)
    results = race(
        world.db,
        16,
        lambda connection, _: create(caller, service=connection),
        role="florin_service",
    )
    assert states(results) == ["FLKYM"] * 8
    with refused("FLKYM", limit=100):
        create(caller)


def test_keys_that_have_ended_make_room(world: World) -> None:
    caller = world.caller()
    keys = [new_key(caller) for _ in range(100)]
    keys[0].revoke()
    keys[1].set(expires_at="2020-01-01T00:00:00Z")
    create(caller)
    create(caller)
    with refused("FLKYM"):
        create(caller)


def test_making_and_revoking_for_ever_fills_no_table(world: World) -> None:
    caller = world.caller()
    for _ in range(110):
        new_key(caller).revoke()
    create(caller)
    rows = world.ledger.value(
        "select count(*) from access.api_keys where account_id = %s", caller.account.id
    )
    assert rows == 101


@pytest.mark.parametrize("is_anonymous", [True, None])
def test_anonymous_user_is_refused(world: World, is_anonymous: bool | None) -> None:
    with refused("FLANO"):
        create(world.caller(), is_anonymous=is_anonymous)


def test_stranger_is_refused(world: World) -> None:
    stranger = world.user()
    with refused("FLMEM", user_id=str(stranger)):
        create(world.caller(), user_id=stranger)


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_account_that_is_not_active_gets_no_key(world: World, status: str) -> None:
    caller = world.caller()
    caller.account.set_status(status)
    with refused("FLACC", status=status):
        create(caller)


@pytest.mark.parametrize(
    ("argument", "given"),
    [
        ("name", {"name": None}),
        ("name", {"name": " "}),
        ("name", {"name": "x" * 101}),
        ("scopes", {"scopes": []}),
        ("scopes", {"scopes": ["admin"]}),
        ("scopes", {"scopes": ["read", None]}),
        ("scopes", {"scopes": ["read"] * 101}),
        ("expires_at", {"expires_in": "-1 second"}),
        ("expires_at", {"expires_in": "11 years"}),
        ("budget", {"budget": -1}),
        ("budget_period", {"budget": 1, "period": "week"}),
        ("budget_period", {"period": "day"}),
        ("requests_per_minute", {"per_minute": 0}),
        ("requests_per_minute", {"per_minute": 6001}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_argument_that_breaks_its_rule_is_named(
    world: World, argument: str, given: dict[str, object]
) -> None:
    with refused("FLARG", argument=argument):
        create(world.caller(), **given)


def test_name_is_stored_as_it_came_whatever_is_in_it(world: World) -> None:
    name = "'; drop table access.api_keys; -- \\ \" % $1 \u202e"
    caller = world.caller()
    assert create(caller, name=name)["name"] == name.strip()
    assert new_key(caller).row["name"] == "my key"
