"""What is left of the bucket that burns is on its account's row: a charge leaves the bucket's own
alone, and nobody who reads or writes buckets is led astray by that."""

import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from ledger.races import race, states
from ledger.steps import Account, Ledger, refused

pytestmark = pytest.mark.every_postgres


def spend(account: Account, amount: int) -> None:
    account.settle(account.hold(amount), amount)


def rows(account: Account) -> dict[str, int]:
    """What the buckets' own rows say is left."""
    found = account.ledger.rows(
        "select source_ref, remaining from ledger.buckets where account_id = %s", account.id
    )
    return {row["source_ref"]: row["remaining"] for row in found}


def rest(account: Account) -> int | None:
    value: int | None = account.ledger.value(
        "select burning_rest from ledger.accounts where id = %s", account.id
    )
    return value


def bucket_id(account: Account, ref: str) -> int:
    return int(
        account.ledger.value(
            "select id from ledger.buckets where account_id = %s and source_ref = %s",
            *(account.id, ref),
        )
    )


def is_sound(*accounts: Account) -> bool:
    return not any(
        account.ledger.rows("select * from ledger.verify(%s)", account.id) for account in accounts
    )


@pytest.fixture
def behind(ledger: Ledger) -> Account:
    """`burns` has 85 left, its row says 100; `later` has 100."""
    account = ledger.open()
    account.grant(100, ref="burns", priority=1)
    account.grant(100, ref="later")
    spend(account, 10)
    spend(account, 5)
    assert (rest(account), rows(account)) == (85, {"burns": 100, "later": 100})
    assert account.buckets == {"burns": 85, "later": 100}
    return account


def test_first_charge_after_a_grant_is_a_usual_one(ledger: Ledger) -> None:
    account = ledger.open(credits=100)
    spend(account, 1)
    assert (rest(account), rows(account)) == (99, {"opening": 100})
    assert is_sound(account)


def test_usual_charge_leaves_the_buckets_row_alone(behind: Account) -> None:
    version = "select xmin::text, ctid::text from ledger.buckets where account_id = %s order by id"
    before = behind.ledger.rows(version, behind.id)
    for charged in range(1, 6):
        spend(behind, 1)
        assert behind.buckets == {"burns": 85 - charged, "later": 100}
    spend(behind, 0)
    behind.release(behind.hold(7))
    assert behind.ledger.rows(version, behind.id) == before
    assert behind.money == (180, 0, 0)
    assert is_sound(behind)


@pytest.mark.parametrize(
    ("amount", "left", "kept"),
    [
        (84, {"burns": 1, "later": 100}, 1),
        (85, {"burns": 0, "later": 100}, 100),
        (86, {"burns": 0, "later": 99}, 99),
        (184, {"burns": 0, "later": 1}, 1),
        (185, {"burns": 0, "later": 0}, None),
    ],
)
def test_charge_takes_what_is_there_and_goes_on_to_the_next(
    behind: Account, amount: int, left: dict[str, int], kept: int | None
) -> None:
    spend(behind, amount)
    assert (behind.buckets, rest(behind)) == (left, kept)
    assert behind.money == (185 - amount, 0, 0)
    assert is_sound(behind)


def test_charge_into_overdraft_keeps_nothing(ledger: Ledger) -> None:
    account = ledger.open(credits=10, overdraft=50)
    spend(account, 5)
    spend(account, 20)
    assert (account.buckets, account.money, rest(account)) == ({"opening": 0}, (-15, 0, 15), None)
    spend(account, 5)
    account.grant(30, ref="more")
    spend(account, 1)
    assert (account.buckets, rest(account)) == ({"opening": 0, "more": 9}, 9)
    assert is_sound(account)


def test_late_charge_and_charge_beyond_its_hold_go_by_what_is_left(behind: Account) -> None:
    hold = behind.hold(1)
    behind.release(hold)
    behind.charge_late(hold, 80)
    assert behind.buckets == {"burns": 5, "later": 100}
    assert behind.settle(behind.hold(1), 20)["charged"] == 20
    assert behind.buckets == {"burns": 0, "later": 85}
    assert behind.settle(behind.hold(1), 1000)["charged"] == 85
    assert (behind.buckets, behind.money) == ({"burns": 0, "later": 0}, (0, 0, 0))
    assert is_sound(behind)


