"""A whole project for the client: sign-in, Realtime, service, database, provider; each test its own
users."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from client_project import Project

from local.api_keys import ApiKeys
from local.auth.keys import SigningKeys
from local.parts import realtime_environment, start_gateway
from local.testbed.databases import Databases
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service


@pytest.fixture(scope="session")
def session_project(
    databases: Databases, provider: ProviderControl, issuer: Issuer
) -> Iterator[Project]:
    database = databases.clone()
    with (
        tempfile.TemporaryDirectory(prefix="florin-client-") as folder,
        contextlib.ExitStack() as end,
    ):
        end.callback(databases.drop, database)
        state_dir = Path(folder)
        auth_dsn = database.dsn("supabase_auth_admin")
        realtime = realtime_environment(database.dsn("realtime_login"))
        log_file = state_dir / "gateway.log"
        gateway, url = start_gateway(log_file, state_dir, auth_dsn, services=realtime)
        end.callback(gateway.stop)
        replicas = []
        for _ in range(2):
            service = Service(database, provider, issuer, {"SUPABASE_URL": url})
            end.callback(service.close)
            service.start()
            replicas.append(service.base_url)
        yield Project(
            url,
            replicas[0],
            replicas[1],
            ApiKeys.of(state_dir / "api-keys.json").publishable,
            SigningKeys(state_dir / "signing-keys.json"),
            database,
            provider,
        )


@pytest.fixture
def project(session_project: Project) -> Iterator[Project]:
    """The project of the run. The ledger must be sound after every test."""
    yield session_project
    assert session_project.db.verify() == []
