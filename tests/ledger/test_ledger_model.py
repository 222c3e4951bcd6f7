"""Any sequence of steps leaves an account as the simple model of the rules says."""

import copy
import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from ledger.model import Bucket, Model, Refused
from ledger.steps import Account, Ledger

from local.testbed.databases import Database

# Small charges leave something in the bucket that burns, large ones empty several.
amounts = st.integers(0, 5) | st.integers(0, 60)
hours = st.integers(1, 5)
numbers = st.integers(0, 1000)


class LedgerMachine(RuleBasedStateMachine):
    """Every step is taken by the database and by the model; both do it or both refuse it."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger
        self.holds: list[uuid.UUID] = []

    @initialize(overdraft=st.sampled_from([0, 0, 25]))
    def open(self, overdraft: int) -> None:
        self.account: Account = self.ledger.open(overdraft=overdraft)
        self.model = Model(overdraft)

    def both(self, step: Callable[[], Any], told: Callable[[Model], Any]) -> Any:
        """What the database answered, None where both refused with the same SQLSTATE."""
        model = copy.deepcopy(self.model)
        try:
            expected = told(model)
        except Refused as refusal:
            with pytest.raises(psycopg.Error) as caught:
                step()
            assert caught.value.sqlstate == str(refusal)
            return None
        self.model = model
        answer = step()
        if expected is not None:
            assert answer["charged"] == expected
        return answer

    def chosen_hold(self, number: int) -> int:
        """Mostly an open one, now and then one that is closed."""
        numbers = sorted(range(len(self.holds)), key=lambda n: not self.model.holds[n].is_open)
        return numbers[number % min(len(numbers), 4)]

    @rule(
        amount=st.integers(1, 60),
        priority=st.sampled_from([1, 100]),
        starts=st.sampled_from([0, 0, 0, 2]),
        ends=st.none() | hours,
    )
    def grant(self, amount: int, priority: int, starts: int, ends: int | None) -> None:
        ref = str(uuid.uuid4())
        now = self.model.now
        bucket = Bucket(ref, amount, priority, now + starts, None if ends is None else now + ends)
        self.both(
            lambda: self.account.grant(
                amount,
                ref=ref,
                priority=priority,
                starts_in=f"{starts} hours",
                ends_in=None if ends is None else f"{ends} hours",
            ),
            lambda model: model.grant(bucket),
        )

    @rule(amount=amounts, is_leased=st.sampled_from([True, True, False]))
    def hold(self, amount: int, is_leased: bool) -> None:
        hold = uuid.uuid4()
        lease = "100 days" if is_leased else "-1 second"
        if self.both(
            lambda: self.account.hold(amount, hold, expires_in=lease),
            lambda model: model.hold(amount, is_leased),
        ):
            self.holds.append(hold)

    @rule(amount=amounts, cost=amounts)
    def work(self, amount: int, cost: int) -> None:
        """A hold and its settling, so that much is spent."""
        placed = len(self.holds)
        self.hold(amount, True)
        if len(self.holds) > placed:
            self.both(
                lambda: self.account.settle(self.holds[placed], cost),
                lambda model: model.settle(model.holds[placed], cost),
            )

    @precondition(lambda self: self.holds)
    @rule(number=numbers, amount=amounts)
    def extend(self, number: int, amount: int) -> None:
        number = self.chosen_hold(number)
        self.both(
            lambda: self.account.extend(self.holds[number], amount, expires_in="100 days"),
            lambda model: model.extend(model.holds[number], amount),
        )

    @precondition(lambda self: self.holds)
    @rule(number=numbers, cost=amounts)
    def settle(self, number: int, cost: int) -> None:
        number = self.chosen_hold(number)
        self.both(
            lambda: self.account.settle(self.holds[number], cost),
            lambda model: model.settle(model.holds[number], cost),
        )

    @precondition(lambda self: self.holds)
    @rule(number=numbers)
    def release(self, number: int) -> None:
        number = self.chosen_hold(number)
        self.both(
            lambda: self.account.release(self.holds[number]),
            lambda model: model.release(model.holds[number]),
        )

    @precondition(lambda self: any(not hold.is_open for hold in self.model.holds))
    @rule(number=numbers, cost=st.integers(1, 60))
    def charge_late(self, number: int, cost: int) -> None:
        closed = [n for n, hold in enumerate(self.model.holds) if not hold.is_open]
        chosen = closed[number % len(closed)]
        self.both(
            lambda: self.account.charge_late(self.holds[chosen], cost),
            lambda model: model.charge_late(model.holds[chosen], cost),
        )

    @rule()
    def expire_holds(self) -> None:
        self.both(lambda: self.ledger.expire_holds(1000), lambda model: model.expire_holds())

    @precondition(lambda self: self.model.buckets)
    @rule(number=numbers, amount=st.integers(1, 40))
    def claw_back(self, number: int, amount: int) -> None:
        number %= len(self.model.buckets)
        ref = self.model.buckets[number].ref
        self.both(
            lambda: self.account.claw_back(amount, of=ref),
            lambda model: model.claw_back(model.buckets[number], amount),
        )

    @rule(amount=st.integers(1, 30))
    def adjust_down(self, amount: int) -> None:
        self.both(lambda: self.account.adjust(-amount), lambda model: model.adjust_down(amount))

    @rule()
    def refresh(self) -> None:
        self.both(self.account.refresh, lambda model: model.refresh())

    @rule(passed=hours)
    def pass_time(self, passed: int) -> None:
        self.account.pass_time(f"{passed} hours")
        self.model.now += passed

    @invariant()
    def is_as_the_model_says(self) -> None:
        model, facts = self.model, self.account.facts
        assert (facts["posted"], facts["held"], facts["debt"]) == (
            model.posted,
            model.held,
            model.debt,
        )
        assert facts["available"] == model.available
        assert facts["open_generations"] == 0  # holds of the app
        assert self.account.buckets == {bucket.ref: bucket.remaining for bucket in model.buckets}
        assert self.ledger.rows("select * from ledger.verify(%s)", self.account.id) == []


@pytest.mark.every_postgres
def test_any_sequence_of_steps_is_as_the_model_says(common_db: Database) -> None:
    ledger = Ledger(common_db)
    newest = ledger.connection.info.server_version >= 180000
    run_state_machine_as_test(
        lambda: LedgerMachine(ledger),
        settings=settings(
            max_examples=100 if newest else 20,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
