"""access.reserve_key, extend_key, settle_key: a key's budget is never overspent."""

import uuid

import psycopg
import pytest
from generation.steps import World
from keys.steps import Key, new_key
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def test_reservation_counts_until_it_is_settled(world: World) -> None:
    key = new_key(world.caller(), budget=100)
    key.reserve(60)
    assert key.money == (0, 60)
    assert key.row["last_used_at"] is not None
    key.settle(60, 25)
    assert key.money == (25, 0)


def test_key_without_a_budget_only_counts(world: World) -> None:
    key = new_key(world.caller())
    key.reserve(10**15)
    key.extend(10**15)
    key.settle(2 * 10**15, 7)
    assert key.money == (7, 0)


def test_each_reservation_is_one_more(world: World) -> None:
    key = new_key(world.caller(), budget=100)
    key.reserve(30)
    key.reserve(30)
    key.extend(40)
    assert key.money == (0, 100)


def test_budget_is_kept_to_the_microcredit(world: World) -> None:
    key = new_key(world.caller(), budget=100)
    key.reserve(60)
    key.settle(60, 60)
    with refused(
        "FLBUD",
        limit_source="key_budget",
        limit=100,
        spent=60,
        reserved=0,
        available=40,
        required=41,
        resets_at=None,
    ):
        key.reserve(41)
    key.reserve(40)
    key.reserve(0)
    with refused("FLBUD", available=0, reserved=40):
        key.reserve(1)
    assert key.money == (60, 40)


def test_extension_beyond_the_budget_is_refused_and_changes_nothing(world: World) -> None:
    key = new_key(world.caller(), budget=100)
    key.reserve(60)
    with refused("FLBUD", available=40, required=41):
        key.extend(41)
    key.extend(40)
    assert key.money == (0, 100)


def test_budget_is_never_overspent_on_sixteen_connections(world: World) -> None:
    key = new_key(world.caller(), budget=1000)

    def spend(connection: psycopg.Connection, number: int) -> int:
        """Reserves, extends and settles; how much was charged."""
        charged = 0
        for _ in range(10):
            try:
                key.reserve(50, on=connection)
            except psycopg.Error as error:
                assert error.sqlstate == "FLBUD"
                continue
            reserved = 50
            try:
                key.extend(20, on=connection)
                reserved += 20
            except psycopg.Error as error:
                assert error.sqlstate == "FLBUD"
            key.settle(reserved, reserved - number, on=connection)
            charged += reserved - number
        return charged

    results = race(world.db, 16, spend)
    assert states(results) == []
    spent, reserved = key.money
    assert (spent, reserved) == (sum(map(int, results)), 0)  # type: ignore[arg-type]
    assert 900 < spent <= 1000


def test_reservations_at_once_fill_the_budget_exactly(world: World) -> None:
    key = new_key(world.caller(), budget=100)
    results = race(world.db, 16, lambda connection, _: key.reserve(10, on=connection))
    assert states(results) == ["FLBUD"] * 6
    assert key.money == (0, 100)


def refused_key(world: World, change: str) -> tuple[Key, uuid.UUID | None]:
    """A key that may not be used, and the user who tries."""
    key = new_key(world.caller(), expires_in="1 hour")
    if change == "revoked":
        key.revoke()
    elif change == "expired":
        key.pass_time("1 hour")
    elif change == "gone":
        world.ledger.connection.execute(
            "delete from access.api_keys where account_id = %s", [key.caller.account.id]
        )
    return key, world.user() if change == "another's" else None


@pytest.mark.parametrize("change", ["revoked", "expired", "gone", "another's"])
def test_key_that_may_not_be_used_is_refused(world: World, change: str) -> None:
    key, user_id = refused_key(world, change)
    with refused("FLKYU", key_id=str(key.id)):
        key.reserve(1, user_id=user_id)


def test_key_of_another_account_is_refused(world: World) -> None:
    key, other = new_key(world.caller()), world.caller()
    with refused("FLKYU"):
        world.ledger.connection.execute(
            "select access.reserve_key(%s, %s, %s, 1)", [other.account.id, other.user_id, key.id]
        )
    assert key.money == (0, 0)


def test_key_without_the_scope_is_refused(world: World) -> None:
    key = new_key(world.caller(), scopes=["read", "credits", "jobs"])
    with refused("FLSCO", scope="generate"):
        key.reserve(1)


@pytest.mark.parametrize("amount", [-1, None])
def test_bad_amount_is_refused(world: World, amount: int | None) -> None:
    key = new_key(world.caller(), budget=100)
    with refused("FLAMT"):
        key.reserve(amount)
    with refused("FLAMT"):
        key.extend(amount)
    assert key.money == (0, 0)


def test_what_runs_is_extended_and_settled_after_the_key_has_ended(world: World) -> None:
    key = new_key(world.caller(), budget=100, expires_in="1 hour")
    key.reserve(50)
    key.revoke()
    key.pass_time("1 hour")
    key.extend(10)
    key.settle(60, 55)
    assert key.money == (55, 0)


