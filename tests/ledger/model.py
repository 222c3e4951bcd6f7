"""The rules of one account, told a second time and simply, to compare the database with.

No locks, no SQL, no cleverness: lists that are walked from end to end. Time is whole hours. A step
that raises Refused leaves a model to be thrown away, as a transaction is.
"""

from dataclasses import dataclass, field


class Refused(Exception):
    """The SQLSTATE that the ledger refuses with."""


@dataclass
class Bucket:
    ref: str
    granted: int
    priority: int
    starts: int
    ends: int | None
    remaining: int = 0
    clawed: int = 0
    lapsed: int = 0
    is_active: bool = False

    def has_lapsed(self, now: int) -> bool:
        return self.ends is not None and self.ends <= now


@dataclass
class Hold:
    amount: int
    placed: int
    is_leased: bool
    is_open: bool = True


@dataclass
class Model:
    overdraft: int
    now: int = 0
    posted: int = 0
    debt: int = 0
    buckets: list[Bucket] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)

    @property
    def held(self) -> int:
        return sum(hold.amount for hold in self.holds if hold.is_open)

    @property
    def available(self) -> int:
        return self.posted - self.held + self.overdraft

    def grant(self, bucket: Bucket) -> None:
        self.buckets.append(bucket)
        if bucket.starts <= self.now:
            self._activate(bucket)

    def hold(self, amount: int, is_leased: bool) -> None:
        self._require(amount)
        self.holds.append(Hold(amount, self.now, is_leased))

    def extend(self, hold: Hold, amount: int) -> None:
        self._must_be_open(hold)
        if amount > hold.amount:
            self._require(amount - hold.amount)
            hold.amount = amount
        hold.is_leased = True

    def settle(self, hold: Hold, cost: int) -> int:
        """What was charged."""
        self._must_be_open(hold)
        charge = cost
        if cost > hold.amount:
            self.refresh()
            charge = min(cost, hold.amount + max(self.available, 0))
        hold.is_open = False
        self._charge(charge, hold.placed)
        return charge

    def release(self, hold: Hold) -> None:
        self._must_be_open(hold)
        hold.is_open = False

    def expire_holds(self) -> None:
        for hold in self.holds:
            hold.is_open = hold.is_open and hold.is_leased

    def charge_late(self, hold: Hold, cost: int) -> None:
        self._charge(cost, hold.placed)

    def claw_back(self, bucket: Bucket, amount: int) -> None:
        self.refresh()
        if amount > bucket.granted - bucket.clawed:
            raise Refused("FLAMT")
        bucket.clawed += amount
        if bucket.is_active:
            own = min(bucket.remaining, amount)
            gone = min(bucket.lapsed, amount - own)
            bucket.remaining -= own
            bucket.lapsed -= gone
            self.posted -= amount - gone
            self.debt += self._burn(amount - own - gone, self.now)

    def adjust_down(self, amount: int) -> None:
        self.refresh()
        if self.posted - self.held < amount:
            raise Refused("FLBAL")
        self._charge(amount, self.now)

    def refresh(self) -> None:
        """Brings the buckets up to the clock."""
        for bucket in sorted(self.buckets, key=lambda bucket: bucket.starts):
            is_due = not bucket.is_active and bucket.starts <= self.now
            if is_due and bucket.clawed < bucket.granted:
                self._activate(bucket)
        promised = 0
        lapsed = [bucket for bucket in self.buckets if bucket.has_lapsed(self.now)]
        for bucket in sorted(lapsed, key=lambda bucket: bucket.ends or 0):
            wanted = sum(
                hold.amount
                for hold in self.holds
                if hold.is_open and hold.placed < (bucket.ends or 0)
            )
            keep = min(bucket.remaining, max(wanted - promised, 0))
            self.posted -= bucket.remaining - keep
            bucket.lapsed += bucket.remaining - keep
            bucket.remaining = keep
            promised += keep

    def _activate(self, bucket: Bucket) -> None:
        credits = bucket.granted - bucket.clawed
        paid = min(self.debt, credits)
        bucket.is_active = True
        bucket.remaining = credits - paid
        self.debt -= paid
        self.posted += credits

    def _charge(self, amount: int, authorised: int) -> None:
        self.posted -= amount
        self.debt += self._burn(amount, authorised)

    def _burn(self, amount: int, authorised: int) -> int:
        """What the buckets could not cover."""
        usable = [bucket for bucket in self.buckets if not bucket.has_lapsed(authorised)]
        for bucket in sorted(usable, key=self._burn_order):
            taken = min(bucket.remaining, amount)
            bucket.remaining -= taken
            amount -= taken
        return amount

    def _burn_order(self, bucket: Bucket) -> tuple[bool, float, int, float]:
        ends = float("inf") if bucket.ends is None else bucket.ends
        # Among the lapsed, priority means nothing any more.
        if bucket.has_lapsed(self.now):
            return (False, ends, 0, ends)
        return (True, 0, bucket.priority, ends)

    def _require(self, amount: int) -> None:
        self.refresh()
        # Nothing is held of credits that are not there, but nothing at all may be.
        if amount and self.available < amount:
            raise Refused("FLBAL")

    def _must_be_open(self, hold: Hold) -> None:
        if not hold.is_open:
            raise Refused("FLHLD")
