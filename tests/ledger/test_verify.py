"""ledger.verify: each invariant, broken on purpose, is found; sound accounts are not suspected.

Broken by the superuser with triggers off, in a transaction that is rolled back.
"""

import re
import uuid

import psycopg
import pytest
from ledger.steps import Account, Ledger, refused

pytestmark = pytest.mark.every_postgres

# Violation, and the statements that cause it on the account %(id)s of `busy`.
BROKEN = [
    ("entries_do_not_sum_to_posted", ["update ledger.accounts set posted = posted + 1 {own}"]),
    (
        "entries_do_not_sum_to_posted",
        ["update ledger.entries set amount = amount + 1 {entry} and version = 1"],
    ),
    ("buckets_less_debt_are_not_posted", ["update ledger.accounts set debt = debt + 1 {own}"]),
    (
        "buckets_less_debt_are_not_posted",
        ["update ledger.buckets set remaining = remaining - 1 {entry} and remaining > 0"],
    ),
    (
        "bucket_holds_more_than_granted",
        ["update ledger.buckets set granted = remaining - 1 {entry} and remaining > 0"],
    ),
    ("bucket_holds_more_than_granted", ["update ledger.buckets set clawed = granted + 1 {entry}"]),
    ("bucket_holds_more_than_granted", ["update ledger.buckets set lapsed = granted + 1 {entry}"]),
    (
        "buckets_less_debt_are_not_posted",
        ["update ledger.accounts set burning_rest = burning_rest - 1 {own}"],
    ),
    (
        "burning_rest_is_not_of_its_bucket",
        [
            "update ledger.accounts as a set burning_rest = b.remaining + 1 from ledger.buckets "
            "as b where (b.account_id, b.id) = (a.id, a.burning_bucket_id) and a.id = %(id)s"
        ],
    ),
    ("burning_rest_is_not_of_its_bucket", ["update ledger.accounts set burning_rest = 0 {own}"]),
    ("burning_rest_is_not_of_its_bucket", ["update ledger.accounts set burning_rest = -1 {own}"]),
    (
        "burning_rest_is_not_of_its_bucket",
        ["update ledger.accounts set burning_bucket_id = null {own}"],
    ),
    (
        "burning_rest_is_not_of_its_bucket",
        ["update ledger.accounts set burning_bucket_id = 0 {own}"],
    ),
    (
        "burning_rest_is_not_of_its_bucket",
        [
            "update ledger.buckets as b set activated_at = null from ledger.accounts as a "
            "where (b.account_id, b.id) = (a.id, a.burning_bucket_id) and a.id = %(id)s"
        ],
    ),
    ("open_holds_do_not_sum_to_held", ["update ledger.accounts set held = held + 1 {own}"]),
    (
        "open_holds_do_not_sum_to_held",
        ["update ledger.holds set amount = amount + 1 {entry} and status = 'open'"],
    ),
    ("open_generations_are_miscounted", ["update ledger.accounts set open_generations = 0 {own}"]),
    (
        "open_generations_are_miscounted",
        ["update generation.generations set finished_at = now() {entry} and status = 'running'"],
    ),
    ("versions_have_gaps", ["delete from ledger.entries {entry} and version = 2"]),
    ("versions_have_gaps", ["update ledger.entries set version = 0 {entry} and version = 1"]),
    ("versions_have_gaps", ["update ledger.accounts set version = version + 1 {own}"]),
    (
        "bucket_change_is_unplanned",
        ["update ledger.accounts set next_bucket_change_at = null {own}"],
    ),
    (
        "bucket_change_is_unplanned",
        [
            "update ledger.buckets set effective_at = now() - interval '1 hour' {entry} "
            "and activated_at is null"
        ],
    ),
    (
        "posted_after_is_wrong",
        ["update ledger.entries set posted_after = posted_after + 1 {entry} and version = 2"],
    ),
    (
        "posted_after_is_wrong",
        [
            "update ledger.entries set amount = amount + 1 {entry} and version = 1",
            "update ledger.entries set amount = amount - 1 {entry} and version = 2",
        ],
    ),
    (
        "hold_and_its_entry_differ",
        ["update ledger.holds set settled = settled + 1 {entry} and settled > 0"],
    ),
    (
        "hold_and_its_entry_differ",
        ["update ledger.holds set status = 'released' {entry} and settled > 0"],
    ),
    (
        "hold_and_its_entry_differ",
        ["update ledger.holds set settled = null {entry} and settled > 0"],
    ),
    (
        "hold_and_its_entry_differ",
        ["update generation.generations set charged = charged + 1 {entry} and charged > 0"],
    ),
    (
        "hold_was_settled_twice",
        [
            "insert into ledger.entries (account_id, version, amount, posted_after, kind, contra, "
            "hold_id) select account_id, 99, -1, 0, kind, contra, hold_id from ledger.entries "
            "{entry} and kind = 'settle' limit 1"
        ],
    ),
    (
        "hold_and_its_entry_differ",
        ["update ledger.entries set kind = 'adjust' {entry} and kind = 'settle'"],
    ),
    (
        "hold_is_half_closed",
        ["update ledger.holds set closed_at = now() {entry} and status = 'open'"],
    ),
    (
        "hold_is_half_closed",
        ["update ledger.holds set closed_at = null {entry} and status = 'settled'"],
    ),
    (
        "row_has_no_account",
        ["delete from ledger.accounts {own}", "delete from ledger.holds {entry}"],
    ),
    (
        "row_has_no_account",
        ["delete from ledger.accounts {own}", "delete from ledger.entries {entry}"],
    ),
]


