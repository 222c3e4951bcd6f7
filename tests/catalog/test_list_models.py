"""The catalogue as one user sees it: api.list_models and api.read_catalog."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from catalog.shopper import Shopper, edit, premium, unlock
from generation.steps import World
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres

MEMBERS = {
    *("id", "display_name", "description", "kind", "tier", "sort_order", "metadata"),
    *("max_output_tokens", "apis", "price", "access", "purchased", "usage", "trial", "unlock"),
    "unit_prices",
}


@pytest.fixture
def shopper(world: World) -> Shopper:
    return Shopper(world)


def test_user_and_service_get_the_same_answer(shopper: Shopper) -> None:
    assert shopper.call("list_models") == shopper.catalog()


def test_every_enabled_model_is_there_in_order_and_no_other(world: World, shopper: Shopper) -> None:
    hidden = edit(world, world.model(), enabled=False)
    first = edit(world, world.model(), sort_order=-5)
    listed = shopper.catalog()["models"]
    assert listed[0]["id"] == first
    enabled = world.ledger.rows("select id from catalog.models where enabled")
    assert sorted(one["id"] for one in listed) == sorted(row["id"] for row in enabled)
    assert hidden not in [one["id"] for one in listed]
    order = [(one["sort_order"], one["id"]) for one in listed]
    by_database = world.ledger.rows(
        "select sort_order, id from catalog.models where enabled order by 1, 2"
    )
    assert order == [(row["sort_order"], row["id"]) for row in by_database]


def test_model_is_told_of_in_full(world: World, shopper: Shopper) -> None:
    model = edit(
        world,
        world.model(apis=("responses", "chat_completions"), input=7, output=9, request=3),
        description="For tests.",
        metadata='{"speed": "fast"}',
        sort_order=40,
        messages_per_day=5,
    )
    seen = shopper.sees(model)
    assert set(seen) == MEMBERS
    assert seen["display_name"] == model
    assert (seen["description"], seen["metadata"]) == ("For tests.", {"speed": "fast"})
    assert (seen["kind"], seen["tier"], seen["sort_order"]) == ("chat", "free", 40)
    assert seen["apis"] == ["chat_completions", "responses"]
    assert seen["price"] == {
        **{"input": 7, "cache_read": 0, "cache_write": 0},
        **{"output": 9, "request": 3, "web_search": 0},
    }
    assert seen["unit_prices"] == []
    assert (seen["access"], seen["purchased"]) == ("plan", False)
    assert (seen["trial"], seen["unlock"]) == (None, [])
    assert (seen["usage"]["messages"], seen["usage"]["limit"]) == (0, 5)


def test_price_is_the_version_in_effect(world: World, shopper: Shopper) -> None:
    model = world.model(input=1)
    world.price(model, starts_in="-1 hour", input=2)
    world.price(model, starts_in="1 hour", input=3)
    assert shopper.sees(model)["price"]["input"] == 2


def test_locked_model_has_no_access_and_says_what_unlocks_it(
    world: World, shopper: Shopper
) -> None:
    model = premium(world)
    stripe, apple = unlock(world, model, "stripe", 450), unlock(world, model, "apple", 499)
    world.ledger.connection.execute(
        "insert into catalog.products (id, kind, store, store_product_id, model_id, "
        "price_minor_units, enabled) values (%s, 'model_unlock', 'apple', %s, %s, 1, false)",
        [f"off.{model}", f"off.{model}", model],
    )
    seen = shopper.sees(model)
    assert (seen["access"], seen["purchased"]) == (None, False)
    assert seen["unlock"] == [apple, stripe]


@pytest.mark.parametrize(
    ("source", "purchased"),
    [
        ("purchase", True),
        ("subscription", True),
        ("admin_grant", False),
        ("promo", False),
        ("trial", False),
    ],
)
def test_entitlement_gives_access_and_only_bought_ones_are_purchased(
    world: World, shopper: Shopper, source: str, purchased: bool
) -> None:
    model = premium(world)
    shopper.entitle(model, source)
    seen = shopper.sees(model)
    assert (seen["access"], seen["purchased"]) == ("entitlement", purchased)


def test_trial_gives_access_until_it_is_used_up(world: World, shopper: Shopper) -> None:
    model = premium(world, trial=2)
    assert shopper.sees(model)["access"] == "trial"
    assert shopper.sees(model)["trial"] == {"messages": 2, "used": 0, "left": 2}
    shopper.tried(model, 2)
    assert shopper.sees(model)["access"] is None
    assert shopper.sees(model)["trial"] == {"messages": 2, "used": 2, "left": 0}


def test_trial_had_on_the_device_by_another_account_is_none(world: World, shopper: Shopper) -> None:
    model = premium(world, trial=2)
    shopper.has_device_that_had(model)
    assert shopper.sees(model)["access"] is None
    assert shopper.sees(model)["trial"] == {"messages": 2, "used": 0, "left": 0}


def test_trial_that_was_shortened_has_nothing_left(world: World, shopper: Shopper) -> None:
    model = premium(world, trial=5)
    shopper.tried(model, 4)
    edit(world, model, trial_messages=2)
    assert shopper.sees(model)["trial"] == {"messages": 2, "used": 4, "left": 0}


def test_plan_goes_before_what_was_bought(world: World) -> None:
    subscriber = Shopper(world, tiers=("free", "premium"))
    model = premium(world, trial=3)
    subscriber.entitle(model)
    seen = subscriber.sees(model)
    assert (seen["access"], seen["purchased"]) == ("plan", True)


def test_what_it_says_of_all_is_what_unlocked_by_says_of_each(
    world: World, shopper: Shopper
) -> None:
    """The rule is written twice, for one model and for all: they must agree."""
    models = [premium(world, trial=trial) for trial in (0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2)]
    for model, ends_in in zip(models[1:5], (None, "1 hour", "-1 minute", None), strict=True):
        shopper.entitle(model, ends_in=ends_in)
    shopper.revoke(models[4])
    for model, used in zip(models[6:9], (1, 2, 3), strict=True):
        shopper.tried(model, used)
    shopper.tried(models[9], 1)
    shopper.has_device_that_had(models[9])
    shopper.entitle(models[10], starts_in="1 hour")
    rows = world.ledger.rows(
        "select s.model_id, s.access, access.unlocked_by(%s, m.id, m.trial_messages) as told "
        "from access.list_standings(%s, %s) as s join catalog.models as m on m.id = s.model_id "
        "where m.id = any(%s)",
        *(shopper.account_id, shopper.account_id, shopper.user_id, models),
    )
    assert len(rows) == len(models)
    assert {row["access"] for row in rows} == {"entitlement", "trial", None}
    assert [row["access"] for row in rows] == [row["told"] for row in rows]


def test_usage_is_today_s_and_the_account_s_own(world: World, shopper: Shopper) -> None:
    model = edit(world, world.model(), messages_per_day=10)
    shopper.sent(model, 4)
    shopper.sent(model, 9, day="-1 day")
    Shopper(world).sent(model, 7)
    usage = shopper.sees(model)["usage"]
    assert (usage["messages"], usage["limit"]) == (4, 10)
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    assert datetime.fromisoformat(usage["resets_at"]) == midnight + timedelta(days=1)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"])
def test_day_begins_where_the_user_lives(world: World, shopper: Shopper, zone: str) -> None:
    """The first two are never on the same day."""
    model = edit(world, world.model(), messages_per_day=10)
    shopper.lives_in(zone)
    shopper.sent(model, 3, time_zone=zone)
    shopper.sent(model, 8, day="-1 day", time_zone=zone)
    usage = shopper.sees(model)["usage"]
    assert usage["messages"] == 3
    here = datetime.now(ZoneInfo(zone))
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    assert datetime.fromisoformat(usage["resets_at"]) == midnight


def test_model_without_a_daily_limit_has_no_count(world: World, shopper: Shopper) -> None:
    usage = shopper.sees(world.model())["usage"]
    assert usage == {"messages": None, "limit": None, "resets_at": None}


def test_preferences_stand_beside_the_models(world: World, shopper: Shopper) -> None:
    nothing = {"default_model_id": None, "persona_overrides": {}, "system_default": "demo"}
    assert shopper.catalog()["preferences"] == nothing
    default, tutor = world.model(), world.model()
    shopper.prefer(default, {"tutor": tutor})
    assert shopper.catalog()["preferences"] == {
        "default_model_id": default,
        "persona_overrides": {"tutor": tutor},
        "system_default": "demo",
    }


def test_first_look_opens_the_account(world: World) -> None:
    user_id = world.db.add_user()
    connection = world.db.connect(
        "authenticated", claims={"sub": str(user_id), "is_anonymous": True}
    )
    row = connection.execute("select api.list_models()").fetchone()
    assert row is not None
    assert row[0]["models"]
    assert world.ledger.value("select count(*) from access.members where user_id = %s", user_id)


def test_stranger_gets_no_account_s_catalogue(world: World, shopper: Shopper) -> None:
    stranger = world.user()
    with refused("FLMEM", user_id=str(stranger)):
        world.service.execute("select api.read_catalog(%s, %s)", [shopper.account_id, stranger])
    with refused("FLMEM"):
        world.service.execute("select api.read_catalog(%s, %s)", [uuid.uuid4(), shopper.user_id])


def test_nobody_signed_in_gets_none(world: World) -> None:
    with refused("FLMEM"):
        world.db.connect("authenticated").execute("select api.list_models()")
    with refused("42501"):
        world.db.connect("anon").execute("select api.list_models()")


def test_service_s_function_is_not_the_user_s(shopper: Shopper) -> None:
    for function in ("api.read_catalog", "catalog.list_models"):
        with refused("42501"):
            shopper.connection.execute(
                f"select {function}(%s, %s)", [shopper.account_id, shopper.user_id]
            )