def test_bucket_that_lapses_lapses_with_what_is_left(behind: Account) -> None:
    behind.grant(50, ref="week", ends_in="7 days", priority=0)
    spend(behind, 10)
    spend(behind, 10)
    assert rest(behind) == 30
    behind.pass_time("8 days")
    # Nobody has looked since: what lapsed is not spent, and what is next burns.
    behind.hold(1)
    assert behind.buckets == {"week": 0, "burns": 85, "later": 100}
    assert ("expire", -30) in behind.entries
    assert is_sound(behind)


def test_hold_from_before_is_paid_by_the_bucket_that_lapsed_meanwhile(behind: Account) -> None:
    behind.grant(50, ref="week", ends_in="7 days", priority=0)
    spend(behind, 10)
    hold = behind.hold(15)
    spend(behind, 10)
    behind.pass_time("8 days")
    behind.settle(hold, 15)
    assert behind.buckets == {"week": 15, "burns": 85, "later": 100}
    behind.refresh()
    assert behind.buckets == {"week": 0, "burns": 85, "later": 100}
    assert is_sound(behind)


# What is done to the account, and what is left in its buckets then.
BOOKED: dict[str, tuple[Callable[[Account], Any], dict[str, int]]] = {
    "refresh": (lambda a: a.refresh(), {}),
    "grant": (lambda a: a.grant(7, ref="new"), {"new": 7}),
    "grant_that_burns_first": (lambda a: a.grant(7, ref="new", priority=0), {"new": 7}),
    "grant_to_come": (lambda a: a.grant(7, ref="new", starts_in="1 day"), {"new": 0}),
    "same_grant_again": (lambda a: a.grant(100, ref="burns", priority=1), {}),
    "claw_back": (lambda a: a.claw_back(100, of="burns"), {"burns": 0, "later": 85}),
    "claw_back_of_another": (lambda a: a.claw_back(100, of="later"), {"later": 0}),
    "adjust_down": (lambda a: a.adjust(-95), {"burns": 0, "later": 90}),
    "adjust_up": (lambda a: a.adjust(5, "up"), {"up": 5}),
    "write_off": (
        lambda a: a.ledger.value("select ledger.write_off(%s)", a.id),
        {"burns": 0, "later": 0},
    ),
    "draw_down": (
        lambda a: a.ledger.value(
            "select ledger.draw_down(%s, 90, 'adjust', 'adjustment', 'x')", a.id
        ),
        {"burns": 0, "later": 95},
    ),
    "plan_bucket_change": (
        lambda a: a.ledger.value("select ledger.plan_bucket_change(%s)", a.id),
        {},
    ),
    "book_burning": (lambda a: a.ledger.value("select ledger.book_burning(%s)", a.id), {}),
}


@pytest.mark.parametrize("step", BOOKED)
def test_who_changes_buckets_has_them_true_first(behind: Account, step: str) -> None:
    do, left = BOOKED[step]
    do(behind)
    expected = {"burns": 85, "later": 100} | left
    assert (behind.buckets, rows(behind)) == (expected, expected)
    # A grant is followed by charges, what else there is mostly by more of it.
    is_granted = step in ("grant", "grant_that_burns_first", "grant_to_come")
    burns = expected["new"] if step == "grant_that_burns_first" else expected["burns"]
    assert rest(behind) == (burns if is_granted or step == "adjust_up" else None)
    assert is_sound(behind)
    hold = behind.hold(0)
    behind.settle(hold, 1)
    assert sum(behind.buckets.values()) == max(sum(expected.values()) - 1, 0)
    assert is_sound(behind)


def test_grant_made_again_tells_what_is_left(behind: Account) -> None:
    assert behind.grant(100, ref="burns", priority=1)["remaining"] == 85


