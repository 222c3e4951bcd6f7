"""What each kind of caller reads, writes and calls, object by object, is what walk.txt says.

In walk.txt a call is `ok` or an SQLSTATE, for arguments that are null, the caller's own ids, those
of somebody else. `sees-others`: the answer showed something of another account; `changes-others`:
rows of other accounts were not what they had been; `changes-nobody's`: rows of no account.

After a change that is meant: FLORIN_WRITE_EXPECTED=1 scripts/test tests/permissions, then read the
difference before committing it.
"""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts.steps import Accounts
from permissions.people import Person, account_tables, move_in, rows_of
from permissions.privileges import SCHEMAS
from permissions.walk import Walk, Walker, not_signed_in, signed_in

from local.testbed.databases import Databases

EXPECTED = Path(__file__).with_name("walk.txt")
CONFIG = Path(__file__).resolve().parents[2] / "supabase/config.toml"
MODEL = "demo"

# Who may see others at all: admins by functions made for them, and whoever holds the secret key.
SEES_OTHERS = {"admin", "service_role"}


@pytest.fixture(scope="module")
def people(databases: Databases) -> Iterator[tuple[Accounts, dict[str, Person]]]:
    database = databases.clone()
    try:
        world = Accounts(database)
        found = {
            name: move_in(world, name, MODEL) for name in ("owner", "stranger", "guest", "admin")
        }
        yield world, found
        assert database.verify() == []
    finally:
        databases.drop(database)


@pytest.fixture(scope="module")
def walk(people: tuple[Accounts, dict[str, Person]]) -> Walk:
    world, found = people

    def others(name: str) -> tuple[Person, ...]:
        return tuple(person for person in found.values() if person.name != name)

    everybody = tuple(found.values())
    walkers: list[Walker] = [
        not_signed_in("anon", "anon", everybody),
        signed_in(found["owner"], others("owner")),
        signed_in(found["stranger"], others("stranger")),
        signed_in(found["guest"], others("guest"), is_anonymous=True),
        signed_in(found["admin"], others("admin"), app_metadata={"role": "admin"}),
        not_signed_in("service_role", "service_role", everybody),
    ]
    superuser = world.db.connect("supabase_admin")
    return Walk(superuser, walkers)


def test_everybody_has_rows_in_every_table_with_an_account(
    people: tuple[Accounts, dict[str, Person]],
) -> None:
    """A new table is to be filled in people.py, or the walk would prove nothing about it."""
    world, found = people
    superuser = world.db.kept_connection("supabase_admin")
    for person in found.values():
        empty = [
            table
            for table in account_tables(superuser)
            if not rows_of(superuser, table, person.account_ids)
        ]
        assert empty == [], person.name
    owner, stranger = found["owner"], found["stranger"]
    assert not owner.tokens & stranger.tokens
    assert {str(stranger.account_id), str(stranger.key_id), "person-stranger"} <= stranger.tokens


def test_every_exposed_schema_is_walked() -> None:
    api = tomllib.loads(CONFIG.read_text())["api"]
    assert api["schemas"] == ["api"]
    assert set(api["schemas"]) <= set(SCHEMAS)


def test_every_schema_of_ours_is_walked(people: tuple[Accounts, dict[str, Person]]) -> None:
    """Ours are those that the migrations made: a new one belongs to the list."""
    world, _ = people
    found = world.ledger.rows(
        "select nspname::text as name from pg_catalog.pg_namespace "
        "where nspowner = 'postgres'::regrole and nspname not like 'pg\\_%%' order by 1"
    )
    platform = {"extensions", "public", "supabase_migrations"}
    assert {row["name"] for row in found} - platform == set(SCHEMAS)


def test_relations_and_functions_do_for_each_what_is_expected(walk: Walk) -> None:
    actual = [*walk.relations(), *walk.functions()]
    if os.environ.get("FLORIN_WRITE_EXPECTED"):
        EXPECTED.write_text("\n".join(actual) + "\n")
    assert actual == EXPECTED.read_text().splitlines()

    assert {name for name, _ in walk.leaks} <= SEES_OTHERS
    assert {name for name, _ in walk.changes} <= {"admin"}
    for name, what in walk.leaks | walk.changes:
        if name == "admin":
            assert ".admin_" in what, what
