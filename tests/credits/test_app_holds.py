"""api.place_app_hold and what follows it: works, replays, refuses."""

import uuid
from datetime import datetime, timedelta

import pytest
from credits.steps import App
from generation.steps import World
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres

FACTS = ("status", "amount_microcredits", "charged_microcredits", "uncollected_microcredits")
LIMIT = 10**15


def facts(hold: dict[str, object]) -> tuple[object, ...]:
    return tuple(hold[name] for name in FACTS)


def life_s(hold: dict[str, str]) -> float:
    times = (datetime.fromisoformat(hold[name]) for name in ("created_at", "expires_at"))
    created, expires = times
    return (expires - created).total_seconds()


# --- works ----------------------------------------------------------------------------------------


def test_hold_reserves_and_says_so(app: App) -> None:
    hold = app.place(300, expires_in_s=60, ref="export 7")
    assert facts(hold) == ("open", 300, None, None)
    assert (hold["ref"], life_s(hold), hold["closed_at"]) == ("export 7", 60, None)
    assert app.account.money == (1000, 300, 0)
    held = app.account.held_by(uuid.UUID(hold["id"]))
    assert (held["state"], held["amount"]) == ("open", 300)
    assert app.read(uuid.UUID(hold["id"])) == hold


def test_settle_charges_the_cost_and_frees_the_rest(app: App) -> None:
    hold = app.settle(app.start(300, ref="export 7"), 120)
    assert facts(hold) == ("settled", 300, 120, 0)
    assert hold["closed_at"] is not None
    assert app.account.money == (880, 0, 0)
    assert app.refs() == [("settle", -120, "export 7")]


def test_settle_names_the_work_in_the_book(app: App) -> None:
    app.settle(app.start(10), 10)
    app.settle(app.start(10, ref="first"), 10, "second")
    assert app.refs() == [("settle", -10, None), ("settle", -10, "second")]


def test_settle_above_the_hold_takes_what_is_free(app: App) -> None:
    assert facts(app.settle(app.start(300), 450)) == ("settled", 300, 450, 0)
    assert app.account.money == (550, 0, 0)


def test_settle_above_everything_reports_what_was_not_collected(app: App) -> None:
    other = app.start(400)
    assert facts(app.settle(app.start(300), 900)) == ("settled", 300, 600, 300)
    assert app.account.money == (400, 400, 0)
    assert facts(app.settle(other, 400)) == ("settled", 400, 400, 0)
    assert app.account.money == (0, 0, 0)


def test_release_frees_without_a_charge(app: App) -> None:
    assert facts(app.release(app.start(300))) == ("released", 300, 0, 0)
    assert app.account.money == (1000, 0, 0)
    assert app.refs() == []


def test_extend_raises_and_prolongs_and_never_lowers(app: App) -> None:
    hold_id = app.start(300, expires_in_s=600)
    assert facts(app.extend(hold_id, 500, 60)) == ("open", 500, None, None)
    assert app.account.money == (1000, 500, 0)
    shorter = app.extend(hold_id, 100, 1)
    assert (shorter["amount_microcredits"], life_s(shorter)) == (500, 600)
    longer = app.extend(hold_id, None, 3600)
    assert longer["amount_microcredits"] == 500
    assert life_s(longer) >= 3600


def test_extending_ends_a_week_after_the_hold_was_placed(app: App) -> None:
    hold_id = app.start(300, expires_in_s=86_400)
    app.account.pass_time("6 days 23 hours")
    extended = app.extend(hold_id, None, 86_400)
    assert life_s(extended) == timedelta(days=7).total_seconds()


def test_expired_holds_are_freed_by_the_worker(quiet_app: App) -> None:
    hold_id = quiet_app.start(300)
    assert quiet_app.expire() == 1
    hold = quiet_app.read(hold_id)
    assert hold is not None
    assert facts(hold) == ("expired", 300, 0, 0)
    assert quiet_app.account.money == (1000, 0, 0)


