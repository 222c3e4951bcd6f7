"""ledger.release_hold: a hold freed without a charge, once."""

import uuid

import pytest
from ledger.races import race, states
from ledger.steps import Ledger, refused

pytestmark = pytest.mark.every_postgres


def test_all_of_it_is_freed_and_nothing_charged(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    released = account.release(hold)
    assert released == {
        "charged": 0,
        "uncollected": 0,
        "released": 30,
        "posted": 100,
        "available": 100,
        "version": 1,
    }
    assert account.held_by(hold)["state"] == "released"
    assert account.facts["open_generations"] == 0


def test_extended_hold_is_freed_whole(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    account.extend(hold, 70)
    assert account.release(hold)["released"] == 70
    assert account.money == (100, 0, 0)


def test_second_release_is_refused_and_changes_nothing(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    account.hold(30)
    account.release(hold)
    with refused("FLHLD", hold_id=str(hold), status="released"):
        account.release(hold)
    assert account.money == (100, 30, 0)


def test_settled_or_unknown_hold_is_not_released(ledger: Ledger) -> None:
    account, other = ledger.open(credits=100), ledger.open(credits=100)
    hold = account.hold(30)
    with refused("FLHLD", status="unknown"):
        other.release(hold)
    account.settle(hold, 5)
    with refused("FLHLD", status="settled"):
        account.release(hold)
    with refused("FLHLD", status="unknown"):
        account.release(uuid.uuid4())
    assert account.money == (95, 0, 0)


def test_one_of_many_releases_wins(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    results = race(
        ledger.db,
        8,
        lambda connection, _: connection.execute(
            "select ledger.release_hold(%s, %s)", [account.id, hold]
        ),
    )
    assert states(results) == ["FLHLD"] * 7
    assert account.money == (100, 0, 0)
