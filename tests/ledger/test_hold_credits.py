"""ledger.hold_credits: what a generation holds, and how many may be open."""

import pytest
from ledger.races import race, states
from ledger.steps import Ledger, refused

pytestmark = pytest.mark.every_postgres


def test_generation_holds_and_is_counted_until_it_ends(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    generation = account.start(30)
    facts = account.facts
    assert (facts["posted"], facts["held"], facts["available"]) == (100, 30, 70)
    assert facts["open_generations"] == 1
    assert account.end(generation, 20)["released"] == 10
    facts = account.facts
    assert (facts["posted"], facts["held"], facts["open_generations"]) == (80, 0, 0)
    assert account.entries == [("grant", 100), ("settle", -20)]


def test_generation_of_nothing_needs_no_credits(ledger: Ledger) -> None:
    account = ledger.open()
    generation = account.start(0)
    assert account.facts["open_generations"] == 1
    account.end(generation, 0)
    assert account.facts["open_generations"] == 0
    assert account.entries == []


def test_number_of_open_generations_is_limited(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    first = account.start(1, max_open=2)
    account.start(1, max_open=2)
    with refused("FLOPN", limit_source="open_generations", limit=2):
        account.start(1, max_open=2)
    account.end(first, 1)
    account.start(1, max_open=2)


def test_holds_of_the_app_are_not_counted_as_generations(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    account.start(1, max_open=1)
    account.hold(1)
    assert account.facts["open_generations"] == 1


def test_generation_that_costs_more_than_it_held_takes_what_is_there(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    account.hold(40)
    ended = account.end(account.start(10), 90)
    assert (ended["charged"], ended["uncollected"], ended["released"]) == (60, 30, 0)
    assert account.money == (40, 40, 0)


def test_credits_that_lapse_meanwhile_pay_for_the_generation_they_were_promised_to(
    ledger: Ledger,
) -> None:
    account = ledger.open()
    account.grant(100, ref="month", ends_in="1 hour")
    generation = account.start(30)
    account.pass_time("2 hours")
    account.refresh()
    assert account.buckets == {"month": 30}
    # Beyond the hold nothing is left: what was not promised has lapsed.
    assert account.end(generation, 50)["charged"] == 30
    assert account.money == (0, 0, 0)


def test_charge_beyond_its_hold_does_not_lapse_what_was_promised_to_it(ledger: Ledger) -> None:
    account = ledger.open()
    account.grant(100, ref="month", ends_in="1 hour")
    generation = account.start(30)
    account.pass_time("2 hours")
    # Nobody has looked since the credits lapsed: the charge is the first to.
    assert account.end(generation, 50)["charged"] == 30
    assert account.money == (0, 0, 0)


def test_limit_of_open_generations_is_exact_under_races(ledger: Ledger) -> None:
    account = ledger.open(credits=1000)
    results = race(
        ledger.db,
        12,
        lambda connection, _: connection.execute(
            "select ledger.hold_credits(%s, 10, 5, null, false)", [account.id]
        ),
    )
    assert states(results) == ["FLOPN"] * 7
    facts = account.facts
    assert facts["open_generations"] == 5
    # What holds them is the caller's to write; here nobody did.
    ledger.row(
        "update ledger.accounts set held = 0, open_generations = 0 where id = %s returning id",
        account.id,
    )
