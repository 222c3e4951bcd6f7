"""Usage of any span of time, grouped by day, model or both."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from generation.steps import line
from ledger.steps import refused
from plans.steps import PlanWorld, Subscriber

pytestmark = pytest.mark.every_postgres

REPORT = "select api.report_usage(%s, %s, %s, %s, %s)"


def report(
    account: Subscriber,
    start: datetime | None = None,
    end: datetime | None = None,
    group_by: str | None = None,
) -> dict[str, Any]:
    row = account.world.service.execute(
        REPORT, [account.id, account.user_id, start, end, group_by]
    ).fetchone()
    assert row is not None
    answer: dict[str, Any] = row[0]
    return answer


def worked(account: Subscriber, model: str, at: datetime, **slices: int) -> None:
    """A finished generation of that time."""
    generation_id = account.caller.start(model)
    account.caller.finish(generation_id, line(**slices))
    account.ledger.connection.execute(
        "update generation.generations set created_at = %s where account_id = %s and id = %s",
        [at, account.id, generation_id],
    )


def short(groups: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (g.get("day"), g.get("model"), g["generations"], g["charged_microcredits"]) for g in groups
    ]


@pytest.fixture
def now(world: PlanWorld) -> datetime:
    time: datetime = world.ledger.value("select now()")
    return time.astimezone(UTC)


def test_groups_add_up_to_the_total(world: PlanWorld, now: datetime) -> None:
    account = world.subscriber(world.plan(10_000))
    one, two = sorted((world.model(), world.model()))
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = today - timedelta(microseconds=1)
    worked(account, one, today, input=1, output=2)
    worked(account, one, yesterday, input=10, cache_read=20)
    worked(account, two, yesterday, input=100, cache_write=7)
    account.caller.start(one)  # still runs

    days = str(yesterday.date()), str(today.date())
    by = {
        "day": [(days[0], None, 2, 137), (days[1], None, 1, 3)],
        "model": [(None, one, 2, 33), (None, two, 1, 107)],
        "day_model": [
            (days[0], one, 1, 30),
            (days[0], two, 1, 107),
            (days[1], one, 1, 3),
        ],
        "none": [],
    }
    for group_by, expected in by.items():
        told = report(account, group_by=group_by)
        assert short(told["groups"]) == expected
        assert told["group_by"] == group_by
        assert told["total"] == {
            "generations": 3,
            "usage": {
                "input": 111,
                "cache_read": 20,
                "cache_write": 7,
                "output": 2,
                "web_search": 0,
            },
            "charged_microcredits": 140,
        }
    assert short(report(account)["groups"]) == by["day"]


def test_span_begins_with_its_start_and_ends_before_its_end(
    world: PlanWorld, now: datetime
) -> None:
    account, model = world.subscriber(world.plan(1000)), world.model()
    start, end = now - timedelta(days=300), now - timedelta(days=200)
    for at in (start, end - timedelta(microseconds=1), end, start - timedelta(microseconds=1)):
        worked(account, model, at, input=1)
    assert report(account, start, end)["total"]["generations"] == 2


def test_nothing_used_is_a_total_of_nothing(world: PlanWorld) -> None:
    told = report(world.subscriber(world.plan(0)))
    assert told["groups"] == []
    assert (told["total"]["generations"], told["total"]["charged_microcredits"]) == (0, 0)
    assert set(told["total"]["usage"].values()) == {0}


def test_spans_and_groupings_are_bounded(world: PlanWorld, now: datetime) -> None:
    account = world.subscriber(world.plan(0))
    assert report(account, now - timedelta(days=366), now)["group_by"] == "day"
    for start, end in (
        (now - timedelta(days=366, microseconds=1), now),
        (now, now),
        (now, now - timedelta(days=1)),
    ):
        with refused("FLQRY"):
            report(account, start, end)
    with refused("FLQRY"):
        account.world.service.execute(
            REPORT, [account.id, account.user_id, "-infinity", now, "day"]
        )
    with refused("FLQRY"):
        report(account, group_by="hour")


def test_user_asks_for_their_own(world: PlanWorld) -> None:
    account, model = world.subscriber(world.plan(1000)), world.model()
    worked(account, model, world.ledger.value("select now() - interval '1 hour'"), input=5)
    user = world.db.connect("authenticated", claims={"sub": str(account.user_id)})
    row = user.execute("select api.usage(p_group_by => 'model')").fetchone()
    assert row is not None
    assert short(row[0]["groups"]) == [(None, model, 1, 5)]


def test_nobody_asks_for_another_s(world: PlanWorld) -> None:
    account, stranger = world.subscriber(world.plan(100)), world.subscriber(world.plan(0))
    account.user_id = stranger.user_id
    with refused("FLMEM"):
        report(account)
    with refused("FLMEM"):
        world.db.connect("authenticated", claims={}).execute("select api.usage()")
    for role in ("anon", "service_role"):
        with refused("42501"):
            world.db.connect(role).execute("select api.usage()")
