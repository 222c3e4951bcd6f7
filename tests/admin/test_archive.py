"""api.archive_generations: old generations go when they are summed up; sums and ledger stay."""

import re
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from admin.history import busy_days, live_through
from admin.office import Office
from generation.steps import Caller, line
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def generations(office: Office) -> int:
    return int(office.world.ledger.value("select count(*) from generation.generations"))


def old(office: Office, count: int = 5, back: str = "95 days") -> Caller:
    """An account with generations of that time."""
    caller, model = office.world.caller(credits=10_000), office.world.model()
    for _ in range(count):
        caller.finish(caller.start(model), line(10, 5))
    live_through(office, caller, back)
    office.begin_history()
    return caller


def test_generations_older_than_90_days_go_and_their_sums_stay(own_office: Office) -> None:
    callers = busy_days(own_office, days=3)
    for caller in callers:
        caller.account.pass_time("89 days")
    own_office.begin_history()
    own_office.roll_up(1000)
    sums, books = own_office.daily(), [caller.account.entries for caller in callers]
    limit = datetime.now(UTC).date() - timedelta(days=90)
    kept = own_office.world.ledger.value(
        "select count(*) from generation.generations "
        "where (created_at at time zone 'UTC')::date >= %s",
        limit,
    )
    own_office.archive(limit=2)
    assert generations(own_office) == kept > 0
    assert own_office.daily() == sums
    assert [caller.account.entries for caller in callers] == books
    assert own_office.db.verify() == []


def test_what_is_not_summed_up_stays(own_office: Office) -> None:
    old(own_office)
    assert own_office.batch("api.archive_generations", 100) == 0
    assert generations(own_office) == 5
    own_office.roll_up(1000)
    own_office.archive()
    assert generations(own_office) == 0


def test_day_with_a_mark_or_a_running_generation_stays(own_office: Office) -> None:
    caller = old(own_office)
    late = caller.start(own_office.world.model())
    live_through(own_office, caller, "0", keep_holds=True)
    own_office.world.ledger.connection.execute(
        "update generation.generations set created_at = now() - interval '95 days' where id = %s",
        [late],
    )
    own_office.roll_up(1000)
    assert own_office.batch("api.archive_generations", 100) == 0
    caller.finish(late, line(1))
    # Its end marked the day.
    assert own_office.batch("api.archive_generations", 100) == 0
    own_office.roll_up(1000)
    own_office.archive()
    assert generations(own_office) == 0
    assert sum(row["generations"] for row in own_office.daily(caller)) == 6


def test_batches_are_bounded(own_office: Office) -> None:
    old(own_office, count=7)
    own_office.roll_up(1000)
    done = [own_office.batch("api.archive_generations", 3) for _ in range(3)]
    assert done == [3, 3, 1]
    assert own_office.batch("api.archive_generations", 3) == 0
    assert generations(own_office) == 0


def test_run_that_dies_is_taken_up_where_it_ended(own_office: Office) -> None:
    for _ in range(3):
        old(own_office, count=2)
    own_office.roll_up(1000)
    assert own_office.batch("api.archive_generations", 3) == 3
    worker = own_office.db.connect("florin_worker", autocommit=False)
    worker.execute("select api.archive_generations(100)")
    # Another worker meanwhile has nothing to do.
    assert own_office.batch("api.archive_generations", 100) == 0
    worker.rollback()
    assert generations(own_office) == 3
    own_office.archive(limit=2)
    assert generations(own_office) == 0


def test_sums_of_closed_days_are_final(own_office: Office) -> None:
    caller = old(own_office)
    own_office.roll_up(1000)
    own_office.archive()
    before = own_office.daily(caller)
    own_office.world.ledger.connection.execute(
        "insert into generation.due_roll_ups select account_id, day from generation.daily_usage"
    )
    own_office.roll_up(1000)
    assert own_office.daily(caller) == before != []
    assert own_office.world.ledger.value("select count(*) from generation.due_roll_ups") == 0


def test_later_days_are_archived_when_their_time_has_come(own_office: Office) -> None:
    caller = old(own_office, back="95 days")
    own_office.roll_up(1000)
    own_office.archive()
    younger = old(own_office, back="80 days")
    own_office.roll_up(1000)
    own_office.archive()
    assert generations(own_office) == 5
    # As if eleven days later.
    connection = own_office.world.ledger.connection
    connection.execute("update generation.daily_usage set day = day - 11")
    connection.execute(
        "update generation.roll_up_progress "
        "set closed_before = closed_before - 11, archived_day = archived_day - 11"
    )
    younger.account.pass_time("11 days")
    own_office.archive()
    assert generations(own_office) == 0
    assert [len(own_office.daily(c)) for c in (caller, younger)] == [1, 1]


def test_archived_generation_is_not_found(own_office: Office) -> None:
    caller, model = own_office.world.caller(credits=1000), own_office.world.model()
    generation = caller.start(model)
    caller.finish(generation, line(10))
    live_through(own_office, caller, "95 days")
    own_office.begin_history()
    own_office.roll_up(1000)
    own_office.archive()
    assert caller.read(generation) is None
    with refused("FLGEN"):
        caller.finish(generation, line(10))
    assert caller.account.money == (990, 0, 0)


@pytest.mark.parametrize("function", ["api.archive_generations", "api.roll_up_usage"])
@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role", "florin_service"])
def test_only_workers_may(office: Office, function: str, role: str) -> None:
    connection: psycopg.Connection = office.db.connect(role)
    with refused("42501"):
        connection.execute(f"select {function}(1)")


def test_pages_filled_anew_are_not_read_for_days_they_do_not_hold(own_office: Office) -> None:
    """What the archive frees is used again; looking for yesterday must not read all of it."""
    caller = own_office.world.caller()
    execute = own_office.db.connect().execute
    fill = (
        "insert into generation.generations (account_id, id, user_id, model_id, price_id, stream, "
        "on_disconnect, access, status, hold, hold_expires_at, request_hash, replica, created_at, "
        "finished_at) "
        "select %s, gen_random_uuid(), %s, 'demo', 1, true, 'continue', 'plan', "
        "'completed', 0, now(), '\\x00', 'r', at, at from (select now() - %s::interval "
        "+ n * interval '1 ms' as at from generate_series(1, 60000) as n) as times"
    )
    for back in ("95 days", "5 days"):
        execute(fill, [caller.account.id, caller.user_id, back])
        if back == "95 days":
            execute("delete from generation.generations")
            execute("vacuum generation.generations")
    execute("vacuum analyze generation.generations")
    # With one account in the table, the index by account would do as well.
    execute("drop index generation.generations_created")
    execute("set enable_seqscan = off")
    plan = "\n".join(
        row[0]
        for row in execute(
            "explain (analyze, costs off, timing off, buffers off) "
            "select from generation.generations "
            "where created_at between now() - interval '40 days' and now() - interval '39 days'"
        )
    )
    assert "generations_age" in plan
    read = re.search(r"Heap Blocks: .*lossy=(\d+)", plan)
    # Of some 1,200 pages: one range at the most, the last, which was not summed up apart.
    assert read is None or int(read[1]) <= 128, plan
