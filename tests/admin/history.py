"""Days of usage for the tests of roll-ups and reports, and the same sums made by plain Python."""

import random
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from admin.office import Office
from generation.steps import Caller, line
from ledger.steps import Row

SUMS = (
    *("generations", "failed", "input", "cache_read", "cache_write", "output", "web_search"),
    *("charged", "uncollected", "cost_micro_dollars", "trial_messages"),
)
FAILED = ("provider_failed", "timed_out", "invalid", "expired")


def costly_model(office: Office, *, routes: int = 1, **given: Any) -> tuple[str, list[int]]:
    """A model whose routes cost something, and the routes' numbers."""
    model = office.world.model(**given)
    for position in range(2, routes + 1):
        office.world.route(model, position, f"{model}-{position}")
    numbers = [
        row["id"]
        for row in office.world.ledger.rows(
            "select id from catalog.routes where model_id = %s order by position", model
        )
    ]
    for number in numbers:
        office.world.ledger.connection.execute(
            "insert into catalog.route_costs (route_id, effective_at, input, output, request) "
            "values (%s, '2020-01-01', 300000, 1500000, 7)",
            [number],
        )
    return model, numbers


def live_through(
    office: Office, caller: Caller, interval: str, *, keep_holds: bool = False
) -> None:
    """Moves what the caller did into the past; what runs is still held for, if asked."""
    caller.account.pass_time(interval)
    if keep_holds:
        office.world.ledger.connection.execute(
            "update generation.generations set hold_expires_at = now() + interval '1 hour' "
            "where account_id = %s and finished_at is null",
            [caller.account.id],
        )


def busy_days(office: Office, days: int, callers: int = 3) -> list[Caller]:
    """Some generations on each of the last days and today, of every outcome. Seeded."""
    chance = random.Random(7)  # noqa: S311, makes up usage, guards nothing
    models = [costly_model(office) for _ in range(3)]
    people = [office.world.caller(credits=10_000_000) for _ in range(callers)]
    for _ in range(days):
        for caller in people:
            for _ in range(chance.randint(1, 4)):
                one_generation(office, caller, chance, *chance.choice(models))
            # All before moves a day back; what follows is today.
            caller.account.pass_time("1 day")
    for caller in people:
        one_generation(office, caller, chance, *models[0])
    return people


def one_generation(
    office: Office, caller: Caller, chance: random.Random, model: str, routes: list[int]
) -> None:
    outcome = chance.choice(("completed", "completed", "provider_failed", "timed_out", "canceled"))
    usage = [] if outcome == "timed_out" else [line(chance.randint(1, 99), chance.randint(0, 50))]
    generation = caller.start(model)
    if chance.random() < 0.3:
        office.world.ledger.connection.execute(
            "update generation.generations set access = 'trial' where account_id = %s and id = %s",
            [caller.account.id, generation],
        )
    at = datetime.now(UTC).isoformat()
    attempts = [{"route_id": routes[0], "outcome": outcome, "started_at": at, "usage": usage}]
    caller.finish(generation, *usage, outcome=outcome, attempts=attempts)


def brute_force(office: Office) -> list[Row]:
    """What generation.daily_usage should hold, today included, counted one by one."""
    costs: dict[Any, int] = defaultdict(int)
    for row in office.world.ledger.rows("select * from generation.attempts"):
        costs[row["generation_id"]] += row["cost_microdollars"]
    sums: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    for row in office.world.ledger.rows(
        "select *, status::text as state, usage_source::text as source, access::text as by "
        "from generation.generations where status <> 'running'"
    ):
        day = row["created_at"].astimezone(UTC).date()
        total = sums[row["account_id"], day, row["model_id"]]
        total["generations"] += 1
        total["failed"] += row["state"] in FAILED
        for name in (*SUMS[2:7], "charged", "uncollected"):
            total[name] += row[name] or 0
        total["cost_micro_dollars"] += costs[row["id"]]
        is_given_back = row["source"] == "none" or row["state"] == "provider_failed"
        total["trial_messages"] += row["by"] == "trial" and not is_given_back
    return [
        {"account_id": account, "day": day, "model_id": model, **sums[account, day, model]}
        for account, day, model in sorted(sums)
    ]