def test_refund_and_its_reversal_go_by_what_is_left(behind: Account) -> None:
    behind.claw_back(90, of="burns")
    assert behind.buckets == {"burns": 0, "later": 95}
    spend(behind, 1)
    spend(behind, 1)
    with behind.ledger.connection.transaction():
        behind.refresh()
        behind.ledger.value(
            "select ledger.recredit(%s, %s, 90)", behind.id, bucket_id(behind, "burns")
        )
    assert behind.buckets == {"burns": 90, "later": 93}
    assert is_sound(behind)


def test_all_that_is_left_moves_to_another_account(behind: Account) -> None:
    other = behind.ledger.open(credits=20)
    spend(other, 1)
    spend(other, 1)
    with behind.ledger.connection.transaction():
        behind.refresh()
        other.refresh()
        moved = behind.ledger.row(
            "select * from ledger.move_credits(%s, %s, false)", behind.id, other.id
        )
    assert moved["o_credits"] == 185
    assert other.buckets == {"opening": 18, "burns": 85, "later": 100}
    assert (behind.buckets, behind.money) == ({}, (0, 0, 0))
    spend(other, 90)
    assert other.buckets == {"opening": 18, "burns": 0, "later": 95}
    assert is_sound(behind, other)


# Each function that writes what is left of a bucket and relies on its caller to have refreshed the
# account; called without that.
UNREFRESHED = {
    "burn_buckets": "ledger.burn_buckets(%(account)s, 10, now())",
    "forfeit_bucket": "ledger.forfeit_bucket(%(account)s, %(bucket)s)",
    "move_bucket": "ledger.move_bucket(%(account)s, %(bucket)s, %(other)s)",
    "part_bucket": "ledger.part_bucket(%(account)s, %(bucket)s, %(other)s)",
    "recredit": "ledger.recredit(%(account)s, %(bucket)s, 5)",
    "resize_bucket": "ledger.resize_bucket(%(account)s, %(bucket)s, 110)",
    "activate_bucket": "ledger.activate_bucket(%(account)s, %(bucket)s)",
    "lapse_bucket": "ledger.lapse_bucket(%(account)s, %(bucket)s, 0, 0, null)",
}


@pytest.mark.parametrize("function", UNREFRESHED)
def test_who_writes_a_bucket_that_is_behind_is_refused(behind: Account, function: str) -> None:
    other = behind.ledger.open()
    connection = behind.ledger.connection
    bucket = bucket_id(behind, "burns")
    # Something to give back.
    behind.claw_back(5, of="burns")
    spend(behind, 1)
    spend(behind, 1)
    ids = {"account": behind.id, "bucket": bucket, "other": other.id}
    with connection.transaction(force_rollback=True):
        # And something to expire.
        connection.execute(
            "update ledger.buckets set expires_at = now() where id = %(bucket)s "
            "and account_id = %(account)s and %(lapses)s",
            {**ids, "lapses": function == "lapse_bucket"},
        )
        with refused("23514", bucket_id=bucket):
            connection.execute(f"select {UNREFRESHED[function]}", ids)
    assert (behind.buckets, other.buckets) == ({"burns": 78, "later": 100}, {})


def test_every_function_that_writes_what_is_left_is_among_those_tested(ledger: Ledger) -> None:
    """A new one has to be thought about: it has the rest booked, or its caller has."""
    found = ledger.rows(
        "select proname from pg_catalog.pg_proc "
        "where pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema') "
        r"and prosrc ~ '(update|delete from) ledger\.buckets'"
    )
    # The first writes through others; of the last two one books, the other takes what lapsed from
    # accounts that its caller has refreshed.
    others = {"claw_back", "draw_down", "book_burning", "roll_over"}
    assert {row["proname"] for row in found} == set(UNREFRESHED) | others


def test_hand_that_writes_a_bucket_that_is_behind_is_refused(behind: Account) -> None:
    connection = behind.ledger.connection
    bucket = bucket_id(behind, "burns")
    for statement in (
        "update ledger.buckets set remaining = 10 where account_id = %s and id = %s",
        "delete from ledger.buckets where account_id = %s and id = %s",
    ):
        with refused("23514", bucket_id=bucket):
            connection.execute(statement, [behind.id, bucket])
    # What others say is as it was.
    connection.execute(
        "update ledger.buckets set priority = 2, remaining = remaining "
        "where account_id = %s and id <> %s",
        [behind.id, bucket],
    )
    assert behind.buckets == {"burns": 85, "later": 100}


