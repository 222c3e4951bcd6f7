"""What the tests of overage do: accounts that owe, slices, and what became of them with Stripe."""

from __future__ import annotations

import uuid

import psycopg
from ledger.steps import Row
from plans.steps import PlanWorld, Subscriber

from local.testbed.databases import Database

CREDIT = 1_000_000
DAY = 86_400


class OverageWorld(PlanWorld):
    """A database of the test's own: batches take whatever is due in it."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self.execute = self.ledger.connection.execute

    def debtor(self, credits: float = 0, *, cap: int = 1000, customer: str | None = None) -> Debtor:
        """An account on a plan without credits that bills up to `cap` credits."""
        subscriber = self.subscriber(self.plan(overage_cap=cap * CREDIT))
        debtor = Debtor(self, subscriber.id)
        # As a subscription: the store begins its periods.
        self.execute(
            "update access.account_plans set source = 'subscription', "
            "period_start = date_trunc('second', now()) - interval '3 days' "
            "where account_id = %s",
            [debtor.id],
        )
        if customer is not None:
            debtor.name(customer)
        if credits:
            debtor.spend(int(credits * CREDIT))
        return debtor

    def slice(self, limit: int = 100, connection: psycopg.Connection | None = None) -> int:
        row = (connection or self.worker).execute("select api.slice_overages(%s)", [limit])
        return int(row.fetchone()[0])  # type: ignore[index]

    def make_due(self) -> None:
        """Every slice, report and check whose time has not come."""
        self.execute("update access.account_plans set slice_at = now() where slice_at is not null")
        self.execute(
            "update billing.overage_reports set next_attempt_at = now() where status = 'pending'"
        )
        self.execute(
            "update billing.overage_checks set check_at = now() where check_at is not null"
        )

    def told(self, kind: str) -> list[Row]:
        """Payloads of events of this kind, oldest first."""
        rows = self.ledger.rows(
            "select payload from audit.outbox where kind = %s order by id", kind
        )
        return [row["payload"] for row in rows]

    def violations(self) -> list[Row]:
        return self.ledger.rows("select * from ledger.verify()")


class Debtor(Subscriber):
    """An account that works below zero."""

    world: OverageWorld

    def __init__(self, world: OverageWorld, id: uuid.UUID) -> None:
        super().__init__(world, id)

    def name(self, customer: str, environment: str = "sandbox") -> None:
        self.world.execute(
            "insert into billing.customers (account_id, provider, environment, customer_id) "
            "values (%s, 'stripe', %s, %s)",
            [self.id, environment, customer],
        )

    def owe(self, *credits: float) -> None:
        """A slice for each amount."""
        for amount in credits:
            self.spend(int(amount * CREDIT))
            self.slice()

    def slice(self) -> None:
        self.world.execute(
            "update access.account_plans set slice_at = now() where account_id = %s", [self.id]
        )
        self.world.slice()

    def age(self, seconds: float) -> None:
        """Its reports happened so much earlier, and as far from each other as before."""
        self.world.execute(
            "update billing.overage_reports "
            "set happened_at = happened_at - %s * interval '1 second' where account_id = %s",
            [seconds, self.id],
        )

    @property
    def billed(self) -> int:
        return sum(amount for amount, _ in self.overages)

    @property
    def reports(self) -> list[Row]:
        return self.world.ledger.rows(
            "select * from billing.overage_reports where account_id = %s order by entry_version",
            self.id,
        )

    @property
    def statuses(self) -> list[str]:
        return [row["status"] for row in self.reports]

    @property
    def check(self) -> Row:
        return self.world.ledger.row(
            "select * from billing.overage_checks where account_id = %s", self.id
        )

    @property
    def names(self) -> list[str]:
        """The identifiers of its slices that have something to report."""
        return [
            f"florin-{self.id}-{row['entry_version']}" for row in self.reports if row["units"] > 0
        ]
