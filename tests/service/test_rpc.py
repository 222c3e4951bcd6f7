"""Database calls: one round trip each, bounded in time, retried only where that is harmless."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import outage
import pytest
from functions_py.accounts import Accounts
from functions_py.errors import FlorinError
from functions_py.rpc import MAX_BIGINT, Rpc
from functions_py.rpc.calls import RECONNECT_TIMEOUT_S
from running import open_rpc, settings_for

from local.migrator import give_service_roles_login, migrate
from local.postgres import EmbeddedPostgres
from local.supabase_database import prepare_database
from local.testbed.databases import Database

LINE = {"model": None, "input": 10, "cache_read": 0, "cache_write": 0, "output": 20}
USAGE = [{**LINE, "web_search": 0}]


@pytest.fixture
async def rpc(db: Database) -> AsyncIterator[Rpc]:
    async with open_rpc(settings_for(db.dsn("florin_service"))) as rpc:
        yield rpc


async def begin(rpc: Rpc, account_id: UUID, user_id: UUID, **changes: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "account_id": account_id,
        "user_id": user_id,
        "generation_id": uuid.uuid4(),
        "model": "demo",
        "api": "chat_completions",
        "stream": True,
        "input_tokens": 10,
        "max_output_tokens": 100,
        "idempotency_key": None,
        "request_hash": b"\x00hash\xff",
        "on_disconnect": None,
        "hold_seconds": 60,
        "replica": "test",
    }
    return await rpc.begin_generation(**{**arguments, **changes})


async def finish(rpc: Rpc, account_id: UUID, generation_id: UUID, **changes: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "account_id": account_id,
        "generation_id": generation_id,
        "outcome": "completed",
        "usage": USAGE,
        "usage_source": "provider",
        "attempts": [],
        "http_status": 200,
    }
    return await rpc.finish_generation(**{**arguments, **changes})


async def test_a_generation_from_begin_to_finish(rpc: Rpc, db: Database) -> None:
    user_id = db.add_user()
    account_id = await rpc.open_account(user_id, True)
    assert await rpc.open_account(user_id, True) == account_id
    begun = await begin(rpc, account_id, user_id, idempotency_key="key", max_output_tokens=2000)
    assert begun["status"] == "started"
    assert begun["routes"][0]["provider"] == "demo"
    ids = {"account_id": account_id, "generation_id": UUID(begun["generation_id"])}

    more = begun["hold"] + 1000
    assert await rpc.extend_hold(**ids, amount=more, hold_seconds=60) == more
    assert await rpc.record_progress(**ids, usage=USAGE, hold_seconds=60) is True

    reply = b'{"binary": "\x00\xff\xc3\xa9"}'
    first = await finish(rpc, **ids, reply=reply, reply_type="application/json")
    assert first["charged"] == 33_000
    again = await finish(rpc, **ids, outcome="canceled", usage=None)
    assert (again["charged"], again["usage"]) == (33_000, first["usage"])
    assert await rpc.record_progress(**ids, usage=USAGE, hold_seconds=60) is False
    assert await rpc.read_reply(**ids) == (200, "application/json", reply)

    facts = await rpc.read_generation(account_id, user_id, ids["generation_id"])
    assert facts is not None and facts["charged_microcredits"] == 33_000
    account = await rpc.read_account(account_id, user_id)
    assert (account["held"], account["posted"]) == (0, 20_000_000 - 33_000)
    assert (await rpc.read_usage(account_id, user_id))["generations"] == 1
    assert "demo" in {model["id"] for model in await rpc.list_served_models()}


async def test_what_is_not_there_is_none(rpc: Rpc, db: Database) -> None:
    user_id = db.add_user()
    account_id = await rpc.open_account(user_id, True)
    assert await rpc.read_generation(account_id, user_id, uuid.uuid4()) is None
    assert await rpc.read_reply(account_id, uuid.uuid4()) is None


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"model": "unknown"}, 404, "model_not_found"),
        ({"api": "messages"}, 400, "model_not_on_endpoint"),
        ({"model": "a\0b"}, 400, "invalid_value"),
        ({"input_tokens": 10**6}, 402, "insufficient_credits"),
        ({"input_tokens": MAX_BIGINT + 1}, 400, "invalid_request"),
        ({"max_output_tokens": -1}, 400, "invalid_request"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_refusal_keeps_its_status_and_holds_nothing(
    rpc: Rpc, db: Database, changes: dict[str, Any], status: int, code: str
) -> None:
    user_id = db.add_user()
    account_id = await rpc.open_account(user_id, True)
    with pytest.raises(FlorinError) as refused:
        await begin(rpc, account_id, user_id, **changes)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert (await rpc.read_account(account_id, user_id))["held"] == 0


async def test_a_stranger_is_refused(rpc: Rpc, db: Database) -> None:
    account_id = await rpc.open_account(db.add_user(), True)
    with pytest.raises(FlorinError) as refused:
        await begin(rpc, account_id, db.add_user())
    assert (refused.value.status, refused.value.code) == (403, "not_a_member")


async def test_prepared_statements_can_be_switched_on(db: Database) -> None:
    async with open_rpc(
        settings_for(db.dsn("florin_service"), db_prepared_statements=True, db_pool_max=1)
    ) as rpc:
        user_id = db.add_user()
        account_id = await rpc.open_account(user_id, True)
        for tokens in (1, 30_000, 5_000_000_000):
            if tokens > 1_000_000:
                with pytest.raises(FlorinError):
                    await begin(rpc, account_id, user_id, input_tokens=tokens)
            else:
                await begin(rpc, account_id, user_id, input_tokens=tokens, max_output_tokens=1)
        connection = await rpc._pool.getconn()
        row = await (
            await connection.execute("select count(*) from pg_prepared_statements")
        ).fetchone()
        assert row is not None and row[0] > 0
        await rpc._pool.putconn(connection)


async def test_nothing_is_prepared_by_default(rpc: Rpc, db: Database) -> None:
    user_id = db.add_user()
    for _ in range(10):
        await rpc.open_account(user_id, True)
    connection = await rpc._pool.getconn()
    row = await (await connection.execute("select count(*) from pg_prepared_statements")).fetchone()
    assert row == (0,)
    await rpc._pool.putconn(connection)


@pytest.mark.alone
async def test_a_full_queue_is_503_at_once(db: Database) -> None:
    settings = settings_for(
        db.dsn("florin_service"), db_pool_max=1, db_queue_max=1, db_pool_timeout_s=5.0
    )
    async with open_rpc(settings) as rpc:
        busy = await rpc._pool.getconn()
        waiting = asyncio.create_task(rpc.list_served_models())
        await asyncio.sleep(0.05)
        started = time.monotonic()
        with pytest.raises(FlorinError) as refused:
            await rpc.list_served_models()
        assert time.monotonic() - started < 2.5
        assert (refused.value.status, refused.value.code) == (503, "database_saturated")
        assert refused.value.retry_after_s is not None
        await rpc._pool.putconn(busy)
        assert await waiting


async def test_a_call_that_hangs_is_given_up_and_its_connection_is_not_lost(db: Database) -> None:
    settings = settings_for(
        db.dsn("florin_service"), db_pool_max=1, db_pool_timeout_s=0.3, db_call_timeout_s=0.3
    )
    async with open_rpc(settings) as rpc:
        user_id = db.add_user()
        account_id = await rpc.open_account(user_id, True)
        locker = db.connect(autocommit=False)
        locker.execute("select from ledger.accounts where id = %s for update", [account_id])
        with pytest.raises(FlorinError) as refused:
            await begin(rpc, account_id, user_id)
        assert refused.value.status == 503
        locker.rollback()
        assert (await begin(rpc, account_id, user_id))["status"] == "started"


async def test_a_caller_that_goes_away_does_not_take_the_connection_along(db: Database) -> None:
    async with open_rpc(settings_for(db.dsn("florin_service"), db_pool_max=1)) as rpc:
        user_id = db.add_user()
        account_id = await rpc.open_account(user_id, True)
        locker = db.connect(autocommit=False)
        locker.execute("select from ledger.accounts where id = %s for update", [account_id])
        call = asyncio.create_task(begin(rpc, account_id, user_id))
        await asyncio.sleep(0.2)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        locker.rollback()
        account = await rpc.read_account(account_id, user_id)
        assert account["held"] == 0


def kill_sessions(db: Database) -> None:
    db.connect("supabase_admin").execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where usename = 'florin_service' and datname = current_database()"
    )


async def test_connections_closed_while_idle_cost_no_request(db: Database) -> None:
    """As after a restart of Postgres or a pooler's idle time-out."""
    async with open_rpc(settings_for(db.dsn("florin_service"), db_pool_min=4)) as rpc:
        user_id = db.add_user()
        account_id = await rpc.open_account(user_id, True)
        await asyncio.gather(*(rpc.list_served_models() for _ in range(20)))
        kill_sessions(db)
        await asyncio.sleep(0.2)
        begun = await asyncio.gather(*(begin(rpc, account_id, user_id) for _ in range(4)))
        assert {reply["status"] for reply in begun} == {"started"}


