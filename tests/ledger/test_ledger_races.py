"""Everything at once on one account: never overspent, no deadlock, a book without gaps."""

import random
import uuid
from collections.abc import Callable

import psycopg
import pytest
from ledger.races import race, states
from ledger.steps import Ledger

pytestmark = pytest.mark.every_postgres

RUNNERS = 16
STEPS = 60

# What may be refused: everything else is a failure of the ledger.
REFUSALS = {"FLBAL", "FLHLD", "FLOPN", "FLAMT"}


class Runner:
    """One client's random steps on an account. Counts what it was granted and charged."""

    def __init__(self, connection: psycopg.Connection, number: int, account_id: uuid.UUID) -> None:
        self.connection = connection
        self.account_id = account_id
        self.random = random.Random(number)
        self.holds: list[uuid.UUID] = []
        self.posted = 0

    def call(self, query: str, *params: object) -> object:
        try:
            row = self.connection.execute(query, [self.account_id, *params]).fetchone()
        except psycopg.Error as error:
            if error.sqlstate not in REFUSALS:
                raise
            return None
        return row and row[0]

    def hold(self) -> None:
        hold = uuid.uuid4()
        lease = self.random.choice(["-1 second", "1 minute"])
        amount = self.random.randint(0, 40)
        if self.call("select ledger.place_hold(%s, %s, %s, %s)", hold, amount, lease):
            self.holds.append(hold)

    def extend(self) -> None:
        if self.holds:
            hold, amount = self.random.choice(self.holds), self.random.randint(0, 60)
            self.call("select ledger.extend_hold(%s, %s, %s, '1 minute')", hold, amount)

    def settle(self) -> None:
        if self.holds:
            hold, amount = self.holds.pop(), self.random.randint(0, 60)
            charged = self.call(
                "select (ledger.settle_hold(%s, %s, %s, 'work', 'provider')).charged", hold, amount
            )
            self.posted -= charged or 0

    def release(self) -> None:
        if self.holds:
            self.call("select ledger.release_hold(%s, %s)", self.holds.pop())

    def grant(self) -> None:
        amount = self.random.randint(1, 30)
        # The same reference from every runner, now and then.
        ref = self.random.choice([str(uuid.uuid4()), f"shared:{amount}"])
        self.call("select ledger.grant_credits(%s, 'promo', %s, %s)", ref, amount)

    def adjust(self) -> None:
        self.call(
            "select ledger.adjust_balance(%s, %s, %s)",
            *(self.random.choice([-5, 5]), str(uuid.uuid4())),
        )

    def expire(self) -> None:
        self.connection.execute("select ledger.expire_holds(3)")

    def refresh(self) -> None:
        self.connection.execute("select ledger.refresh_buckets(3)")

    def claw_back(self) -> None:
        self.call("select ledger.claw_back(%s, 'promo', 'opening', 1, %s)", str(uuid.uuid4()))

    def run(self, steps: list[Callable[["Runner"], None]]) -> int:
        for _ in range(STEPS):
            self.random.choice(steps)(self)
        return self.posted


WORK = [Runner.hold] * 4 + [
    Runner.extend,
    Runner.settle,
    Runner.settle,
    Runner.release,
    Runner.grant,
    Runner.adjust,
    Runner.expire,
    Runner.refresh,
]


@pytest.mark.parametrize("overdraft", [0, 50])
def test_hammered_account_is_never_overspent(quiet_ledger: Ledger, overdraft: int) -> None:
    account = quiet_ledger.open(credits=300, overdraft=overdraft)
    results = race(
        quiet_ledger.db,
        RUNNERS,
        lambda connection, number: Runner(connection, number, account.id).run(WORK),
    )
    assert states(results) == []
    facts = account.facts
    assert facts["available"] >= 0
    assert facts["posted"] >= -overdraft
    # What the runners were told is what the book says.
    booked = sum(amount for kind, amount in account.entries if kind == "settle")
    assert booked == sum(results)
    assert facts["version"] == len(account.entries)


def test_hammered_account_with_refunds_stays_exact(quiet_ledger: Ledger) -> None:
    account = quiet_ledger.open(credits=300)
    work = [*WORK, Runner.claw_back]
    results = race(
        quiet_ledger.db,
        RUNNERS,
        lambda connection, number: Runner(connection, number, account.id).run(work),
    )
    assert states(results) == []
    assert quiet_ledger.db.verify() == []


def test_hammered_accounts_and_workers_do_not_deadlock(quiet_ledger: Ledger) -> None:
    """Runners on four accounts, and four workers that each go over all of them."""
    accounts = [quiet_ledger.open(credits=300) for _ in range(4)]
    workers = [Runner.expire, Runner.refresh]

    def run(connection: psycopg.Connection, number: int) -> int:
        runner = Runner(connection, number, accounts[number % 4].id)
        return runner.run(WORK if number < 12 else workers)

    assert states(race(quiet_ledger.db, RUNNERS, run)) == []
    assert all(account.facts["available"] >= 0 for account in accounts)