@pytest.fixture
def busy(ledger: Ledger) -> Account:
    """An account with something of everything."""
    account = ledger.open(credits=100, overdraft=10)
    account.grant(50, ref="year", ends_in="1 year")
    account.grant(50, ref="june", starts_in="1 month")
    account.settle(account.hold(30), 20)
    account.hold(15)
    account.start(25)
    account.end(account.start(10), 5)
    return account


@pytest.mark.parametrize(("violation", "statements"), BROKEN)
def test_broken_invariant_is_found(busy: Account, violation: str, statements: list[str]) -> None:
    connection = busy.ledger.db.connect("supabase_admin", autocommit=False)
    connection.execute("set local session_replication_role = replica")
    for statement in statements:
        text = statement.format(own="where id = %(id)s", entry="where account_id = %(id)s")
        assert connection.execute(text, {"id": busy.id}).rowcount > 0
    for found in (
        connection.execute("select account_id, violation from ledger.verify()"),
        connection.execute("select account_id, violation from ledger.verify(%s)", [busy.id]),
    ):
        assert (busy.id, violation) in found.fetchall()
    connection.rollback()


def test_every_violation_that_verify_knows_was_broken_here(ledger: Ledger) -> None:
    source = ledger.value(
        "select string_agg(prosrc, '') from pg_catalog.pg_proc "
        "where oid in ('ledger.verify_accounts'::regproc, 'ledger.verify_rows'::regproc)"
    )
    known = set(re.findall(r"'([a-z]+(?:_[a-z]+){2,})'", source)) - {"next_bucket_change_at"}
    assert known == {violation for violation, _ in BROKEN}


def test_violation_names_the_account_and_its_figures(busy: Account) -> None:
    connection = busy.ledger.db.connect("supabase_admin", autocommit=False)
    connection.execute("update ledger.accounts set held = held + 1 where id = %s", [busy.id])
    (row,) = connection.execute("select * from ledger.verify()").fetchall()
    connection.rollback()
    account_id, violation, detail = row
    assert (account_id, violation) == (busy.id, "open_holds_do_not_sum_to_held")
    assert (detail["held"], detail["holds_sum"]) == (41, 40)


def test_other_accounts_are_not_looked_at_when_one_is_named(busy: Account) -> None:
    other = busy.ledger.open(credits=5)
    connection = busy.ledger.db.connect("supabase_admin", autocommit=False)
    connection.execute("update ledger.accounts set held = held + 1 where id = %s", [busy.id])
    named = connection.execute("select * from ledger.verify(%s)", [other.id]).fetchall()
    connection.rollback()
    assert named == []


def test_sound_accounts_are_not_suspected(busy: Account) -> None:
    empty = busy.ledger.open()
    assert busy.ledger.rows("select * from ledger.verify(%s)", empty.id) == []
    assert busy.ledger.rows("select * from ledger.verify(%s)", busy.id) == []
    busy.pass_time("2 years")
    # Behind the clock is not broken: a hold would bring it up first.
    assert busy.ledger.rows("select * from ledger.verify(%s)", busy.id) == []


def test_column_types_refuse_what_verify_could_not_even_read(busy: Account) -> None:
    """Negative buckets, holds and debt cannot be stored, not even with triggers off."""
    connection = busy.ledger.db.connect("supabase_admin")
    connection.execute("set session_replication_role = replica")
    for change in (
        "update ledger.buckets set remaining = -1",
        "update ledger.buckets set clawed = -1",
        "update ledger.holds set amount = -1",
        "update ledger.accounts set held = -1",
        "update ledger.accounts set debt = -1",
        "update ledger.accounts set overdraft_limit = -1",
    ):
        with refused("23514"):
            connection.execute(change)


def test_admin_may_verify_and_users_may_not(busy: Account) -> None:
    admin = busy.ledger.db.connect("service_role")
    assert admin.execute("select * from ledger.verify(%s)", [busy.id]).fetchall() == []
    for role in ("anon", "authenticated", "florin_service", "florin_worker"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            busy.ledger.db.connect(role).execute("select * from ledger.verify(%s)", [uuid.uuid4()])
