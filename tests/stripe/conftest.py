"""Stripe's stand-in for the tests of this folder: a process with a few prices."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from functions_py.stores.stripe_client import StripeApi
from stripe_books import Shop
from stripe_shop import PRICES, PRODUCTS, WEBHOOK_SECRETS, stripe_settings

from local.stripe.control import StripeControl
from local.testbed.databases import Database, Databases
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service
from local.testbed.stripe import running_stripe


@pytest.fixture
def stripe_world() -> Iterator[StripeControl]:
    with running_stripe() as world:
        world.seed(PRICES)
        yield world


@pytest.fixture
async def stripe_api(stripe_world: StripeControl) -> AsyncIterator[StripeApi]:
    api = StripeApi(stripe_settings(stripe_world))
    try:
        yield api
    finally:
        await api.close()


@pytest.fixture(scope="module")
def stripe_stand_in() -> Iterator[StripeControl]:
    with running_stripe() as world:
        world.seed(PRICES)
        yield world


@pytest.fixture(scope="module")
def shop_database(databases: Databases) -> Iterator[Database]:
    database = databases.clone()
    try:
        database.connect().execute(PRODUCTS)
        yield database
        assert database.verify() == []
    finally:
        databases.drop(database)


@pytest.fixture(scope="module")
def start_shop(
    shop_database: Database,
    stripe_stand_in: StripeControl,
    provider: ProviderControl,
    issuer: Issuer,
) -> Iterator[Callable[..., Service]]:
    """`start_shop(STRIPE_SECRET_KEY="")`: a replica that sells by the stand-in."""
    with ExitStack() as stack:

        def start(**environment: str) -> Service:
            configured = {
                "STRIPE_SECRET_KEY": "sk_test_florin",
                "STRIPE_WEBHOOK_SECRETS": " ".join(WEBHOOK_SECRETS),
                "STRIPE_API_BASE": stripe_stand_in.url,
                "FLORIN_STRIPE_TIMEOUT_S": "2",
                "FLORIN_CHECKOUT_SUCCESS_URL": "https://app.example/thanks",
                "FLORIN_PORTAL_RETURN_URL": "https://app.example/account",
                "FLORIN_MAX_WEBHOOK_BYTES": "65536",
            }
            service = Service(shop_database, provider, issuer, {**configured, **environment})
            stack.callback(service.close)
            service.start()
            return service

        yield start


@pytest.fixture(scope="module")
def shop(start_shop: Callable[..., Service]) -> Service:
    return start_shop()


@pytest.fixture
def open_shop(databases: Databases, stripe_world: StripeControl) -> Iterator[Any]:
    """`open_shop()`: another database; its ledger must be sound afterwards."""
    with ExitStack() as stack:

        def open_one() -> Shop:
            database = databases.clone()
            stack.callback(databases.drop, database)
            stack.callback(lambda: _sound(database))
            return Shop(database, stripe_world)

        yield open_one


def _sound(database: Database) -> None:
    assert database.verify() == []
