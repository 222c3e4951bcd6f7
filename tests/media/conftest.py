"""Providers of media over real HTTP: the stand-in for fal.ai, the demo provider, Storage."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from functions_py.media.fal import Fal
from functions_py.media.storage import ResultStorage
from functions_py.settings import Settings
from media_orders import FAST

from local.fal.control import FalControl
from local.testbed.databases import Databases
from local.testbed.fal import KEY, running_fal
from local.testbed.storage import StorageProject, running_storage


@pytest.fixture(scope="session")
def running() -> Iterator[FalControl]:
    with running_fal() as control:
        yield control


@pytest.fixture
def fal(running: FalControl) -> FalControl:
    """The run's one stand-in, as if just started."""
    running.call("reset")
    running.set_default(**FAST)
    return running


@pytest.fixture
async def make_fal(fal: FalControl) -> AsyncIterator[Callable[..., Fal]]:
    """`make_fal(FLORIN_MEDIA_TIMEOUT_S="0.3")`: the provider, pointed at the stand-in."""
    made: list[Fal] = []

    def make(**environment: str) -> Fal:
        provider = Fal(Settings.from_env({**fal.environment(KEY), **environment}))
        made.append(provider)
        return provider

    yield make
    for provider in made:
        await provider.close()


@pytest.fixture
def provider_at_fal(make_fal: Callable[..., Fal]) -> Fal:
    return make_fal()


@pytest.fixture(scope="session")
def storage_project(databases: Databases) -> Iterator[StorageProject]:
    database = databases.empty()
    try:
        with running_storage(database.dsn("supabase_auth_admin")) as project:
            yield project
    finally:
        databases.drop(database)


@pytest.fixture
async def storage(storage_project: StorageProject) -> AsyncIterator[ResultStorage]:
    made = ResultStorage(Settings.from_env(storage_project.environment()))
    yield made
    await made.close()
