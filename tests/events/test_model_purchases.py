"""model_purchase_completed: told once for each purchase of a model, and for nothing else."""

import psycopg
import pytest
from catalog.shopper import Shopper
from generation.steps import World
from ledger.races import race, states

from local.testbed.databases import Database

pytestmark = pytest.mark.every_postgres

GRANT = "select access.grant_entitlement(%s, %s, %s, %s, %s, null, now() + %s::interval, %s)"


@pytest.fixture
def world(common_db: Database) -> World:
    return World(common_db)


def grant(
    shopper: Shopper,
    key: str,
    *,
    kind: str = "model",
    source: str = "purchase",
    ref: str = "transaction 1",
    ends_in: str | None = None,
    product: str | None = "store.product",
    on: psycopg.Connection | None = None,
) -> None:
    (on or shopper.world.ledger.connection).execute(
        GRANT, [shopper.account_id, kind, key, source, ref, ends_in, product]
    )


def purchases(shopper: Shopper) -> list[dict[str, object]]:
    return [payload for kind, payload in shopper.events() if kind == "model_purchase_completed"]


def test_purchase_of_a_model_is_told_the_first_time(world: World) -> None:
    model, shopper = world.model(), Shopper(world)
    for _ in range(2):
        grant(shopper, model)
    told = {"user_id": str(shopper.user_id), "model": model, "product": "store.product"}
    assert purchases(shopper) == [told]
    # Extended, revoked and renewed it is the same purchase.
    grant(shopper, model, ends_in="1 day")
    shopper.revoke(model)
    grant(shopper, model, ends_in="2 days")
    assert purchases(shopper) == [told]
    grant(shopper, model, ref="transaction 2", product=None)
    assert purchases(shopper) == [told, {**told, "product": None}]


@pytest.mark.parametrize("source", ["subscription", "admin_grant", "trial", "promo"])
def test_only_purchases_are_told(world: World, source: str) -> None:
    shopper = Shopper(world)
    grant(shopper, world.model(), source=source)
    assert purchases(shopper) == []


def test_bought_features_are_no_models(world: World) -> None:
    shopper = Shopper(world)
    grant(shopper, "dark mode", kind="feature")
    assert purchases(shopper) == []


def test_purchase_verified_many_times_at_once_is_told_once(world: World) -> None:
    model, shopper = world.model(), Shopper(world)
    results = race(world.db, 16, lambda on, _: grant(shopper, model, on=on))
    assert states(results) == []
    assert len(purchases(shopper)) == 1
