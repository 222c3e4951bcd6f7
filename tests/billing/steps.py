"""What the tests of money in do: products of their own, facts about them, and folding those."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from accounts.steps import Accounts
from generation.steps import Caller
from ledger.steps import Row
from psycopg.types.json import Jsonb

Fact = dict[str, Any]

# What a purchase says besides.
NOW = datetime.now(UTC).replace(microsecond=0)


def at(days: float = 0) -> str:
    """So many days from now, as facts have it."""
    return (NOW + timedelta(days=days)).isoformat()


def purchase(transaction: str, product: str, *, as_of: float = 0, **more: Any) -> Fact:
    """A paid purchase; more members by name."""
    return {
        "fact": "purchase",
        "as_of": at(as_of),
        "transaction_id": transaction,
        "chain_id": transaction,
        "product": product,
        "state": "paid",
        "purchased_at": at(-1),
        "amount": 1000,
        "currency": "USD",
        **more,
    }


def period(
    transaction: str, product: str, chain: str, start: float, end: float, **more: Any
) -> Fact:
    """A paid period of a subscription, from one day to another."""
    more = {"purchased_at": at(start), **more}
    return purchase(
        transaction, product, chain_id=chain, period_start=at(start), period_end=at(end), **more
    )


def subscription(
    chain: str, product: str, start: float, end: float, *, as_of: float = 0, **more: Any
) -> Fact:
    """A subscription that is active in this period, and ends with it unless renewed."""
    return {
        "fact": "subscription",
        "as_of": at(as_of),
        "chain_id": chain,
        "state": "active",
        "is_entitled": True,
        "product": product,
        "period_start": at(start),
        "period_end": at(end),
        "will_renew": True,
        "entitled_until": at(end),
        **more,
    }


def refund(
    of: str, *, id: str | None = None, as_of: float = 0, active: bool = True, **more: Any
) -> Fact:
    """A refund of the whole payment; `amount`, `share_ppm`, `kind` by name."""
    return {
        "fact": "reversal",
        "as_of": at(as_of),
        "reversal_id": id or f"re-{of}",
        "kind": "refund",
        "payment_id": of,
        "state": "active" if active else "inactive",
        "because": "requested",
        **more,
    }


def owner(customer: str, caller: Caller, *, as_of: float = 0) -> Fact:
    return {
        "fact": "owner",
        "as_of": at(as_of),
        "owner_key": customer,
        "account_id": str(caller.account.id),
    }


class Billing(Accounts):
    """A database where tests make products, and tell what stores told."""

    provider = "stripe"
    environment = "production"

    def pack(self, credits: int = 1000, store: str = "stripe") -> str:
        """A pack of credits; the store's name of it."""
        return self.product("credit_pack", store, credits=credits)

    def plan_product(self, plan: str, store: str = "stripe", **more: Any) -> str:
        return self.product("subscription", store, plan_id=plan, **more)

    def unlock(self, model: str, store: str = "stripe") -> str:
        return self.product("model_unlock", store, model_id=model)

    def product(self, kind: str, store: str, name: str | None = None, **columns: Any) -> str:
        name = name or f"product-{uuid.uuid4()}"
        given = {"price_minor_units": 1000, **columns}
        self.ledger.connection.execute(
            f"insert into catalog.products (id, kind, store, store_product_id, {', '.join(given)}) "
            f"values (%s, %s, %s, %s{', %s' * len(given)})",
            [f"our-{name}", kind, store, name, *given.values()],
        )
        return name

    def plan(self, included: int, **terms: Any) -> str:
        """A plan whose one version has been in effect for years."""
        plan = f"plan-{uuid.uuid4()}"
        given = {"included": included, "refuse_in_debt": False, **terms}
        self.ledger.connection.execute(
            "insert into catalog.plans (id, display_name) values (%s, %s)", [plan, plan]
        )
        self.ledger.connection.execute(
            f"insert into catalog.plan_versions (plan_id, effective_at, {', '.join(given)}) "
            f"values (%s, '2020-01-01'{', %s' * len(given)})",
            [plan, *given.values()],
        )
        return plan

    def tell(
        self,
        *facts: Fact,
        event: str | None = None,
        connection: psycopg.Connection[Any] | None = None,
        provider: str | None = None,
        environment: str | None = None,
    ) -> dict[str, Any]:
        """Stores an event that says these facts, and folds it."""
        event = event or f"evt-{uuid.uuid4()}"
        key = (provider or self.provider, environment or self.environment, event)
        execute = (connection or self.worker).execute
        execute("select api.store_event(%s, %s, %s, 'test', now(), %s)", [*key, "{}"])
        row = execute("select api.fold_event(%s, %s, %s, %s)", [*key, Jsonb(list(facts))])
        answer: dict[str, Any] = self.only(row)
        return answer

    def restore(
        self, caller: Caller, chain: str, *, transfer: bool = False, provider: str | None = None
    ) -> str:
        row = self.service.execute(
            "select api.bind_chain(%s, %s, %s, %s, %s, %s)",
            [
                *(caller.account.id, caller.user_id, provider or self.provider),
                *(self.environment, chain, transfer),
            ],
        )
        return str(self.only(row))

    def apply_due(self, limit: int = 100) -> int:
        return int(self.only(self.worker.execute("select api.apply_due(%s)", [limit])))

    def buckets(self, caller: Caller) -> dict[str, tuple[int, int, int]]:
        """(granted, remaining, clawed) of what stores paid for, by transaction; rollovers apart."""
        rows = self.ledger.rows(
            "select source_ref, granted, remaining, clawed from ledger.bucket_rests "
            "where account_id = %s and source_ref ~ ':(production|sandbox):' and granted > 0",
            caller.account.id,
        )
        return {
            ("+" if row["source_ref"].startswith("rollover:") else "")
            + row["source_ref"].removeprefix("rollover:").split(":")[2]: (
                row["granted"],
                row["remaining"],
                row["clawed"],
            )
            for row in rows
        }

    def posted(self, caller: Caller) -> int:
        """Credits beyond those of the plan that the account opened with."""
        return int(
            self.ledger.value(
                "select a.posted - coalesce((select sum(b.remaining) from ledger.bucket_rests as b "
                "where b.account_id = a.id and b.source_ref = 'period:0'), 0) "
                "from ledger.accounts as a where a.id = %s",
                caller.account.id,
            )
        )

    def plan_of(self, caller: Caller) -> Row:
        return self.ledger.row(
            "select p.*, v.plan_id from access.account_plans as p "
            "join catalog.plan_versions as v on v.id = p.plan_version_id where p.account_id = %s",
            caller.account.id,
        )

    def violations(self) -> list[Row]:
        return self.ledger.rows(
            "select * from ledger.verify() union all select * from billing.verify()"
        )

    def spend(self, caller: Caller, amount: int) -> None:
        account = caller.account
        account.settle(account.hold(amount), amount)

    def empty(self, caller: Caller) -> None:
        """Spends what the plan gave when the account opened."""
        amount = caller.account.money[0]
        if amount:
            self.spend(caller, amount)