def test_settling_more_than_reserved_leaves_nothing_below_zero(world: World) -> None:
    key = new_key(world.caller(), budget=100)
    key.reserve(10)
    key.settle(20, 130)
    assert key.money == (130, 0)
    with refused("FLBUD", available=0):
        key.reserve(0)
    key.settle(0, -500)
    assert key.money == (0, 0)


def test_key_that_is_gone_settles_to_nothing_and_extends_no_more(world: World) -> None:
    key, _ = refused_key(world, "gone")
    key.settle(10, 10)
    with refused("FLKYU"):
        key.extend(10)


# --- periods --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("period", "lasts"), [("day", "1 day"), ("month", "31 days")])
def test_budget_begins_anew_with_its_period(world: World, period: str, lasts: str) -> None:
    key = new_key(world.caller(), budget=100, period=period)
    first = key.row["budget_resets_at"]
    key.reserve(100)
    key.settle(100, 100)
    with refused("FLBUD"):
        key.reserve(1)
    key.pass_time(lasts)
    key.reserve(70)
    assert key.money == (0, 70)
    assert key.row["budget_resets_at"] == first


def test_period_ends_at_midnight_utc_whatever_the_sessions_zone(world: World) -> None:
    key = new_key(world.caller(), budget=100, period="day")
    expected = world.ledger.value(
        "select (date_trunc('day', now() at time zone 'UTC') + interval '1 day') at time zone 'UTC'"
    )
    assert key.row["budget_resets_at"] == expected
    key.pass_time("3 days")
    connection = world.db.connect("postgres")
    connection.execute("set timezone = 'Pacific/Kiritimati'")
    key.reserve(1, on=connection)
    assert key.row["budget_resets_at"] == expected


def test_what_is_open_across_midnight_counts_in_the_new_period(world: World) -> None:
    key = new_key(world.caller(), budget=100, period="day")
    key.reserve(60)
    key.settle(60, 60)
    key.reserve(40)
    key.pass_time("1 day")
    with refused("FLBUD", spent=0, reserved=40, available=60):
        key.reserve(61)
    key.settle(40, 30)
    assert key.money == (30, 0)
    key.reserve(70)


def test_extension_begins_the_new_period_too(world: World) -> None:
    key = new_key(world.caller(), budget=100, period="day")
    key.reserve(90)
    key.settle(90, 90)
    key.reserve(10)
    key.pass_time("1 day")
    with refused("FLBUD", spent=0, available=90):
        key.extend(91)
    key.extend(90)
    assert key.money == (0, 100)


def test_budget_without_a_period_is_given_once(world: World) -> None:
    key = new_key(world.caller(), budget=100)
    key.reserve(100)
    key.settle(100, 100)
    key.pass_time("400 days")
    with refused("FLBUD"):
        key.reserve(1)


def test_new_period_begins_once_for_all_who_come_at_once(world: World) -> None:
    key = new_key(world.caller(), budget=100, period="day")
    key.reserve(100)
    key.settle(100, 100)
    key.pass_time("1 day")
    results = race(world.db, 16, lambda connection, _: key.reserve(10, on=connection))
    assert states(results) == ["FLBUD"] * 6
    assert key.money == (0, 100)


# --- rate -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("per_minute", [1, 7, 13, 60])
def test_a_minutes_requests_may_come_at_once_and_not_one_more(
    world: World, per_minute: int
) -> None:
    key = new_key(world.caller(), per_minute=per_minute)
    # One transaction, so that no time passes between the requests.
    with world.ledger.connection.transaction():
        for _ in range(per_minute):
            key.reserve(1)
        with (
            refused(
                "FLLIM",
                limit_source="key_requests_per_minute",
                limit=per_minute,
                remaining=0,
                retry_after_s=-(-60 // per_minute),
            ),
            world.ledger.connection.transaction(),
        ):
            key.reserve(1)
    assert key.money == (0, per_minute)


def test_requests_come_back_one_by_one(world: World) -> None:
    key = new_key(world.caller(), per_minute=2)
    key.reserve(1)
    key.reserve(1)
    with refused("FLLIM"):
        key.reserve(1)
    key.pass_time("31 seconds")
    key.reserve(1)
    with refused("FLLIM"):
        key.reserve(1)
    key.pass_time("1 hour")
    key.reserve(1)
    key.reserve(1)
    with refused("FLLIM"):
        key.reserve(1)


def test_refused_request_costs_neither_budget_nor_rate(world: World) -> None:
    key = new_key(world.caller(), budget=10, per_minute=1)
    with refused("FLBUD"):
        key.reserve(11)
    key.reserve(4)
    with refused("FLLIM"):
        key.reserve(4)
    assert key.money == (0, 4)


def test_rate_holds_on_sixteen_connections(world: World) -> None:
    key = new_key(world.caller(), per_minute=5)
    results = race(world.db, 16, lambda connection, _: key.reserve(1, on=connection))
    assert states(results) == ["FLLIM"] * 11


def test_refusal_names_the_time_of_the_next_request(world: World) -> None:
    key = new_key(world.caller(), per_minute=1)
    key.reserve(1)
    row = key.row
    with pytest.raises(psycopg.Error) as caught:
        key.reserve(1)
    said = caught.value.diag.message_detail or ""
    assert row["paced_until"].strftime("%Y-%m-%dT%H:%M:%S") in said
