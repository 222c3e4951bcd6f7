"""Stripe's stand-in for the tests of this folder: a process with a few prices."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from functions_py.settings import Settings
from functions_py.stores.stripe_client import StripeApi

from local.stripe.control import StripeControl
from local.testbed.stripe import running_stripe

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
