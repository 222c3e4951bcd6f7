"""api.roll_up_usage: days that are over, summed up per account and model, as often as needed."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from admin.history import brute_force, busy_days, costly_model, live_through
from admin.office import Office
from generation.steps import line
from ledger.races import race, states

pytestmark = pytest.mark.every_postgres


def day(back: int) -> str:
    return (datetime.now(UTC) - timedelta(days=back)).date().isoformat()


def open_day() -> date:
    """The first day that is not summed up: a day is done an hour after it is over."""
    return (datetime.now(UTC) - timedelta(hours=1)).date()


def test_sums_are_those_of_the_generations(own_office: Office) -> None:
    busy_days(own_office, days=5)
    own_office.begin_history()
    own_office.roll_up()
    expected = [row for row in brute_force(own_office) if row["day"] < open_day()]
    assert own_office.daily() == expected
    assert len(expected) > 10
    assert sum(row["cost_micro_dollars"] for row in expected) > 0
    assert sum(row["failed"] for row in expected) > 0
    assert sum(row["trial_messages"] for row in expected) > 0


def test_today_is_not_summed_up_yet(own_office: Office) -> None:
    caller, model = own_office.world.caller(credits=1000), own_office.world.model()
    caller.finish(caller.start(model), line(10))
    own_office.begin_history()
    own_office.roll_up()
    assert own_office.daily() == []


def test_again_changes_nothing(own_office: Office) -> None:
    busy_days(own_office, days=3)
    own_office.begin_history()
    own_office.roll_up()
    before = own_office.daily()
    own_office.roll_up()
    assert own_office.daily() == before
    # Also where everything is marked once more.
    own_office.world.ledger.connection.execute(
        "insert into generation.due_roll_ups select distinct account_id, day "
        "from generation.daily_usage"
    )
    own_office.roll_up()
    assert own_office.daily() == before
    assert due(own_office) == 0


def due(office: Office) -> int:
    return int(
        office.world.ledger.value(
            "select count(*) from generation.due_roll_ups where day < %s", open_day()
        )
    )


def test_batches_are_bounded_and_every_day_is_done(own_office: Office) -> None:
    busy_days(own_office, days=3)
    own_office.begin_history()
    calls = own_office.roll_up(limit=2)
    pairs = {(row["account_id"], row["day"]) for row in own_office.daily()}
    assert pairs == {
        (row["account_id"], row["day"])
        for row in brute_force(own_office)
        if row["day"] < open_day()
    }
    # Each hour is a call, and each call made at most two days of accounts.
    assert calls >= len(pairs) // 2


def test_late_finisher_has_its_day_done_again(own_office: Office) -> None:
    caller, model = own_office.world.caller(credits=1000), own_office.world.model()
    caller.finish(caller.start(model), line(10))
    late = caller.start(model, hold_seconds=86400)
    live_through(own_office, caller, "2 days", keep_holds=True)
    own_office.begin_history()
    own_office.roll_up()
    (early,) = own_office.daily(caller)
    assert (early["generations"], early["charged"]) == (1, 10)

    caller.finish(late, line(20, 5))
    own_office.roll_up()
    (summed,) = own_office.daily(caller)
    assert (summed["generations"], summed["charged"]) == (2, 35)
    assert summed["day"].isoformat() == day(2)


def test_swept_and_then_corrected_generation_is_summed_up_each_time(own_office: Office) -> None:
    caller, model = own_office.world.caller(credits=1000), own_office.world.model()
    late = caller.start(model)
    caller.progress(late, line(10))
    live_through(own_office, caller, "2 days")
    own_office.begin_history()
    assert own_office.world.sweep() == 1
    own_office.roll_up()
    (swept,) = own_office.daily(caller)
    assert (swept["failed"], swept["charged"]) == (1, 10)

    caller.finish(late, line(10, 7))
    own_office.roll_up()
    (corrected,) = own_office.daily(caller)
    assert (corrected["failed"], corrected["charged"]) == (0, 17)


def test_generation_that_ends_while_its_day_is_summed_up_is_not_lost(own_office: Office) -> None:
    caller, model = own_office.world.caller(credits=1000), own_office.world.model()
    caller.finish(caller.start(model), line(10))
    late = caller.start(model, hold_seconds=86400)
    live_through(own_office, caller, "2 days", keep_holds=True)
    own_office.begin_history()
    mark_all(own_office)

    worker = own_office.db.connect("florin_worker", autocommit=False)
    assert worker.execute("select api.roll_up_usage(100)").fetchone() == (1,)
    # It waits for the sum under way, whose mark it needs again.
    with ThreadPoolExecutor(1) as pool:
        service = own_office.db.connect("florin_service")
        finishing = pool.submit(caller.finish, late, line(20), service=service)
        await_lock(own_office)
        worker.commit()
        assert finishing.result(30)["charged"] == 20
    own_office.roll_up()
    (summed,) = own_office.daily(caller)
    assert (summed["generations"], summed["charged"]) == (2, 30)


def mark_all(office: Office) -> None:
    """Goes through every hour that is over, and sums nothing up yet."""
    while office.world.ledger.value("select generation.mark_roll_ups()"):
        pass


def await_lock(office: Office) -> None:
    admin = office.db.kept_connection("supabase_admin")
    for _ in range(500):
        waiting = admin.execute(
            "select count(*) from pg_stat_activity where datname = current_database() "
            "and wait_event_type = 'Lock' and pg_sleep(0.01) is not null"
        ).fetchone()
        if waiting != (0,):
            return
    raise AssertionError("nobody waits")


def test_worker_that_dies_leaves_all_to_the_next(own_office: Office) -> None:
    busy_days(own_office, days=3)
    own_office.begin_history()
    mark_all(own_office)
    before = due(own_office)
    worker = own_office.db.connect("florin_worker", autocommit=False)
    worker.execute("select api.roll_up_usage(3)")
    own_office.db.kept_connection("supabase_admin").execute(
        "select pg_terminate_backend(%s)", [worker.info.backend_pid]
    )
    with pytest.raises(psycopg.OperationalError):
        worker.execute("select 1")
    assert (due(own_office), own_office.daily()) == (before, [])
    own_office.roll_up(limit=3)
    assert own_office.daily() == [row for row in brute_force(own_office) if row["day"] < open_day()]


def test_workers_side_by_side_do_each_day_once(own_office: Office) -> None:
    busy_days(own_office, days=3)
    own_office.begin_history()
    mark_all(own_office)
    before = due(own_office)

    def work(connection: psycopg.Connection, number: int) -> int:
        done = 0
        while (row := connection.execute("select api.roll_up_usage(1)").fetchone()) == (1,):
            done += 1
        assert row == (0,)
        return done

    results = race(own_office.db, 6, work, role="florin_worker")
    assert states(results) == []
    assert sum(r for r in results if isinstance(r, int)) == before
    assert due(own_office) == 0
    assert own_office.daily() == [row for row in brute_force(own_office) if row["day"] < open_day()]


def test_hour_is_marked_an_hour_after_it_is_over(own_office: Office) -> None:
    execute = own_office.world.ledger.connection.execute
    for ago, marked in (("119 minutes", False), ("121 minutes", True)):
        execute("update generation.roll_up_progress set marked_until = now() - %s::interval", [ago])
        found = own_office.world.ledger.value("select generation.mark_roll_ups()")
        assert found is marked


def test_cost_is_that_of_every_attempt_failed_ones_too(own_office: Office) -> None:
    model, routes = costly_model(own_office, routes=2)
    caller = own_office.world.caller(credits=10_000)
    at = datetime.now(UTC).isoformat()
    caller.finish(
        caller.start(model),
        line(100, 10),
        attempts=[
            {"route_id": routes[0], "outcome": "failed", "started_at": at, "usage": [line(100)]},
            {
                **{"route_id": routes[1], "outcome": "completed", "started_at": at},
                "usage": [line(100, 10)],
            },
        ],
    )
    live_through(own_office, caller, "2 days")
    own_office.begin_history()
    own_office.roll_up()
    (summed,) = own_office.daily(caller)
    costs = own_office.world.ledger.rows(
        "select cost_microdollars as cost from generation.attempts where account_id = %s",
        caller.account.id,
    )
    assert summed["cost_micro_dollars"] == sum(row["cost"] for row in costs) > 0
    assert len(costs) == 2


def test_unknown_account_s_mark_is_taken_off(own_office: Office) -> None:
    own_office.world.ledger.connection.execute(
        "insert into generation.due_roll_ups values (%s, '2020-01-01')", [uuid.uuid4()]
    )
    own_office.roll_up()
    assert (due(own_office), own_office.daily()) == (0, [])
