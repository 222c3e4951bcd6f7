"""Any sequence of work, changes of plan and periods is as the simple model of the rules says."""

import copy
from collections.abc import Callable

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from plans.model import Model, Refused, Terms
from plans.steps import PlanWorld, Subscriber

TERMS = (
    Terms(0, 0, 0),
    Terms(40, 0, 0),
    Terms(60, 25, 0),
    Terms(100, 30, 35),
    Terms(10, 500, 60),
)
numbers = st.integers(0, len(TERMS) - 1)
amounts = st.integers(1, 20) | st.integers(1, 120)


class PlansMachine(RuleBasedStateMachine):
    """Every step is taken by the database and by the model; both do it or both refuse it."""

    def __init__(self, world: PlanWorld, plans: dict[str, Terms]) -> None:
        super().__init__()
        self.world = world
        self.plans = plans
        self.names = list(plans)

    @initialize(number=numbers)
    def open(self, number: int) -> None:
        self.account: Subscriber = self.world.subscriber(self.names[number])
        self.model = Model(self.plans, self.names[number])
        self.bought = 0

    def both(self, step: Callable[[], object], told: Callable[[Model], None]) -> bool:
        model = copy.deepcopy(self.model)
        try:
            told(model)
        except Refused as refusal:
            with pytest.raises(psycopg.Error) as caught:
                step()
            assert caught.value.sqlstate == str(refusal)
            return False
        self.model = model
        step()
        return True

    @rule(amount=amounts)
    def spend(self, amount: int) -> None:
        self.both(lambda: self.account.spend(amount), lambda model: model.spend(amount))

    @rule()
    def spend_all(self) -> None:
        """The edge, where what is below zero begins."""
        if self.model.available > 0:
            self.spend(self.model.available)

    @rule(amount=amounts)
    def buy(self, amount: int) -> None:
        self.both(lambda: self.account.grant(amount), lambda model: model.buy(amount))
        self.bought += amount

    @rule(number=numbers, when=st.sampled_from(["now", "now", "next_period"]))
    def change(self, number: int, when: str) -> None:
        plan = self.names[number]
        self.both(lambda: self.account.change(plan, when), lambda model: model.change(plan, when))

    @rule(ago=st.sampled_from(["1 second", "1 hour", "75 days"]))
    def end_period(self, ago: str) -> None:
        if not self.model.has_ended:
            self.both(lambda: self.account.end_period(ago), lambda model: model.end_period())

    @rule()
    def renew(self) -> None:
        self.both(self.world.renew, lambda model: model.renew())

    @rule()
    def sweep(self) -> None:
        """Whoever lapses buckets may come first."""
        self.account.refresh()

    @invariant()
    def is_as_the_model_says(self) -> None:
        model, account = self.model, self.account
        plan = account.plan
        assert (plan["plan_id"], plan["next_plan_id"]) == (model.plan, model.next_plan)
        assert plan["overdraft_limit"] == model.overdraft
        facts = account.facts
        assert facts["debt"] == model.debt
        # Lapsed credits that nobody has swept yet are posted still.
        lapsed = self.world.ledger.value(
            "select coalesce(sum(remaining), 0)::bigint from ledger.bucket_rests "
            "where account_id = %s and expires_at <= now()",
            account.id,
        )
        assert facts["posted"] - lapsed == model.usable + model.others - model.debt
        assert account.live == {} or sum(account.live.values()) == model.usable
        assert [amount for amount, _ in account.overages] == model.overages
        minted = self.world.ledger.row(
            "select coalesce(sum(granted) filter (where source = 'plan'), 0)::bigint as plan, "
            "coalesce(sum(granted) filter (where source = 'promo'), 0)::bigint as promo "
            "from ledger.buckets where account_id = %s",
            account.id,
        )
        assert (minted["plan"], minted["promo"]) == (model.minted, self.bought)
        assert self.world.ledger.rows("select * from ledger.verify(%s)", account.id) == []


@pytest.mark.every_postgres
def test_any_sequence_of_changes_and_periods_is_as_the_model_says(world: PlanWorld) -> None:
    plans = {
        world.plan(
            terms.included, rollover_cap=terms.rollover_cap, overage_cap=terms.overage_cap
        ): terms
        for terms in TERMS
    }
    newest = world.ledger.connection.info.server_version >= 180000
    run_state_machine_as_test(
        lambda: PlansMachine(world, plans),
        settings=settings(
            max_examples=60 if newest else 10,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
