"""What an app does with the credits of one account, each step a call of the service's."""

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

import psycopg
from generation.steps import Caller, World
from ledger.steps import Row


class App:
    """One account's holds. `service` may be another connection, `user_id` another user."""

    def __init__(self, world: World, caller: Caller) -> None:
        self.world = world
        self.caller = caller
        self.account = caller.account

    def place(
        self,
        amount: int | None,
        *,
        key: str | None = None,
        body: str = "{}",
        expires_in_s: int | None = 900,
        ref: str | None = None,
        **where: Any,
    ) -> Row:
        return self._call(
            "place_app_hold",
            *(key or str(uuid.uuid4()), hashlib.sha256(body.encode()).digest(), amount),
            *(expires_in_s, ref),
            **where,
        )

    def start(self, amount: int, **given: Any) -> uuid.UUID:
        """Places one; its id."""
        return uuid.UUID(self.place(amount, **given)["id"])

    def read(self, hold_id: uuid.UUID, **where: Any) -> Row | None:
        return self._call("read_app_hold", hold_id, **where)

    def settle(
        self, hold_id: uuid.UUID, amount: int | None, ref: str | None = None, **where: Any
    ) -> Row:
        return self._call("settle_app_hold", hold_id, amount, ref, **where)

    def release(self, hold_id: uuid.UUID, **where: Any) -> Row:
        return self._call("release_app_hold", hold_id, **where)

    def extend(
        self,
        hold_id: uuid.UUID,
        amount: int | None = None,
        expires_in_s: int | None = 900,
        **where: Any,
    ) -> Row:
        return self._call("extend_app_hold", hold_id, amount, expires_in_s, **where)

    def expire(self) -> int:
        """The worker's run, when the time of every hold of this account is over."""
        self.world.ledger.connection.execute(
            "update ledger.holds set expires_at = now() - interval '1 second' "
            "where account_id = %s and status = 'open'",
            [self.account.id],
        )
        row = self.world.worker.execute("select api.expire_holds(100)").fetchone()
        assert row is not None
        return int(row[0])

    def refs(self) -> Sequence[tuple[str, int, str | None]]:
        """The charges in the account's book as (kind, amount, ref)."""
        rows = self.world.ledger.rows(
            "select kind::text, amount, ref, usage_source from ledger.entries "
            "where account_id = %s and kind <> 'grant' order by version",
            self.account.id,
        )
        assert {row["usage_source"] for row in rows} <= {None}
        return [(row["kind"], row["amount"], row["ref"]) for row in rows]

    def _call(
        self,
        function: str,
        *arguments: Any,
        service: psycopg.Connection | None = None,
        user_id: uuid.UUID | None = None,
    ) -> Any:
        """The hold the function answers with; what it says of the account must be so."""
        given = [self.account.id, user_id or self.caller.user_id, *arguments]
        marks = ", ".join(["%s"] * len(given))
        row = (service or self.world.service).execute(f"select api.{function}({marks})", given)
        (answer,) = row.fetchone() or (None,)
        if answer is None:
            return None
        if service is None:
            assert answer["available"] == self.account.facts["available"]
        return answer["hold"]
