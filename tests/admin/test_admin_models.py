"""Admins' edits of the catalogue: models, prices and routes, in bulk, all or none."""

import json
import uuid

import pytest
from admin.office import NOBODY, Office
from generation.steps import World
from ledger.races import race, states
from ledger.steps import Row, refused
from psycopg.types.json import Jsonb

pytestmark = pytest.mark.every_postgres


def new_id() -> str:
    return f"model-{uuid.uuid4()}"


def told(office: Office, model: str) -> list[str]:
    """Kinds of the events about a model."""
    events = office.world.ledger.rows(
        "select * from audit.outbox where payload ->> 'model' = %s order by id", model
    )
    assert {event["account_id"] for event in events} <= {NOBODY}
    return [event["kind"] for event in events]


def model_row(office: Office, model: str) -> Row:
    return office.world.ledger.row("select * from catalog.models where id = %s", model)


def test_models_are_created_and_edited_in_one_call(office: Office) -> None:
    old, new = office.world.model(), new_id()
    saved = office.call(
        "admin_save_models",
        models=[
            {"id": new, "display_name": "New", "max_output_tokens": 100, "tier": "premium"},
            {"id": old, "description": "Edited", "metadata": {"speed": 3}, "messages_per_day": 9},
        ],
    )
    assert [row["id"] for row in saved] == [new, old]
    created, edited = model_row(office, new), model_row(office, old)
    assert (created["tier"], created["enabled"], created["hold_step_tokens"]) == (
        *("premium", True),
        1024,
    )
    assert (edited["description"], edited["metadata"]) == ("Edited", {"speed": 3})
    assert (edited["display_name"], edited["messages_per_day"]) == (old, 9)
    assert told(office, new) == ["admin_model_created"]


def test_each_saved_model_is_logged_before_and_after_once(office: Office) -> None:
    old, new = office.world.model(), new_id()
    since = office.last_id()
    office.call(
        "admin_save_models",
        models=[
            {"id": new, "display_name": "New", "max_output_tokens": 100},
            {"id": old, "display_name": "Renamed"},
        ],
    )
    created, edited = office.since(since)
    assert (created["target"], created["before"]) == (f"catalog.models {new}", None)
    assert created["after"]["display_name"] == "New"
    assert edited["target"] == f"catalog.models {old}"
    assert (edited["before"]["display_name"], edited["after"]["display_name"]) == (old, "Renamed")
    assert {line["actor_id"] for line in (created, edited)} == {office.admin_id}


def test_saving_the_same_again_changes_nothing_and_logs_nothing(office: Office) -> None:
    models = [{"id": new_id(), "display_name": "New", "max_output_tokens": 100}]
    office.call("admin_save_models", models=models)
    before = model_row(office, models[0]["id"]), office.last_id()
    office.call("admin_save_models", models=models)
    assert (model_row(office, models[0]["id"]), office.last_id()) == before
    assert told(office, models[0]["id"]) == ["admin_model_created"]


@pytest.mark.parametrize(
    "models",
    [
        None,
        {"id": "x"},
        [],
        ["x"],
        [{"display_name": "without an id"}],
        [{"id": None, "display_name": "null"}],
        [{"id": "x", "displayname": "misspelt"}],
        [{"id": "x", "created_at": "2020-01-01"}],
        [{"id": f"m{n}"} for n in range(501)],
    ],
    ids=lambda models: str(models)[:30],
)
def test_list_that_is_none_is_refused(office: Office, models: object) -> None:
    with refused("FLARG", argument="p_models"):
        office.admin.execute(
            "select api.admin_save_models(%s::jsonb)",
            [None if models is None else json.dumps(models)],
        )


@pytest.mark.parametrize(
    ("model", "state"),
    [
        ({"max_output_tokens": 1}, "23502"),
        ({"display_name": None}, "23502"),
        ({"display_name": "x", "max_output_tokens": -1}, "23514"),
        ({"display_name": "x", "max_output_tokens": 1, "kind": "song"}, "23514"),
        ({"display_name": "x", "max_output_tokens": "many"}, "22P02"),
        ({"display_name": "x", "max_output_tokens": 1, "tier": "x' or 1=1 --"}, "23514"),
    ],
)
def test_one_bad_value_undoes_the_whole_list(office: Office, model: Row, state: str) -> None:
    good, since = new_id(), office.last_id()
    with refused(state):
        office.call(
            "admin_save_models",
            models=[
                {"id": good, "display_name": "Good", "max_output_tokens": 1},
                {"id": new_id(), **model},
            ],
        )
    assert office.world.ledger.rows("select from catalog.models where id = %s", good) == []
    assert (office.since(since), told(office, good)) == ([], [])


