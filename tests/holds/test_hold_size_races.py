"""Holds of the usual size, learned and placed from many connections at once."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
from generation.steps import line
from holds.habits import STEP, Habits
from ledger.races import race, states

from local.testbed.databases import Database


def test_parallel_begins_of_the_usual_size_never_hold_more_than_there_is(
    habits: Habits, db: Database
) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [400] * 5)
    habits.learn()
    left = caller.account.facts["posted"]
    habits.world.ledger.value(
        "select ledger.adjust_balance(%s, %s, 'x')", caller.account.id, 2100 - left
    )

    def work(connection: psycopg.Connection, number: int) -> uuid.UUID:
        return caller.start(model, input=0, service=connection)

    results = race(db, 8, work, role="florin_service")
    # Five times 400 of 2,100, and three that find nothing.
    assert states(results) == ["FLBAL"] * 3
    assert caller.account.money == (2100, 2000, 0)
    for generation_id in results:
        if isinstance(generation_id, uuid.UUID):
            caller.finish(generation_id, line(0, 400))
    assert caller.account.money == (100, 0, 0)


def test_streams_racing_for_the_last_credits_overspend_nothing(
    habits: Habits, db: Database
) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [300] * 5)
    habits.learn()
    left = caller.account.facts["posted"]
    habits.world.ledger.value(
        "select ledger.adjust_balance(%s, %s, 'x')", caller.account.id, 5000 - left
    )

    def work(connection: psycopg.Connection, number: int) -> int:
        """Begins, extends in hundreds until refused, ends at what is held; what was charged."""
        charged = 0
        for _ in range(4):
            try:
                generation_id = caller.start(model, input=0, service=connection)
            except psycopg.Error as error:
                assert error.sqlstate == "FLBAL"
                break
            held = 300
            for _ in range(number):
                try:
                    held = caller.extend(generation_id, held + 100, service=connection)
                except psycopg.Error as error:
                    assert error.sqlstate == "FLBAL"
                    break
            ended = caller.finish(generation_id, line(0, held), service=connection)
            assert ended["uncollected"] == 0
            charged += ended["charged"]
        return charged

    results = race(db, 8, work, role="florin_service")
    assert states(results) == []
    charged = sum(result for result in results if isinstance(result, int))
    # Whoever came last found less than 300 free, or had done its four.
    assert 0 < charged <= 5000
    assert caller.account.money == (5000 - charged, 0, 0)


def test_workers_side_by_side_learn_the_same(habits: Habits, db: Database) -> None:
    model = habits.model()
    callers = [habits.caller() for _ in range(12)]
    for number, caller in enumerate(callers):
        habits.live(caller, model, [400 + 10 * number] * 5)
    habits.world.ledger.connection.execute(
        "update generation.roll_up_progress set marked_until = now() - interval '3 days'"
    )
    while habits.world.ledger.value("select generation.mark_roll_ups()"):
        pass

    def work(connection: psycopg.Connection, number: int) -> None:
        while connection.execute("select api.roll_up_usage(1)").fetchone() == (1,):
            pass

    assert states(race(db, 4, work, role="florin_worker")) == []
    found = [habits.figures(caller) for caller in callers]
    assert found == [{model: 400 + 10 * number} for number in range(12)]


def test_learning_waits_for_nobody_who_changes_a_plan(habits: Habits, db: Database) -> None:
    model, busy, free = habits.model(), habits.caller(), habits.caller()
    for caller in (busy, free):
        habits.live(caller, model, [400] * 5)
    owner = db.connect(autocommit=False)
    owner.execute(
        "select 1 from access.account_plans where account_id = %s for update", [busy.account.id]
    )
    with ThreadPoolExecutor(1) as pool:
        pool.submit(habits.learn).result(60)
    assert (habits.figures(busy), habits.figures(free)) == ({}, {model: 400})
    owner.rollback()
    # Its next day is another chance.
    habits.live(busy, model, [500], days_ago=3)
    habits.learn()
    assert habits.figures(busy) == {model: 400}


def test_learning_waits_for_nobody_who_leaves(habits: Habits, db: Database) -> None:
    """Its figures stand with each member; who leaves several accounts might wait for it in turn."""
    model, left, free = habits.model(), habits.caller(), habits.caller()
    member = habits.world.user()
    for caller in (left, free):
        habits.live(caller, model, [400] * 5)
        habits.world.ledger.connection.execute(
            "insert into access.members (account_id, user_id) values (%s, %s)",
            [caller.account.id, member],
        )
    leaving = db.connect(autocommit=False)
    leaving.execute(
        "delete from access.members where account_id = %s and user_id = %s",
        [left.account.id, member],
    )
    with ThreadPoolExecutor(1) as pool:
        pool.submit(habits.learn).result(60)
    assert (habits.figures(left), habits.figures(free)) == ({}, {model: 400})
    leaving.commit()
    habits.live(left, model, [500], days_ago=3)
    habits.learn()
    assert habits.figures(left) == {model: 400}
    assert habits.held(left, model) == 400


def test_learning_beside_deleted_users_of_many_accounts_ends_for_both(
    habits: Habits, db: Database
) -> None:
    model = habits.model()
    callers = [habits.caller() for _ in range(8)]
    accounts = [caller.account.id for caller in callers]
    for caller in callers:
        habits.live(caller, model, [400] * 5)
    users = [habits.world.user() for _ in range(40)]
    habits.world.ledger.connection.execute(
        "insert into access.members (account_id, user_id) "
        "select a, u from unnest(%s::uuid[]) as a, unnest(%s::uuid[]) as u order by random()",
        [accounts, users],
    )

    def work(connection: psycopg.Connection, number: int) -> None:
        for user_id in users:
            if number:
                connection.execute("delete from auth.users where id = %s", [user_id])
            else:
                for account in accounts:
                    connection.execute(
                        "update access.account_plans set usual_outputs = null "
                        "where account_id = %s",
                        [account],
                    )
                connection.execute("select generation.learn_outputs(%s)", [accounts])

    assert states(race(db, 2, work, role="supabase_admin")) == []
    habits.learn()
    habits.world.ledger.connection.execute("select generation.learn_outputs(%s)", [accounts])
    assert [habits.figures(caller) for caller in callers] == [{model: 400}] * 8


def test_learning_beside_changes_of_the_catalogue_ends_for_both(
    habits: Habits, db: Database
) -> None:
    models = [habits.model() for _ in range(3)]
    for _ in range(10):
        caller = habits.caller()
        for model in models:
            habits.live(caller, model, [700] * 5)
    habits.learn()

    def work(connection: psycopg.Connection, number: int) -> None:
        for turn in range(10):
            if number:
                connection.execute("select generation.learn_offers()")
            else:
                connection.execute(
                    "update catalog.models set hold_step_tokens = %s where id = any(%s)",
                    [STEP + turn, models],
                )

    assert states(race(db, 3, work)) == []
    habits.learn()
    assert [habits.usual(model) for model in models] == [768] * 3
