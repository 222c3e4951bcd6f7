"""The rules of plans and periods, told a second time and simply, to compare the database with.

Work is charged at once and credits are of two kinds: the plan's, which lapse with the period and
burn first, and others, which never lapse.
"""

from dataclasses import dataclass, field


class Refused(Exception):
    """The SQLSTATE that the database refuses with."""


@dataclass(frozen=True)
class Terms:
    """What a plan gives."""

    included: int
    rollover_cap: int
    overage_cap: int


@dataclass
class Model:
    terms: dict[str, Terms]
    plan: str
    next_plan: str | None = None
    has_ended: bool = False
    granted: int = 0
    of_plan: int = 0
    others: int = 0
    debt: int = 0
    # Below zero: in this period and not billed yet, and since its end.
    within: int = 0
    after: int = 0
    # Of this period.
    billed: int = 0
    overages: list[int] = field(default_factory=list)
    # Of every period, all told: what came in with the plan.
    minted: int = 0
    spent: int = 0

    def __post_init__(self) -> None:
        self._raise_to(self.terms[self.plan].included)
        self.overdraft = self.terms[self.plan].overage_cap

    @property
    def usable(self) -> int:
        return 0 if self.has_ended else self.of_plan

    @property
    def available(self) -> int:
        return self.usable + self.others - self.debt + self.overdraft

    def buy(self, amount: int) -> None:
        paid = min(self.debt, amount)
        self.debt -= paid
        self.others += amount - paid

    def spend(self, amount: int) -> None:
        if amount > self.available:
            raise Refused("FLBAL")
        self.spent += amount
        if not self.has_ended:
            taken = min(self.of_plan, amount)
            self.of_plan -= taken
            amount -= taken
        taken = min(self.others, amount)
        self.others -= taken
        short = amount - taken
        self.debt += short
        if self.has_ended:
            self.after += short
        else:
            self.within += short

    def end_period(self) -> None:
        self.has_ended = True

    def renew(self) -> None:
        if not self.has_ended:
            return
        self._bill(min(self.within, self.debt - self.after))
        goes_on = min(self.of_plan, self.terms[self.plan].rollover_cap)
        self.plan = self.next_plan or self.plan
        self.next_plan, self.has_ended = None, False
        self.within, self.after, self.billed = self.after, 0, 0
        self.overdraft = self.terms[self.plan].overage_cap
        self.of_plan, self.granted = 0, 0
        self._receive(goes_on)
        self._raise_to(self.terms[self.plan].included)

    def change(self, plan: str, when: str) -> None:
        self.renew()
        self.next_plan = plan if when == "next_period" and plan != self.plan else None
        if when == "now" and plan != self.plan:
            if self._bill(min(self.within, self.debt)):
                self.within = 0
            self.plan = plan
            self.overdraft = max(self.terms[plan].overage_cap - self.billed, 0)
            self._raise_to(self.terms[plan].included)

    def _bill(self, amount: int) -> int:
        cap = self.terms[self.plan].overage_cap
        amount = max(min(amount, cap - self.billed), 0)
        if amount:
            self.debt -= amount
            self.billed += amount
            self.overages.append(amount)
        return amount

    def _raise_to(self, included: int) -> None:
        if included > self.granted:
            self._receive(included - self.granted)
            self.granted = included

    def _receive(self, amount: int) -> None:
        paid = min(self.debt, amount)
        self.debt -= paid
        self.of_plan += amount - paid
        self.minted += amount
