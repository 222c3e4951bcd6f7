"""Fixtures of the tests of overage: a database, Stripe's stand-in with a meter, and a worker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores.stripe_client import StripeApi
from overage.billed import OverageWorld
from overage.metered import METER, Metered

from local.testbed.databases import Database
from local.testbed.stripe import client_of, running_stripe
from workers.report_overages import Reporting


@pytest.fixture
def world(db: Database) -> Iterator[OverageWorld]:
    world = OverageWorld(db)
    yield world
    assert world.violations() == []


@pytest.fixture(scope="module")
def running() -> Iterator[Metered]:
    with running_stripe() as control:
        yield Metered(client_of(control), control)


@pytest.fixture
def metered(running: Metered) -> Metered:
    """Stripe with one meter, and nothing counted."""
    running.control.reset()
    running.add_meter()
    return running


@pytest.fixture
def settings(metered: Metered, db: Database) -> Settings:
    return Settings(
        stripe_secret_key="sk_test_florin",
        stripe_api_base=metered.control.url,
        stripe_timeout_s=5.0,
        worker_database_url=db.dsn("florin_worker"),
    )


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[StripeApi]:
    api = StripeApi(settings)
    try:
        yield api
    finally:
        await api.close()


@pytest.fixture
async def worker(settings: Settings) -> AsyncIterator[WorkerRpc]:
    rpc = await WorkerRpc.connect(settings)
    try:
        yield rpc
    finally:
        await rpc.close()


@pytest.fixture
def reporting(api: StripeApi) -> Reporting:
    return Reporting(api, METER)
