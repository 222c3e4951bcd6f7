"""ledger.adjust_balance: a correction by hand, up or down, never into debt."""

import uuid

import pytest
from ledger.races import race, states
from ledger.steps import Ledger, refused

pytestmark = pytest.mark.every_postgres


def test_up_is_a_grant_from_admin(ledger: Ledger) -> None:
    account = ledger.open()
    account.adjust(50, ref="sorry")
    assert (account.money, account.buckets) == ((50, 0, 0), {"sorry": 50})
    source = ledger.value(
        "select source::text from ledger.buckets where account_id = %s", account.id
    )
    assert source == "admin"


def test_down_takes_credits_in_burn_order(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(50, ref="second")
    account.grant(50, ref="first", priority=1)
    account.adjust(-60)
    assert (account.money, account.buckets) == ((40, 0, 0), {"second": 40, "first": 0})
    assert account.entries[-1] == ("adjust", -60)


def test_down_reaches_what_is_free_and_no_further(ledger: Ledger) -> None:
    account = ledger.open(credits=100, overdraft=1000)
    account.hold(30)
    with refused("FLBAL", available=70, required=71):
        account.adjust(-71)
    account.adjust(-70)
    assert account.money == (30, 30, 0)


def test_down_does_not_count_lapsed_credits(ledger: Ledger) -> None:
    account = ledger.open(credits=10)
    account.grant(100, ref="hour", ends_in="1 hour")
    account.pass_time("1 hour")
    with refused("FLBAL", available=10, required=11):
        account.adjust(-11)
    account.adjust(-10)
    assert account.money == (0, 0, 0)


@pytest.mark.parametrize("amount", [50, -50])
def test_same_correction_again_changes_nothing(ledger: Ledger, amount: int) -> None:
    account = ledger.open(credits=100)
    account.adjust(amount, ref="typo")
    after = account.adjust(amount, ref="typo")
    assert after["posted"] == 100 + amount
    assert account.money == (100 + amount, 0, 0)


@pytest.mark.parametrize("amount", [50, -50])
def test_same_reference_with_another_amount_is_refused(ledger: Ledger, amount: int) -> None:
    account = ledger.open(credits=100)
    account.adjust(amount, ref="typo")
    with refused("FLGRT"):
        account.adjust(amount + 1, ref="typo")
    assert account.money == (100 + amount, 0, 0)


def test_same_correction_from_many_connections_is_made_once(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    results = race(
        ledger.db,
        8,
        lambda connection, _: connection.execute(
            "select ledger.adjust_balance(%s, -50, 'typo')", [account.id]
        ),
    )
    assert states(results) == []
    assert account.money == (50, 0, 0)


@pytest.mark.parametrize("amount", [0, None])
def test_nothing_is_no_correction(ledger: Ledger, amount: int | None) -> None:
    account = ledger.open(credits=100)
    with refused("FLAMT", amount=amount):
        account.adjust(amount)


@pytest.mark.parametrize("amount", [50, -50])
def test_unknown_account_is_refused(ledger: Ledger, amount: int) -> None:
    account = ledger.open()
    account.id = uuid.uuid4()
    with refused("FLACC", status="unknown"):
        account.adjust(amount)
