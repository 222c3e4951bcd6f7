"""A whole project for the client, and whoever signs in to it."""

import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import florin_client
from florin_client import Florin, Retries
from interferer import Interferer, interfering

from local.api_keys import ApiKeys
from local.auth.keys import SigningKeys
from local.parts import realtime_environment, start_gateway
from local.testbed.databases import Database
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service

# Tests wait for no one; what is tested is how often, not how long.
QUICK = Retries(attempts=6, first_s=0.01, longest_s=0.05, patience_s=2.0)


@dataclass(frozen=True)
class Project:
    """What `connect` needs, and what a test looks behind with."""

    url: str
    service_url: str
    # Another replica of the service, on the same database.
    other_service_url: str
    publishable_key: str
    signing_keys: SigningKeys
    db: Database
    provider: ProviderControl
    service: Service

    @contextlib.asynccontextmanager
    async def connect(self, **options: Any) -> AsyncIterator[Florin]:
        """A new anonymous user, unless `storage` knows one."""
        given = {"service_url": self.service_url, "retries": QUICK, **options}
        url = given.pop("url", self.url)
        async with florin_client.connect(url, self.publishable_key, **given) as florin:
            yield florin

    @contextlib.asynccontextmanager
    async def disturbed(self, **options: Any) -> AsyncIterator[tuple[Florin, Interferer]]:
        """The same, with a network in front of the service that does as it is told."""
        async with (
            interfering(self.service_url) as network,
            self.connect(service_url=network.url, **options) as florin,
        ):
            yield florin, network

    def count(self, query: str, *values: object) -> int:
        """The number that a query of the operator's gives."""
        row = self.db.kept_connection("supabase_admin").execute(query, values).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return int(row[0])


@contextlib.contextmanager
def running_project(
    database: Database,
    provider: ProviderControl,
    issuer: Issuer,
    environment: Mapping[str, str],
) -> Iterator[Project]:
    """A gateway and two replicas of the service, which have `environment` beside their own."""
    with (
        tempfile.TemporaryDirectory(prefix="florin-client-") as folder,
        contextlib.ExitStack() as end,
    ):
        state_dir = Path(folder)
        auth_dsn = database.dsn("supabase_auth_admin")
        realtime = realtime_environment(database.dsn("realtime_login"))
        log_file = state_dir / "gateway.log"
        gateway, url = start_gateway(log_file, state_dir, auth_dsn, services=realtime)
        end.callback(gateway.stop)
        replicas = []
        for _ in range(2):
            service = Service(database, provider, issuer, {"SUPABASE_URL": url, **environment})
            end.callback(service.close)
            service.start()
            replicas.append(service)
        yield Project(
            url,
            replicas[0].base_url,
            replicas[1].base_url,
            ApiKeys.of(state_dir / "api-keys.json").publishable,
            SigningKeys(state_dir / "signing-keys.json"),
            database,
            provider,
            replicas[0],
        )
