"""Plans of stores: periods in any order, rollover, upgrades, trials, families, and the end."""

import itertools
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from billing.steps import Billing, Fact, at, period, refund, subscription
from generation.steps import Caller

pytestmark = pytest.mark.every_postgres

SECOND = 1 / 86400


class Chain:
    """A customer, a plan and a subscription to it."""

    def __init__(self, world: Billing, included: int = 100, cap: int = 0) -> None:
        self.world = world
        self.caller: Caller = world.sign_in()
        self.plan = world.plan(included, rollover_cap=cap)
        self.product = world.plan_product(self.plan)
        self.id = f"sub-{uuid.uuid4()}"
        self.hint = {"account_id": str(self.caller.account.id)}

    def period(
        self, name: str, start: float, end: float, product: str = "", **more: object
    ) -> Fact:
        tx = f"{name}-{self.id}"
        return period(tx, product or self.product, self.id, start, end, **self.hint, **more)

    def state(self, start: float, end: float, product: str = "", **more: object) -> Fact:
        return subscription(self.id, product or self.product, start, end, **self.hint, **more)

    def refund(self, name: str, **more: object) -> Fact:
        return refund(f"{name}-{self.id}", **more)

    @property
    def buckets(self) -> dict[str, tuple[int, int, int]]:
        return {key.split("-")[0]: value for key, value in self.world.buckets(self.caller).items()}

    @property
    def posted(self) -> int:
        return self.world.posted(self.caller)

    @property
    def plan_id(self) -> str:
        return str(self.world.plan_of(self.caller)["plan_id"])


def test_paid_period_gives_its_plan_and_its_credits_once(world: Billing) -> None:
    chain = Chain(world)
    facts = [chain.period("a", -1, 29), chain.state(-1, 29)]
    world.tell(*facts)
    plan = world.plan_of(chain.caller)
    assert (plan["plan_id"], plan["source"]) == (chain.plan, "subscription")
    assert [plan["period_start"].isoformat(), plan["period_end"].isoformat()] == [at(-1), at(29)]
    assert chain.buckets == {"a": (100, 100, 0)}
    world.tell(*facts)
    assert chain.posted == 100
    assert world.plan_of(chain.caller) == plan


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_renewals_in_any_order_end_equal_with_rollover(
    world: Billing, order: tuple[int, ...]
) -> None:
    """Of 100 lapsed, 60 go on; of 160 lapsed, 60 again."""
    chain = Chain(world, 100, cap=60)
    facts = [
        chain.period("a", -70, -40),
        chain.period("b", -40, -10),
        chain.period("c", -10, 20),
        chain.state(-10, 20),
    ]
    for number in order:
        world.tell(facts[number])
    assert chain.buckets == {
        "a": (100, 0, 0),
        "+b": (60, 0, 0),
        "b": (100, 0, 0),
        "+c": (60, 60, 0),
        "c": (100, 100, 0),
    }
    assert chain.posted == 160
    assert chain.plan_id == chain.plan


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_refund_of_an_ended_period_takes_what_went_on(
    world: Billing, order: tuple[int, ...]
) -> None:
    chain = Chain(world, 100, cap=60)
    facts = [
        chain.period("a", -40, -10),
        chain.period("b", -10, 20),
        chain.refund("a", share_ppm=700_000),
    ]
    for number in order:
        world.tell(facts[number])
    assert chain.buckets == {"a": (100, 0, 70), "+b": (30, 30, 0), "b": (100, 100, 0)}
    assert chain.posted == 130
    world.tell(chain.refund("a", active=False, as_of=1))
    assert chain.buckets == {"a": (100, 0, 0), "+b": (60, 60, 0), "b": (100, 100, 0)}
    assert chain.posted == 160


def test_next_period_of_a_refunded_one_gets_what_was_left_before(world: Billing) -> None:
    chain = Chain(world, 100, cap=60)
    world.tell(chain.period("a", -70, -40), chain.period("b", -40, -10), chain.period("c", -10, 20))
    world.tell(chain.refund("b"))
    assert chain.buckets == {"a": (100, 0, 0), "b": (100, 0, 100), "c": (100, 100, 0)} | {
        "+c": (60, 60, 0)
    }
    assert chain.posted == 160


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_upgrade_cuts_the_period_short(world: Billing, order: tuple[int, ...]) -> None:
    chain = Chain(world, 100)
    larger = world.plan(1000)
    product = world.plan_product(larger)
    facts = [
        chain.period("a", -6, 24),
        chain.period("b", -1, 24, product, share_ppm=833_333),
        chain.state(-1, 24, product),
    ]
    for number in order:
        world.tell(facts[number])
    # 5 of 30 days kept.
    assert chain.buckets == {"a": (100, 16, 84), "b": (833, 833, 0)}
    assert chain.plan_id == larger


