"""One world for all tests here: starting it takes longer than most tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from jobs_run.scripted_fal import ScriptedFal, running_fal
from jobs_run.scripted_images import CATALOGUE, ScriptedImages, running_images
from jobs_run.world import World

from local.testbed.databases import Database, Databases
from local.testbed.gate import POSTGRES_ANSWERED, Gate
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service
from local.testbed.storage import StorageProject, running_storage

AUTH_ADMIN = "supabase_auth_admin"


@pytest.fixture(scope="session")
def scripted_fal() -> Iterator[ScriptedFal]:
    with running_fal() as fal:
        yield fal


@pytest.fixture(scope="session")
def scripted_images() -> Iterator[ScriptedImages]:
    with running_images() as images:
        yield images


@pytest.fixture(scope="session")
def jobs_database(databases: Databases) -> Iterator[Database]:
    database = databases.clone()
    database.connect().execute(CATALOGUE)
    yield database
    databases.drop(database)


@pytest.fixture(scope="session")
def storage_project(jobs_database: Database) -> Iterator[StorageProject]:
    with running_storage(jobs_database.dsn(AUTH_ADMIN)) as project:
        yield project


@pytest.fixture(scope="session")
def whole_world(
    jobs_database: Database,
    provider: ProviderControl,
    issuer: Issuer,
    scripted_fal: ScriptedFal,
    scripted_images: ScriptedImages,
    storage_project: StorageProject,
) -> Iterator[World]:
    with ExitStack() as stack:
        gates = {
            "database": Gate(jobs_database.server.port, POSTGRES_ANSWERED),
            "fal": Gate(_port(scripted_fal.url)),
            "openai": Gate(_port(scripted_images.url)),
            "storage": Gate(_port(storage_project.url)),
        }
        for gate in gates.values():
            stack.callback(gate.close)
        # Results are fetched over the same line as everything else of fal's.
        scripted_fal.url = f"http://127.0.0.1:{gates['fal'].port}"
        service = Service(
            jobs_database,
            provider,
            issuer,
            environment_of(jobs_database, issuer, storage_project, gates),
        )
        stack.callback(service.close)
        world = World(service, scripted_fal, gates)
        stack.callback(world.close)
        yield world


def environment_of(
    database: Database, issuer: Issuer, storage: StorageProject, gates: dict[str, Gate]
) -> dict[str, str]:
    fal = f"http://127.0.0.1:{gates['fal'].port}"
    return {
        "SUPABASE_URL": f"http://127.0.0.1:{gates['storage'].port}",
        "SUPABASE_SECRET_KEY": storage.environment()["SUPABASE_SECRET_KEY"],
        "FLORIN_JWT_ISSUER": f"{issuer.url}/auth/v1",
        "OPENAI_API_KEY": "key",
        "FLORIN_PROVIDER_OPENAI_BASE_URL": f"http://127.0.0.1:{gates['openai'].port}/v1",
        "FLORIN_FAL_KEY": "key:secret",
        "FLORIN_FAL_BASE_URL": fal,
        "FLORIN_FAL_API_URL": f"{fal}/v1",
        "FLORIN_FAL_HISTORY_AFTER_S": "1",
        "FLORIN_MEDIA_PRIVATE_ADDRESSES": "on",
        "FLORIN_JOBS_POLL_S": "0.1",
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


@pytest.fixture
def world(whole_world: World) -> Iterator[World]:
    """Customers are every test's own. The books must be sound afterwards."""
    yield whole_world
    for gate in whole_world.gates.values():
        gate.let_go()
    whole_world.check()


@pytest.fixture
def alone(world: World) -> Iterator[None]:
    """No worker unless the test starts it, and no work but its own."""
    world.kill()
    world.set_aside()
    yield
    world.kill()


def _port(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port
