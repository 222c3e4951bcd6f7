"""ledger.grant_credits: credits in, once per reference."""

import uuid

import pytest
from ledger.races import race, states
from ledger.steps import Ledger, refused

pytestmark = pytest.mark.every_postgres


def test_granted_credits_can_be_spent_at_once(ledger: Ledger) -> None:
    account = ledger.open()
    bucket = account.grant(70, source="purchase", ref="stripe:1")
    assert (bucket["granted"], bucket["remaining"]) == (70, 70)
    assert account.facts["available"] == 70
    assert account.entries == [("grant", 70)]
    account.settle(account.hold(70), 70)
    assert account.money == (0, 0, 0)


def test_entry_of_a_grant_names_its_bucket_and_contra_account(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(70, source="purchase", ref="stripe:1")
    entry = ledger.row("select * from ledger.entries where account_id = %s", account.id)
    assert entry["ref"] == "purchase:stripe:1"
    assert (entry["contra"], entry["posted_after"], entry["version"]) == ("issued", 70, 1)


def test_same_grant_again_changes_nothing(ledger: Ledger) -> None:
    account = ledger.open()
    first = account.grant(70, ref="spring")
    account.settle(account.hold(30), 30)
    again = account.grant(70, ref="spring")
    assert (again["id"], again["remaining"]) == (first["id"], 40)
    assert account.money == (40, 0, 0)
    assert account.entries == [("grant", 70), ("settle", -30)]


def test_same_reference_of_another_source_is_another_grant(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(70, source="promo", ref="1")
    account.grant(50, source="admin", ref="1")
    assert account.money == (120, 0, 0)


def test_same_reference_on_another_account_is_another_grant(ledger: Ledger) -> None:
    one, other = ledger.open(), ledger.open()
    one.grant(70, ref="1")
    other.grant(50, ref="1")
    assert (one.money, other.money) == ((70, 0, 0), (50, 0, 0))


def test_same_reference_with_another_amount_is_refused(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(70, ref="spring")
    with refused("FLGRT", source="promo", source_ref="spring", granted=70, amount=71):
        account.grant(71, ref="spring")
    assert account.money == (70, 0, 0)


def test_same_grant_from_many_connections_is_made_once(ledger: Ledger) -> None:
    account = ledger.open()
    results = race(
        ledger.db,
        8,
        lambda connection, _: connection.execute(
            "select ledger.grant_credits(%s, 'purchase', 'stripe:1', 70)", [account.id]
        ),
    )
    assert states(results) == []
    assert account.money == (70, 0, 0)
    assert account.entries == [("grant", 70)]


def test_future_credits_are_posted_when_their_time_comes(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(70, ref="june", starts_in="1 day")
    assert account.money == (0, 0, 0)
    with refused("FLBAL", available=0, required=70):
        account.hold(70)
    account.pass_time("1 day")
    account.hold(70)
    assert account.money == (70, 70, 0)
    assert account.entries == [("grant", 70)]


def test_same_future_grant_again_is_still_pending_once(ledger: Ledger) -> None:
    account = ledger.open()
    for _ in range(2):
        account.grant(70, ref="june", starts_in="1 day")
    assert account.money == (0, 0, 0)
    account.pass_time("2 days")
    assert account.refresh()["posted"] == 70


def test_grant_pays_debt_first(ledger: Ledger) -> None:
    account = ledger.open(overdraft=100)
    account.settle(account.hold(60), 60)
    assert account.money == (-60, 0, 60)
    account.grant(50, ref="first")
    assert (account.money, account.buckets) == ((-10, 0, 10), {"first": 0})
    account.grant(50, ref="second")
    assert (account.money, account.buckets) == ((40, 0, 0), {"first": 0, "second": 40})


def test_future_grant_pays_debt_when_it_is_posted(ledger: Ledger) -> None:
    account = ledger.open(overdraft=100)
    account.grant(50, ref="june", starts_in="1 day")
    account.settle(account.hold(60), 60)
    assert account.money == (-60, 0, 60)
    account.pass_time("1 day")
    assert account.refresh()["posted"] == -10
    assert account.money == (-10, 0, 10)


@pytest.mark.parametrize("amount", [0, -1, None])
def test_grant_that_is_not_positive_is_refused(ledger: Ledger, amount: int | None) -> None:
    account = ledger.open()
    with refused("FLAMT", amount=amount):
        account.grant(amount)
    assert account.entries == []


def test_unknown_account_gets_no_credits(ledger: Ledger) -> None:
    nobody = ledger.open()
    nobody.id = uuid.uuid4()
    with refused("FLACC", account_id=str(nobody.id), status="unknown"):
        nobody.grant(70)


def test_closed_account_gets_no_credits(ledger: Ledger) -> None:
    account = ledger.open()
    account.set_status("closed")
    with refused("FLACC", status="closed"):
        account.grant(70)


def test_suspended_account_gets_what_was_paid_for(ledger: Ledger) -> None:
    account = ledger.open()
    account.set_status("suspended")
    account.grant(70)
    assert account.money == (70, 0, 0)


def test_app_store_credits_never_expire(ledger: Ledger) -> None:
    account = ledger.open()
    with refused("23514"):
        account.grant(70, source="purchase", ref="apple:1000", ends_in="1 year")
    account.grant(70, source="purchase", ref="apple:1000")
    account.grant(70, source="purchase", ref="stripe:1", ends_in="1 year")
    with refused("23514"):
        ledger.connection.execute(
            "update ledger.buckets set expires_at = now() where source_ref = 'apple:1000' "
            "and account_id = %s",
            [account.id],
        )


def test_amounts_beyond_a_bigint_are_refused_not_wrapped(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(2**63 - 1)
    with refused("22003"):
        account.grant(1)
    assert account.money == (2**63 - 1, 0, 0)
