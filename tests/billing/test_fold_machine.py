"""Any facts, in any order and repeated, end as the simple model says, and as in their own order."""

import copy
import random
import uuid
from datetime import datetime, timedelta
from typing import Any

from billing.steps import NOW, Billing, Fact, at, owner, period, purchase, refund, subscription
from generation.steps import Caller
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

INCLUDED = {"small": 300, "large": 900}
CAP = 120
PACK = 1000
DAYS = 30

picks = st.integers(0, 1_000_000)


class Shop:
    """Products that all runs share."""

    def __init__(self, world: Billing) -> None:
        self.world = world
        self.plans = {
            name: world.plan(included, rollover_cap=CAP) for name, included in INCLUDED.items()
        }
        self.products = {name: world.plan_product(plan) for name, plan in self.plans.items()}
        self.pack = world.pack(PACK)
        self.unlock = world.unlock(world.model(tier="premium"))


class Side:
    """One customer whom everything is told of; facts name it by its own names."""

    def __init__(self, shop: Shop) -> None:
        self.world = shop.world
        self.caller: Caller = shop.world.sign_in()
        self.tag = str(uuid.uuid4())[:8]

    def named(self, fact: Fact) -> Fact:
        fact = copy.deepcopy(fact)
        for key in ("transaction_id", "chain_id", "owner_key", "payment_id", "reversal_id"):
            if fact.get(key):
                fact[key] += f"-{self.tag}"
        if fact.get("account_id"):
            fact["account_id"] = str(self.caller.account.id)
        return fact

    def tell(self, number: int, facts: list[Fact]) -> None:
        self.world.tell(*(self.named(fact) for fact in facts), event=f"evt-{number:04}-{self.tag}")

    @property
    def state(self) -> dict[str, Any]:
        """All that has to be equal, without the customer's own names."""
        rows, id = self.world.ledger.rows, self.caller.account.id
        tables = {
            "purchases": "select transaction_id, product, state, was_paid, quantity, period_start, "
            "period_end, share_ppm from billing.purchases where account_id = %s",
            "subscriptions": "select chain_id, state, is_entitled, product, period_start, "
            "period_end, entitled_until from billing.subscriptions where account_id = %s",
            "entitlements": "select key, source_ref, revoked_at is null as is_held "
            "from access.entitlements where account_id = %s",
            "plan": "select v.plan_id, p.source, p.next_plan_id, case when p.source = "
            "'subscription' then p.period_start end as period_start "
            "from access.account_plans as p join catalog.plan_versions as v "
            "on v.id = p.plan_version_id where account_id = %s",
            "buckets": "select source, source_ref, granted, remaining from ledger.bucket_rests "
            "where account_id = %s and granted > 0",
            "account": "select posted, debt from ledger.accounts where id = %s",
        }
        return {
            name: sorted(str(row).replace(f"-{self.tag}", "") for row in rows(query, id))
            for name, query in tables.items()
        }

    @property
    def violations(self) -> list[Any]:
        return self.world.ledger.rows(
            "select * from ledger.verify(%s) union all select * from billing.verify(%s)",
            *(self.caller.account.id, self.caller.account.id),
        )


