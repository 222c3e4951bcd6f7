"""Reports over a million rows of daily usage take less than a second, the largest export a few."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import pytest
from admin.office import Office
from ledger.steps import refused

ROWS = 1_000_000
ACCOUNTS = 20_000
DAYS = 10
MOST_S = 1.0

FILL = """
insert into generation.daily_usage
select
  md5('account ' || a)::uuid, (now() at time zone 'UTC')::date - d, 'model-' || m,
  3, 1, 1000, 100, 10, 500, 0, 1000000 + a, 5, 7000, 0
from generate_series(1, %s) as a, generate_series(1, %s) as d, generate_series(1, 5) as m
"""


@pytest.fixture
def full(own_office: Office) -> Office:
    execute = own_office.world.ledger.connection.execute
    execute("set synchronous_commit = off")
    execute(FILL, [ACCOUNTS, DAYS])
    for number in range(1, 6):
        own_office.world.model(f"model-{number}")
    # All days before today are done, even in the first hour of this one.
    execute("update generation.roll_up_progress set marked_until = date_trunc('day', now(), 'UTC')")
    execute("analyze generation.daily_usage")
    return own_office


def seconds(office: Office, function: str, **given: Any) -> float:
    """Processor time of a report, of the better of two runs: the first also reads everything into
    memory. All of it in one process, so that what others do on the machine hardly matters."""
    office.admin.execute("set max_parallel_workers_per_gather = 0")
    backend = psutil.Process(office.admin.info.backend_pid)
    took = []
    for _ in range(2):
        before = backend.cpu_times()
        office.call(function, **given)
        after = backend.cpu_times()
        took.append(after.user + after.system - before.user - before.system)
    return min(took)


def test_reports_over_a_million_rows_take_less_than_a_second(full: Office) -> None:
    rows = full.world.ledger.value("select count(*) from generation.daily_usage")
    assert rows == ROWS
    today = datetime.now(UTC).date()
    span = {"from": today - timedelta(days=30), "to": today}
    took = {
        "a month of models": seconds(full, "admin_model_usage", days=30),
        "a day of models": seconds(full, "admin_model_usage", days=1),
        "top accounts": seconds(full, "admin_top_accounts", days=30),
        "revenue": seconds(full, "admin_revenue", **span),
    }
    assert max(took.values()) <= MOST_S, took

    (first, *_) = (r for r in full.call("admin_model_usage") if r["model_id"] == "model-1")
    assert (first["users"], first["generations"]) == (ACCOUNTS, 3 * ACCOUNTS * DAYS)


@pytest.mark.alone
def test_export_of_too_much_is_refused_at_once_and_one_of_a_part_is_whole(full: Office) -> None:
    today = datetime.now(UTC).date()
    started = time.perf_counter()
    with refused("FLARG", argument="p_to"):
        full.call("admin_export_usage", **{"from": today - timedelta(days=30), "to": today})
    assert time.perf_counter() - started < 8


def test_today_is_found_by_its_day(full: Office) -> None:
    """No scan of what is not asked for: a dashboard asks for today again and again."""
    connection = full.world.ledger.connection
    plan = "\n".join(
        row[0]
        for row in connection.execute(
            "explain select model_id, sum(charged) from generation.usage "
            "where day > (now() at time zone 'UTC')::date - 1 and not is_live group by model_id"
        )
    )
    assert "daily_usage_day" in plan
    assert "Seq Scan" not in plan
