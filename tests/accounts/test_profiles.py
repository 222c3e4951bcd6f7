"""Profiles: read with defaults, changed as a JSON merge patch, refused by rule, each one's own."""

import uuid
from typing import Any

import pytest
from accounts.steps import Accounts
from generation.steps import Caller
from ledger.races import race, states
from ledger.steps import refused
from psycopg.types.json import Jsonb

pytestmark = pytest.mark.every_postgres

EMPTY = {"display_name": None, "locale": None, "time_zone": "UTC", "app_data": {}}


@pytest.fixture
def caller(world: Accounts) -> Caller:
    return world.sign_in()


def test_profile_nobody_wrote_is_the_defaults(world: Accounts, caller: Caller) -> None:
    assert world.profile(caller) == EMPTY
    assert world.count("access.profiles", caller) == 0


def test_absent_members_stay_and_null_clears(world: Accounts, caller: Caller) -> None:
    first = {"display_name": "Ada", "locale": "de-CH", "time_zone": "Europe/Zurich"}
    assert world.profile(caller, first) == {**EMPTY, **first}
    assert world.profile(caller, {"locale": None}) == {**EMPTY, **first, "locale": None}
    assert world.profile(caller, {"time_zone": None})["time_zone"] == "UTC"
    assert world.profile(caller, {}) == {**EMPTY, "display_name": "Ada"}
    assert world.profile(caller) == {**EMPTY, "display_name": "Ada"}


def test_app_data_is_merged_member_by_member(world: Accounts, caller: Caller) -> None:
    world.profile(caller, {"app_data": {"a": 1, "b": {"c": 2, "d": [1, 2]}, "e": None}})
    assert world.profile(caller)["app_data"] == {"a": 1, "b": {"c": 2, "d": [1, 2]}}
    changed = world.profile(caller, {"app_data": {"a": None, "b": {"c": {"x": None}, "d": [3]}}})
    assert changed["app_data"] == {"b": {"c": {}, "d": [3]}}
    assert world.profile(caller, {"app_data": None})["app_data"] == {}


def test_same_changes_again_change_nothing(world: Accounts, caller: Caller) -> None:
    changes = {"display_name": "Ada", "app_data": {"a": {"b": 1}}}
    assert world.profile(caller, changes) == world.profile(caller, changes)


@pytest.mark.parametrize(
    ("changes", "argument"),
    [
        ([], "p_changes"),
        (None, "p_changes"),
        ("text", "p_changes"),
        ({"email": "ada@example.com"}, "email"),
        ({"default_model_id": "demo"}, "default_model_id"),
        ({"display_name": ""}, "display_name"),
        ({"display_name": "x" * 201}, "display_name"),
        ({"display_name": "two\nlines"}, "display_name"),
        ({"display_name": 7}, "display_name"),
        ({"locale": "d"}, "locale"),
        ({"locale": "de_CH"}, "locale"),
        ({"locale": "abcdefgh-" * 4 + "a"}, "locale"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "europe/zurich'"}, "time_zone"),
        ({"time_zone": "UTC+3"}, "time_zone"),
        ({"time_zone": ["UTC"]}, "time_zone"),
        ({"app_data": []}, "app_data"),
        ({"app_data": "text"}, "app_data"),
        ({"app_data": {"a": "x" * 17_000}}, "app_data"),
        ({"app_data": {"a": list(range(5000))}}, "app_data"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_change_outside_its_rule_is_refused_and_nothing_changes(
    world: Accounts, caller: Caller, changes: Any, argument: str
) -> None:
    world.profile(caller, {"display_name": "Ada"})
    with refused("FLARG", argument=argument):
        world.service.execute(
            "select api.update_profile(%s, %s, %s)",
            [caller.account.id, caller.user_id, Jsonb(changes)],
        )
    if isinstance(changes, dict):
        with refused("FLARG", argument=argument):
            world.profile(caller, {"display_name": "Bob", **changes})
    assert world.profile(caller) == {**EMPTY, "display_name": "Ada"}


def test_app_data_has_a_bound_on_its_depth(world: Accounts, caller: Caller) -> None:
    nested: dict[str, Any] = {}
    for _ in range(31):
        nested = {"a": nested}
    assert world.profile(caller, {"app_data": nested})["app_data"] == nested
    for _ in range(1, 900):
        nested = {"a": nested}
    with refused("FLARG", argument="app_data"):
        world.profile(caller, {"app_data": nested})


def test_stranger_s_profile_is_refused(world: Accounts, caller: Caller) -> None:
    stranger = Caller(world, caller.account, world.user())
    with refused("FLMEM"):
        world.profile(stranger)
    with refused("FLMEM"):
        world.profile(stranger, {"display_name": "Eve"})


def test_changes_at_once_all_count(world: Accounts, caller: Caller) -> None:
    results = race(
        world.db,
        8,
        lambda connection, number: connection.execute(
            "select api.update_profile(%s, %s, %s)",
            [caller.account.id, caller.user_id, Jsonb({"app_data": {f"k{number}": number}})],
        ).fetchone(),
        role="florin_service",
    )
    assert states(results) == []
    assert world.profile(caller)["app_data"] == {f"k{n}": n for n in range(8)}


def test_user_changes_and_reads_their_own(world: Accounts, caller: Caller) -> None:
    connection = world.as_user(caller.user_id)
    connection.execute("select api.update_my_profile(%s)", [Jsonb({"locale": "en"})])
    rows = connection.execute("select account_id, locale, time_zone from api.my_profile")
    assert rows.fetchall() == [(caller.account.id, "en", "UTC")]
    with refused("FLARG", argument="role"):
        connection.execute("select api.update_my_profile(%s)", [Jsonb({"role": "admin"})])


def test_profile_opens_the_account_of_a_new_user(world: Accounts) -> None:
    user_id = world.user()
    connection = world.as_user(user_id)
    connection.execute("select api.update_my_profile(%s)", [Jsonb({"locale": "en"})])
    assert world.profile(Caller(world, world.open(user_id), user_id))["locale"] == "en"


def test_fellow_member_does_not_see_it(world: Accounts, caller: Caller) -> None:
    world.profile(caller, {"display_name": "Ada"})
    fellow = world.user()
    world.as_user(caller.user_id).execute(
        "select api.add_member(%s, %s)", [caller.account.id, fellow]
    )
    connection = world.as_user(fellow)
    assert connection.execute("select * from api.my_profile").fetchall() == []
    member = Caller(world, caller.account, fellow)
    assert world.profile(member, {"display_name": "Bob"})["display_name"] == "Bob"
    assert world.profile(caller)["display_name"] == "Ada"


def test_who_is_not_signed_in_is_refused(world: Accounts) -> None:
    with refused("FLMEM"):
        world.db.connect("authenticated").execute("select api.update_my_profile('{}')")
    with refused("42501"):
        world.db.connect("anon").execute("select api.update_my_profile('{}')")
    assert (
        world.db.connect("authenticated").execute("select * from api.my_profile").fetchall() == []
    )
    with refused("FLMEM"):
        world.as_user(uuid.uuid4()).execute("select api.update_my_profile('{}')")
