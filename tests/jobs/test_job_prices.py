"""What a job costs: per image or second, by resolution, exact before it begins."""

from typing import Any

import pytest
from jobs.steps import RESULTS, Jobs, call
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres

VIDEO = {"720p": 10, "1080p": 25}
IMAGE = {"": 7, "2048x2048": 30}


@pytest.mark.parametrize(
    ("kind", "prices", "request_price", "given", "price"),
    [
        ("video", VIDEO, 0, {"seconds": 5, "resolution": "720p"}, 50),
        ("video", VIDEO, 0, {"seconds": 5, "resolution": "1080p"}, 125),
        ("video", VIDEO, 3, {"seconds": 999, "resolution": "1080p"}, 24_978),
        ("image", IMAGE, 0, {"seed": 1}, 7),
        ("image", IMAGE, 0, {"images": 10}, 70),
        ("image", IMAGE, 5, {"images": 4, "resolution": "2048x2048"}, 125),
        # A price for any resolution serves those that have none of their own.
        ("image", IMAGE, 0, {"images": 2, "resolution": "512x512"}, 14),
        ("image", {"": 0}, 0, {"images": 2}, 0),
    ],
)
def test_price_is_request_and_units_times_the_rate_of_the_resolution(
    world: Jobs,
    kind: str,
    prices: dict[str, int],
    request_price: int,
    given: dict[str, Any],
    price: int,
) -> None:
    patron = world.patron(credits=100_000)
    job = patron.new_job(world.media_model(prices, kind=kind, request=request_price), **given)
    assert (patron.held, job.row["hold"]) == (price, price)
    job.submit()
    results = RESULTS * given.get("images", 1)
    assert job.finish(results=results)["job"]["charged_microcredits"] == price
    assert (patron.held, patron.posted) == (0, 100_000 - price)
    assert patron.account.entries[1:] == [("settle", -price)] * bool(price)


def test_what_has_no_price_is_refused_with_what_has_one(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model(VIDEO)
    for given in ({"seconds": 5, "resolution": "4k"}, {"seconds": 5}):
        with refused("FLARG", argument="resolution", rule="one of 1080p, 720p"):
            patron.ask(model, **given)
    with refused("FLARG", argument="resolution", rule="this model has no price"):
        patron.ask(world.media_model({}))


def test_price_is_the_one_of_when_it_was_asked(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model({"": 10})
    job = patron.new_job(model)
    world.unit_price(world.price(model, starts_in="0"), "video", "", 1000)
    job.submit()
    assert job.finish()["job"]["charged_microcredits"] == 50
    assert patron.new_job(model).row["hold"] == 5000


def test_unit_prices_are_written_once(world: Jobs) -> None:
    world.media_model()
    for statement in (
        "update catalog.unit_prices set microcredits = 1",
        "delete from catalog.unit_prices",
        "truncate catalog.unit_prices",
    ):
        with refused("FLIMM"):
            world.ledger.connection.execute(statement)


def test_catalogue_tells_unit_prices_to_everybody_but_none_to_come(world: Jobs) -> None:
    model = world.media_model(VIDEO)
    to_come = 987_654_321
    world.unit_price(world.price(model, starts_in="1 day"), "video", "", to_come)
    expected = [
        {"unit": "second", "resolution": "1080p", "microcredits": 25},
        {"unit": "second", "resolution": "720p", "microcredits": 10},
    ]
    for role in ("anon", "authenticated"):
        reader = world.db.connect(role, claims={})
        row = reader.execute("select unit_prices from api.models where id = %s", [model])
        assert row.fetchone() == (expected,)
    # The last one signed in.
    row = reader.execute(
        "select count(*) from catalog.unit_prices where microcredits = %s", [to_come]
    )
    assert row.fetchone() == (0,)
    (found,) = [one for one in call(world.service, "list_served_models") if one["id"] == model]
    assert (found["unit_prices"], found["apis"]) == (expected, ["jobs"])