class Model:
    """The rules once more, out of all facts at once."""

    def __init__(self, facts: list[tuple[int, Fact]], shop: Shop) -> None:
        self.shop = shop
        latest: dict[tuple[str, ...], tuple[Any, Fact]] = {}
        self.paid: set[str] = set()
        for number, fact in facts:
            key = (fact["fact"], fact.get("transaction_id") or fact.get("reversal_id") or "-")
            order = (fact["as_of"], fact.get("rank", 0), number)
            if key not in latest or order > latest[key][0]:
                latest[key] = (order, fact)
            if fact["fact"] == "purchase" and fact["state"] == "paid":
                self.paid.add(fact["transaction_id"])
        self.facts = [fact for _, fact in latest.values()]
        self.purchases = {f["transaction_id"]: f for f in self.of("purchase")}

    def of(self, kind: str) -> list[Fact]:
        return [fact for fact in self.facts if fact["fact"] == kind]

    def reversed(self, tx: str) -> float:
        """Millionths of it that are taken back."""
        active = [
            f for f in self.of("reversal") if f["payment_id"] == tx and f["state"] == "active"
        ]
        return min(sum(f.get("share_ppm", 1_000_000) for f in active), 1_000_000)

    def kept(self, tx: str) -> int:
        fact = self.purchases[tx]
        whole = self.whole(fact)
        if fact["state"] != "paid":
            return 0
        kept = whole * (1_000_000 - int(self.reversed(tx))) // 1_000_000
        start, end = fact.get("period_start"), fact.get("period_end")
        cuts = [
            f["period_start"]
            for f in self.purchases.values()
            if start
            and f.get("period_start")
            and f["product"] != fact["product"]
            and f["state"] == "paid"
            and start < f["period_start"] < end
        ]
        if cuts:
            days, of = _days(start, min(cuts)), _days(start, end)
            kept = min(kept, whole * days // of)
        return kept

    def whole(self, fact: Fact) -> int:
        if fact["product"] == self.shop.pack:
            return PACK
        for name, product in self.shop.products.items():
            if product == fact["product"]:
                return INCLUDED[name]
        return 0

    @property
    def posted(self) -> int:
        """Packs, the periods that run, and what went on into those. Nothing is ever spent."""
        packs = sum(self.kept(tx) for tx in self.paid if not self.purchases[tx].get("period_start"))
        periods = sorted(
            (f for tx, f in self.purchases.items() if f.get("period_start") and tx in self.paid),
            key=lambda f: (f["period_start"], f["period_end"]),
        )
        rolled: dict[str, int] = {}
        live = 0
        now = at(0)
        for fact in periods:
            tx = fact["transaction_id"]
            before = [
                f
                for f in periods
                if f["period_end"] <= fact["period_start"] <= now and self.next_of(f, periods) == tx
            ]
            lapsed = sum(
                self.kept(f["transaction_id"]) + rolled[f["transaction_id"]] for f in before
            )
            rolled[tx] = min(lapsed, CAP)
            if fact["period_end"] > now:
                live += rolled[tx] + (self.kept(tx) if fact["period_start"] <= now else 0)
        return packs + live

    def next_of(self, fact: Fact, periods: list[Fact]) -> str | None:
        later = [
            f
            for f in periods
            if f["period_start"] >= fact["period_end"] and self.kept(f["transaction_id"]) > 0
        ]
        return later[0]["transaction_id"] if later else None

    @property
    def has_unlock(self) -> bool:
        return any(
            f["product"] == self.shop.unlock and f["state"] == "paid" and self.reversed(tx) < 1e6
            for tx, f in self.purchases.items()
        )

    @property
    def plan(self) -> str:
        """`small`, `large` or free."""
        now = at(0)
        for fact in self.of("subscription"):
            running = max(
                (
                    f
                    for tx, f in self.purchases.items()
                    if f.get("period_start") and tx in self.paid and f["period_start"] <= now
                ),
                key=lambda f: (f["period_start"], f["purchased_at"], f["transaction_id"]),
                default=None,
            )
            until = max(fact["entitled_until"], running["period_end"] if running else "")
            lost = running is not None and (
                running["state"] != "paid" or self.reversed(running["transaction_id"]) >= 1e6
            )
            if fact["is_entitled"] and until > now and not lost:
                product = fact["product"]
                if fact["period_start"] > now and running:
                    product = running["product"]
                return next(n for n, p in self.shop.products.items() if p == product)
        return "free"


def _days(start: str, end: str) -> int:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)) // timedelta(days=1)


