"""What the tests of API keys do, each step a transaction of its own."""

import hashlib
import uuid
from typing import Any

import psycopg
from generation.steps import Caller, World
from ledger.steps import Row

CREATE = "select api.create_key(%s, %s, %s, %s, %s, now() + %s::interval, %s, %s, %s)"
RESERVE = "select access.reserve_key(%s, %s, %s, %s)"


class Key:
    """One key of a caller's. The lead functions of generations are called as their owner."""

    def __init__(self, caller: Caller, made: Row) -> None:
        self.caller = caller
        self.text: str = made["key"]
        self.id = uuid.UUID(made["id"])

    @property
    def world(self) -> World:
        return self.caller.world

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()

    def reserve(
        self,
        amount: int | None,
        *,
        user_id: uuid.UUID | None = None,
        on: psycopg.Connection | None = None,
    ) -> None:
        (on or self.world.ledger.connection).execute(
            RESERVE, [self.caller.account.id, user_id or self.caller.user_id, self.id, amount]
        )

    def extend(self, more: int | None, *, on: psycopg.Connection | None = None) -> None:
        (on or self.world.ledger.connection).execute(
            "select access.extend_key(%s, %s, %s)", [self.caller.account.id, self.id, more]
        )

    def settle(self, reserved: int, charged: int, *, on: psycopg.Connection | None = None) -> None:
        (on or self.world.ledger.connection).execute(
            "select access.settle_key(%s, %s, %s, %s)",
            [self.caller.account.id, self.id, reserved, charged],
        )

    def revoke(self, user_id: uuid.UUID | None = None) -> Row:
        row = self.world.service.execute(
            "select api.revoke_key(%s, %s, %s)",
            [self.caller.account.id, user_id or self.caller.user_id, self.id],
        ).fetchone()
        assert row is not None
        described: Row = row[0]
        return described

    def find(self, *, account_id: uuid.UUID | None = None) -> Row | None:
        row = self.world.service.execute(
            "select api.find_api_key(%s, %s)", [account_id or self.caller.account.id, self.hash]
        ).fetchone()
        assert row is not None
        found: Row | None = row[0]
        return found

    def set(self, **columns: Any) -> None:
        """Changes the row behind everybody's back."""
        assignments = ", ".join(f"{column} = %s" for column in columns)
        self.world.ledger.connection.execute(
            f"update access.api_keys set {assignments} where account_id = %s and id = %s",
            [*columns.values(), self.caller.account.id, self.id],
        )

    def pass_time(self, interval: str) -> None:
        """Moves the key's times into the past, as if it had been left alone."""
        self.world.ledger.connection.execute(
            "update access.api_keys set budget_resets_at = budget_resets_at - %(by)s::interval, "
            "paced_until = paced_until - %(by)s::interval, "
            "expires_at = expires_at - %(by)s::interval where account_id = %(account)s "
            "and id = %(id)s",
            {"by": interval, "account": self.caller.account.id, "id": self.id},
        )

    @property
    def row(self) -> Row:
        return self.world.ledger.row(
            # Python has no date for -infinity.
            "select secret_hash, prefix, name, last_used_at, budget_resets_at, spent, reserved, "
            "nullif(paced_until, '-infinity') as paced_until "
            "from access.api_keys where account_id = %s and id = %s",
            *(self.caller.account.id, self.id),
        )

    @property
    def money(self) -> tuple[int, int]:
        """spent, reserved"""
        row = self.row
        return row["spent"], row["reserved"]


def create(
    caller: Caller,
    *,
    name: str | None = "my key",
    scopes: list[str] | None = None,
    expires_in: str | None = None,
    budget: int | None = None,
    period: str | None = None,
    per_minute: int | None = None,
    is_anonymous: bool | None = False,
    user_id: uuid.UUID | None = None,
    service: psycopg.Connection | None = None,
) -> Row:
    """As the service makes one; the description with its text."""
    row = (
        (service or caller.world.service)
        .execute(
            CREATE,
            [
                *(caller.account.id, user_id or caller.user_id, is_anonymous, name, scopes),
                *(expires_in, budget, period, per_minute),
            ],
        )
        .fetchone()
    )
    assert row is not None
    described: Row = row[0]
    return described


def new_key(caller: Caller, **given: Any) -> Key:
    return Key(caller, create(caller, **given))