def test_new_default_model_takes_the_place_of_the_old(own_office: Office) -> None:
    first, second = own_office.world.model(), own_office.world.model()
    for model in (first, second):
        own_office.call("admin_save_models", models=[{"id": model, "is_default": True}])
    defaults = own_office.world.ledger.rows("select id from catalog.models where is_default")
    assert defaults == [{"id": second}]
    # The default is what everybody gets: another one first, then this may go.
    with refused("23514"):
        own_office.call("admin_enable_models", ids=[second], enabled=False)


def test_models_are_disabled_and_enabled_in_bulk_and_told_of(office: Office) -> None:
    models = sorted(office.world.model() for _ in range(3))
    since = office.last_id()
    rows = office.call("admin_enable_models", ids=models, enabled=False)
    assert [(row["id"], row["enabled"]) for row in rows] == [(m, False) for m in models]
    # Half of them disabled already: only the others change.
    office.call("admin_enable_models", ids=models[:1], enabled=True)
    office.call("admin_enable_models", ids=models, enabled=True)
    lines = office.since(since)
    assert len(lines) == 3 + 1 + 2
    assert all(line["before"]["enabled"] != line["after"]["enabled"] for line in lines)
    for model in models:
        assert told(office, model) == [
            *("admin_model_created", "admin_model_disabled", "admin_model_enabled")
        ]


def test_disabled_model_is_not_served_and_enabled_one_is(office: Office) -> None:
    model, caller = office.world.model(), office.world.caller(credits=1000)
    office.call("admin_enable_models", ids=[model], enabled=False)
    with refused("FLMOD"):
        caller.begin(model)
    office.call("admin_enable_models", ids=[model], enabled=True)
    caller.start(model)


def test_unknown_model_among_them_changes_none(office: Office) -> None:
    model, since = office.world.model(), office.last_id()
    with refused("FLMOD", model="no-such"):
        office.call("admin_enable_models", ids=[model, "no-such"], enabled=False)
    assert model_row(office, model)["enabled"]
    assert office.since(since) == []


def test_admins_at_the_same_model_wait_for_each_other(own_office: Office) -> None:
    model = new_id()

    def save(connection: object, number: int) -> None:
        own_office.call(
            "admin_save_models",
            by=own_office.signed_in(own_office.admin_id, app_metadata={"role": "admin"}),
            models=[{"id": model, "display_name": f"Name {number}", "max_output_tokens": 1}],
        )

    assert states(race(own_office.db, 6, save)) == []
    lines = own_office.log(target=f"catalog.models {model}")
    # A chain: each saw what the one before had written.
    for earlier, later in zip(lines, lines[1:], strict=False):
        assert later["before"] == earlier["after"]
    assert len(lines) == 6


def prices(world: World, model: str) -> list[Row]:
    return world.ledger.rows(
        "select input, cache_read, cache_write, output, request, web_search, "
        "effective_at > now() as is_to_come from catalog.prices where model_id = %s "
        "order by effective_at",
        model,
    )


def test_new_price_is_a_new_version_and_what_is_left_out_stays(office: Office) -> None:
    model = office.world.model(input=1, cache_read=2, cache_write=3, output=4)
    since = office.last_id()
    office.call("admin_set_price", model_id=model, output=40, web_search=5)
    old, new = prices(office.world, model)
    assert (old["output"], old["web_search"]) == (4, 0)
    assert (new["input"], new["cache_read"], new["cache_write"]) == (1, 2, 3)
    assert (new["output"], new["web_search"], new["is_to_come"]) == (40, 5, False)
    (line,) = office.since(since)
    assert (line["action"], line["before"], line["after"]["output"]) == (
        *("admin_set_price", None),
        40,
    )


def test_price_of_a_time_to_come_replays_and_does_not_change(office: Office) -> None:
    model = office.world.model()
    for _ in range(2):
        office.call("admin_set_price", model_id=model, effective_at="2100-01-01Z", input=9)
    assert [row["is_to_come"] for row in prices(office.world, model)] == [False, True]
    with refused("FLARG", argument="p_effective_at"):
        office.call("admin_set_price", model_id=model, effective_at="2100-01-01Z", input=10)


def test_price_of_the_past_a_negative_one_and_of_no_model_are_refused(office: Office) -> None:
    model = office.world.model()
    with refused("FLARG", argument="p_effective_at"):
        office.call("admin_set_price", model_id=model, effective_at="2020-01-01Z", input=1)
    with refused("23514"):
        office.call("admin_set_price", model_id=model, input=-1)
    with refused("FLMOD", model="no-such"):
        office.call("admin_set_price", model_id="no-such", input=1)
    assert len(prices(office.world, model)) == 1


