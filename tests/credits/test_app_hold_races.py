"""Holds of the app from many connections at once."""

import uuid

import psycopg
import pytest
from credits.steps import App
from ledger.races import race, states

pytestmark = pytest.mark.every_postgres

RUNNERS = 16


def test_no_more_is_reserved_than_there_is(app: App) -> None:
    results = race(
        app.world.db,
        RUNNERS,
        lambda service, _: app.place(150, service=service),
        role="florin_service",
    )
    assert states(results) == ["FLBAL"] * 10
    assert app.account.money == (1000, 900, 0)


def test_one_key_at_once_is_one_hold(app: App) -> None:
    results = race(
        app.world.db,
        RUNNERS,
        lambda service, _: app.place(150, key="k", service=service)["id"],
        role="florin_service",
    )
    assert states(results) == []
    assert len(set(results)) == 1
    assert app.account.money == (1000, 150, 0)


def test_the_hundredth_place_is_given_once(app: App) -> None:
    for _ in range(95):
        app.start(1)
    results = race(
        app.world.db,
        RUNNERS,
        lambda service, _: app.place(1, service=service),
        role="florin_service",
    )
    assert states(results) == ["FLOPN"] * 11
    assert app.account.money == (1000, 100, 0)


def test_one_of_many_amounts_is_charged(app: App) -> None:
    hold_id = app.start(100)
    results = race(
        app.world.db,
        RUNNERS,
        lambda service, number: app.settle(hold_id, 10 + number, service=service),
        role="florin_service",
    )
    assert states(results) == ["FLHLD"] * 15
    (charged,) = {r["charged_microcredits"] for r in results if not isinstance(r, psycopg.Error)}
    assert app.account.money == (1000 - charged, 0, 0)


def test_the_same_amount_many_times_at_once_is_charged_once(app: App) -> None:
    hold_id = app.start(100)
    results = race(
        app.world.db,
        RUNNERS,
        lambda service, _: app.settle(hold_id, 60, service=service)["charged_microcredits"],
        role="florin_service",
    )
    assert results == [60] * RUNNERS
    assert app.account.money == (940, 0, 0)


def test_settles_releases_and_extensions_at_once_leave_a_sound_account(app: App) -> None:
    holds = [app.start(50) for _ in range(4)]

    def work(service: psycopg.Connection, number: int) -> uuid.UUID:
        hold_id = holds[number % 4]
        match number // 4:
            case 0:
                app.settle(hold_id, 40, service=service)
            case 1:
                app.release(hold_id, service=service)
            case 2:
                app.extend(hold_id, 60, service=service)
            case _:
                app.place(50, service=service)
        return hold_id

    results = race(app.world.db, RUNNERS, work, role="florin_service")
    assert set(states(results)) <= {"FLHLD"}
    closed = [app.read(hold_id) for hold_id in holds]
    assert {hold["status"] for hold in closed if hold} <= {"settled", "released"}
    charged = sum(hold["charged_microcredits"] for hold in closed if hold)
    assert app.account.money == (1000 - charged, 200, 0)


def test_expiry_and_settling_at_once_close_a_hold_once(quiet_app: App) -> None:
    app = quiet_app
    holds = [app.start(10) for _ in range(8)]
    app.world.ledger.connection.execute(
        "update ledger.holds set expires_at = now() where account_id = %s", [app.account.id]
    )

    def work(connection: psycopg.Connection, number: int) -> None:
        if number % 2:
            connection.execute("set role florin_worker")
            connection.execute("select api.expire_holds(2)")
        else:
            connection.execute("set role florin_service")
            app.settle(holds[number // 2], 10, service=connection)

    results = race(app.world.db, RUNNERS, work, role="supabase_admin")
    assert set(states(results)) <= {"FLHLD"}
    closed = [app.read(hold_id) for hold_id in holds]
    charged = sum(hold["charged_microcredits"] or 0 for hold in closed if hold)
    open_still = sum(10 for hold in closed if hold and hold["status"] == "open")
    assert app.account.money == (1000 - charged, open_still, 0)