def test_refund_of_the_rest_after_an_upgrade_takes_it_once(world: Billing) -> None:
    chain = Chain(world, 300)
    product = world.plan_product(world.plan(1000))
    world.tell(chain.period("a", -10, 20), chain.period("b", 0, 30, product))
    assert chain.buckets["a"] == (300, 100, 200)
    world.tell(chain.refund("a", share_ppm=666_666))
    assert chain.buckets["a"] == (300, 100, 200)
    world.tell(chain.refund("a", as_of=1))
    assert chain.buckets["a"] == (300, 0, 300)


def test_trial_gives_its_own_credits(world: Billing) -> None:
    for given, credits in ((None, 100), (7, 7), (0, 0)):
        chain = Chain(world, 100)
        chain.product = world.plan_product(chain.plan, trial_credits=given)
        world.tell(chain.period("a", -1, 6, is_trial=True), chain.state(-1, 6, state="trialing"))
        assert chain.posted == credits
        assert chain.plan_id == chain.plan


def test_family_gets_the_plan_without_credits(world: Billing) -> None:
    chain = Chain(world)
    world.tell(
        chain.period("a", -1, 29, is_family_shared=True), chain.state(-1, 29, is_family_shared=True)
    )
    assert (chain.plan_id, chain.posted, chain.buckets) == (chain.plan, 0, {})
    world.tell(chain.refund("a", kind="revocation"))
    assert chain.plan_id == "free"


def test_wholly_refunded_period_loses_the_plan_and_a_part_does_not(world: Billing) -> None:
    chain = Chain(world)
    world.tell(chain.period("a", -1, 29), chain.state(-1, 29))
    world.tell(chain.refund("a", share_ppm=500_000))
    assert chain.plan_id == chain.plan
    world.tell(chain.refund("a", as_of=1))
    assert chain.plan_id == "free"
    world.tell(chain.refund("a", as_of=2, active=False))
    assert chain.plan_id == chain.plan
    assert chain.posted == 100


@pytest.mark.parametrize("end_is_first", [True, False])
def test_ended_subscription_leaves_the_own_plan_as_it_was(
    world: Billing, end_is_first: bool
) -> None:
    chain = Chain(world)
    before = world.plan_of(chain.caller), chain.caller.account.money
    facts = [
        chain.state(-1, 29),
        chain.state(-1, 29, as_of=1, state="canceled", is_entitled=False),
    ]
    for fact in reversed(facts) if end_is_first else facts:
        world.tell(fact)
    assert (world.plan_of(chain.caller), chain.caller.account.money) == before


def test_store_that_retries_keeps_the_plan_as_it_says(world: Billing) -> None:
    chain = Chain(world)
    world.tell(chain.state(-31, -1, state="past_due", entitled_until=None))
    assert chain.plan_id == chain.plan
    world.tell(chain.state(-31, -1, as_of=1, state="paused", is_entitled=False))
    assert chain.plan_id == "free"
    world.tell(chain.state(-31, -1, as_of=2, state="grace", entitled_until=at(3)))
    assert chain.plan_id == chain.plan


def test_downgrade_to_come_is_the_next_plan(world: Billing) -> None:
    chain = Chain(world)
    smaller = world.plan(10)
    product = world.plan_product(smaller)
    world.tell(chain.period("a", -1, 29), chain.state(-1, 29, next_product=product))
    assert world.plan_of(chain.caller)["next_plan_id"] == smaller
    world.tell(chain.state(-1, 29, as_of=1, next_product=product, will_renew=False))
    assert world.plan_of(chain.caller)["next_plan_id"] is None


def test_best_of_two_subscriptions_decides(world: Billing) -> None:
    chain, other = Chain(world, 100), Chain(world, 1000)
    other.caller, other.hint = chain.caller, chain.hint
    world.tell(chain.state(-1, 29))
    world.tell(other.state(-1, 29))
    assert chain.plan_id == other.plan
    world.tell(other.state(-1, 29, as_of=1, state="expired", is_entitled=False))
    assert chain.plan_id == chain.plan