async def test_a_begin_whose_connection_breaks_is_503_and_not_tried_twice(
    rpc: Rpc, db: Database
) -> None:
    user_id = db.add_user()
    account_id = await rpc.open_account(user_id, True)
    locker = db.connect(autocommit=False)
    locker.execute("select from ledger.accounts where id = %s for update", [account_id])
    call = asyncio.create_task(begin(rpc, account_id, user_id))
    await asyncio.sleep(0.2)
    kill_sessions(db)
    with pytest.raises(FlorinError) as refused:
        await call
    assert (refused.value.status, refused.value.code) == (503, "database_unavailable")
    locker.rollback()


async def test_a_read_whose_connection_breaks_is_tried_again(rpc: Rpc, db: Database) -> None:
    user_id = db.add_user()
    locker = db.connect(autocommit=False)
    locker.execute("lock table access.members in access exclusive mode")
    call = asyncio.create_task(rpc.open_account(user_id, True))
    await asyncio.sleep(0.2)
    kill_sessions(db)
    await asyncio.sleep(0.2)
    locker.rollback()
    assert isinstance(await call, UUID)


@pytest.fixture
def own_server(
    new_server: Callable[[int], EmbeddedPostgres], postgres_version: int
) -> EmbeddedPostgres:
    """A migrated server that a test may stop and start."""
    server = new_server(postgres_version)
    prepare_database(server, "florin")
    migrate(server.dsn("florin"))
    give_service_roles_login(server)
    return server


