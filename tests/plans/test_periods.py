"""Periods: a month ends, the next begins once, and what was left goes on as its plan says."""

import pytest
from ledger.races import race, states
from ledger.steps import refused
from plans.steps import PlanWorld

pytestmark = pytest.mark.every_postgres


def test_ended_period_is_followed_by_the_next_with_its_credits(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100))
    account.spend(30)
    account.end_period()
    ended = account.plan["period_end"]
    assert world.renew() == 1
    assert account.live == {"period": 100}
    assert account.money == (100, 0, 0)
    assert account.plan["period_start"] == ended
    assert world.renew() == 0
    assert account.money == (100, 0, 0)


def test_period_that_has_not_ended_changes_nothing(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100))
    before = account.plan, account.facts
    assert world.renew() == 0
    account.begin_period()
    assert (account.plan, account.facts) == before


def test_missed_periods_are_granted_once_for_the_one_that_runs(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100, rollover_cap=1000))
    account.end_period("100 days")
    assert world.renew() == 1
    # What was left of the last one that was had goes on.
    assert account.live == {"period": 100, "rollover": 100}
    plan = account.plan
    assert plan["period"] == 3
    assert plan["period_start"] < plan["period_end"]
    assert world.ledger.value(
        "select now() >= %s and now() < %s", plan["period_start"], plan["period_end"]
    )
    assert world.renew() == 0


def test_next_period_gets_the_newest_version_of_the_plan(world: PlanWorld) -> None:
    plan = world.plan(100)
    account = world.subscriber(plan)
    world.version(plan, 250)
    world.version(plan, 999, starts_in="1 hour")
    assert account.live == {"period": 100}
    account.end_period()
    world.renew()
    assert account.live == {"period": 250}
    assert account.plan["included"] == 250


def test_plan_without_credits_renews_too(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(0))
    account.end_period()
    assert world.renew() == 1
    assert account.money == (0, 0, 0)
    assert world.renew() == 0


def test_periods_of_a_subscription_come_with_its_purchases(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100), source="subscription")
    account.end_period("1 hour")
    before = account.plan
    assert world.renew() == 0
    account.begin_period()
    assert account.plan == before
    assert account.live == {}


def test_closed_account_moves_on_without_credits(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100))
    account.end_period()
    account.set_status("closed")
    assert world.renew() == 1
    assert account.money == (0, 0, 0)
    assert world.renew() == 0


# --- rollover -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sweeper_is_first", [True, False])
@pytest.mark.parametrize(("cap", "goes_on"), [(0, 0), (25, 25), (70, 70), (500, 70)])
def test_what_is_left_goes_on_up_to_the_cap(
    world: PlanWorld, sweeper_is_first: bool, cap: int, goes_on: int
) -> None:
    account = world.subscriber(world.plan(100, rollover_cap=cap))
    account.spend(30)
    account.end_period()
    if sweeper_is_first:
        world.ledger.refresh_buckets()
    world.renew()
    assert account.live == {"period": 100, **({"rollover": goes_on} if goes_on else {})}
    assert account.money == (100 + goes_on, 0, 0)
    kinds = world.ledger.rows(
        "select distinct expires_at from ledger.buckets where account_id = %s "
        "and expires_at > now()",
        account.id,
    )
    assert [row["expires_at"] for row in kinds] == [account.plan["period_end"]]


def test_rollover_never_grows_beyond_the_cap(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100, rollover_cap=120))
    for goes_on in (100, 120, 120):
        account.end_period()
        world.renew()
        assert account.live == {"period": 100, "rollover": goes_on}
    account.spend(150)
    account.end_period()
    world.renew()
    assert account.live == {"period": 100, "rollover": 70}


def test_credits_that_were_not_included_do_not_roll_over(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100, rollover_cap=1000))
    account.spend(100)
    account.grant(40, ref="promo", ends_in="1 day")
    account.grant(60, source="purchase", ref="pack")
    account.end_period()
    world.renew()
    assert account.live == {"period": 100}
    assert account.buckets["pack"] == 60
    assert account.buckets["promo"] == 0


@pytest.mark.parametrize("sweeper_is_first", [True, False])
@pytest.mark.parametrize(("cap", "goes_on"), [(1000, 100), (70, 70), (40, 40), (20, 20), (0, 0)])
@pytest.mark.parametrize("cost", [0, 10, 60])
def test_credits_held_over_the_end_are_neither_lost_nor_doubled(
    world: PlanWorld, sweeper_is_first: bool, cap: int, goes_on: int, cost: int
) -> None:
    """100 left, 60 of them held: the hold is paid by what it was promised, or by what went on."""
    account = world.subscriber(world.plan(100, rollover_cap=cap))
    hold = account.hold(60)
    account.end_period()
    if sweeper_is_first:
        world.ledger.refresh_buckets()
    world.renew()
    account.settle(hold, cost)
    account.refresh()
    kept_for_hold = 100 - max(goes_on, 40)
    paid_by_kept = min(cost, kept_for_hold)
    assert account.money == (100 + goes_on - (cost - paid_by_kept), 0, 0)


# --- overage --------------------------------------------------------------------------------------


def test_billed_overage_does_not_eat_the_new_period(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100, overage_cap=50, overage_rate=20))
    account.spend(130)
    assert account.money == (-30, 0, 30)
    account.end_period()
    world.renew()
    assert account.overages == [(30, 20)]
    assert account.money == (100, 0, 0)
    assert account.plan["overdraft_limit"] == 50
    entries = [entry for entry in account.entries if entry[0] == "adjust"]
    assert entries == [("adjust", 30)]
    # The next one is billed for its own.
    account.spend(110)
    account.end_period()
    world.renew()
    assert account.overages == [(30, 20), (10, 20)]


