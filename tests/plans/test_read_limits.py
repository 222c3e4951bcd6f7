"""Limits: all in one list, each with what is left of it and when it is whole again."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ledger.steps import refused
from plans.steps import PlanWorld, Subscriber

pytestmark = pytest.mark.every_postgres


def read(account: Subscriber) -> dict[str, Any]:
    row = account.world.service.execute(
        "select api.read_limits(%s, %s)", [account.id, account.user_id]
    ).fetchone()
    assert row is not None
    answer: dict[str, Any] = row[0]
    return answer


def limit_of(account: Subscriber, source: str, model: str | None = None) -> dict[str, Any]:
    """The one limit of that source (and model), without its source."""
    found = [
        {key: value for key, value in limit.items() if key not in ("limit_source", "model")}
        for limit in read(account)["limits"]
        if limit["limit_source"] == source and limit.get("model") == model
    ]
    assert len(found) == 1, found
    return found[0]


def numbers(limit: dict[str, Any]) -> tuple[int, int, int]:
    return limit["limit"], limit["used"], limit["remaining"]


def daily_model(world: PlanWorld, limit: int, *, enabled: bool = True) -> str:
    model = world.model()
    world.ledger.connection.execute(
        "update catalog.models set messages_per_day = %s, enabled = %s where id = %s",
        [limit, enabled, model],
    )
    return model


def test_credits_are_those_of_the_period_and_all_others_that_are_left(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100, overage_cap=20))
    assert numbers(limit_of(account, "credits")) == (120, 0, 120)
    account.spend(30)
    account.hold(25)
    account.grant(50)
    credits = limit_of(account, "credits")
    assert numbers(credits) == (170, 55, 115)
    ends = account.plan["period_end"]
    assert datetime.fromisoformat(credits["resets_at"]) == ends


def test_overage_is_used_credits(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100, overage_cap=20))
    account.spend(115)
    assert numbers(limit_of(account, "credits")) == (120, 115, 5)


def test_pace_is_what_the_last_minute_left(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(0, requests_per_minute=30))
    fresh = limit_of(account, "requests_per_minute")
    assert numbers(fresh) == (30, 0, 30)
    # Each request moves it on by two seconds; the clock runs while we look.
    world.ledger.connection.execute(
        "update ledger.accounts set paced_until = now() + interval '21 seconds' where id = %s",
        [account.id],
    )
    paced = limit_of(account, "requests_per_minute")
    assert numbers(paced) in [(30, 11, 19), (30, 10, 20)]
    world.ledger.connection.execute(
        "update ledger.accounts set paced_until = now() + interval '70 seconds' where id = %s",
        [account.id],
    )
    assert numbers(limit_of(account, "requests_per_minute")) == (30, 30, 0)


def test_plan_without_a_pace_has_no_such_limit(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(0))
    sources = [limit["limit_source"] for limit in read(account)["limits"]]
    assert "requests_per_minute" not in sources
    assert sources[:2] == ["credits", "open_generations"]


def test_open_generations_count_what_runs(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100, max_open_generations=3))
    account.start(1)
    account.start(1)
    limit = limit_of(account, "open_generations")
    assert numbers(limit) == (3, 2, 1)
    assert limit["resets_at"] is None


def test_each_model_with_a_daily_limit_has_its_own(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(0))
    used, unused, disabled = (
        daily_model(world, 5),
        daily_model(world, 7),
        daily_model(world, 9, enabled=False),
    )
    zone = ZoneInfo("Pacific/Kiritimati")
    world.ledger.connection.execute(
        "insert into access.profiles (account_id, user_id, time_zone) values (%s, %s, %s)",
        [account.id, account.user_id, zone.key],
    )
    now: datetime = world.ledger.value("select now()")
    today = now.astimezone(zone).date()
    for day, messages in ((today, 6), (today - timedelta(days=1), 3)):
        world.ledger.connection.execute(
            "insert into access.daily_usage (account_id, day, model_id, messages) "
            "values (%s, %s, %s, %s)",
            [account.id, day, used, messages],
        )
    limit = limit_of(account, "messages_per_day", used)
    assert numbers(limit) == (5, 6, 0)
    midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), zone)
    assert datetime.fromisoformat(limit["resets_at"]) == midnight
    assert numbers(limit_of(account, "messages_per_day", unused)) == (7, 0, 7)
    assert disabled not in [limit.get("model") for limit in read(account)["limits"]]


def test_plan_and_period_are_told_with_them(world: PlanWorld) -> None:
    account, larger = world.subscriber(world.plan(1)), world.plan(2)
    account.change(larger, "next_period")
    told, plan = read(account), account.plan
    assert (told["plan"], told["next_plan"]) == (plan["plan_id"], larger)
    assert datetime.fromisoformat(told["period_start"]) == plan["period_start"]
    assert datetime.fromisoformat(told["period_end"]) == plan["period_end"]


def test_user_reads_their_own(world: PlanWorld) -> None:
    account = world.subscriber(world.plan(100))
    user = world.db.connect("authenticated", claims={"sub": str(account.user_id)})
    row = user.execute("select api.limits()").fetchone()
    assert row is not None
    assert row[0] == read(account)


def test_nobody_reads_another_s(world: PlanWorld) -> None:
    account, stranger = world.subscriber(world.plan(100)), world.subscriber(world.plan(0))
    account.user_id = stranger.user_id
    with refused("FLMEM"):
        read(account)
    with refused("FLMEM"):
        world.db.connect("authenticated", claims={}).execute("select api.limits()")
    for role in ("anon", "service_role"):
        with refused("42501"):
            world.db.connect(role).execute("select api.limits()")
    with refused("42501"):
        world.db.connect("authenticated", claims={"sub": str(stranger.user_id)}).execute(
            "select api.read_limits(%s, %s)", [account.id, stranger.user_id]
        )
