"""What the tests of the ledger do to an account, each step a transaction of its own."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from local.testbed.databases import Database

Row = dict[str, Any]


@contextmanager
def refused(sqlstate: str, **detail: Any) -> Iterator[None]:
    """The steps within are refused with this SQLSTATE, and with these facts in its JSON."""
    with pytest.raises(psycopg.Error) as caught:
        yield
    assert caught.value.sqlstate == sqlstate, caught.value
    if detail:
        given = json.loads(caught.value.diag.message_detail or "{}")
        assert {key: given.get(key) for key in detail} == detail
    if sqlstate.startswith("FL"):
        assert caught.value.diag.message_hint


class Ledger:
    """Calls the functions of schema ledger as their owner: no client can."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.connection = db.kept_connection()

    def row(self, query: str, *params: Any) -> Row:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            row = cursor.execute(query, params).fetchone()
        assert row is not None, query
        return row

    def rows(self, query: str, *params: Any) -> list[Row]:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, params).fetchall()

    def value(self, query: str, *params: Any) -> Any:
        (value,) = self.row(query, *params).values()
        return value

    def open(self, credits: int = 0, overdraft: int = 0) -> "Account":
        """A new account; `credits` never expire and burn at the usual priority."""
        account = Account(self, self.value("select ledger.open_account(%s)", overdraft))
        if credits:
            account.grant(credits, ref="opening")
        return account

    def expire_holds(self, limit: int = 100) -> int:
        return int(self.value("select ledger.expire_holds(%s)", limit))

    def refresh_buckets(self, limit: int = 100) -> int:
        return int(self.value("select ledger.refresh_buckets(%s)", limit))


def settle_down(db: Database) -> None:
    """Finishes what other tests left behind, so that nothing is due in this database."""
    connection = db.kept_connection()
    connection.execute(
        "update ledger.holds set expires_at = now() - interval '1 second' where status = 'open'"
    )
    connection.execute(
        "select generation.end_job(account_id, id, 'expired', '[]', null, 'sweeper') "
        "from generation.jobs where finished_at is null"
    )
    connection.execute(
        "update generation.generations set hold_expires_at = now() - interval '1 second' "
        "where finished_at is null"
    )
    for function in (
        "generation.sweep",
        "ledger.expire_holds",
        "ledger.refresh_buckets",
        "generation.clean_idempotency_keys",
    ):
        while connection.execute(f"select {function}(1000)").fetchone() != (0,):
            pass


