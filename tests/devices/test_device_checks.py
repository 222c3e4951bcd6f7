"""Claims of welcome credits in Postgres: works, replays, refuses. Apple is what the test says."""

import uuid
from pathlib import Path

import pytest
from devices.claims import AMOUNT, Claims
from generation.steps import Caller
from ledger.steps import refused

from local.migrator import SUPABASE_DIR, migrate
from local.testbed.databases import Database

pytestmark = pytest.mark.every_postgres

NOBODY = str(uuid.UUID(int=0))
HAD = {"welcome": "already_granted", "granted_microcredits": AMOUNT}


# --- works ----------------------------------------------------------------------------------------


def test_new_device_brings_its_account_welcome_credits(claims: Claims) -> None:
    caller = claims.sign_in(is_anonymous=True)
    before = caller.account.facts["posted"]
    answer = claims.granted(caller)
    assert answer == {"state": "granted", "granted_microcredits": AMOUNT}
    assert caller.account.facts["posted"] == before + AMOUNT
    assert claims.welcomed(caller) == [("welcome:production", AMOUNT)]


def test_welcome_credits_last_as_long_as_the_offer_says(claims: Claims) -> None:
    caller = claims.sign_in()
    claims.offer(AMOUNT, lasts="30 days")
    claims.granted(caller)
    left = claims.ledger.value(
        "select expires_at - effective_at from ledger.buckets where account_id = %s "
        "and source_ref = 'welcome:production'",
        caller.account.id,
    )
    assert left.days == 30


def test_nothing_is_offered_until_somebody_says_how_much(claims: Claims) -> None:
    claims.offer(0)
    answer = claims.open_check(claims.sign_in())
    assert answer == {"welcome": "not_offered", "granted_microcredits": 0}


def test_fresh_deployment_offers_nothing(empty_db: Database, tmp_path: Path) -> None:
    (tmp_path / "migrations").symlink_to(SUPABASE_DIR / "migrations")
    migrate(empty_db.dsn("postgres"), tmp_path)
    rows = empty_db.connect().execute("select amount from catalog.welcome_credits")
    assert rows.fetchall() == [(0,), (0,)]


@pytest.mark.parametrize("outcome", ["device_used", "refused"])
def test_claim_that_ends_before_the_bit_is_set_brings_nothing(claims: Claims, outcome: str) -> None:
    caller = claims.sign_in()
    check_id = claims.opened(caller)
    turn = claims.take(caller, check_id)["turn"]
    answer = claims.finish(caller, check_id, turn, outcome)
    assert answer == {"state": outcome, "granted_microcredits": 0}
    assert claims.welcomed(caller) == []
    assert claims.granted(caller)["state"] == "granted"


def test_the_token_is_kept_while_the_bit_is_set_and_no_longer(claims: Claims) -> None:
    caller = claims.sign_in()
    check_id, turn = claims.setting(caller)
    query = "select token from access.device_checks where id = %s"
    assert claims.ledger.value(query, check_id) == f"token of {check_id}"
    claims.finish(caller, check_id, turn)
    assert claims.ledger.value(query, check_id) is None


def test_environments_have_turns_and_credits_of_their_own(claims: Claims) -> None:
    """A developer's device never brings the credits of a customer's."""
    caller = claims.sign_in()
    check_id, turn = claims.setting(caller, environment="development")
    other_id, other_turn = claims.setting(caller)
    assert claims.finish(caller, check_id, turn)["granted_microcredits"] == 7
    assert claims.welcomed(caller) == [("welcome:development", 7)]
    assert claims.finish(caller, other_id, other_turn)["granted_microcredits"] == AMOUNT


# --- turns ----------------------------------------------------------------------------------------


def test_one_claim_has_the_turn_and_others_wait(claims: Claims) -> None:
    first, second = claims.sign_in(), claims.sign_in()
    check_id, other_id = claims.opened(first), claims.opened(second)
    turn = claims.take(first, check_id)["turn"]
    assert claims.take(second, other_id) == {"wait": True}
    claims.finish(first, check_id, turn, "device_used")
    assert claims.take(second, other_id) == {"turn": turn + 1, "unfinished": None}


