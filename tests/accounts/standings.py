"""What the tests of standings do: members who come and go, plans that change."""

import uuid
from typing import Any

from accounts.steps import Accounts
from generation.steps import Caller
from plans.steps import PlanWorld
from psycopg.types.json import Jsonb

CHANGE = "select access.change_plan(%s, %s, 'admin', 'now')"


class Standings(Accounts, PlanWorld):
    """Users who sign in, and plans of the test's own."""

    def of(self, account_id: uuid.UUID) -> dict[uuid.UUID, dict[str, Any]]:
        """An account's standings, by user."""
        rows = self.ledger.rows("select * from access.standings where account_id = %s", account_id)
        return {row["user_id"]: row for row in rows}

    def add(self, caller: Caller, user_id: uuid.UUID | None = None) -> uuid.UUID:
        """Another member of an account; the user."""
        member = user_id or self.user()
        self.as_user(caller.user_id).execute(
            "select api.add_member(%s, %s, 'member')", [caller.account.id, member]
        )
        return member

    def remove(self, caller: Caller, user_id: uuid.UUID) -> None:
        self.as_user(caller.user_id).execute(
            "select api.remove_member(%s, %s)", [caller.account.id, user_id]
        )

    def change(self, caller: Caller, plan: str) -> None:
        self.ledger.value(CHANGE, caller.account.id, plan)

    def know(self, caller: Caller, usual: dict[str, int] | None) -> None:
        """As generation.learn_outputs writes what it learned."""
        self.ledger.connection.execute(
            "update access.account_plans set usual_outputs = %s where account_id = %s",
            [None if usual is None else Jsonb(usual), caller.account.id],
        )
