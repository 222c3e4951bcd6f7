"""A Postgres of this folder's own, which takes few connections, and PgBouncer in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from pools.full import World

from local.postgres import FAST_AND_LOOSE
from local.testbed.databases import Databases
from local.testbed.identity import Issuer
from local.testbed.pgbouncer import running_pgbouncer
from local.testbed.provider import ProviderControl
from local.testbed.servers import temporary_server
from local.testbed.services import Service

FEW = {"max_connections": "24"}
# Short, so that what is refused is refused soon.
IMPATIENT = {
    "FLORIN_DB_POOL_MAX": "3",
    "FLORIN_DB_POOL_TIMEOUT_S": "0.5",
    "FLORIN_DB_CALL_TIMEOUT_S": "1",
    "FLORIN_DB_CONNECT_TIMEOUT_S": "2",
    "FLORIN_CREDITS_FOR_USERS": "on",
    "OPENAI_API_KEY": "key",
}


@pytest.fixture(scope="module")
def world(
    require_pgbouncer: None, postgres_version: int, provider: ProviderControl, issuer: Issuer
) -> Iterator[World]:
    with ExitStack() as stack:
        server = stack.enter_context(temporary_server(postgres_version, {**FAST_AND_LOOSE, **FEW}))
        db = Databases(server).clone()
        stack.callback(db.close)
        pooler = stack.enter_context(running_pgbouncer(server))
        services = []
        for url in (db.dsn("florin_service"), pooler.dsn(db.name)):
            service = Service(db, provider, issuer, {**IMPATIENT, "FLORIN_DATABASE_URL": url})
            stack.callback(service.close)
            service.start()
            services.append(service)
        yield World(db, pooler, *services)
