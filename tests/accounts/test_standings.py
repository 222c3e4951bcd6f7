"""Standings: who may ask, and what their plan allows, as the tables say that they derive from.

`verify` of a database compares all of them with what they derive from, after every test of the
suite too.
"""

import random
import uuid

import psycopg
import pytest
from accounts.standings import Standings
from generation.steps import Caller

pytestmark = pytest.mark.every_postgres


def test_every_member_stands_as_the_plan_says(standings: Standings) -> None:
    owner = standings.sign_in()
    member = standings.add(owner)
    plan = standings.plan(tiers=["premium"], max_open_generations=3, requests_per_minute=7)
    standings.change(owner, plan)
    standings.know(owner, {"demo": 500})
    rows = standings.of(owner.account.id)
    assert set(rows) == {owner.user_id, member}
    for row in rows.values():
        assert (row["tiers"], row["max_open_generations"]) == (["premium"], 3)
        assert (row["requests_per_minute"], row["refuse_in_debt"]) == (7, False)
        assert (row["on_disconnect"], row["usual_outputs"]) == ("continue", {"demo": 500})


def test_who_joins_later_stands_as_the_others(standings: Standings) -> None:
    owner = standings.sign_in()
    standings.change(owner, standings.plan(max_open_generations=3))
    standings.know(owner, {"demo": 500})
    member = standings.add(owner)
    rows = standings.of(owner.account.id)
    assert rows[member] == {**rows[owner.user_id], "user_id": member}


@pytest.mark.parametrize("way", ["removed", "deleted in auth", "deleted"])
def test_standing_ends_with_the_membership(standings: Standings, way: str) -> None:
    owner = standings.sign_in()
    member = standings.sign_in()
    standings.add(owner, member.user_id)
    if way == "removed":
        standings.remove(owner, member.user_id)
    elif way == "deleted in auth":
        standings.forget_in_auth(member.user_id)
    else:
        standings.delete(member)
    assert set(standings.of(owner.account.id)) == {owner.user_id}


def test_merged_user_stands_where_they_went(standings: Standings) -> None:
    into, gone = standings.sign_in(), standings.sign_in(is_anonymous=True)
    standings.change(into, standings.plan(max_open_generations=3))
    standings.merge(into, gone)
    assert standings.of(gone.account.id) == {}
    rows = standings.of(into.account.id)
    assert rows[gone.user_id] == {**rows[into.user_id], "user_id": gone.user_id}


def test_closed_account_has_no_standings(standings: Standings) -> None:
    owner = standings.sign_in()
    standings.add(owner)
    standings.delete(owner)
    assert standings.of(owner.account.id) == {}


def test_new_period_under_another_version_counts_and_the_same_writes_nothing(
    standings: Standings,
) -> None:
    subscriber = standings.subscriber(standings.plan(max_open_generations=3))
    row = "select xmin::text from access.standings where account_id = %s"
    before = standings.ledger.value(row, subscriber.id)
    subscriber.end_period()
    subscriber.begin_period()
    assert standings.ledger.value(row, subscriber.id) == before
    standings.version(subscriber.plan["plan_id"], 0, max_open_generations=4, starts_in="-1 second")
    subscriber.end_period()
    subscriber.begin_period()
    (standing,) = standings.of(subscriber.id).values()
    assert standing["max_open_generations"] == 4


def test_account_that_gets_its_plan_late_gets_its_standings_with_it(standings: Standings) -> None:
    owner = standings.sign_in()
    member = standings.add(owner)
    execute = standings.ledger.connection.execute
    account = [owner.account.id]
    execute(
        "create temp table kept as select * from access.account_plans where account_id = %s",
        account,
    )
    execute("delete from access.account_plans where account_id = %s", account)
    assert standings.of(owner.account.id) == {}
    execute("insert into access.account_plans select * from kept")
    assert set(standings.of(owner.account.id)) == {owner.user_id, member}


def test_membership_with_a_standing_names_the_same_two_for_ever(standings: Standings) -> None:
    """Or it would stand as somebody else; leaving and joining are two steps."""
    owner, other = standings.sign_in(), standings.user()
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        standings.ledger.connection.execute(
            "update access.members set user_id = %s where user_id = %s", [other, owner.user_id]
        )


@pytest.mark.parametrize(
    "harm",
    [
        "delete from access.standings where account_id = %s",
        "update access.standings set max_open_generations = 99 where account_id = %s",
        "delete from access.members where account_id = %s",
    ],
)
def test_standing_that_is_wrong_is_found(standings: Standings, harm: str) -> None:
    owner = standings.sign_in()
    admin = standings.db.connect("supabase_admin")
    admin.execute("set session_replication_role = replica")
    admin.execute(harm.encode(), [owner.account.id])
    standings.db.verify_after = False
    (violation,) = standings.db.verify()
    assert violation["violation"] == "standing is as derived"
    assert violation["account_id"] == str(owner.account.id)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_standings_are_as_derived(standings: Standings, seed: int) -> None:
    chance = random.Random(seed)
    plans = [standings.plan(max_open_generations=n, included=n) for n in range(1, 5)]
    callers = [standings.sign_in() for _ in range(4)]
    guests = [standings.sign_in(is_anonymous=True) for _ in range(6)]
    users = [caller.user_id for caller in callers] + [standings.user() for _ in range(4)]

    def members(caller: Caller) -> list[uuid.UUID]:
        return sorted(set(standings.of(caller.account.id)) - {caller.user_id})

    for _ in range(60):
        caller = chance.choice(callers)
        act = chance.choice(["add", "add", "remove", "change", "version", "learn", "merge", "end"])
        if act == "add":
            user_id = chance.choice(users)
            if user_id != caller.user_id:
                standings.add(caller, user_id)
        elif act == "remove" and members(caller):
            chosen = chance.choice(members(caller))
            if not standings.ledger.value(
                "select is_personal from access.members where account_id = %s and user_id = %s",
                *(caller.account.id, chosen),
            ):
                standings.remove(caller, chosen)
        elif act == "change":
            standings.change(caller, chance.choice(plans))
        elif act == "version":
            standings.version(chance.choice(plans), 1, max_open_generations=chance.randint(5, 99))
        elif act == "learn":
            standings.know(caller, chance.choice([None, {"demo": chance.randint(1, 999)}]))
        elif act == "merge" and guests:
            standings.merge(caller, guests.pop())
        elif act == "end" and len(users) > 5:
            # One who has no account of their standings.
            standings.forget_in_auth(users.pop())
        assert standings.db.verify() == []
    for caller in callers:
        standings.delete(caller)
    assert standings.db.verify() == []
