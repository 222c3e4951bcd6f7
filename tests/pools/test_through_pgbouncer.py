"""What the service does, over sessions that it shares with others in turn.

All tests of the service run like this with FLORIN_TEST_POOLER=1 (docs/reliability.md).
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import orjson
import psycopg
import pytest
import stripe
from pools.full import HTTP, ask_all
from service.relay_calls import CHAT, EMBEDDINGS, MESSAGES, account, chat, message, post, until
from service.running import open_rpc, settings_for

from local.app_store.control import AppStore
from local.testbed.app_store import running_app_store
from local.testbed.databases import Database, Databases
from local.testbed.identity import Issuer, User
from local.testbed.pgbouncer import PgBouncer, running_pgbouncer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service

SECRET = "whsec_florin_pools"
# Kept by the pooler for each client, and set anew where the session has another one's.
FOLLOWED = ["application_name", "client_encoding", "DateStyle", "TimeZone"]
CLIENTS = 6
# A session in which nobody left anything: see `left_behind`.
CLEAN: tuple[Any, ...] = ([], [], 0, [])


@pytest.fixture(scope="module")
def pooled_db(databases: Databases) -> Iterator[Database]:
    database = databases.clone()
    try:
        yield database
        assert database.verify() == []
    finally:
        databases.drop(database)


@pytest.fixture(scope="module")
def own_pooler(require_pgbouncer: None, pooled_db: Database) -> Iterator[PgBouncer]:
    with running_pgbouncer(pooled_db.server) as pooler:
        yield pooler


@pytest.fixture(scope="module")
def store() -> Iterator[AppStore]:
    with running_app_store() as running:
        yield running


@pytest.fixture(scope="module")
def replicas(
    pooled_db: Database,
    own_pooler: PgBouncer,
    provider: ProviderControl,
    issuer: Issuer,
    store: AppStore,
) -> Iterator[list[Service]]:
    """Two, so that each session serves several clients of several processes."""
    environment = {
        "FLORIN_DATABASE_URL": own_pooler.dsn(pooled_db.name),
        "FLORIN_CREDITS_FOR_USERS": "on",
        "OPENAI_API_KEY": "key",
        "STRIPE_SECRET_KEY": "sk_test_florin",
        "STRIPE_WEBHOOK_SECRETS": SECRET,
        "FLORIN_APPLE_TEAM_ID": store.settings["team_id"],
        "FLORIN_DEVICECHECK_KEY_ID": store.settings["device_key_id"],
        "FLORIN_DEVICECHECK_PRIVATE_KEY": store.settings["device_private_key"],
        "FLORIN_DEVICECHECK_URL": store.devicecheck_url,
    }
    with ExitStack() as stack:
        services = []
        for _ in range(2):
            service = Service(pooled_db, provider, issuer, environment)
            stack.callback(service.close)
            service.start()
            services.append(service)
        yield services


def call(
    service: Service, user: User, method: str, path: str, body: Any = None, **headers: str
) -> httpx.Response:
    given = {**user.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return HTTP.request(method, service.base_url + path, json=body, headers=given)


def test_every_route_that_spends_works_for_many_at_once(replicas: list[Service]) -> None:
    for service in replicas:
        users = [service.new_user(is_anonymous=False) for _ in range(4)]
        mark = service.provider.script({"words": 2})
        replies = ask_all(service, mark, [user.headers for user in users])
        assert [(path, r.text) for path, r in replies if r.status_code not in (200, 201)] == []
        # Of the nine routes six ask the provider, each once for its own hold.
        assert service.provider.seen(mark)["count"] == 6 * len(users)


def test_streams_are_whole_and_charged(replicas: list[Service]) -> None:
    one, other = replicas
    user = one.new_user()
    mark = one.provider.script({"words": 30, "usage": {"input": 7, "output": 30}})
    asked = chat(mark, stream_options={"include_usage": True})
    for service in replicas:
        for path, body in ((CHAT, asked), (MESSAGES, message(mark))):
            reply = post(service, user, path, body)
            assert reply.status == 200
            assert reply.provided == service.provider.sent(mark)
    assert post(one, user, EMBEDDINGS, {"model": "demo-embedding", "input": "a"}).status == 200
    until(lambda: account(other, user), lambda found: found["held"] == 0)


def test_credits_keys_and_jobs_work(replicas: list[Service]) -> None:
    one, other = replicas
    user = one.new_user(is_anonymous=False)
    made = call(one, user, "POST", "/v1/api-keys", {"name": "k", "scopes": ["read", "generate"]})
    headers = {"x-api-key": made.json()["key"]}
    assert HTTP.get(other.base_url + "/v1/me", headers=headers).status_code == 200
    ended = call(other, user, "DELETE", f"/v1/api-keys/{made.json()['id']}")
    assert ended.status_code == 200

    hold = call(
        one, user, "POST", "/v1/credits/holds", {"amount_microcredits": 500}, idempotency_key="a"
    )
    assert hold.status_code == 201, hold.text
    path = f"/v1/credits/holds/{hold.json()['id']}"
    settled = call(other, user, "POST", f"{path}/settle", {"amount_microcredits": 300})
    assert settled.status_code == 200, settled.text

    job = call(one, user, "POST", "/v1/jobs", {"model": "demo-image", "prompt": "a boat"})
    assert job.status_code == 201, job.text
    canceled = call(other, user, "POST", f"/v1/jobs/{job.json()['id']}/cancel")
    assert canceled.json()["status"] == "canceled"
    until(lambda: account(one, user), lambda found: found["held"] == 0)


def test_webhooks_are_stored_and_devices_checked(
    replicas: list[Service], pooled_db: Database, store: AppStore
) -> None:
    event_id = f"evt_{uuid.uuid4().hex}"
    body = orjson.dumps(
        {
            "id": event_id,
            "object": "event",
            "type": "customer.created",
            "created": int(time.time()),
            "livemode": False,
            "api_version": "2026-10-28.endive",
            "data": {"object": {"id": "cus_1", "object": "customer"}},
        }
    ).decode()
    signed = stripe.WebhookSignature.generate_signature_header(body, SECRET)
    for service in replicas:
        reply = HTTP.post(
            service.base_url + "/webhooks/stripe",
            content=body,
            headers={"stripe-signature": signed},
        )
        assert reply.status_code == 200, reply.text
    rows = pooled_db.kept_connection().execute(
        "select count(*) from billing.provider_events where event_id = %s", [event_id]
    )
    assert rows.fetchone() == (1,)

    pooled_db.kept_connection().execute("update catalog.welcome_credits set amount = 1000")
    user = replicas[0].new_user()
    token = {"device_token": store.device_token(f"phone-{uuid.uuid4()}")}
    checked = call(replicas[0], user, "POST", "/v1/devices/check", token)
    assert (checked.status_code, checked.json()["welcome"]) == (200, "granted")


def left_behind(pooler: PgBouncer, database: str) -> list[tuple[Any, ...]]:
    """Prepared statements, channels, advisory locks and settings: a row for each session."""
    rows = []
    with ExitStack() as stack:
        pids = set()
        # As many transactions at once as there are sessions see each of them.
        for _ in range(int(pooler.settings["default_pool_size"])):
            connection = stack.enter_context(
                psycopg.connect(pooler.dsn(database), prepare_threshold=None)
            )
            found = connection.execute(
                "select pg_backend_pid(), array(select name from pg_prepared_statements), "
                "array(select pg_listening_channels()), "
                "(select count(*) from pg_locks where locktype = 'advisory' "
                "and pid = pg_backend_pid()), array(select name from pg_settings "
                "where source = 'session' and name <> all(%s))",
                [FOLLOWED],
            ).fetchone()
            assert found is not None
            pids.add(found[0])
            rows.append(found[1:])
    assert len(pids) == len(rows)
    return rows


def test_nothing_is_left_behind_in_the_shared_sessions(
    replicas: list[Service], pooled_db: Database, own_pooler: PgBouncer
) -> None:
    for service in replicas:
        assert post(service, service.new_user(), CHAT, chat("hello")).status == 200
    for session in left_behind(own_pooler, pooled_db.name):
        assert session == CLEAN


@pytest.mark.parametrize(
    ("statement", "seen"),
    [
        ("prepare stays as select 1", (["stays"], [], 0, [])),
        ("listen stays", ([], ["stays"], 0, [])),
        ("select pg_advisory_lock(1)", ([], [], 1, [])),
        ("set work_mem = '1MB'", ([], [], 0, ["work_mem"])),
    ],
)
def test_what_is_left_behind_would_be_seen(
    require_pgbouncer: None, pooled_db: Database, statement: str, seen: tuple[Any, ...]
) -> None:
    # A pooler of its own: its sessions end with it, and with them what was left there.
    with running_pgbouncer(pooled_db.server) as pooler:
        with psycopg.connect(pooler.dsn(pooled_db.name), prepare_threshold=None) as connection:
            connection.execute(statement)
        sessions = left_behind(pooler, pooled_db.name)
    assert sorted(sessions) == sorted([CLEAN, seen])


async def test_many_connections_share_few_sessions(
    pooled_db: Database, own_pooler: PgBouncer
) -> None:
    settings = settings_for(own_pooler.dsn(pooled_db.name), db_pool_max=CLIENTS)
    async with open_rpc(settings) as one, open_rpc(settings) as other:
        asked = [rpc.list_served_models() for _ in range(CLIENTS) for rpc in (one, other)]
        answers = await asyncio.gather(*asked)
    assert all(answers)
