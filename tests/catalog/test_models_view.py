"""api.models: the catalogue without anybody's own, for everybody, signed in or not."""

import psycopg
import pytest
from catalog.shopper import edit
from generation.steps import World
from ledger.steps import Row, refused

pytestmark = [
    pytest.mark.every_postgres,
    pytest.mark.parametrize("role", ["anon", "authenticated"]),
]


def seen(connection: psycopg.Connection, model: str) -> Row | None:
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute("select * from api.models where id = %s", [model]).fetchone()


def test_model_is_seen_with_its_price_now(world: World, role: str) -> None:
    model = edit(world, world.model(input=4, output=6), description="For tests.", sort_order=7)
    world.price(model, starts_in="1 hour", input=9)
    row = seen(world.db.connect(role), model)
    assert row is not None
    assert (row["description"], row["sort_order"], row["tier"]) == ("For tests.", 7, "free")
    assert (row["input"], row["output"]) == (4, 6)


def test_disabled_model_is_not_seen(world: World, role: str) -> None:
    model = edit(world, world.model(), enabled=False)
    assert seen(world.db.connect(role), model) is None


def test_whole_catalogue_is_seen(world: World, role: str) -> None:
    rows = world.db.connect(role).execute("select id from api.models order by id").fetchall()
    enabled = world.ledger.rows("select id from catalog.models where enabled order by id")
    assert [row[0] for row in rows] == [row["id"] for row in enabled]


def test_what_is_ours_is_not_seen(world: World, role: str) -> None:
    connection = world.db.connect(role)
    for query in (
        "select hold_step_tokens from api.models",
        "select hold_step_tokens from catalog.models",
        "select * from catalog.routes",
        "select * from catalog.offers",
        "select * from catalog.route_costs",
        "select * from catalog.providers",
        "select * from catalog.unlocks",
    ):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedColumn)):
            connection.execute(query)


def test_nobody_writes_it(world: World, role: str) -> None:
    connection = world.db.connect(role)
    for statement in (
        "update catalog.models set tier = 'free'",
        "insert into catalog.models (id, display_name, max_output_tokens) values ('x', 'x', 1)",
        "delete from catalog.prices",
    ):
        with refused("42501"):
            connection.execute(statement)