def test_plan_version_of_the_period_s_begin_counts(world: Billing) -> None:
    chain = Chain(world, 100)
    world.ledger.connection.execute(
        "insert into catalog.plan_versions (plan_id, effective_at, included) "
        "values (%s, now() - interval '5 days', 999)",
        [chain.plan],
    )
    world.tell(chain.period("b", -4, 26), chain.period("a", -34, -4))
    assert chain.buckets == {"a": (100, 0, 0), "b": (999, 999, 0)}


def soon(seconds: float) -> float:
    """The days from the tests' now until so many seconds from the real one."""
    return float(
        (datetime.now(UTC) + timedelta(seconds=seconds) - datetime.fromisoformat(at()))
        / timedelta(days=1)
    )


def test_clock_ends_a_subscription_that_nothing_is_heard_of(own_world: Billing) -> None:
    world, chain = own_world, Chain(own_world)
    ends = soon(1.5)
    world.tell(chain.period("a", -30, ends), chain.state(-30, ends))
    assert (chain.plan_id, chain.posted, world.apply_due()) == (chain.plan, 100, 0)
    time.sleep(1.6)
    assert [world.apply_due(), world.apply_due()] == [1, 0]
    assert (chain.plan_id, chain.posted) == ("free", 0)


def test_renewal_paid_early_begins_with_its_period(own_world: Billing) -> None:
    world, chain = own_world, Chain(own_world, 100, cap=60)
    turn = soon(1.5)
    world.tell(chain.period("a", -30, turn), chain.state(-30, turn))
    world.tell(chain.period("b", turn, 30), chain.state(turn, 30, as_of=1))
    plan = world.plan_of(chain.caller)
    assert plan["period_start"].isoformat() == at(-30)
    assert chain.posted == 100
    time.sleep(1.6)
    assert [world.apply_due(), world.apply_due()] == [1, 0]
    assert world.plan_of(chain.caller)["period_end"].isoformat() == at(30)
    assert chain.buckets == {"a": (100, 0, 0), "+b": (60, 60, 0), "b": (100, 100, 0)}
    assert chain.posted == 160


@pytest.mark.parametrize("purchase_is_last", [True, False])
def test_overage_is_billed_when_the_next_period_begins(
    world: Billing, purchase_is_last: bool
) -> None:
    caller = world.sign_in()
    plan = world.plan(100, overage_policy="bill", overage_rate=20, overage_cap=50)
    product, chain = world.plan_product(plan), f"sub-{uuid.uuid4()}"
    hint = {"account_id": str(caller.account.id)}
    world.empty(caller)
    turn = soon(1)
    world.tell(
        period(f"a-{chain}", product, chain, -30, turn, **hint),
        subscription(chain, product, -30, turn, **hint),
    )
    world.spend(caller, 130)
    assert caller.account.money == (-30, 0, 30)
    time.sleep(1.1)
    facts = [
        period(f"b-{chain}", product, chain, turn, 40, **hint),
        subscription(chain, product, turn, 40, as_of=1, **hint),
    ]
    for fact in reversed(facts) if purchase_is_last else facts:
        world.tell(fact)
    rows = world.ledger.rows(
        "select amount, rate from access.overages where account_id = %s", caller.account.id
    )
    assert [(row["amount"], row["rate"]) for row in rows] == [(30, 20)]
    assert caller.account.money == (100, 0, 0)
    limit = world.ledger.value(
        "select overdraft_limit from ledger.accounts where id = %s", caller.account.id
    )
    assert limit == 50


def test_admin_s_plan_is_kept_for_when_the_subscription_ends(world: Billing) -> None:
    chain = Chain(world)
    gift = world.plan(500)
    world.ledger.row(
        "select * from access.change_plan(%s, %s, 'admin', 'now')", chain.caller.account.id, gift
    )
    world.tell(chain.state(-1, 29))
    assert chain.plan_id == chain.plan
    world.tell(chain.state(-1, 29, as_of=1, state="expired", is_entitled=False))
    plan = world.plan_of(chain.caller)
    assert (plan["plan_id"], plan["source"]) == (gift, "admin")
