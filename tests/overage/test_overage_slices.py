"""Overage is billed in slices: any number of them comes to the same, within the cap."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from ledger.races import race, states
from ledger.steps import refused
from overage.billed import CREDIT, Debtor, OverageWorld

pytestmark = pytest.mark.every_postgres

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def live(world: OverageWorld, seed: int, *, often: bool) -> tuple[int, int, int]:
    """Works, changes plans, ends a period: what is billed, owed and left to owe."""
    luck = random.Random(seed)
    small, large = world.plan(overage_cap=9 * CREDIT), world.plan(overage_cap=20 * CREDIT)
    debtor = Debtor(world, world.subscriber(small).id)
    for step in range(20):
        try:
            debtor.spend(luck.randrange(1, CREDIT))
        except psycopg.Error as error:
            assert error.sqlstate == "FLBAL"
        if often:
            debtor.slice()
        if step in (6, 11):
            debtor.change(large if step == 6 else small)
        if step == 15:
            debtor.end_period()
            if often:
                debtor.slice()
            debtor.begin_period()
    debtor.slice()
    owed = world.ledger.value("select debt from ledger.accounts where id = %s", debtor.id)
    return debtor.billed, owed, debtor.plan["overdraft_limit"]


@pytest.mark.parametrize("seed", range(4))
def test_often_or_once_comes_to_the_same(world: OverageWorld, seed: int) -> None:
    assert live(world, seed, often=True) == live(world, seed, often=False)


def test_slices_do_not_give_the_cap_again(world: OverageWorld) -> None:
    debtor = world.debtor(cap=10)
    debtor.owe(4, 4)
    with refused("FLBAL", available=2 * CREDIT):
        debtor.hold(2 * CREDIT + 1)
    debtor.owe(2)
    with refused("FLBAL", available=0):
        debtor.hold(1)
    assert debtor.billed == 10 * CREDIT
    assert debtor.plan["overdraft_limit"] == 0


def test_second_slice_without_work_bills_nothing(world: OverageWorld) -> None:
    debtor = world.debtor(3)
    for _ in range(3):
        debtor.slice()
    assert [amount for amount, _ in debtor.overages] == [3 * CREDIT]


def test_debt_of_refunds_is_not_billed_before_work_or_after(world: OverageWorld) -> None:
    for is_first in (True, False):
        debtor = world.debtor()
        debtor.grant(5 * CREDIT, ref="bought")
        debtor.spend(5 * CREDIT)
        if is_first:
            debtor.claw_back(5 * CREDIT, of="bought")
            debtor.spend(2 * CREDIT)
        else:
            debtor.spend(2 * CREDIT)
            debtor.claw_back(5 * CREDIT, of="bought")
        debtor.slice()
        debtor.owe(1)
        assert [amount for amount, _ in debtor.overages] == [2 * CREDIT, CREDIT]
        # The oldest is paid first: of work that was billed nothing is left to pay.
        debtor.grant(4 * CREDIT)
        debtor.slice()
        assert debtor.billed == 3 * CREDIT
        assert (
            world.ledger.value("select debt from ledger.accounts where id = %s", debtor.id)
            == CREDIT
        )


def test_credits_pay_the_oldest_debt_and_the_newest_is_billed(world: OverageWorld) -> None:
    debtor = world.debtor()
    debtor.grant(5 * CREDIT, ref="bought")
    debtor.spend(7 * CREDIT)
    debtor.claw_back(5 * CREDIT, of="bought")
    # Pays the work, and one credit of the refund.
    debtor.grant(3 * CREDIT)
    debtor.slice()
    assert debtor.overages == []


def test_work_of_an_ended_period_is_its_own_and_later_work_is_not(world: OverageWorld) -> None:
    debtor = world.debtor()
    debtor.owe(2)
    debtor.spend(CREDIT)
    debtor.end_period()
    # The store has not begun the next one yet.
    debtor.spend(4 * CREDIT)
    debtor.owe(5)
    assert [amount for amount, _ in debtor.overages] == [2 * CREDIT, CREDIT]
    newest = world.ledger.row(
        "select o.until = p.period_end as is_to_the_end, o.period_start = p.period_start as is_its "
        "from access.overages as o join access.account_plans as p using (account_id) "
        "where o.account_id = %s order by o.entry_version desc limit 1",
        debtor.id,
    )
    assert newest == {"is_to_the_end": True, "is_its": True}


@pytest.mark.parametrize(
    ("ends_in", "due_in"),
    [
        ("30 days", "01:00:00"),
        ("1 hour", "00:55:00"),
        ("5 minutes", "00:06:00"),
        ("-59 seconds", "00:00:01"),
        ("-1 minute", None),
        ("infinity", None),
    ],
)
def test_slices_are_due_hourly_and_around_the_period_s_end(
    world: OverageWorld, ends_in: str, due_in: str | None
) -> None:
    end = "'infinity'::timestamptz" if ends_in == "infinity" else f"n + interval '{ends_in}'"
    found = world.ledger.value(
        f"select (access.next_slice({end}, n) - n)::text from (select %s::timestamptz as n) as t",
        NOW,
    )
    assert found == due_in


def test_only_plans_that_bill_are_looked_at(world: OverageWorld) -> None:
    account = Debtor(world, world.subscriber(world.plan(100)).id)
    assert account.plan["slice_at"] is None
    account.change(world.plan(overage_cap=CREDIT))
    assert account.plan["slice_at"] is not None
    account.change(world.plan(5))
    assert account.plan["slice_at"] is None


def test_closed_accounts_are_passed_over(world: OverageWorld) -> None:
    debtor = world.debtor(2)
    world.execute("update ledger.accounts set status = 'closed' where id = %s", [debtor.id])
    debtor.slice()
    assert debtor.overages == []


def test_batches_are_bounded_and_one_that_dies_is_done_anew(world: OverageWorld) -> None:
    debtors = [world.debtor(1) for _ in range(5)]
    world.make_due()
    dying = world.db.connect("florin_worker", autocommit=False)
    assert world.slice(2, dying) == 2
    # Another worker passes over what the first one holds.
    assert world.slice() == 3
    dying.rollback()
    assert world.slice() == 2
    assert world.slice() == 0
    assert [debtor.billed for debtor in debtors] == [CREDIT] * 5


def test_slicing_and_charging_at_once_bills_every_charge_once(world: OverageWorld) -> None:
    debtors = [world.debtor(cap=1000) for _ in range(3)]
    make_due = "update access.account_plans set slice_at = now() where account_id = %s"

    def work(connection: psycopg.Connection, number: int) -> int:
        for _ in range(40):
            if number < 2:
                # One by one: two statements over all rows would wait for each other's.
                for debtor in debtors:
                    connection.execute(make_due, [debtor.id])
                connection.execute("select access.slice_overages(2)")
                continue
            key = [debtors[number - 2].id, uuid.uuid4()]
            connection.execute("select ledger.place_hold(%s, %s, 7000, '1 minute')", key)
            connection.execute("select ledger.settle_hold(%s, %s, 7000, 'work', 'provider')", key)
        return 0

    assert states(race(world.db, 5, work)) == []
    world.make_due()
    world.slice()
    assert [debtor.billed for debtor in debtors] == [280_000] * 3


def test_whole_credits_are_reported_and_the_rest_is_carried(world: OverageWorld) -> None:
    debtor = world.debtor()
    debtor.owe(0.6, 0.6, 0.6, 0.6, 0.5)
    assert [row["units"] for row in debtor.reports] == [0, 1, 0, 1, 0]
    assert debtor.statuses == ["carried", "pending", "carried", "pending", "carried"]
    debtor.owe(3.1)
    assert sum(row["units"] for row in debtor.reports) == debtor.billed // CREDIT == 6


def test_a_new_period_carries_nothing_over(world: OverageWorld) -> None:
    debtor = Debtor(world, world.subscriber(world.plan(overage_cap=9 * CREDIT)).id)
    debtor.owe(0.9)
    debtor.end_period()
    debtor.begin_period()
    debtor.owe(0.9)
    assert debtor.statuses == ["carried", "carried"]


def test_a_slice_happened_within_its_period_and_before_now(world: OverageWorld) -> None:
    debtor = world.debtor()
    debtor.owe(1, 1)
    for row in debtor.reports:
        assert debtor.plan["period_start"] <= row["happened_at"] <= row["created_at"]
        assert row["created_at"] - row["happened_at"] < timedelta(seconds=2)
