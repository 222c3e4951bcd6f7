"""ledger.settle_hold: the real cost charged, the rest freed, once."""

import uuid

import pytest
from ledger.races import race, states
from ledger.steps import Ledger, refused

pytestmark = pytest.mark.every_postgres


def test_real_cost_is_charged_and_the_rest_freed(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    settled = account.settle(account.hold(30), 12)
    assert settled == {
        "charged": 12,
        "uncollected": 0,
        "released": 18,
        "posted": 88,
        "available": 88,
        "version": 2,
    }
    assert account.money == (88, 0, 0)
    assert account.entries == [("grant", 100), ("settle", -12)]


def test_entry_names_hold_source_of_numbers_and_contra_account(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    ledger.row(
        "select * from ledger.settle_hold(%s, %s, 12, 'some model', 'counted')", account.id, hold
    )
    entry = ledger.row(
        "select * from ledger.entries where account_id = %s and kind = 'settle'", account.id
    )
    assert (entry["hold_id"], entry["ref"]) == (hold, "some model")
    assert (entry["usage_source"], entry["contra"]) == ("counted", "revenue")
    assert entry["posted_after"] == 88


def test_second_settle_is_refused_and_changes_nothing(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    account.settle(hold, 12)
    for amount in (12, 30, 40):
        with refused("FLHLD", hold_id=str(hold), status="settled"):
            account.settle(hold, amount)
    assert account.money == (88, 0, 0)


def test_released_or_unknown_hold_is_not_settled(ledger: Ledger) -> None:
    account, other = ledger.open(credits=100), ledger.open(credits=100)
    hold = account.hold(30)
    with refused("FLHLD", status="unknown"):
        other.settle(hold, 10)
    with refused("FLHLD", status="unknown"):
        other.settle(hold, 90)
    account.release(hold)
    with refused("FLHLD", status="released"):
        account.settle(hold, 10)
    with refused("FLHLD", status="unknown"):
        account.settle(uuid.uuid4(), 10)
    assert account.money == other.money == (100, 0, 0)


@pytest.mark.parametrize("amount", [-1, None])
def test_bad_amounts_are_refused(ledger: Ledger, amount: int | None) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    with refused("FLAMT", amount=amount):
        account.settle(hold, amount)
    assert account.held_by(hold)["state"] == "open"


def test_no_charge_closes_the_hold_without_an_entry(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    settled = account.settle(hold, 0)
    assert (settled["charged"], settled["released"], settled["version"]) == (0, 30, 1)
    assert account.held_by(hold)["state"] == "settled"
    assert account.entries == [("grant", 100)]


def test_more_than_held_is_charged_where_credits_are_free(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    settled = account.settle(account.hold(30), 45)
    assert (settled["charged"], settled["uncollected"], settled["released"]) == (45, 0, 0)
    assert account.money == (55, 0, 0)


def test_more_than_available_is_our_loss_not_debt(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    other = account.hold(50)
    hold = account.hold(30)
    settled = account.settle(hold, 75)
    # The other hold's 50 are promised: 30 held and 20 free can be charged.
    assert (settled["charged"], settled["uncollected"]) == (50, 25)
    assert account.held_by(hold)["settled"] == 50
    assert account.money == (50, 50, 0)
    account.settle(other, 50)
    assert account.money == (0, 0, 0)


def test_zero_hold_charges_only_what_is_free(ledger: Ledger) -> None:
    account = ledger.open(credits=10)
    settled = account.settle(account.hold(0), 25)
    assert (settled["charged"], settled["uncollected"]) == (10, 15)
    assert account.money == (0, 0, 0)


def test_whole_hold_is_charged_even_where_credits_were_clawed_back(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(100, ref="bought")
    hold = account.hold(60)
    account.claw_back(100, of="bought")
    assert account.money == (0, 60, 0)
    settled = account.settle(hold, 70)
    assert (settled["charged"], settled["uncollected"]) == (60, 10)
    assert account.money == (-60, 0, 60)


def test_suspended_account_still_pays_for_what_it_began(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    account.set_status("suspended")
    account.settle(hold, 30)
    assert account.money == (70, 0, 0)


def test_one_of_many_settles_wins(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    # Below, at and above the hold take different paths.
    results = race(
        ledger.db,
        9,
        lambda connection, number: connection.execute(
            "select (ledger.settle_hold(%s, %s, %s, 'work', 'provider')).charged",
            [account.id, hold, (20, 30, 40)[number % 3]],
        ).fetchone(),
    )
    assert states(results) == ["FLHLD"] * 8
    (charged,) = next(result for result in results if isinstance(result, tuple))
    assert account.money == (100 - charged, 0, 0)


def test_settle_racing_release_and_extend_closes_the_hold_once(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    hold = account.hold(30)
    calls = (
        "select ledger.settle_hold(%s, %s, 20, 'work', 'provider')",
        "select ledger.release_hold(%s, %s)",
        "select ledger.extend_hold(%s, %s, 50, '1 minute')",
    )
    results = race(
        ledger.db,
        9,
        lambda connection, number: connection.execute(calls[number % 3], [account.id, hold]),
    )
    assert set(states(results)) == {"FLHLD"}
    closed = account.held_by(hold)["state"]
    assert account.money == ((80, 0, 0) if closed == "settled" else (100, 0, 0))