def test_a_turn_passes_by_itself_and_who_had_it_sets_no_bit(claims: Claims) -> None:
    first, second = claims.sign_in(), claims.sign_in()
    check_id, other_id = claims.opened(first), claims.opened(second)
    turn = claims.take(first, check_id)["turn"]
    claims.end_turn()
    assert claims.take(second, other_id)["turn"] == turn + 1
    with refused("FLTRN", check_id=check_id):
        claims.mark(first, check_id, turn)
    # Nor does it end the turn of the other.
    claims.finish(first, check_id, turn, "unknown")
    assert claims.take(first, check_id) == {"wait": True}


def test_who_comes_next_finishes_what_was_left(claims: Claims) -> None:
    first, second = claims.sign_in(), claims.sign_in()
    check_id, _ = claims.setting(first)
    claims.end_turn()
    other_id = claims.opened(second)
    taken = claims.take(second, other_id)
    assert taken["unfinished"] == {
        "account_id": str(first.account.id),
        "check_id": check_id,
        "token": f"token of {check_id}",
    }
    # Not before it is finished: nobody could tell the two apart.
    with refused("FLTRN"):
        claims.mark(second, other_id, taken["turn"])
    claims.finish(first, check_id, taken["turn"])
    assert claims.welcomed(first) == [("welcome:production", AMOUNT)]
    assert claims.take(second, other_id)["unfinished"] is None


def test_the_worker_finishes_what_was_left_and_takes_no_turn_otherwise(claims: Claims) -> None:
    caller = claims.sign_in()
    assert claims.take_abandoned() is None
    check_id, _ = claims.setting(caller)
    assert claims.take_abandoned() == {"wait": True}
    assert claims.take_abandoned("development") is None
    claims.end_turn()
    taken = claims.take_abandoned()
    assert taken is not None
    assert taken["unfinished"]["check_id"] == check_id
    claims.worker.execute(
        "select api.finish_device_check(%s, %s, %s, 'granted')",
        [caller.account.id, check_id, taken["turn"]],
    )
    assert claims.welcomed(caller) == [("welcome:production", AMOUNT)]
    assert claims.take_abandoned() is None


def test_what_was_left_is_tried_once_however_old_and_given_up_after_that(claims: Claims) -> None:
    caller = claims.sign_in()
    check_id, turn = claims.setting(caller)
    claims.end_turn()
    claims.age(check_id, "1 hour")
    taken = claims.take_abandoned()
    assert taken is not None
    assert taken["unfinished"]["check_id"] == check_id
    claims.finish(caller, check_id, taken["turn"], "unknown")
    again = claims.take_abandoned()
    assert again is not None
    assert again["unfinished"] is None
    assert claims.state(check_id) == "lost"
    other = claims.sign_in()
    # Nobody waits for the worker, which has nothing to do with its turn.
    assert "turn" in claims.take(other, claims.opened(other))
    # Who set it after all comes too late: by now another may have it for this device.
    assert claims.finish(caller, check_id, turn)["state"] == "lost"
    assert claims.welcomed(caller) == []


def test_apple_being_away_leaves_the_claim_to_the_next_turn(claims: Claims) -> None:
    caller = claims.sign_in()
    check_id, turn = claims.setting(caller)
    assert claims.finish(caller, check_id, turn, "unknown")["state"] == "setting"
    for _ in range(5):
        taken = claims.take_abandoned()
        assert taken is not None
        assert taken["unfinished"]["check_id"] == check_id
        claims.finish(caller, check_id, taken["turn"], "unknown")
    assert claims.state(check_id) == "setting"


# --- replays --------------------------------------------------------------------------------------


def test_each_step_again_changes_nothing(claims: Claims) -> None:
    caller = claims.sign_in()
    check_id, turn = claims.setting(caller)
    claims.mark(caller, check_id, turn, f"token of {check_id}")
    first = claims.finish(caller, check_id, turn)
    assert claims.finish(caller, check_id, turn) == first
    assert claims.finish(caller, check_id, turn, "lost") == first
    assert claims.welcomed(caller) == [("welcome:production", AMOUNT)]


def test_account_that_had_its_credits_is_told_without_asking_apple(claims: Claims) -> None:
    caller = claims.sign_in()
    late = claims.opened(caller)
    claims.granted(caller)
    assert claims.open_check(caller) == HAD
    assert claims.take(caller, late) == HAD