class FoldMachine(RuleBasedStateMachine):
    """A customer's life is made up; then it is told in its own order, and in another."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.events: list[list[Fact]] = []
        self.clock = -200.0
        self.count = 0
        self.ends = -100
        self.plan = "small"
        self.seed = random.Random(0)
        self.hint = {"account_id": "whoever"}

    @initialize(names_customer=st.booleans(), seed=st.integers(0, 2**32))
    def begin(self, names_customer: bool, seed: int) -> None:
        self.seed = random.Random(seed)
        if names_customer:
            self.hint = {"owner_key": "cus"}
            self.say({**owner("cus", self.dummy), "account_id": "whoever"})

    @property
    def dummy(self) -> Any:
        class Nobody:
            class account:
                id = uuid.UUID(int=0)

        return Nobody

    def say(self, *facts: Fact) -> None:
        self.clock += 0.1
        self.events.append([{**fact, "as_of": at(self.clock)} for fact in facts])

    def name(self) -> str:
        self.count += 1
        return f"tx{self.count:03}"

    @property
    def bought(self) -> list[Fact]:
        return [f for facts in self.events for f in facts if f["fact"] == "purchase"]

    @rule(pays=st.booleans(), unlock=st.booleans())
    def buy(self, pays: bool, unlock: bool) -> None:
        product = self.shop.unlock if unlock else self.shop.pack
        tx, state = self.name(), "paid" if pays else "pending"
        self.say(purchase(tx, product, state=state, **self.hint))

    @rule(later=st.integers(0, 3))
    def renew(self, later: int) -> None:
        """A period after the last, sometimes with a pause; not beyond the one that runs."""
        start = self.ends + 5 * later
        if start > 0:
            return
        self.ends = start + DAYS
        self.subscribe(start)

    @precondition(lambda self: self.ends > -70 and self.ends - DAYS < -5)
    @rule()
    def upgrade(self) -> None:
        """In the middle of the last period, to the other plan: a period of its own."""
        start = self.ends - 10
        if start > 0:
            return
        self.plan = "large" if self.plan == "small" else "small"
        self.ends = start + DAYS
        self.subscribe(start)

    def subscribe(self, start: int) -> None:
        product = self.shop.products[self.plan]
        facts = [
            period(self.name(), product, "sub", start, start + DAYS, **self.hint),
            subscription("sub", product, start, start + DAYS, **self.hint),
        ]
        if start % 2:
            self.say(*facts)
        else:
            for fact in facts:
                self.say(fact)

    @precondition(lambda self: any(f["fact"] == "subscription" for e in self.events for f in e))
    @rule(state=st.sampled_from(["canceled", "paused", "past_due", "active"]))
    def change(self, state: str) -> None:
        last = [f for e in self.events for f in e if f["fact"] == "subscription"][-1]
        entitled = state in ("past_due", "active")
        self.say({**last, "state": state, "is_entitled": entitled})

    @precondition(lambda self: self.bought)
    @rule(pick=picks, share=st.sampled_from([1_000_000, 400_000, 700_000]), disputed=st.booleans())
    def refund(self, pick: int, share: int, disputed: bool) -> None:
        tx = self.bought[pick % len(self.bought)]["transaction_id"]
        kind = "dispute" if disputed else "refund"
        self.say(refund(tx, id=f"re-{self.name()}", share_ppm=share, kind=kind))

    @precondition(lambda self: any(f["fact"] == "reversal" for e in self.events for f in e))
    @rule(pick=picks)
    def take_back(self, pick: int) -> None:
        """The refund fails, or the dispute is won."""
        made = [f for e in self.events for f in e if f["fact"] == "reversal"]
        self.say({**made[pick % len(made)], "state": "inactive"})

    @precondition(lambda self: self.bought)
    @rule(pick=picks, state=st.sampled_from(["paid", "void"]))
    def settle(self, pick: int, state: str) -> None:
        """A payment comes through after all, or does not."""
        self.say({**self.bought[pick % len(self.bought)], "state": state})

    def teardown(self) -> None:
        """All that happened is told to two customers, in two orders."""
        ordered, shuffled, seed = Side(self.shop), Side(self.shop), self.seed
        numbered = list(enumerate(self.events))
        for number, facts in numbered:
            ordered.tell(number, facts)
        some = [event for event in numbered if seed.random() < 0.3]
        mixed = numbered + some
        seed.shuffle(mixed)
        for number, facts in mixed:
            shuffled.tell(number, facts)
        state = ordered.state
        assert shuffled.state == state
        assert ordered.violations == shuffled.violations == []

        model = Model([(n, f) for n, facts in numbered for f in facts], self.shop)
        assert self.shop.world.posted(ordered.caller) == model.posted
        plans = {**self.shop.plans, "free": "free"}
        assert self.shop.world.plan_of(ordered.caller)["plan_id"] == plans[model.plan]
        held = [line for line in state["entitlements"] if "'is_held': True" in line]
        assert bool(held) == model.has_unlock


def test_any_order_of_any_facts_ends_as_the_model_says(world: Billing) -> None:
    assert NOW.microsecond == 0
    shop = Shop(world)
    run_state_machine_as_test(
        lambda: FoldMachine(shop),
        settings=settings(
            max_examples=50,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
