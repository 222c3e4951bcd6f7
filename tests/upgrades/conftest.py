"""One populated database of the previous release, copied for each test: a town takes seconds to
come to life."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from upgrades.release import Release, folder_of, previous_release
from upgrades.town import Person, Town, live, open_shop, running_town

from local.migrator import give_service_roles_login, migrate
from local.testbed.databases import Database, Databases
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl


@pytest.fixture(scope="session")
def release() -> Release:
    return previous_release()


@pytest.fixture(scope="session")
def old_code(release: Release, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The setting that makes a service, and a worker, the release's."""
    folder = tmp_path_factory.mktemp("released")
    release.unpack(folder)
    return {"PYTHONPATH": str(folder)}


@pytest.fixture(scope="session")
def released_database(
    databases: Databases, release: Release, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """As the release's migrations and its seed make it."""
    database = databases.empty() if release.pending else databases.clone()
    if release.pending:
        folder = release.supabase_dir(tmp_path_factory.mktemp("release"))
        migrate(database.dsn(), folder)
        give_service_roles_login(database.server)
    open_shop(database)
    yield database
    databases.drop(database)


@pytest.fixture(scope="session")
def town(
    databases: Databases,
    provider: ProviderControl,
    issuer: Issuer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    # For Storage, which holds on to its connections.
    database = databases.empty()
    with running_town(provider, issuer, database, tmp_path_factory.mktemp("town")) as made:
        yield made
    databases.drop(database)


@pytest.fixture(scope="session")
def populated(
    town: Town, released_database: Database, old_code: dict[str, str]
) -> tuple[Database, list[Person]]:
    """The release's database, with what the release's service and worker made in it."""
    with town.serve(released_database, **old_code) as old:
        people = live(old)
    return released_database, people


@pytest.fixture
def grown(
    databases: Databases, populated: tuple[Database, list[Person]]
) -> Iterator[tuple[Database, list[Person]]]:
    """A copy of the populated database. Its books must be sound afterwards."""
    original, people = populated
    database = databases.copy(original)
    try:
        yield database, people
        if database.verify_after:
            assert database.verify() == []
    finally:
        databases.drop(database)


@pytest.fixture
def new_migrations(release: Release, tmp_path: Path) -> Path:
    """A folder for the migrator with all that came after the release, to plant more in."""
    return folder_of((*release.migrations, *release.pending), tmp_path / "supabase")
