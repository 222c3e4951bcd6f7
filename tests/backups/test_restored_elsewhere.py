"""A dump, restored on a fresh server: the same database, which serves at once; and when the stores
and the clients have repeated what came after it, it is as the original that went on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from backups.copying import contents, dump, restore, sequences
from crashes.world import STATE
from permissions.privileges import list_privileges
from sql_tooling.outside_tools import dump_schema
from upgrades.town import Person, Served, Town, live, open_shop, running_town

from local.migrator import migrate
from local.testbed.databases import Database, Databases
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.servers import temporary_server
from local.testbed.stripe import client_of

# Tables, and sequences.
Contents = tuple[dict[str, tuple[int, str]], list[tuple[object, ...]]]

VERIFIERS = ("ledger.verify()", "generation.verify_jobs()", "billing.verify()")


@dataclass(frozen=True)
class Restored:
    """`then` is what the original held when it was dumped, `at_first` what the copy did. The
    original went on, and stands as `later` says."""

    original: Database
    copy: Database
    town: Town
    people: list[Person]
    then: Contents
    at_first: Contents
    later: list[Any]


@pytest.fixture(scope="module")
def restored(
    databases: Databases,
    provider: ProviderControl,
    issuer: Issuer,
    postgres_version: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Restored]:
    folder = tmp_path_factory.mktemp("backup")
    with ExitStack() as stack:
        for_storage, original = databases.empty(), databases.clone()
        stack.callback(databases.drop, for_storage)
        stack.callback(databases.drop, original)
        open_shop(original)
        town = stack.enter_context(running_town(provider, issuer, for_storage, folder))
        with town.serve(original) as served:
            people = live(served)
        file, roles = dump(original, folder)
        then = (contents(original), sequences(original))
        with town.serve(original) as served:
            there = [person.at(served) for person in people]
            buy(there)
            later = go_on(served, there)
        server = stack.enter_context(temporary_server(postgres_version))
        copy = restore(file, roles, server, original.name)
        stack.callback(copy.close)
        at_first = (contents(copy), sequences(copy))
        # As docs/operations.md says.
        copy.connect().execute("select audit.renumber_outbox()")
        yield Restored(original, copy, town, people, then, at_first, later)


# Jobs that the worker has yet to do; one is never done.
UNDONE = "select 1 from generation.jobs where finished_at is null offset 1"


def go_on(served: Served, people: list[Person]) -> list[Any]:
    """What clients do after the dump, and repeat word by word, since they do not know whether they
    were heard; and how everybody stands then."""
    ann, ben, _ = people
    ann.whole(**{"idempotency-key": "after the dump"})
    ann.settle(ann.hold("hold after the dump"))
    ann.hold("another after the dump")
    # This had its answer before the dump, and has the same now.
    ben.whole(**{"idempotency-key": f"whole of {ben.account}"})
    served.fold()
    served.until(lambda: not served.rows(UNDONE))
    return [state(served, person) for person in people]


def buy(people: list[Person]) -> None:
    """What the stores are paid for once, after the dump."""
    _, ben, eve = people
    ben.subscribe_by_stripe("s-pack")
    eve.buy_by_apple()


def state(served: Served, person: Person) -> dict[str, Any]:
    return {
        name: sorted(
            served.db.kept_connection("supabase_admin").execute(query, {"account": person.account}),
            key=repr,
        )
        for name, query in STATE.items()
    }


def tell_again(town: Town) -> None:
    """Whatever happened at the stores since they opened."""
    for event in client_of(town.stripe).v1.events.list({"limit": 100}).auto_paging_iter():
        town.stripe.send(event.id, endpoint=town.endpoint)
    for notification in town.store.notifications:
        town.store.call("resend", notification_uuid=notification["notification_uuid"])


def written(db: Database) -> str:
    """The schema. Without brackets, of which conditions read from a dump have others."""
    return dump_schema(db.server, db.name).translate(str.maketrans("", "", "()"))


def test_every_table_and_sequence_is_as_it_was(restored: Restored) -> None:
    tables, numbers = restored.then
    assert restored.at_first[0] == tables
    assert restored.at_first[1] == numbers
    filled = {table for table, (count, _) in tables.items() if count}
    assert {
        "ledger.entries", "ledger.holds", "generation.jobs", "generation.generations",
        "billing.provider_events", "billing.subscriptions", "access.api_keys", "access.merges",
        "audit.outbox", "queue.procrastinate_jobs", "auth.users",
    } <= filled  # fmt: skip
    assert any(last for *_, last in numbers)


def test_schema_and_rights_are_as_they_were(restored: Restored) -> None:
    original, copy = restored.original, restored.copy
    assert written(copy) == written(original)
    assert list_privileges(copy.connect("supabase_admin")) == list_privileges(
        original.connect("supabase_admin")
    )
    assert migrate(copy.dsn()) == []


@pytest.mark.parametrize("verifier", VERIFIERS)
def test_books_of_the_copy_are_sound(restored: Restored, verifier: str) -> None:
    found = restored.copy.connect("supabase_admin").execute(f"select * from {verifier}")
    assert found.fetchall() == []


def test_copy_serves_at_once_and_makes_up_for_what_it_missed(restored: Restored) -> None:
    town = restored.town
    with town.serve(restored.copy) as served:
        people = [person.at(served) for person in restored.people]
        tell_again(town)
        assert go_on(served, people) == restored.later
        # And once more: it is the same for good.
        tell_again(town)
        assert go_on(served, people) == restored.later
        people[0].stream(**people[0].new_key())
        people[0].job_is(people[0].order(), "succeeded", is_stored=True)
    for verifier in VERIFIERS:
        found = restored.copy.connect("supabase_admin").execute(f"select * from {verifier}")
        assert found.fetchall() == []