def test_amount_changed_later_changes_nothing_for_who_had_it(claims: Claims) -> None:
    caller = claims.sign_in()
    claims.granted(caller)
    claims.offer(5000)
    assert claims.open_check(caller) == HAD
    assert claims.welcomed(caller) == [("welcome:production", AMOUNT)]


# --- refuses --------------------------------------------------------------------------------------


def test_others_claim_nothing_for_an_account(claims: Claims) -> None:
    caller, stranger = claims.sign_in(), claims.sign_in()
    check_id = claims.opened(caller)
    foreign = Caller(claims, caller.account, stranger.user_id)
    with refused("FLMEM"):
        claims.open_check(foreign)
    with refused("FLMEM"):
        claims.take(foreign, check_id)
    with refused("FLTRN"):
        claims.take(stranger, check_id)


def test_suspended_account_claims_nothing(claims: Claims) -> None:
    caller = claims.sign_in()
    claims.ledger.connection.execute(
        "update ledger.accounts set status = 'suspended' where id = %s", [caller.account.id]
    )
    with refused("FLACC", status="suspended"):
        claims.open_check(caller)


def test_twenty_claims_a_day(claims: Claims) -> None:
    caller = claims.sign_in()
    made = [claims.opened(caller) for _ in range(20)]
    with refused("FLLIM", limit_source="device_checks_per_day", limit=20, remaining=0):
        claims.open_check(caller)
    claims.age(made[0], "24 hours")
    assert "check_id" in claims.open_check(caller)


def test_no_step_without_the_one_before(claims: Claims) -> None:
    caller = claims.sign_in()
    check_id = claims.opened(caller)
    with refused("FLTRN"):
        claims.mark(caller, check_id, 1)
    turn = claims.take(caller, check_id)["turn"]
    for outcome in ("granted", "lost"):
        with refused("FLTRN"):
            claims.finish(caller, check_id, turn, outcome)
    claims.mark(caller, check_id, turn)
    for outcome in ("device_used", "refused", "setting"):
        with refused("FLTRN"):
            claims.finish(caller, check_id, turn, outcome)
    with refused("FLTRN"):
        claims.take(caller, NOBODY)
    with refused("FLTRN"):
        claims.finish(caller, NOBODY, turn, "unknown")
    assert claims.welcomed(caller) == []


def test_closed_account_gets_nothing_and_nobody_waits_for_it(claims: Claims) -> None:
    caller = claims.sign_in()
    check_id, turn = claims.setting(caller)
    claims.delete(caller)
    answer = claims.finish(caller, check_id, turn)
    assert answer == {"state": "granted", "granted_microcredits": 0}
    assert claims.welcomed(caller) == []


# --- merges ---------------------------------------------------------------------------------------


def test_credits_of_a_claim_follow_a_merge(claims: Claims) -> None:
    into, gone = claims.sign_in(), claims.sign_in(is_anonymous=True)
    check_id, turn = claims.setting(gone)
    claims.merge(into, gone)
    assert claims.finish(gone, check_id, turn)["granted_microcredits"] == AMOUNT
    assert claims.welcomed(into) == [("welcome:production", AMOUNT)]
    assert claims.open_check(into) == HAD


def test_merged_account_brings_the_mark_and_gets_nothing_again(claims: Claims) -> None:
    into, gone = claims.sign_in(), claims.sign_in(is_anonymous=True)
    claims.granted(gone)
    claims.merge(into, gone)
    assert claims.open_check(into) == HAD
    assert claims.welcomed(into) == [("welcome:production", AMOUNT)]


def test_merge_of_two_that_had_theirs_keeps_one_and_gives_no_other(claims: Claims) -> None:
    """As with every promotion that both had: throw-away accounts are no source of credits."""
    into, gone = claims.sign_in(), claims.sign_in(is_anonymous=True)
    claims.granted(into)
    claims.granted(gone)
    claims.merge(into, gone)
    assert claims.welcomed(into) == [("welcome:production", AMOUNT)]
    assert claims.open_check(into) == HAD


def test_claim_left_by_a_merged_account_gives_no_second_to_the_other(claims: Claims) -> None:
    into, gone = claims.sign_in(), claims.sign_in(is_anonymous=True)
    claims.granted(into)
    check_id, turn = claims.setting(gone)
    claims.merge(into, gone)
    assert claims.finish(gone, check_id, turn)["granted_microcredits"] == 0
    assert claims.welcomed(into) == [("welcome:production", AMOUNT)]