async def test_finish_outlives_a_restart_of_postgres(own_server: EmbeddedPostgres) -> None:
    db = Database(own_server, "florin")
    async with open_rpc(settings_for(db.dsn("florin_service"))) as rpc:
        user_id = db.add_user()
        account_id = await rpc.open_account(user_id, True)
        begun = await begin(rpc, account_id, user_id)
        await asyncio.to_thread(outage.stop, own_server)

        finishing = asyncio.create_task(finish(rpc, account_id, UUID(begun["generation_id"])))
        with pytest.raises(FlorinError) as refused:
            await begin(rpc, account_id, user_id)
        assert refused.value.status == 503
        await asyncio.sleep(1.5)
        assert not finishing.done()

        await asyncio.to_thread(outage.start, own_server)
        assert (await finishing)["charged"] == 33_000
        assert db.verify() == []


@pytest.mark.alone
async def test_finish_gives_up_at_its_deadline() -> None:
    async with open_rpc(settings_for(db_pool_timeout_s=0.2)) as rpc:
        started = time.monotonic()
        with pytest.raises(FlorinError) as refused:
            await finish(rpc, uuid.uuid4(), uuid.uuid4(), deadline_s=1.0)
        assert refused.value.status == 503
        assert 0.5 < time.monotonic() - started < 5.0


@pytest.mark.alone
async def test_finish_does_not_retry_what_will_not_pass(rpc: Rpc, db: Database) -> None:
    account_id = await rpc.open_account(db.add_user(), True)
    started = time.monotonic()
    with pytest.raises(FlorinError) as refused:
        await finish(rpc, account_id, uuid.uuid4())
    assert refused.value.status == 404
    assert time.monotonic() - started < 5.0


@pytest.mark.parametrize("queue_max", [1000, 2])
async def test_a_pool_recovers_soon_after_an_outage(
    own_server: EmbeddedPostgres, queue_max: int
) -> None:
    """Its own back-off must not outlast the outage, nor those who gave up keep their places."""
    settings = settings_for(
        own_server.dsn("florin", "florin_service"), db_pool_timeout_s=0.5, db_queue_max=queue_max
    )
    async with open_rpc(settings) as rpc:
        await rpc.ping(2.0)
        await asyncio.to_thread(outage.stop, own_server)
        for _ in range(8):
            with pytest.raises(FlorinError):
                await rpc.ping(1.0)
        # Until the pool has given its connections up.
        await asyncio.sleep(RECONNECT_TIMEOUT_S)
        await asyncio.to_thread(outage.start, own_server)
        started = time.monotonic()
        while True:
            try:
                await rpc.ping(1.0)
                break
            except FlorinError:
                assert time.monotonic() - started < 5
                await asyncio.sleep(0.05)


async def test_a_user_is_opened_once_however_many_ask(db: Database) -> None:
    async with open_rpc(settings_for(db.dsn("florin_service"))) as rpc:
        accounts = Accounts(rpc)
        user_id = db.add_user()
        before = rpc.pool_stats().get("requests_num", 0)
        found = await asyncio.gather(*(accounts.account_of(user_id, True) for _ in range(50)))
        assert len(set(found)) == 1
        assert await accounts.account_of(user_id, True) == found[0]
        assert rpc.pool_stats()["requests_num"] - before == 1
        accounts.forget(user_id)
        assert await accounts.account_of(user_id, True) == found[0]
        assert rpc.pool_stats()["requests_num"] - before == 2


async def test_an_account_that_could_not_be_opened_is_asked_for_again(db: Database) -> None:
    settings = settings_for(db.dsn("florin_service"), db_pool_max=1, db_pool_timeout_s=0.2)
    async with open_rpc(settings) as rpc:
        accounts = Accounts(rpc)
        user_id = db.add_user()
        busy = await rpc._pool.getconn()
        with pytest.raises(FlorinError):
            await accounts.account_of(user_id, True)
        await rpc._pool.putconn(busy)
        assert isinstance(await accounts.account_of(user_id, True), UUID)


async def test_the_account_cache_is_bounded(rpc: Rpc, db: Database) -> None:
    accounts = Accounts(rpc, capacity=2)
    for _ in range(4):
        await accounts.account_of(db.add_user(), True)
    assert len(accounts._known) == 2