class Account:
    """One account. Intervals are text such as '1 hour', counted from now."""

    def __init__(self, ledger: Ledger, id: uuid.UUID) -> None:
        self.ledger = ledger
        self.id = id

    def grant(
        self,
        amount: int | None,
        *,
        source: str = "promo",
        ref: str | None = None,
        priority: int = 100,
        starts_in: str = "0",
        ends_in: str | None = None,
    ) -> Row:
        return self.ledger.row(
            "select * from ledger.grant_credits(%s, %s::ledger.bucket_source, %s, %s, "
            "%s::smallint, now() + %s::interval, now() + %s::interval)",
            *(self.id, source, ref or f"ref:{uuid.uuid4()}", amount, priority, starts_in, ends_in),
        )

    def hold(
        self,
        amount: int | None,
        hold_id: uuid.UUID | None = None,
        *,
        expires_in: str = "15 minutes",
    ) -> uuid.UUID:
        hold_id = hold_id or uuid.uuid4()
        self.ledger.row(
            "select * from ledger.place_hold(%s, %s, %s, %s)",
            *(self.id, hold_id, amount, expires_in),
        )
        return hold_id

    def start(self, amount: int, max_open: int = 1000) -> uuid.UUID:
        """A generation that holds, as far as the ledger sees one."""
        id = uuid.uuid4()
        with self.ledger.connection.transaction():
            self.ledger.row(
                "select * from ledger.hold_credits(%s, %s, %s, null, false)",
                *(self.id, amount, max_open),
            )
            self.ledger.connection.execute(OPEN_GENERATION, [self.id, id, uuid.uuid4(), amount])
        return id

    def end(self, id: uuid.UUID, amount: int) -> Row:
        """Ends a generation at this cost."""
        with self.ledger.connection.transaction():
            row = self.ledger.row(
                "with ended as (update generation.generations set status = 'completed', "
                "finished_at = now() where account_id = %s and id = %s returning *) "
                "select hold, created_at from ended",
                *(self.id, id),
            )
            row = self.ledger.row(
                "select * from ledger.settle(%s, %s, %s, %s, 1, %s, 'work', 'provider')",
                *(self.id, id, row["hold"], row["created_at"], amount),
            )
            self.ledger.row(
                "update generation.generations set charged = %s "
                "where account_id = %s and id = %s returning id",
                *(row["charged"], self.id, id),
            )
        return row

    def extend(self, hold_id: uuid.UUID, amount: int, expires_in: str = "15 minutes") -> int:
        return int(
            self.ledger.value(
                "select ledger.extend_hold(%s, %s, %s, %s)", self.id, hold_id, amount, expires_in
            )
        )

    def settle(self, hold_id: uuid.UUID, amount: int | None) -> Row:
        return self.ledger.row(
            "select * from ledger.settle_hold(%s, %s, %s, 'work', 'provider')",
            *(self.id, hold_id, amount),
        )

    def release(self, hold_id: uuid.UUID) -> Row:
        return self.ledger.row("select * from ledger.release_hold(%s, %s)", self.id, hold_id)

    def charge_late(self, hold_id: uuid.UUID, amount: int | None) -> Row:
        """Charges a closed hold as of the time it was placed, as generation.charge does."""
        return self.ledger.row(
            "select s.* from ledger.holds as h, ledger.charge_late("
            "h.account_id, h.id, h.created_at, %s, 'work', 'provider') as s "
            "where h.account_id = %s and h.id = %s",
            *(amount, self.id, hold_id),
        )

    def claw_back(
        self, amount: int | None, *, of: str, ref: str | None = None, source: str = "promo"
    ) -> Row:
        return self.ledger.row(
            "select * from ledger.claw_back(%s, %s::ledger.bucket_source, %s, %s, %s)",
            *(self.id, source, of, amount, ref or f"refund:{uuid.uuid4()}"),
        )

    def adjust(self, amount: int | None, ref: str | None = None) -> Row:
        return self.ledger.row(
            "select * from ledger.adjust_balance(%s, %s, %s)",
            *(self.id, amount, ref or f"because:{uuid.uuid4()}"),
        )

    def refresh(self) -> Row:
        return self.ledger.row("select * from ledger.refresh_account(%s)", self.id)

    def set_status(self, status: str) -> None:
        self.ledger.row(
            "update ledger.accounts set status = %s where id = %s returning id", status, self.id
        )

    def pass_time(self, interval: str) -> None:
        """Moves everything of the account into the past, as if it had been left alone."""
        with self.ledger.connection.transaction():
            for update in TIME_PASSES:
                self.ledger.connection.execute(update, {"by": interval, "account": self.id})

    @property
    def facts(self) -> Row:
        """posted, held, debt, open_generations, version and available."""
        return self.ledger.row(
            "select posted, held, debt, open_generations, version, "
            "posted - held + overdraft_limit as available from ledger.accounts where id = %s",
            self.id,
        )

    @property
    def money(self) -> tuple[int, int, int]:
        """posted, held, debt"""
        facts = self.facts
        return facts["posted"], facts["held"], facts["debt"]

    @property
    def buckets(self) -> dict[str, int]:
        """What is left in each bucket, by its reference."""
        rows = self.ledger.rows(
            "select source_ref, remaining from ledger.bucket_rests where account_id = %s "
            "order by id",
            self.id,
        )
        return {row["source_ref"]: row["remaining"] for row in rows}

    @property
    def entries(self) -> list[tuple[str, int]]:
        """The account book as (kind, amount), oldest first."""
        rows = self.ledger.rows(
            "select kind::text, amount from ledger.entries where account_id = %s order by version",
            self.id,
        )
        return [(row["kind"], row["amount"]) for row in rows]

    def held_by(self, hold_id: uuid.UUID) -> Row:
        return self.ledger.row(
            "select *, status::text as state from ledger.holds where account_id = %s and id = %s",
            *(self.id, hold_id),
        )


OPEN_GENERATION = """
    insert into generation.generations (
      account_id, id, user_id, model_id, price_id, stream, on_disconnect, access, hold,
      hold_expires_at, request_hash, replica
    )
    select %s, %s, %s, model_id, id, true, 'continue', 'plan', %s, now() + interval '1 hour', '', ''
    from catalog.prices limit 1
"""

TIME_PASSES = (
    # As it would have been then.
    "update generation.sweep_progress set swept_until = '-infinity'",
    "update ledger.accounts set next_bucket_change_at = next_bucket_change_at - %(by)s::interval "
    "where id = %(account)s",
    "update ledger.buckets set effective_at = effective_at - %(by)s::interval, "
    "expires_at = expires_at - %(by)s::interval, activated_at = activated_at - %(by)s::interval, "
    "created_at = created_at - %(by)s::interval where account_id = %(account)s",
    "update ledger.holds set created_at = created_at - %(by)s::interval, "
    "expires_at = expires_at - %(by)s::interval, closed_at = closed_at - %(by)s::interval "
    "where account_id = %(account)s",
    "update generation.generations set created_at = created_at - %(by)s::interval, "
    "finished_at = finished_at - %(by)s::interval, "
    "hold_expires_at = hold_expires_at - %(by)s::interval where account_id = %(account)s",
    "update generation.replies set created_at = created_at - %(by)s::interval "
    "where account_id = %(account)s",
)