def test_hundred_are_open_at_once_and_no_more(app: App) -> None:
    holds = [app.start(1) for _ in range(100)]
    with refused("FLOPN", limit_source="open_holds", limit=100, retry_after_s=5):
        app.place(1, key="one more")
    assert app.account.money == (1000, 100, 0)
    app.release(holds[0])
    assert app.place(1, key="one more")["status"] == "open"


def test_what_expired_leaves_room(quiet_app: App) -> None:
    for _ in range(100):
        quiet_app.start(1)
    assert quiet_app.expire() == 100
    assert quiet_app.place(1)["status"] == "open"
    noted = quiet_app.world.ledger.value(
        "select count(*) from access.app_holds where account_id = %s and closed_at is null",
        quiet_app.account.id,
    )
    assert noted == 1


# --- replays --------------------------------------------------------------------------------------


def test_same_key_again_is_the_same_hold(app: App) -> None:
    first = app.place(300, key="k")
    assert app.place(300, key="k") == first
    assert app.account.money == (1000, 300, 0)
    settled = app.settle(uuid.UUID(first["id"]), 10)
    assert app.place(300, key="k") == settled
    assert app.account.money == (990, 0, 0)


def test_key_names_its_hold_for_good(app: App) -> None:
    hold_id = app.start(300, key="k")
    app.release(hold_id)
    app.account.pass_time("400 days")
    assert app.start(300, key="k") == hold_id


def test_key_of_a_refused_hold_is_free(app: App) -> None:
    with refused("FLBAL"):
        app.place(1001, key="k")
    assert app.place(300, key="k", body="less")["status"] == "open"


def test_same_key_on_two_accounts_is_two_holds(app: App, world: World) -> None:
    other = App(world, world.caller(credits=1000))
    assert app.start(300, key="k") != other.start(300, key="k")


def test_second_settle_of_the_same_amount_is_the_same_answer(app: App) -> None:
    hold_id = app.start(300)
    first = app.settle(hold_id, 450, "a")
    app.account.grant(50)
    assert app.settle(hold_id, 450, "b") == first
    assert app.refs() == [("settle", -450, "a")]


def test_second_settle_that_was_not_collected_in_full_changes_nothing(app: App) -> None:
    hold_id = app.start(1000)
    first = app.settle(hold_id, 1500)
    app.account.grant(5000)
    assert facts(first) == ("settled", 1000, 1000, 500)
    assert app.settle(hold_id, 1500) == first
    with refused("FLHLD", status="settled"):
        app.settle(hold_id, 1000)
    assert app.account.money == (5000, 0, 0)


def test_second_release_is_the_same_answer(app: App) -> None:
    hold_id = app.start(300)
    assert app.release(hold_id) == app.release(hold_id)
    assert app.account.money == (1000, 0, 0)


def test_release_of_what_expired_changes_nothing(quiet_app: App) -> None:
    hold_id = quiet_app.start(300)
    quiet_app.expire()
    assert quiet_app.release(hold_id) == quiet_app.read(hold_id)
    assert quiet_app.account.money == (1000, 0, 0)


# --- refuses --------------------------------------------------------------------------------------


def test_other_request_for_a_key_is_refused(app: App) -> None:
    hold_id = app.start(300, key="k")
    with refused("FLKEY", hold_id=str(hold_id)):
        app.place(300, key="k", body="other")
    assert app.account.money == (1000, 300, 0)


def test_settled_holds_are_closed_to_all_else(app: App) -> None:
    hold_id = app.start(300)
    app.settle(hold_id, 100)
    for close in (
        lambda: app.settle(hold_id, 99),
        lambda: app.release(hold_id),
        lambda: app.extend(hold_id, 500),
    ):
        with refused("FLHLD", hold_id=str(hold_id), status="settled"):
            close()
    assert app.account.money == (900, 0, 0)


