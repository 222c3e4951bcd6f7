"""ledger.refresh_buckets: idle accounts brought up to the clock, in batches."""

import pytest
from ledger.races import race, states
from ledger.steps import Account, Ledger

pytestmark = pytest.mark.every_postgres


def due(ledger: Ledger, number: int) -> list[Account]:
    """Accounts whose credits lapsed, unnoticed so far."""
    accounts = [ledger.open() for _ in range(number)]
    for account in accounts:
        account.grant(10, ends_in="1 hour")
        account.pass_time("1 hour")
    return accounts


def test_due_buckets_are_activated_and_expired(quiet_ledger: Ledger) -> None:
    (lapsed,) = due(quiet_ledger, 1)
    begun = quiet_ledger.open()
    begun.grant(20, starts_in="1 hour")
    begun.pass_time("1 hour")
    untouched = quiet_ledger.open(credits=30)
    untouched.grant(5, ends_in="1 hour")
    assert quiet_ledger.refresh_buckets() == 2
    assert [account.facts["posted"] for account in (lapsed, begun, untouched)] == [0, 20, 35]


def test_second_run_finds_nothing(quiet_ledger: Ledger) -> None:
    due(quiet_ledger, 2)
    assert (quiet_ledger.refresh_buckets(), quiet_ledger.refresh_buckets()) == (2, 0)


def test_batch_is_bounded(quiet_ledger: Ledger) -> None:
    due(quiet_ledger, 5)
    assert [quiet_ledger.refresh_buckets(limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_accounts_that_spent_their_lapsed_credits_do_not_end_the_work_early(
    quiet_ledger: Ledger,
) -> None:
    """They need no entry; who counts entries only would stop before those behind them."""
    spent = [quiet_ledger.open() for _ in range(3)]
    for account in spent:
        account.grant(10, ends_in="1 hour")
        account.settle(account.hold(10), 10)
        account.pass_time("2 hours")
    behind = due(quiet_ledger, 1)[0]
    while quiet_ledger.refresh_buckets(limit=2) == 2:
        pass
    assert behind.facts["posted"] == 0


def test_promised_credits_are_kept_and_do_not_keep_the_worker_busy(quiet_ledger: Ledger) -> None:
    account = quiet_ledger.open()
    account.grant(10, ends_in="1 hour")
    hold = account.hold(10)
    account.pass_time("1 hour")
    assert quiet_ledger.refresh_buckets(limit=1) == 0
    assert account.facts["posted"] == 10
    account.release(hold)
    assert quiet_ledger.refresh_buckets(limit=1) == 1
    assert account.facts["posted"] == 0


def test_several_workers_share_the_accounts(quiet_ledger: Ledger) -> None:
    accounts = due(quiet_ledger, 24)

    def drain(connection: object, _: int) -> int:
        done = 0
        while batch := connection.execute("select api.refresh_buckets(5)").fetchone()[0]:
            done += batch
        return done

    results = race(quiet_ledger.db, 4, drain, role="florin_worker")
    assert states(results) == []
    assert sum(results) == 24
    assert {account.money for account in accounts} == {(0, 0, 0)}


def test_locked_account_is_passed_over_without_waiting(quiet_ledger: Ledger) -> None:
    busy, idle = due(quiet_ledger, 2)
    paying = quiet_ledger.db.connect(autocommit=False)
    paying.execute("select from ledger.accounts where id = %s for update", [busy.id])
    quiet_ledger.connection.execute("set lock_timeout = '1s'")
    assert quiet_ledger.refresh_buckets() == 1
    assert (busy.facts["posted"], idle.facts["posted"]) == (10, 0)
    paying.commit()
    assert quiet_ledger.refresh_buckets() == 1
