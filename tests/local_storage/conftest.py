"""Storage of the local stack behind its gateway, asked by the real client."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from local.testbed.databases import Databases
from local.testbed.storage import StorageProject, running_storage
from supabase import AsyncClient

TIMEOUT_S = 10.0


@pytest.fixture(scope="session")
def storage_project(databases: Databases) -> Iterator[StorageProject]:
    database = databases.empty()
    try:
        with running_storage(database.dsn("supabase_auth_admin")) as project:
            yield project
    finally:
        databases.drop(database)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as client:
        yield client


@pytest.fixture
def client(storage_project: StorageProject, http: httpx.AsyncClient) -> AsyncClient:
    """With the secret key."""
    return storage_project.client(http)


@pytest.fixture
def stranger(storage_project: StorageProject, http: httpx.AsyncClient) -> AsyncClient:
    """With the publishable key."""
    return storage_project.client(http, storage_project.api_keys.publishable)
