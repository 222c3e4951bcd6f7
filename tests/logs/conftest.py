"""One world for all tests here; starting it takes longer than they do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from crashes.world import PRODUCTS
from cryptography.hazmat.primitives.serialization import Encoding
from logs.canaries import canary, new_secrets
from logs.echo import running_echo
from logs.world import World

from local.app_store.certificates import Chain
from local.parts import bare_environment, provider_environment
from local.testbed.databases import Databases
from local.testbed.identity import Issuer
from local.testbed.plans import change_plans

# The demo's models, at providers that want a key; and an endpoint that events are sent to.
CATALOGUE = """
update catalog.providers set key_env = 'OPENAI_API_KEY' where id = 'demo';
update catalog.providers set key_env = 'ANTHROPIC_API_KEY' where id = 'demo-anthropic';
"""
SINK = (
    "insert into audit.sinks (name, kind, url, secret_env) "
    "values ('crm', 'webhook', %s, 'FLORIN_WEBHOOK_CRM_SECRET'), ('posthog', 'posthog', null, null)"
)
# What is said in the most words, and what is waited for as briefly as may be.
SETTINGS = {
    "FLORIN_LOG_LEVEL": "notset",
    "FLORIN_SHUTDOWN_NOTICE_S": "0",
    "FLORIN_CHUNK_IDLE_TIMEOUT_S": "1",
    "FLORIN_FIRST_BYTE_TIMEOUT_S": "5",
    "FLORIN_STRIPE_TIMEOUT_S": "5",
    "FLORIN_JOBS_POLL_S": "0.1",
    "FLORIN_MEDIA_PRIVATE_ADDRESSES": "on",
    "FLORIN_WEBHOOK_PRIVATE_ADDRESSES": "on",
    "FLORIN_CREDITS_FOR_USERS": "on",
    "FLORIN_APPLE_BUNDLE_ID": "com.example.app",
    "FLORIN_APPLE_APP_ID": "1234",
    "FLORIN_APPLE_KEY_ID": "ABCDEFGHIJ",
    "FLORIN_APPLE_ISSUER_ID": "57246542-96fe-1a63-e053-0824d011072a",
    "FLORIN_APPLE_TEAM_ID": "TEAMTEAMTE",
    "FLORIN_APPLE_ONLINE_CHECKS": "off",
    "FLORIN_DEVICECHECK_KEY_ID": "KEYKEYKEYK",
    "FLORIN_CHECKOUT_SUCCESS_URL": "https://app.example/thanks",
    "FLORIN_CHECKOUT_CANCEL_URL": "https://app.example/back",
    "FLORIN_PORTAL_RETURN_URL": "https://app.example/back",
}


@pytest.fixture(scope="session")
def world(
    databases: Databases, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with ExitStack() as stack:
        database = databases.clone()
        stack.callback(databases.drop, database)
        echo = stack.enter_context(running_echo(canary("completion")))
        owner = database.connect("supabase_admin")
        owner.execute(CATALOGUE)
        owner.execute(PRODUCTS)
        owner.execute(SINK, [f"{echo.url}/hook"])
        change_plans(owner, requests_per_minute=None)
        folder = tmp_path_factory.mktemp("logs")
        root = folder / "root.pem"
        root.write_bytes(Chain.create().root.certificate.public_bytes(Encoding.PEM))
        secrets = new_secrets()
        environment = {
            **bare_environment(),
            **SETTINGS,
            # Storage is echoed too.
            "SUPABASE_URL": echo.url,
            "FLORIN_JWT_ISSUER": f"{issuer.url}/auth/v1",
            **provider_environment(echo.url),
            **secrets,
            "FLORIN_DATABASE_URL": database.dsn("florin_service"),
            "FLORIN_WORKER_DATABASE_URL": database.dsn("florin_worker"),
            "STRIPE_API_BASE": echo.url,
            "FLORIN_FAL_BASE_URL": echo.url,
            "FLORIN_FAL_API_URL": echo.url,
            "FLORIN_FAL_WEBHOOK_JWKS_URL": f"{echo.url}/keys",
            "FLORIN_POSTHOG_HOST": echo.url,
            "FLORIN_DEVICECHECK_URL": echo.url,
            "FLORIN_APPLE_API_URL": echo.url,
            "FLORIN_APPLE_ROOT_CERTIFICATES": str(root),
        }
        secrets["the database's password"] = database.server.password
        world = World(database, issuer, echo, environment, folder, secrets)
        stack.callback(world.close)
        yield world
