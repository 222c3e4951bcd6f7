"""Merges at once, and against spending: each credit is in one place, and no two wait for ever."""

import random
from typing import Any

import psycopg
import pytest
from accounts.steps import Accounts
from generation.steps import Caller, line
from ledger.races import race, states

pytestmark = pytest.mark.every_postgres

MERGE = "select api.merge_accounts(%s, %s, %s, %s)"


def purchase(caller: Caller, amount: int) -> None:
    caller.account.grant(amount, source="purchase", ref=f"apple:{caller.user_id}")


def test_same_merge_at_once_moves_once(world: Accounts) -> None:
    into, gone = world.sign_in(), world.sign_in(is_anonymous=True)
    purchase(gone, 100)
    own = into.account.facts["posted"]
    results = race(
        world.db,
        8,
        lambda connection, _: world.merge(into, gone, connection),
        role="florin_service",
    )
    assert states(results) == []
    assert all(result == results[0] for result in results)
    assert into.account.facts["posted"] == own + 100


def test_merges_into_several_accounts_at_once_are_one(world: Accounts) -> None:
    targets = [world.sign_in() for _ in range(8)]
    gone = world.sign_in(is_anonymous=True)
    purchase(gone, 100)
    before = [target.account.facts["posted"] for target in targets]
    results = race(
        world.db,
        8,
        lambda connection, number: world.merge(targets[number], gone, connection),
        role="florin_service",
    )
    assert states(results) == ["FLMRG"] * 7
    gained = [t.account.facts["posted"] - b for t, b in zip(targets, before, strict=True)]
    assert sorted(gained) == [0] * 7 + [100]


def test_merges_into_one_account_at_once_all_count(world: Accounts) -> None:
    into = world.sign_in()
    others = [world.sign_in(is_anonymous=True) for _ in range(8)]
    for other in others:
        purchase(other, 100)
    own = into.account.facts["posted"]
    results = race(
        world.db,
        8,
        lambda connection, number: world.merge(into, others[number], connection),
        role="florin_service",
    )
    assert states(results) == []
    assert into.account.facts["posted"] == own + 800


def test_two_ways_round_at_once_end_without_a_deadlock(world: Accounts) -> None:
    """Neither may be merged into the other at all; they only must not wait for each other."""
    pairs = [(world.sign_in(), world.sign_in(is_anonymous=True)) for _ in range(4)]

    def work(connection: psycopg.Connection, number: int) -> Any:
        into, gone = pairs[number // 2]
        if number % 2:
            into, gone = gone, into
        return world.merge(into, gone, connection)

    results = race(world.db, 8, work, role="florin_service")
    assert states(results) == ["FLMRG"] * 4


def test_spending_on_both_sides_is_charged_once_and_nothing_is_lost(world: Accounts) -> None:
    """The anonymous user goes on where their credits are, as the service does after a refusal."""
    into, gone = world.sign_in(), world.sign_in(is_anonymous=True)
    purchase(gone, 10_000)
    model = world.model()
    own, allowance = into.account.facts["posted"], gone.account.facts["posted"] - 10_000
    stale = Caller(world, into.account, gone.user_id)
    refusals = {"FLACC", "FLMEM", "FLBSY"}

    def spend(connection: psycopg.Connection, number: int) -> int:
        chance, charged = random.Random(number), 0
        callers = [into] if number % 2 else [gone, stale]
        for _ in range(15):
            caller = chance.choice(callers)
            try:
                begun = caller.start(model, input=10, max_output=10, service=connection)
            except psycopg.Error as error:
                if error.sqlstate not in refusals:
                    raise
                continue
            usage = line(chance.randint(1, 20))
            charged += caller.finish(begun, usage, service=connection)["charged"]
        return charged

    def work(connection: psycopg.Connection, number: int) -> int:
        if number:
            return spend(connection, number)
        while True:
            try:
                world.merge(into, gone, connection)
                return 0
            except psycopg.Error as error:
                if error.sqlstate != "FLBSY":
                    raise

    results = race(world.db, 7, work, role="florin_service")
    assert states(results) == []
    charged = sum(result for result in results if isinstance(result, int))
    merge = world.merge(into, gone)
    assert gone.account.money == (0, 0, 0)
    assert charged > 0
    assert into.account.facts["posted"] == (
        own + 10_000 + allowance - merge["moved"]["lapsed"] - charged
    )
    assert world.db.verify() == []


def test_merge_and_deletion_at_once_leave_one_closed_account_each(world: Accounts) -> None:
    for _ in range(5):
        into, gone = world.sign_in(), world.sign_in(is_anonymous=True)
        purchase(gone, 100)

        def work(
            connection: psycopg.Connection, number: int, into: Caller = into, gone: Caller = gone
        ) -> None:
            if number == 0:
                world.merge(into, gone, connection)
            else:
                world.delete(into if number == 1 else gone, connection)

        results = race(world.db, 3, work, role="florin_service")
        assert set(states(results)) <= {"FLMEM", "FLMRG", "FLACC"}
        assert (world.status(into), world.status(gone)) == ("closed", "closed")
        posted = into.account.facts["posted"] + gone.account.facts["posted"]
        assert posted == 0


def test_first_sight_of_an_anonymous_user_during_their_merge_opens_nothing(
    world: Accounts,
) -> None:
    into, gone = world.sign_in(), world.sign_in(is_anonymous=True)

    def work(connection: psycopg.Connection, number: int) -> Any:
        if number == 0:
            return world.merge(into, gone, connection)
        return world.only(connection.execute("select api.open_account(%s, true)", [gone.user_id]))

    results = race(world.db, 8, work, role="florin_service")
    assert states(results) == []
    assert set(results[1:]) <= {into.account.id, gone.account.id}
    rows = world.ledger.rows(
        "select account_id from access.members where user_id = %s", gone.user_id
    )
    assert [row["account_id"] for row in rows] == [into.account.id]
