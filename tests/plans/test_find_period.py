"""access.find_period: months counted from the anchor in UTC, whatever their length."""

from datetime import UTC, datetime, timedelta

import pytest
from plans.steps import PlanWorld

pytestmark = pytest.mark.every_postgres


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def find(world: PlanWorld, anchor: datetime, time: datetime) -> tuple[int, datetime, datetime]:
    row = world.ledger.row("select * from access.find_period(%s, %s)", anchor, time)
    return row["period"], row["period_start"], row["period_end"]


@pytest.mark.parametrize(
    ("anchor", "time", "period", "start", "end"),
    [
        ("2026-01-31T10:00", "2026-01-31T10:00", 0, "2026-01-31T10:00", "2026-02-28T10:00"),
        ("2026-01-31T10:00", "2026-02-28T09:59", 0, "2026-01-31T10:00", "2026-02-28T10:00"),
        ("2026-01-31T10:00", "2026-02-28T10:00", 1, "2026-02-28T10:00", "2026-03-31T10:00"),
        ("2026-01-31T10:00", "2026-03-31T10:00", 2, "2026-03-31T10:00", "2026-04-30T10:00"),
        ("2026-01-31T10:00", "2027-02-28T12:00", 13, "2027-02-28T10:00", "2027-03-31T10:00"),
        ("2028-01-30T00:00", "2028-02-29T00:00", 1, "2028-02-29T00:00", "2028-03-30T00:00"),
        ("2028-02-29T08:00", "2029-02-28T08:00", 12, "2029-02-28T08:00", "2029-03-29T08:00"),
        ("2026-12-15T23:59", "2027-01-15T23:58", 0, "2026-12-15T23:59", "2027-01-15T23:59"),
        ("2026-05-10T00:00", "2026-04-20T00:00", -1, "2026-04-10T00:00", "2026-05-10T00:00"),
    ],
)
def test_month_ends_do_not_drift(
    world: PlanWorld, anchor: str, time: str, period: int, start: str, end: str
) -> None:
    assert find(world, at(anchor), at(time)) == (period, at(start), at(end))


def test_periods_follow_each_other_without_gap_or_overlap(world: PlanWorld) -> None:
    for day in (1, 28, 29, 30, 31):
        anchor = datetime(2027, 1, day, 6, tzinfo=UTC)
        end = anchor
        for number in range(30):
            found = find(world, anchor, end)
            assert found[:2] == (number, end)
            assert find(world, anchor, found[2] - timedelta(microseconds=1)) == found
            end = found[2]


def test_summer_time_of_the_session_changes_nothing(world: PlanWorld) -> None:
    anchor, time = at("2026-03-15T00:30"), at("2026-04-15T00:30")
    expected = find(world, anchor, time)
    with world.ledger.connection.transaction():
        world.ledger.connection.execute("set local time zone 'America/New_York'")
        assert find(world, anchor, time) == expected
