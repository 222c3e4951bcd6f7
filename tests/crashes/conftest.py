"""One service that is killed again and again, its database and both stores, for all tests here:
starting them takes longer than most tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from crashes.world import MONTHLY, PACK, PRODUCTS, SECRET, World

from local.app_store.control import AppStore
from local.testbed.app_store import running_app_store
from local.testbed.databases import Databases
from local.testbed.gate import POSTGRES_ANSWERED, Gate
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service
from local.testbed.stripe import PRICES, SECRET_KEY, running_stripe


@pytest.fixture(scope="session")
def crowd(
    databases: Databases,
    provider: ProviderControl,
    issuer: Issuer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with ExitStack() as stack:
        database = databases.clone()
        stack.callback(databases.drop, database)
        database.connect().execute(PRODUCTS)
        stripe = stack.enter_context(running_stripe())
        stripe.seed(PRICES)
        store = stack.enter_context(running_app_store())
        save_products(store)
        gates = {
            "database": Gate(database.server.port, POSTGRES_ANSWERED),
            "stripe": Gate(_port(stripe.url)),
            "apple": Gate(_port(store.url)),
        }
        for gate in gates.values():
            stack.callback(gate.close)
        environment = {
            **stripe_environment(gates["stripe"]),
            **apple_environment(store, gates["apple"], tmp_path_factory.mktemp("apple")),
            **{
                name: database.dsn(role).replace(
                    f":{database.server.port}/", f":{gates['database'].port}/"
                )
                for name, role in (
                    ("FLORIN_DATABASE_URL", "florin_service"),
                    ("FLORIN_WORKER_DATABASE_URL", "florin_worker"),
                )
            },
        }
        service = Service(database, provider, issuer, environment)
        stack.callback(service.close)
        world = World(service, stripe, store, gates)
        stack.callback(world.close)
        yield world


@pytest.fixture
def world(crowd: World) -> Iterator[World]:
    """Customers are every test's own. The books must be sound afterwards."""
    yield crowd
    for gate in crowd.gates.values():
        gate.let_go()
    crowd.check()


def save_products(store: AppStore) -> None:
    store.save_products(
        {"product_id": PACK, "kind": "consumable", "price": 990},
        {
            "product_id": MONTHLY,
            "kind": "auto_renewable",
            "price": 9990,
            "group": "tests",
            "level": 1,
            "period": "P1M",
        },
    )


def stripe_environment(gate: Gate) -> dict[str, str]:
    return {
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_WEBHOOK_SECRETS": SECRET,
        "STRIPE_API_BASE": f"http://127.0.0.1:{gate.port}",
        "FLORIN_CHECKOUT_SUCCESS_URL": "https://app.example/thanks",
    }


def apple_environment(store: AppStore, gate: Gate, folder: Path) -> dict[str, str]:
    shown = store.settings
    root = folder / "root.pem"
    root.write_text(shown["root_pem"])
    return {
        "FLORIN_APPLE_BUNDLE_ID": shown["bundle_id"],
        "FLORIN_APPLE_APP_ID": str(shown["app_id"]),
        "FLORIN_APPLE_KEY_ID": shown["store_key_id"],
        "FLORIN_APPLE_ISSUER_ID": shown["store_issuer_id"],
        "FLORIN_APPLE_PRIVATE_KEY": shown["store_private_key"],
        "FLORIN_APPLE_ROOT_CERTIFICATES": str(root),
        "FLORIN_APPLE_API_URL": f"http://127.0.0.1:{gate.port}",
    }


def _port(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port
