"""A stand-in for the whole run, reached as the product reaches Apple: by Apple's own library."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from shop import PRODUCTS, StoreClient

from local.app_store.control import AppStore
from local.testbed.app_store import running_app_store
from local.testbed.receiver import Receiver, running_receiver


@pytest.fixture(scope="session")
def app_store() -> Iterator[AppStore]:
    with running_app_store() as store:
        store.save_products(*PRODUCTS)
        yield store


@pytest.fixture
def own_store() -> Iterator[AppStore]:
    """For tests that move its clock or listen to all it says."""
    with running_app_store() as store:
        store.save_products(*PRODUCTS)
        yield store


@pytest.fixture
def webhook(own_store: AppStore) -> Iterator[Receiver]:
    """What `own_store` notifies."""
    with running_receiver() as receiver:
        own_store.deliver_to(f"{receiver.url}/webhooks/apple")
        yield receiver
        own_store.deliver_to(None)


@pytest.fixture
def customer() -> str:
    return f"customer-{uuid.uuid4()}"


@pytest.fixture
def client_of() -> Iterator[Callable[[AppStore], StoreClient]]:
    """`client_of(store)`: Apple's client and verifier for that store's environment."""
    yield StoreClient