def test_blocked_debt_is_paid_by_the_new_period(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100))
    hold = account.hold(60)
    account.release(hold)
    account.charge_late(hold, 140)
    account.end_period()
    world.renew()
    assert account.overages == []
    assert account.money == (60, 0, 0)


def test_work_after_the_end_is_the_new_period_s(world: PlanWorld) -> None:
    """The worker comes late: what was spent in between is paid by what it brings."""
    account = world.subscriber(world.plan(100, overage_cap=50))
    account.spend(120)
    account.end_period("1 hour")
    account.spend(25)
    assert account.money == (-45, 0, 45)
    world.renew()
    assert account.overages == [(20, 10_000)]
    assert account.money == (75, 0, 0)


def test_work_after_the_end_that_nothing_paid_is_billed_with_its_own_period(
    world: PlanWorld,
) -> None:
    account = world.subscriber(world.plan(10, overage_cap=50))
    account.spend(20)
    account.end_period("1 hour")
    account.spend(25)
    world.renew()
    assert account.money == (-15, 0, 15)
    account.end_period()
    world.renew()
    assert account.overages == [(10, 10_000), (15, 10_000)]
    assert account.money == (10, 0, 0)


def test_debt_of_a_refund_is_not_billed(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100, overage_cap=500))
    account.grant(200, source="purchase", ref="pack")
    account.spend(300)
    account.claw_back(200, of="pack", source="purchase")
    account.spend(50)
    assert account.money == (-250, 0, 250)
    account.end_period()
    world.renew()
    assert account.overages == [(50, 10_000)]
    assert account.money == (-100, 0, 100)


def test_no_more_than_the_cap_is_billed(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100, overage_cap=50))
    hold = account.hold(0)
    account.release(hold)
    account.charge_late(hold, 180)
    account.end_period()
    world.renew()
    assert account.overages == [(50, 10_000)]
    assert account.money == (70, 0, 0)


# --- batches, crashes, races ----------------------------------------------------------------------


def test_batches_are_bounded_and_reach_everybody(own_world: PlanWorld) -> None:
    plan = own_world.plan(100)
    accounts = [own_world.subscriber(plan) for _ in range(5)]
    for account in accounts:
        account.end_period()
    assert [own_world.renew(2) for _ in range(4)] == [2, 2, 1, 0]
    assert [account.live for account in accounts] == [{"period": 100}] * 5


def test_batch_that_dies_is_done_anew(own_world: PlanWorld) -> None:
    plan = own_world.plan(100, rollover_cap=30)
    accounts = [own_world.subscriber(plan) for _ in range(3)]
    for account in accounts:
        account.end_period()
    dying = own_world.db.connect("florin_worker", autocommit=False)
    assert own_world.renew(2, dying) == 2
    # Another worker passes over what the first one holds.
    assert own_world.renew() == 1
    # Waits for the end, with which the locks are let go.
    assert own_world.ledger.value("select pg_terminate_backend(%s, 10000)", dying.info.backend_pid)
    assert own_world.renew() == 2
    assert [account.live for account in accounts] == [{"period": 100, "rollover": 30}] * 3


def test_many_workers_grant_each_period_once(own_world: PlanWorld) -> None:
    plan = own_world.plan(100, rollover_cap=30)
    accounts = [own_world.subscriber(plan) for _ in range(20)]
    for account in accounts:
        account.end_period()
    results = race(
        own_world.db,
        6,
        lambda connection, _: sum(own_world.renew(3, connection) for _ in range(8)),
        role="florin_worker",
    )
    assert states(results) == []
    assert sum(int(str(result)) for result in results) + own_world.renew() == 20
    assert [account.live for account in accounts] == [{"period": 100, "rollover": 30}] * 20


def test_renewal_while_spending_mints_and_loses_nothing(own_world: PlanWorld) -> None:
    account = own_world.subscriber(own_world.plan(100, rollover_cap=40))
    account.end_period()

    def work(connection: object, number: int) -> int:
        """The even renew, the odd spend one by one; how much."""
        spent = 0
        for _ in range(30):
            if number % 2:
                row = connection.execute(  # type: ignore[attr-defined]
                    "with h as (select gen_random_uuid() as id) "
                    "select h.id, (ledger.place_hold(%s, h.id, 1, '1 minute')).available from h "
                    "where exists (select from ledger.accounts where id = %s "
                    "and posted - held > 0 and next_bucket_change_at > now())",
                    [account.id, account.id],
                ).fetchone()
                if row is not None:
                    connection.execute(  # type: ignore[attr-defined]
                        "select ledger.settle_hold(%s, %s, 1, 'work', 'provider')",
                        [account.id, row[0]],
                    )
                    spent += 1
            else:
                connection.execute("select access.renew_periods(10)")  # type: ignore[attr-defined]
        return spent

    results = race(own_world.db, 6, work)
    assert set(states(results)) <= {"FLBAL"}
    own_world.renew()
    spent = own_world.ledger.value(
        "select coalesce(-sum(amount), 0)::bigint from ledger.entries "
        "where account_id = %s and kind = 'settle'",
        account.id,
    )
    assert account.money == (140 - spent, 0, 0)
    granted = own_world.ledger.value(
        "select sum(granted)::bigint from ledger.buckets where account_id = %s", account.id
    )
    assert granted == 240


def test_unknown_account_is_refused(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(1))
    account.id = account.user_id
    with refused("FLACC"):
        account.begin_period()
