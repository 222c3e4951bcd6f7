"""Stripe's stand-in for the tests of this folder: a process with a few prices."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from functions_py.settings import Settings
from functions_py.stores.stripe_client import StripeApi

from local.stripe.control import StripeControl
from local.testbed.databases import Database, Databases
from local.testbed.identity import Issuer, User
from local.testbed.provider import ProviderControl
from local.testbed.services import Service
from local.testbed.stripe import running_stripe

TIMEOUT_S = 30.0
WEBHOOK_SECRETS = ("whsec_florin_one", "whsec_florin_two")
PRODUCTS = """
insert into catalog.products
  (id, kind, store, store_product_id, plan_id, model_id, credits, price_minor_units, enabled)
values
  ('pro', 'subscription', 'stripe', 'price_pro', 'pro', null, 0, 2000, true),
  ('max', 'subscription', 'stripe', 'price_max', 'enterprise', null, 0, 5000, true),
  ('pack', 'credit_pack', 'stripe', 'price_pack', null, null, 5000000, 999, true),
  ('unlock', 'model_unlock', 'stripe', 'price_unlock', null, 'demo', 0, 499, true),
  ('gone', 'credit_pack', 'stripe', 'price_gone', null, null, 5000000, 999, false),
  ('fruit', 'credit_pack', 'apple', 'com.example.fruit', null, null, 5000000, 999, true)
"""

PRICES = [
    {"id": "price_pro", "name": "Pro", "unit_amount": 2000, "currency": "usd", "interval": "month"},
    {"id": "price_max", "name": "Max", "unit_amount": 5000, "currency": "usd", "interval": "month"},
    {"id": "price_pack", "name": "Pack", "unit_amount": 999, "currency": "usd"},
    {"id": "price_unlock", "name": "Unlock", "unit_amount": 499, "currency": "usd"},
]


@pytest.fixture
def stripe_world() -> Iterator[StripeControl]:
    with running_stripe() as world:
        world.seed(PRICES)
        yield world


def stripe_settings(world: StripeControl, **changes: object) -> Settings:
    values: dict[str, object] = {
        "stripe_secret_key": "sk_test_florin",
        "stripe_api_base": world.url,
        "stripe_timeout_s": 5.0,
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


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


def post(
    service: Service, path: str, user: User | None, body: Any = None, *, key: str | None = None
) -> httpx.Response:
    headers = {} if user is None else user.headers
    if key is not None:
        headers = {**headers, "idempotency-key": key}
    with httpx.Client(base_url=service.base_url, timeout=TIMEOUT_S, trust_env=False) as http:
        return http.post(path, json=body, headers=headers)