def test_routes_are_added_and_edited_by_position(office: Office) -> None:
    model, caller = office.world.model(), office.world.caller(credits=1000)
    since = office.last_id()
    routes = [
        {"position": 1, "enabled": False},
        {
            **{"position": 2, "provider_id": "acme", "provider_model": "other"},
            "apis": ["chat_completions"],
        },
    ]
    rows = office.call("admin_save_routes", model_id=model, routes=routes)
    assert [(r["position"], r["provider_model"], r["enabled"]) for r in rows] == [
        (1, model, False),
        (2, "other", True),
    ]
    assert [r["provider_model"] for r in caller.begin(model)["routes"]] == ["other"]
    assert len(office.since(since)) == 2
    office.call("admin_save_routes", model_id=model, routes=routes)
    assert len(office.since(since)) == 2


@pytest.mark.parametrize(
    ("route", "state"),
    [
        ({"provider_id": "acme"}, "FLARG"),
        ({"position": 1, "id": 1}, "FLARG"),
        ({"position": 2, "provider_id": "acme"}, "23502"),
        (
            {"position": 2, "provider_id": "nobody", "provider_model": "x", "apis": ["messages"]},
            "23503",
        ),
        ({"position": 1, "apis": []}, "23514"),
        ({"position": 1, "apis": ["telepathy"]}, "23514"),
    ],
)
def test_route_that_is_none_is_refused(office: Office, route: Row, state: str) -> None:
    model, since = office.world.model(), office.last_id()
    with refused(state):
        office.call("admin_save_routes", model_id=model, routes=[route])
    with refused("FLMOD"):
        office.call("admin_save_routes", model_id="no-such", routes=[{"position": 1}])
    assert office.since(since) == []


def unit_prices(world: World, model: str) -> list[list[tuple[str, str, int]]]:
    """Of each price version, oldest first."""
    rows = world.ledger.rows(
        "select p.effective_at, array_agg(array[u.unit::text, u.resolution, u.microcredits::text] "
        "order by u.unit, u.resolution) filter (where u.unit is not null) as units "
        "from catalog.prices as p left join catalog.unit_prices as u on u.price_id = p.id "
        "where p.model_id = %s group by 1 order by 1",
        model,
    )
    return [
        [(unit, resolution, int(price)) for unit, resolution, price in row["units"] or []]
        for row in rows
    ]


def test_unit_prices_go_on_into_the_next_version_or_are_replaced_whole(office: Office) -> None:
    model = office.world.model()
    first = [
        {"unit": "second", "resolution": "720p", "microcredits": 10},
        {"unit": "second", "microcredits": 5},
    ]
    old = [("second", "", 5), ("second", "720p", 10)]
    since = office.last_id()
    office.call("admin_set_price", model_id=model, unit_prices=first)
    office.call("admin_set_price", model_id=model, request=3)
    new = [{"unit": "second", "resolution": "1080p", "microcredits": 20}]
    office.call("admin_set_price", model_id=model, unit_prices=new)
    office.call("admin_set_price", model_id=model, unit_prices=Jsonb([]))
    assert unit_prices(office.world, model) == [[], old, old, [("second", "1080p", 20)], []]
    targets = [line["target"].split()[0] for line in office.since(since)]
    assert targets.count("catalog.unit_prices") == 5
    assert {line["action"] for line in office.since(since)} == {"admin_set_price"}


def test_unit_prices_of_a_time_to_come_replay_and_do_not_change(office: Office) -> None:
    model, at = office.world.model(), "2100-01-01Z"
    units = [{"unit": "image", "resolution": "", "microcredits": 7}]
    for _ in range(2):
        office.call("admin_set_price", model_id=model, effective_at=at, unit_prices=units)
    assert unit_prices(office.world, model) == [[], [("image", "", 7)]]
    for other in (Jsonb([]), [{"unit": "image", "microcredits": 8}]):
        with refused("FLARG", argument="p_effective_at"):
            office.call("admin_set_price", model_id=model, effective_at=at, unit_prices=other)


@pytest.mark.parametrize(
    ("sqlstate", "units"),
    [
        ("FLARG", [{"unit": "image", "price": 7}]),
        ("FLARG", [{"resolution": "720p", "microcredits": 7}]),
        ("FLARG", {"unit": "image"}),
        ("22P02", [{"unit": "word", "microcredits": 7}]),
        ("23514", [{"unit": "image", "microcredits": -7}]),
        ("23514", [{"unit": "image", "microcredits": 10**16}]),
        ("23502", [{"unit": "image"}]),
        ("23505", [{"unit": "image", "microcredits": n} for n in (7, 8)]),
    ],
)
def test_unit_prices_that_are_none_are_refused(
    office: Office, sqlstate: str, units: object
) -> None:
    model = office.world.model()
    with refused(sqlstate):
        office.call("admin_set_price", model_id=model, unit_prices=units)
    assert unit_prices(office.world, model) == [[]]