def test_charge_that_is_rolled_back_leaves_nothing(behind: Account) -> None:
    for amount in (5, 100):
        connection = behind.ledger.db.connect(autocommit=False)
        hold = behind.hold(amount)
        settle = "select ledger.settle_hold(%s, %s, %s, 'work', 'provider')"
        connection.execute(settle, [behind.id, hold, amount])
        connection.rollback()
        assert (rest(behind), rows(behind)) == (85, {"burns": 100, "later": 100})
        assert behind.buckets == {"burns": 85, "later": 100}
        assert is_sound(behind)
        behind.release(hold)


def test_charge_whose_connection_is_killed_leaves_nothing(behind: Account) -> None:
    for amount in (5, 100):
        hold = behind.hold(amount)
        connection = behind.ledger.db.connect(autocommit=False)
        settle = "select ledger.settle_hold(%s, %s, %s, 'work', 'provider')"
        connection.execute(settle, [behind.id, hold, amount])
        admin = behind.ledger.db.connect("supabase_admin")
        admin.execute("select pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")
        assert (rest(behind), behind.buckets) == (85, {"burns": 85, "later": 100})
        assert is_sound(behind)
        behind.release(hold)


def test_charges_race_with_everything_that_moves_buckets(quiet_ledger: Ledger) -> None:
    """Two that charge, and one each that grants, takes back, corrects, brings up to the clock and
    moves all into another account, where two more charge."""
    account = quiet_ledger.open(credits=1000, overdraft=100_000)
    other = quiet_ledger.open(credits=1000, overdraft=100_000)
    rounds = 40

    def charge(connection: psycopg.Connection, who: Account) -> int:
        for number in range(rounds):
            hold, amount = uuid.uuid4(), number % 7 + 1
            connection.execute("select ledger.place_hold(%s, %s, 4, '1 hour')", [who.id, hold])
            connection.execute(
                "select ledger.settle_hold(%s, %s, %s, 'work', 'provider')",
                [who.id, hold, amount],
            )
        return sum(number % 7 + 1 for number in range(rounds))

    def grant(connection: psycopg.Connection) -> int:
        for number in range(rounds):
            connection.execute(
                "select ledger.grant_credits(%s, 'promo', %s, 50, %s::smallint, now(), "
                "now() + make_interval(secs => %s))",
                [account.id, f"race:{number}", number % 3 * 99 + 1, number % 2 * 3600 + 0.05],
            )
        return 0

    def claw_back(connection: psycopg.Connection) -> int:
        for number in range(rounds):
            connection.execute(
                "select ledger.claw_back(%s, 'promo', 'opening', 5, %s)",
                [other.id, f"refund:{number}"],
            )
        return 0

    def refresh(connection: psycopg.Connection) -> int:
        for _ in range(rounds):
            connection.execute("select ledger.refresh_account(%s)", [account.id])
            connection.execute("select ledger.refresh_buckets(5)")
        return 0

    def move(connection: psycopg.Connection) -> int:
        for _ in range(rounds // 4):
            with connection.transaction():
                connection.execute(
                    "select from ledger.accounts where id = any(%s) order by id for update",
                    [[account.id, other.id]],
                )
                for who in (account, other):
                    connection.execute("select ledger.refresh_account(%s)", [who.id])
                connection.execute(
                    "select ledger.move_credits(%s, %s, false)", [account.id, other.id]
                )
        return 0

    works: list[Callable[[psycopg.Connection], int]] = [
        *[lambda connection: charge(connection, account)] * 2,
        *[lambda connection: charge(connection, other)] * 2,
        grant,
        claw_back,
        refresh,
        move,
    ]
    results = race(quiet_ledger.db, len(works), lambda connection, n: works[n - 1](connection))
    assert states(results) == []
    booked = [*account.entries, *other.entries]
    assert sum(results) == -sum(amount for kind, amount in booked if kind == "settle")
    assert sum(amount for kind, amount in booked if kind == "transfer") == 0
    assert is_sound(account, other)
