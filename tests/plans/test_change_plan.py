"""access.change_plan: what was used and paid for stays, and nothing is granted twice."""

import pytest
from ledger.races import race, states
from ledger.steps import refused
from plans.steps import PlanWorld

pytestmark = pytest.mark.every_postgres


def test_upgrade_now_grants_the_difference_until_the_period_s_end(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100))
    account.spend(80)
    larger = world.plan(500, overage_cap=70)
    account.change(larger)
    assert account.live == {"period": 20, "upgrade": 400}
    plan = account.plan
    assert (plan["plan_id"], plan["source"], plan["overdraft_limit"]) == (larger, "admin", 70)
    ends = world.ledger.value(
        "select distinct expires_at from ledger.buckets where account_id = %s", account.id
    )
    assert ends == plan["period_end"]
    account.end_period()
    world.renew()
    assert account.live == {"period": 500}


def test_downgrade_now_takes_nothing_away_this_period(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(500, overage_cap=70))
    account.spend(100)
    account.change(world.plan(100))
    assert account.live == {"period": 400}
    assert account.plan["overdraft_limit"] == 0
    account.end_period()
    world.renew()
    assert account.live == {"period": 100}


def test_same_change_twice_grants_once(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100))
    larger = world.plan(500)
    account.change(larger)
    before = account.facts, account.plan
    account.change(larger)
    account.change(larger)
    assert (account.facts, account.plan) == before


def test_up_and_down_and_up_again_gives_the_largest_once(world: PlanWorld) -> None:
    small, middle, large = world.plan(100), world.plan(300), world.plan(700)
    account = world.subscriber(small)
    for plan, total in (
        *((middle, 300), (small, 300), (middle, 300), (large, 700), (small, 700), (large, 700)),
        *((middle, 700), (small, 700)),
    ):
        account.change(plan)
        assert account.money == (total, 0, 0)
    # The larger version of a plan that was had already counts by what is more.
    world.version(middle, 800)
    account.change(middle)
    assert account.money == (800, 0, 0)


def test_change_at_the_same_moment_on_many_connections_grants_once(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100))
    plans = [world.plan(500), world.plan(300)]
    results = race(
        world.db,
        8,
        lambda connection, number: connection.execute(
            "select access.change_plan(%s, %s, 'admin', 'now')", [account.id, plans[number % 2]]
        ).fetchone(),
    )
    assert states(results) == []
    assert account.money == (500, 0, 0)


def test_next_period_s_plan_comes_with_the_next_period(world: PlanWorld) -> None:
    small = world.plan(100)
    account = world.subscriber(world.plan(500, rollover_cap=50))
    account.change(small, "next_period")
    assert account.plan["next_plan_id"] == small
    assert account.live == {"period": 500}
    account.end_period()
    world.renew()
    # What was left goes on by the plan it came with.
    assert account.live == {"period": 100, "rollover": 50}
    assert (account.plan["plan_id"], account.plan["next_plan_id"]) == (small, None)


def test_staying_takes_back_the_change_that_was_to_come(world: PlanWorld) -> None:
    mine = world.plan(100)
    for when in ("now", "next_period"):
        account = world.subscriber(mine)
        account.change(world.plan(500), "next_period")
        before = account.facts
        account.change(mine, when)
        assert account.plan["next_plan_id"] is None
        assert account.facts == before


def test_same_plan_stays_on_its_version(world: PlanWorld) -> None:
    plan = world.plan(100)
    account = world.subscriber(plan)
    world.version(plan, 400)
    account.change(plan)
    assert account.live == {"period": 100}
    assert account.plan["included"] == 100


def test_change_of_an_ended_period_counts_in_the_one_that_runs(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100))
    account.end_period()
    account.change(world.plan(500))
    assert account.live == {"period": 100, "upgrade": 400}
    assert world.renew() == 0


def test_change_after_a_subscription_s_period_grants_with_the_next(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(10), source="subscription")
    account.end_period()
    account.change(world.plan(100), source="default")
    assert account.live == {}
    assert world.renew() == 1
    assert account.live == {"period": 100}


def test_overage_until_the_change_is_billed_by_the_old_plan(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100, overage_cap=50, overage_rate=20))
    account.spend(130)
    account.change(world.plan(300, overage_cap=60, overage_rate=15))
    assert account.overages == [(30, 20)]
    assert account.money == (200, 0, 0)
    # The cap is on the whole period.
    assert account.plan["overdraft_limit"] == 30
    account.spend(230)
    with refused("FLBAL"):
        account.spend(1)
    account.end_period()
    world.renew()
    assert account.overages == [(30, 20), (30, 15)]
    assert account.money == (300, 0, 0)
    assert account.plan["overdraft_limit"] == 60


def test_back_and_forth_never_gives_the_cap_again(world: PlanWorld) -> None:
    free, paid = world.plan(0), world.plan(0, overage_cap=50)
    account = world.subscriber(paid)
    for _ in range(3):
        available = account.facts["available"]
        if available > 0:
            account.spend(min(available, 30))
        account.change(free)
        assert account.facts["available"] == 0
        account.change(paid)
    assert [amount for amount, _ in account.overages] == [30, 20]
    with refused("FLBAL"):
        account.spend(1)


def test_what_is_not_offered_is_refused(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100))
    before = account.facts, account.plan
    with refused("FLPLN", plan="nowhere"):
        account.change("nowhere")
    later = world.plan(5)
    with refused("FLPLN", when="later"):
        account.change(later, "later")
    with refused("23514"):
        account.change(later, source="somebody")
    assert (account.facts, account.plan) == before
    account.set_status("closed")
    with refused("FLACC", status="closed"):
        account.change(later)
    account.id = account.user_id
    with refused("FLACC", status="unknown"):
        account.change(later)
