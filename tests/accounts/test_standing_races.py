"""Standings while members and plans change at once: whoever comes second sees the other."""

import random
import time
import uuid
from concurrent.futures import Future, ThreadPoolExecutor

import psycopg
import pytest
from accounts.standings import CHANGE, Standings
from ledger.races import race, states

pytestmark = pytest.mark.every_postgres

JOIN = "insert into access.members (account_id, user_id) values (%(account)s, %(user)s)"
LEAVE = "delete from access.members where account_id = %(account)s and user_id = %(user)s"
MOVE = (
    "update access.account_plans set plan_version_id = (catalog.find_plan_version(%(plan)s)).id "
    "where account_id = %(account)s"
)
GIVE = (
    "insert into access.account_plans (account_id, plan_version_id) "
    "values (%(account)s, (catalog.find_plan_version(%(plan)s)).id)"
)
WAITING = "select count(*) from pg_locks where pid = %s and not granted"


class Meeting:
    """An account, another plan, and somebody who joins or leaves."""

    def __init__(self, standings: Standings) -> None:
        self.standings = standings
        self.owner = standings.sign_in()
        self.known = {
            "account": self.owner.account.id,
            "user": standings.user(),
            "plan": standings.plan(max_open_generations=77),
        }

    def run(self, first: str, second: str, *, commit: bool = True) -> None:
        """The second begins while the first is not committed, and waits for it."""
        one, two = self.standings.db.connect(autocommit=False), self.standings.db.connect()
        one.execute(first, self.known)
        with ThreadPoolExecutor(1) as pool:
            done: Future[object] = pool.submit(two.execute, second, self.known)
            self._wait_for(two.info.backend_pid)
            if commit:
                one.commit()
            else:
                one.rollback()
            done.result(30)

    def _wait_for(self, backend: int) -> None:
        until = time.monotonic() + 30
        while not self.standings.ledger.value(WAITING, backend):
            assert time.monotonic() < until, "the second did not wait"
            time.sleep(0.01)

    def found(self) -> dict[uuid.UUID, int]:
        rows = self.standings.of(self.owner.account.id)
        assert self.standings.db.verify() == []
        return {user_id: row["max_open_generations"] for user_id, row in rows.items()}


@pytest.fixture
def meeting(standings: Standings) -> Meeting:
    return Meeting(standings)


@pytest.fixture
def without_plan(meeting: Meeting) -> Meeting:
    """The account has none: only by hand does it come to that."""
    meeting.standings.ledger.connection.execute(
        "delete from access.account_plans where account_id = %s", [meeting.owner.account.id]
    )
    return meeting


@pytest.mark.parametrize("commit", [True, False])
@pytest.mark.parametrize("order", ["join first", "move first"])
def test_who_joins_during_a_change_of_plan_has_the_plan_that_is(
    meeting: Meeting, order: str, commit: bool
) -> None:
    before = meeting.found()[meeting.owner.user_id]
    meeting.run(*((JOIN, MOVE) if order == "join first" else (MOVE, JOIN)), commit=commit)
    joined, moved = (commit, True) if order == "join first" else (True, commit)
    users = {meeting.owner.user_id} | ({meeting.known["user"]} if joined else set())
    assert meeting.found() == dict.fromkeys(users, 77 if moved else before)


@pytest.mark.parametrize("commit", [True, False])
def test_who_leaves_during_a_change_of_plan_leaves_nothing(meeting: Meeting, commit: bool) -> None:
    meeting.standings.ledger.connection.execute(JOIN, meeting.known)
    meeting.run(LEAVE, MOVE, commit=commit)
    users = [meeting.owner.user_id, *([] if commit else [meeting.known["user"]])]
    assert meeting.found() == dict.fromkeys(users, 77)


def test_who_leaves_after_a_change_of_plan_leaves_nothing(meeting: Meeting) -> None:
    meeting.standings.ledger.connection.execute(JOIN, meeting.known)
    meeting.run(MOVE, LEAVE)
    assert meeting.found() == {meeting.owner.user_id: 77}


@pytest.mark.parametrize("order", [(JOIN, GIVE), (GIVE, JOIN)])
def test_who_joins_while_the_account_gets_its_plan_stands(
    without_plan: Meeting, order: tuple[str, str]
) -> None:
    without_plan.run(*order)
    users = [without_plan.owner.user_id, without_plan.known["user"]]
    assert without_plan.found() == dict.fromkeys(users, 77)


def test_who_leaves_while_the_account_gets_its_plan_leaves_nothing(without_plan: Meeting) -> None:
    without_plan.standings.ledger.connection.execute(JOIN, without_plan.known)
    without_plan.run(LEAVE, GIVE)
    assert without_plan.found() == {without_plan.owner.user_id: 77}


@pytest.mark.parametrize("seed", range(3))
def test_everything_at_once_leaves_standings_as_derived(standings: Standings, seed: int) -> None:
    owners = [standings.sign_in() for _ in range(3)]
    plans = [standings.plan(max_open_generations=n) for n in range(1, 5)]
    users = [standings.user() for _ in range(6)]
    guests = [standings.sign_in(is_anonymous=True) for _ in range(4)]
    for owner in owners:
        for user_id in users:
            standings.add(owner, user_id)

    def work(connection: psycopg.Connection, number: int) -> None:
        chance = random.Random(100 * seed + number)
        for turn in range(15):
            account = chance.choice(owners).account.id
            known = {"account": account, "user": chance.choice(users), "plan": chance.choice(plans)}
            if number == 0 and turn % 4 == 0 and guests:
                standings.merge(chance.choice(owners), guests.pop(), connection)
            elif number in (0, 1):
                connection.execute(CHANGE, [account, known["plan"]])
            elif number == 2:
                connection.execute(MOVE, known)
            elif number == 3:
                connection.execute(
                    "update access.account_plans set usual_outputs = jsonb_build_object('demo', "
                    "%s::integer) where account_id = %s",
                    [turn, account],
                )
            elif chance.random() < 0.5:
                connection.execute(f"{JOIN} on conflict do nothing", known)
            else:
                connection.execute(LEAVE, known)

    assert states(race(standings.db, 7, work)) == []
    assert standings.db.verify() == []


def test_users_deleted_while_they_join_and_plans_change_are_nowhere(standings: Standings) -> None:
    owners = [standings.sign_in() for _ in range(3)]
    plans = [standings.plan(max_open_generations=n) for n in range(1, 5)]
    users = [standings.user() for _ in range(12)]
    for owner in owners:
        for user_id in users[::2]:
            standings.add(owner, user_id)

    def work(connection: psycopg.Connection, number: int) -> None:
        for turn, user_id in enumerate(users):
            account = owners[(turn + number) % 3].account.id
            known = {"account": account, "user": user_id, "plan": plans[turn % 4]}
            if number == 0:
                connection.execute("delete from auth.users where id = %s", [user_id])
            elif number in (1, 2):
                connection.execute(MOVE, known)
            else:
                try:
                    connection.execute(f"{JOIN} on conflict do nothing", known)
                except psycopg.errors.ForeignKeyViolation:
                    # Auth no longer knows them.
                    continue

    assert states(race(standings.db, 5, work, role="supabase_admin")) == []
    assert standings.db.verify() == []
    for owner in owners:
        assert set(standings.of(owner.account.id)) == {owner.user_id}
