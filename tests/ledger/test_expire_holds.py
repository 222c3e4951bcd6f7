"""ledger.expire_holds: lapsed holds of the app's own features are freed, in batches."""

import pytest
from ledger.races import race, states
from ledger.steps import Ledger

pytestmark = pytest.mark.every_postgres


def test_lapsed_holds_are_freed_and_others_left(quiet_ledger: Ledger) -> None:
    account = quiet_ledger.open(credits=100)
    lapsed = account.hold(30, expires_in="-1 second")
    open_still = account.hold(20)
    assert quiet_ledger.expire_holds() == 1
    assert account.held_by(lapsed)["state"] == "expired"
    assert account.held_by(open_still)["state"] == "open"
    assert account.money == (100, 20, 0)


def test_second_run_finds_nothing(quiet_ledger: Ledger) -> None:
    quiet_ledger.open(credits=100).hold(30, expires_in="-1 second")
    assert (quiet_ledger.expire_holds(), quiet_ledger.expire_holds()) == (1, 0)


def test_batch_is_bounded_and_takes_the_longest_lapsed_first(quiet_ledger: Ledger) -> None:
    account = quiet_ledger.open(credits=100)
    holds = [account.hold(1, expires_in=f"-{n} minutes") for n in (1, 3, 2)]
    assert quiet_ledger.expire_holds(limit=2) == 2
    assert [account.held_by(hold)["state"] for hold in holds] == ["open", "expired", "expired"]
    assert quiet_ledger.expire_holds(limit=2) == 1


def test_one_batch_frees_all_holds_of_one_account(quiet_ledger: Ledger) -> None:
    account = quiet_ledger.open(credits=100)
    for _ in range(25):
        account.hold(1, expires_in="-1 second")
    assert quiet_ledger.expire_holds() == 25
    assert account.money == (100, 0, 0)


def test_holds_of_generations_are_left_to_their_own_sweeper(quiet_ledger: Ledger) -> None:
    account = quiet_ledger.open(credits=100)
    account.start(30)
    account.pass_time("2 hours")
    assert quiet_ledger.expire_holds() == 0
    assert account.money == (100, 30, 0)


def test_expired_hold_charged_late_makes_debt(quiet_ledger: Ledger) -> None:
    account = quiet_ledger.open(credits=30)
    hold = account.hold(30, expires_in="-1 second")
    quiet_ledger.expire_holds()
    account.settle(account.hold(20), 20)
    assert account.charge_late(hold, 25)["charged"] == 25
    assert account.money == (-15, 0, 15)
    assert account.entries[-1] == ("late_settle", -25)


def test_several_workers_free_each_hold_once(quiet_ledger: Ledger) -> None:
    accounts = [quiet_ledger.open(credits=100) for _ in range(6)]
    for number in range(48):
        accounts[number % 6].hold(2, expires_in=f"-{number} seconds")

    def drain(connection: object, _: int) -> int:
        done = 0
        while batch := connection.execute("select api.expire_holds(5)").fetchone()[0]:
            done += batch
        return done

    results = race(quiet_ledger.db, 4, drain, role="florin_worker")
    assert states(results) == []
    # Who is skipped because another worker has its account comes round again.
    assert sum(results) + quiet_ledger.expire_holds() == 48
    assert [account.money for account in accounts] == [(100, 0, 0)] * 6


def test_worker_waits_for_nobody(quiet_ledger: Ledger) -> None:
    """Who waits while holding the locks of a batch is half of a deadlock."""
    busy, idle = quiet_ledger.open(credits=100), quiet_ledger.open(credits=100)
    busy.hold(10, expires_in="-2 seconds")
    idle.hold(10, expires_in="-1 second")
    paying = quiet_ledger.db.connect(autocommit=False)
    paying.execute("select from ledger.accounts where id = %s for update", [busy.id])

    worker = quiet_ledger.db.connect("florin_worker")
    worker.execute("set lock_timeout = '1s'")
    assert worker.execute("select api.expire_holds(10)").fetchone() == (1,)
    assert (busy.money, idle.money) == ((100, 10, 0), (100, 0, 0))

    paying.commit()
    assert worker.execute("select api.expire_holds(10)").fetchone() == (1,)


def test_two_workers_on_the_same_accounts_in_another_order_do_not_deadlock(
    quiet_ledger: Ledger,
) -> None:
    one, two = quiet_ledger.open(credits=100), quiet_ledger.open(credits=100)
    for account, seconds in ((one, 40), (two, 30), (two, 20), (one, 10)):
        account.hold(10, expires_in=f"-{seconds} seconds")
    first = quiet_ledger.db.connect("florin_worker", autocommit=False)
    second = quiet_ledger.db.connect("florin_worker", autocommit=False)
    for worker in (first, second, first, second):
        worker.execute("set lock_timeout = '1s'")
        assert worker.execute("select api.expire_holds(1)").fetchone() == (1,)
    first.commit()
    second.commit()
    assert (one.money, two.money) == ((100, 0, 0), (100, 0, 0))
