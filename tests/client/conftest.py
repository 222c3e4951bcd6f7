"""A whole project for the client: sign-in, Realtime, service, database, provider; each test its own
users."""

import contextlib
from collections.abc import Iterator

import pytest
from client_project import Project, running_project
from client_shop import Shop, running_shop

from local.testbed.databases import Databases
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl


@pytest.fixture(scope="session")
def session_project(
    databases: Databases, provider: ProviderControl, issuer: Issuer
) -> Iterator[Project]:
    with contextlib.ExitStack() as end:
        database = databases.clone()
        end.callback(databases.drop, database)
        yield end.enter_context(running_project(database, provider, issuer, {}))


@pytest.fixture
def project(session_project: Project) -> Iterator[Project]:
    """The project of the run. The ledger must be sound after every test."""
    yield session_project
    assert session_project.db.verify() == []


@pytest.fixture(scope="module")
def module_shop(databases: Databases, provider: ProviderControl, issuer: Issuer) -> Iterator[Shop]:
    with contextlib.ExitStack() as end:
        database = databases.clone()
        end.callback(databases.drop, database)
        yield end.enter_context(running_shop(database, provider, issuer))


@pytest.fixture
def shop(module_shop: Shop) -> Iterator[Shop]:
    """A project that sells, with a worker. Its ledger must be sound after every test."""
    yield module_shop
    assert module_shop.project.db.verify() == []
