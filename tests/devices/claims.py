"""What the service does for a claim of welcome credits, each step a call of its own."""

import hashlib
import uuid
from typing import Any

import psycopg
from accounts.steps import Accounts
from generation.steps import Caller
from ledger.steps import Row

from local.testbed.databases import Database

AMOUNT = 1000
ABOUT_NOTHING = ("device_used", "refused", "lost")


class Claims(Accounts):
    """Users, and their claims. `service` may be another connection."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self.offer(AMOUNT)
        self.offer(7, "development")

    def offer(self, amount: int, environment: str = "production", lasts: str | None = None) -> None:
        self.ledger.connection.execute(
            "update catalog.welcome_credits set amount = %s, expires_after = %s::interval "
            "where environment = %s",
            [amount, lasts, environment],
        )

    def open_check(
        self,
        caller: Caller,
        environment: str = "production",
        service: psycopg.Connection | None = None,
    ) -> Row:
        token_hash = hashlib.sha256(uuid.uuid4().bytes).digest()
        return self._call(
            "open_device_check", caller, caller.user_id, environment, token_hash, service=service
        )

    def opened(self, caller: Caller, **given: Any) -> str:
        return str(self.open_check(caller, **given)["check_id"])

    def take(self, caller: Caller, check_id: str, service: psycopg.Connection | None = None) -> Row:
        return self._call("take_device_turn", caller, caller.user_id, check_id, service=service)

    def take_abandoned(self, environment: str = "production") -> Row | None:
        row = self.worker.execute("select api.take_abandoned_turn(%s)", [environment])
        answer: Row | None = self.only(row)
        return answer

    def mark(
        self,
        caller: Caller,
        check_id: str,
        turn: int,
        token: str = "token",
        service: psycopg.Connection | None = None,
    ) -> None:
        self._call("mark_device_check", caller, check_id, turn, token, service=service)

    def finish(
        self,
        caller: Caller,
        check_id: str,
        turn: int,
        outcome: str = "granted",
        service: psycopg.Connection | None = None,
    ) -> Row:
        return self._call("finish_device_check", caller, check_id, turn, outcome, service=service)

    def setting(self, caller: Caller, **given: Any) -> tuple[str, int]:
        """A claim that is about to set its device's bit, and its turn."""
        check_id = self.opened(caller, **given)
        turn = self.take(caller, check_id)["turn"]
        self.mark(caller, check_id, turn, f"token of {check_id}")
        return check_id, turn

    def granted(self, caller: Caller, **given: Any) -> Row:
        """A claim from its beginning to its end."""
        check_id, turn = self.setting(caller, **given)
        return self.finish(caller, check_id, turn)

    def end_turn(self) -> None:
        """Whoever has the turn is silent for as long as it lasts."""
        self.ledger.connection.execute(
            "update access.device_turns set ends_at = now() - interval '1 second' "
            "where ends_at is not null"
        )

    def age(self, check_id: str, by: str) -> None:
        self.ledger.connection.execute(
            "update access.device_checks set setting_since = setting_since - %s::interval, "
            "created_at = created_at - %s::interval where id = %s",
            [by, by, check_id],
        )

    def state(self, check_id: str) -> str:
        return str(
            self.ledger.value("select state from access.device_checks where id = %s", check_id)
        )

    def welcomed(self, caller: Caller) -> list[tuple[str, int]]:
        """Reference and amount of the welcome credits in the account's buckets."""
        rows = self.ledger.rows(
            "select source_ref, granted from ledger.buckets where account_id = %s "
            "and source = 'promo' and source_ref like 'welcome:%%' order by source_ref",
            caller.account.id,
        )
        return [(row["source_ref"], row["granted"]) for row in rows]

    def _call(
        self,
        function: str,
        caller: Caller,
        *arguments: Any,
        service: psycopg.Connection | None = None,
    ) -> Any:
        marks = ", ".join(["%s"] * (len(arguments) + 1))
        return self.only(
            (service or self.service).execute(
                f"select api.{function}({marks})", [caller.account.id, *arguments]
            )
        )
