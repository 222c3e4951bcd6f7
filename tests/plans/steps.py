"""What the tests of plans do: plans of their own, accounts on them, and periods that end."""

import uuid
from typing import Any

import psycopg
from generation.steps import Caller, World
from ledger.steps import TIME_PASSES, Account, Row

# Also what is immutable to everybody but a superuser without triggers.
PERIOD_PASSES = (
    *TIME_PASSES,
    "update ledger.entries set created_at = created_at - %(by)s::interval "
    "where account_id = %(account)s",
    "update access.overages set period_start = period_start - %(by)s::interval, "
    "until = until - %(by)s::interval where account_id = %(account)s",
    "update access.account_plans set anchor = period_end - %(by)s::interval, period = -1, "
    "period_start = period_start - %(by)s::interval, period_end = period_end - %(by)s::interval "
    "where account_id = %(account)s",
    # Ends of days gone by, so that a reference is never met again by moving the clock.
    "update ledger.buckets set source_ref = source_ref || '-' where account_id = %(account)s "
    "and source = 'plan'",
)


class PlanWorld(World):
    """A database where tests make plans and accounts on them."""

    def plan(self, included: int = 0, **terms: Any) -> str:
        """A plan with one version in effect: `rollover_cap`, `overage_cap`, `tiers` …"""
        plan = f"plan-{uuid.uuid4()}"
        self.ledger.connection.execute(
            "insert into catalog.plans (id, display_name) values (%s, %s)", [plan, plan]
        )
        self.version(plan, included, starts_in="-1 hour", **terms)
        return plan

    def version(
        self, plan: str, included: int, *, starts_in: str = "-1 minute", **terms: Any
    ) -> int:
        """Another version of a plan; its number."""
        given = {"included": included, "refuse_in_debt": False, **terms}
        if given.get("overage_cap"):
            given = {"overage_policy": "bill", "overage_rate": 10_000, **given}
        columns = ", ".join(given)
        return int(
            self.ledger.value(
                f"insert into catalog.plan_versions (plan_id, effective_at, {columns}) "
                f"values (%s, now() + %s::interval{', %s' * len(given)}) returning id",
                *(plan, starts_in, *given.values()),
            )
        )

    def subscriber(self, plan: str, *, source: str = "default") -> "Subscriber":
        """An account in the first month of a plan, as opening one makes it."""
        version = self.ledger.row(
            "select v.*, access.add_months(now(), 1) as ends from catalog.find_plan_version(%s) v",
            plan,
        )
        account = Subscriber(self, self.ledger.open(overdraft=version["overage_cap"]).id)
        self.ledger.connection.execute(
            "insert into access.members (account_id, user_id, is_personal) values (%s, %s, true)",
            [account.id, account.user_id],
        )
        self.ledger.connection.execute(
            "insert into access.account_plans (account_id, plan_version_id, source, period_end) "
            "values (%s, %s, %s, %s)",
            [account.id, version["id"], source, version["ends"]],
        )
        if version["included"]:
            self.ledger.row(
                "select * from ledger.grant_credits(%s, 'plan', 'period:0', %s, "
                "p_expires_at => %s)",
                *(account.id, version["included"], version["ends"]),
            )
        return account

    def renew(self, limit: int = 100, connection: psycopg.Connection | None = None) -> int:
        row = (connection or self.worker).execute("select api.renew_periods(%s)", [limit])
        return int(row.fetchone()[0])  # type: ignore[index]


class Subscriber(Account):
    """An account on a plan."""

    def __init__(self, world: PlanWorld, id: uuid.UUID) -> None:
        super().__init__(world.ledger, id)
        self.world = world
        self.user_id = world.user()

    @property
    def caller(self) -> Caller:
        return Caller(self.world, self, self.user_id)

    def spend(self, amount: int) -> None:
        """A hold and its settling. Refused where there is not enough."""
        self.settle(self.hold(amount), amount)

    def change(self, plan: str, when: str = "now", source: str = "admin") -> Row:
        return self.ledger.row(
            "select * from access.change_plan(%s, %s, %s, %s)", self.id, plan, source, when
        )

    def begin_period(self) -> Row:
        return self.ledger.row("select * from access.begin_period(%s)", self.id)

    def end_period(self, ago: str = "1 second") -> None:
        """The period ended that long ago: everything of the account moves into the past."""
        by = self.ledger.value(
            "select period_end - now() + %s::interval from access.account_plans "
            "where account_id = %s",
            *(ago, self.id),
        )
        admin = self.world.db.kept_connection("supabase_admin")
        with admin.transaction():
            admin.execute("set local session_replication_role = replica")
            for update in PERIOD_PASSES:
                admin.execute(update, {"by": by, "account": self.id})

    @property
    def plan(self) -> Row:
        return self.ledger.row(
            "select p.*, v.plan_id, v.included, a.overdraft_limit from access.account_plans as p "
            "join catalog.plan_versions as v on v.id = p.plan_version_id "
            "join ledger.accounts as a on a.id = p.account_id where p.account_id = %s",
            self.id,
        )

    @property
    def live(self) -> dict[str, int]:
        """What is left of the plan's credits that have not lapsed, by the kind of their grant."""
        rows = self.ledger.rows(
            "select split_part(source_ref, ':', 1) as kind, sum(remaining)::bigint as left "
            "from ledger.bucket_rests "
            "where account_id = %s and source = 'plan' and expires_at > now() group by 1",
            self.id,
        )
        return {row["kind"]: row["left"] for row in rows}

    @property
    def overages(self) -> list[tuple[int, int]]:
        """(amount, rate) of what is to be billed, oldest first."""
        rows = self.ledger.rows(
            "select amount, rate from access.overages where account_id = %s order by entry_version",
            self.id,
        )
        return [(row["amount"], row["rate"]) for row in rows]