def test_released_and_expired_holds_are_not_settled(quiet_app: App) -> None:
    released, expired = quiet_app.start(300), quiet_app.start(300)
    quiet_app.release(released)
    quiet_app.expire()
    for hold_id, status in ((released, "released"), (expired, "expired")):
        with refused("FLHLD", status=status):
            quiet_app.settle(hold_id, 100)
        with refused("FLHLD", status=status):
            quiet_app.extend(hold_id)
    assert quiet_app.account.money == (1000, 0, 0)


def test_who_cannot_pay_is_refused_and_nothing_is_kept(app: App) -> None:
    with refused("FLBAL", limit_source="credits", available=1000, required=1001):
        app.place(1001)
    hold_id = app.start(600)
    with refused("FLBAL", limit_source="credits"):
        app.extend(hold_id, 1001, 86_400)
    hold = app.read(hold_id)
    assert hold is not None
    assert (hold["amount_microcredits"], life_s(hold)) == (600, 900)
    kept = app.world.ledger.value(
        "select count(*) from access.app_holds where account_id = %s", app.account.id
    )
    assert kept == 1


def test_debt_comes_first_where_the_app_holds_too(world: World) -> None:
    app = App(world, world.caller(credits=10, overdraft=1000))
    app.settle(app.start(50), 50)
    with refused("FLBAL", limit_source="debt", debt=40):
        app.place(1)
    lenient = App(world, world.caller(credits=10, overdraft=1000, refuse_in_debt=False))
    lenient.settle(lenient.start(50), 50)
    assert lenient.place(1)["status"] == "open"


@pytest.mark.parametrize("amount", [None, -1, 0, LIMIT + 1])
def test_amounts_out_of_bounds_are_refused(app: App, amount: int | None) -> None:
    with refused("FLAMT"):
        app.place(amount)
    hold_id = app.start(300)
    with refused("FLAMT"):
        app.settle(hold_id, amount)
    if amount is not None:
        with refused("FLAMT"):
            app.extend(hold_id, amount)
    assert app.account.money == (1000, 300, 0)


def test_largest_amount_can_be_settled(app: App) -> None:
    assert facts(app.settle(app.start(1000), LIMIT)) == ("settled", 1000, 1000, LIMIT - 1000)


@pytest.mark.parametrize("seconds", [None, -1, 0, 86_401])
def test_lives_out_of_bounds_are_refused(app: App, seconds: int | None) -> None:
    with refused("FLAMT"):
        app.place(1, expires_in_s=seconds)
    hold_id = app.start(300)
    with refused("FLAMT"):
        app.extend(hold_id, None, seconds)


def test_stranger_does_nothing_with_a_hold(app: App, world: World) -> None:
    hold_id = app.start(300, key="k")
    stranger = world.user()
    for call in (
        lambda: app.place(1, user_id=stranger),
        lambda: app.place(300, key="k", user_id=stranger),
        lambda: app.read(hold_id, user_id=stranger),
        lambda: app.settle(hold_id, 1, user_id=stranger),
        lambda: app.release(hold_id, user_id=stranger),
        lambda: app.extend(hold_id, user_id=stranger),
    ):
        with refused("FLMEM"):
            call()
    assert app.account.money == (1000, 300, 0)


def test_holds_of_others_and_of_generations_are_not_found(app: App, world: World) -> None:
    other = App(world, world.caller(credits=1000)).start(300)
    generation = app.caller.start(world.model())
    for hold_id in (other, generation, uuid.uuid4()):
        assert app.read(hold_id) is None
        for call in (
            lambda hold_id=hold_id: app.settle(hold_id, 1),
            lambda hold_id=hold_id: app.release(hold_id),
            lambda hold_id=hold_id: app.extend(hold_id),
        ):
            with refused("FLHNF", hold_id=str(hold_id)):
                call()


def test_suspended_account_holds_nothing_new_and_settles_what_was(app: App) -> None:
    hold_id = app.start(300)
    app.account.set_status("suspended")
    with refused("FLACC", status="suspended"):
        app.place(1)
    assert facts(app.settle(hold_id, 100)) == ("settled", 300, 100, 0)
