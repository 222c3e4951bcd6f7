"""A stand-in App Store, and services and workers that trust it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apple_steps import App, save_products

from local.app_store.control import AppStore
from local.testbed.app_store import running_app_store
from local.testbed.databases import Databases
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service


@pytest.fixture(scope="session")
def app_store() -> Iterator[AppStore]:
    """One for the whole run: customers are every test's own."""
    with running_app_store() as store:
        save_products(store)
        yield store


@pytest.fixture(autouse=True)
def no_faults_are_left(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "app_store" in request.fixturenames:
        store: AppStore = request.getfixturevalue("app_store")
        store.call("clear_faults")
        store.call("configure_delivery", url=None, is_holding=False, copies=1, drop=0)


def environment_of(store: AppStore, folder: Path) -> dict[str, str]:
    """The variables of a service that trusts the stand-in, online checks and all."""
    shown = store.settings
    root = folder / f"{shown['store_key_id']}.pem"
    root.write_text(shown["root_pem"])
    return {
        "FLORIN_APPLE_BUNDLE_ID": shown["bundle_id"],
        "FLORIN_APPLE_APP_ID": str(shown["app_id"]),
        "FLORIN_APPLE_KEY_ID": shown["store_key_id"],
        "FLORIN_APPLE_ISSUER_ID": shown["store_issuer_id"],
        "FLORIN_APPLE_PRIVATE_KEY": shown["store_private_key"],
        "FLORIN_APPLE_ROOT_CERTIFICATES": str(root),
        "FLORIN_APPLE_API_URL": store.url,
    }


@pytest.fixture
def apple_environment(app_store: AppStore, tmp_path: Path) -> dict[str, str]:
    return environment_of(app_store, tmp_path)


@pytest.fixture
def own_app(start_service: Callable[..., Service], tmp_path: Path) -> Iterator[App]:
    """With a store of its own: for tests that move its clock, or read all it ever sent."""
    with running_app_store() as store:
        save_products(store)
        yield App(start_service(**environment_of(store, tmp_path)), store)


@pytest.fixture
def start_app(
    start_service: Callable[..., Service],
    app_store: AppStore,
    apple_environment: dict[str, str],
) -> Callable[..., App]:
    """`start_app(FLORIN_APPLE_KEY_ID="")`: a service with its own database, and the store."""

    def start(**changes: str) -> App:
        return App(start_service(**{**apple_environment, **changes}), app_store)

    return start


@pytest.fixture
def app(start_app: Callable[..., App]) -> App:
    return start_app()


@pytest.fixture(scope="module")
def module_app(
    databases: Databases,
    provider: ProviderControl,
    issuer: Issuer,
    app_store: AppStore,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[App]:
    environment = environment_of(app_store, tmp_path_factory.mktemp("apple"))
    database = databases.clone()
    service = Service(database, provider, issuer, environment)
    try:
        service.start()
        yield App(service, app_store)
    finally:
        service.close()
        databases.drop(database)


@pytest.fixture
def shared_app(module_app: App) -> Iterator[App]:
    """One service for the tests of a module that look at their own customers only; the ledger must
    be sound after every one of them."""
    yield module_app
    assert module_app.db.verify() == []
