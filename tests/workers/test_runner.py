"""The periodic tasks do what is due, through outages, side by side, and stop when told to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import outage
import psycopg
import pytest
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings

from local.migrator import give_service_roles_login, migrate
from local.postgres import EmbeddedPostgres
from local.supabase_database import prepare_database
from local.testbed.databases import Database
from workers import runner as runner_module
from workers.runner import Runner
from workers.task import Task
from workers.tasks import TASKS


def settings_for(db: Database) -> Settings:
    return Settings(worker_database_url=db.dsn("florin_worker"))


@asynccontextmanager
async def running(db: Database, tasks: tuple[Task, ...]) -> AsyncIterator[Runner]:
    runner = Runner(settings_for(db), tasks)
    work = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        runner.stop()
        async with asyncio.timeout(5):
            await work


async def until(true: Callable[[], bool], timeout_s: float = 10) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


def often(*tasks: Task) -> tuple[Task, ...]:
    """The tasks, every 50 ms."""
    return tuple(Task(task.name, task.batch, task.limit, 0.05) for task in tasks)


def dead_generation(db: Database, hold_seconds: int = 1) -> tuple[uuid.UUID, uuid.UUID]:
    """A generation whose process has died: account and id."""
    user_id, generation_id = db.add_user(), uuid.uuid4()
    service = db.connect("florin_service")
    row = service.execute("select api.open_account(%s, true)", [user_id]).fetchone()
    assert row is not None
    service.execute(
        "select api.begin_generation(%s, %s, %s, 'demo', null, true, 10, 100, null, %s, null, %s, "
        "'a replica that died')",
        [row[0], user_id, generation_id, b"hash", hold_seconds],
    )
    return row[0], generation_id


def held(db: Database) -> int:
    row = db.connect("supabase_admin").execute("select sum(held) from ledger.accounts").fetchone()
    assert row is not None
    return int(row[0] or 0)


async def test_what_a_dead_process_held_is_released(db: Database) -> None:
    account_id, generation_id = dead_generation(db)
    assert held(db) > 0
    async with running(db, often(*TASKS)):
        await until(lambda: held(db) == 0)
    row = (
        db.connect("supabase_admin")
        .execute(
            "select status <> 'running' from generation.generations "
            "where account_id = %s and id = %s",
            [account_id, generation_id],
        )
        .fetchone()
    )
    assert row == (True,)


async def test_a_batch_is_repeated_until_one_comes_back_short(db: Database) -> None:
    for _ in range(7):
        dead_generation(db)
    await asyncio.sleep(1.1)
    calls: list[int] = []

    async def sweep(rpc: WorkerRpc, limit: int) -> int:
        calls.append(await rpc.sweep_generations(limit))
        return calls[-1]

    async with running(db, (Task("sweep", sweep, 3, 60.0),)):
        await until(lambda: len(calls) >= 3)
        await asyncio.sleep(0.2)
    assert calls == [3, 3, 1]
    assert held(db) == 0


async def test_workers_side_by_side_do_each_thing_once(db: Database) -> None:
    for _ in range(20):
        dead_generation(db)
    await asyncio.sleep(1.1)
    done: list[int] = []

    async def sweep(rpc: WorkerRpc, limit: int) -> int:
        done.append(await rpc.sweep_generations(limit))
        return done[-1]

    tasks = (Task("sweep", sweep, 2, 0.05),)
    async with running(db, tasks), running(db, tasks), running(db, tasks):
        await until(lambda: held(db) == 0)
        await asyncio.sleep(0.2)
    assert sum(done) == 20


async def test_a_task_that_fails_does_not_keep_the_others_from_their_work(db: Database) -> None:
    done: list[int] = []

    async def broken(rpc: WorkerRpc, limit: int) -> int:
        raise psycopg.errors.UndefinedFunction("no such function")

    async def works(rpc: WorkerRpc, limit: int) -> int:
        done.append(await rpc.expire_holds(limit))
        return done[-1]

    async with running(db, (Task("broken", broken, 1, 0.05), Task("works", works, 1, 0.05))):
        await until(lambda: len(done) >= 3)


async def test_a_task_rests_for_its_interval(db: Database) -> None:
    at: list[float] = []

    async def tick(rpc: WorkerRpc, limit: int) -> int:
        at.append(time.monotonic())
        return 0

    async with running(db, (Task("tick", tick, 1, 0.4),)):
        await until(lambda: len(at) >= 4)
    pauses = [later - earlier for earlier, later in zip(at, at[1:], strict=False)]
    assert all(0.39 <= pause <= 0.8 for pause in pauses)


async def test_a_lost_connection_is_made_anew(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "RECONNECT_PAUSE_S", 0.05)
    backends: set[int] = set()

    async def look(rpc: WorkerRpc, limit: int) -> int:
        await rpc.expire_holds(limit)
        backends.add(rpc._connection.info.backend_pid)
        return 0

    async with running(db, (Task("look", look, 1, 0.05),)):
        await until(lambda: len(backends) == 1)
        db.connect("supabase_admin").execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where usename = 'florin_worker' and datname = current_database()"
        )
        await until(lambda: len(backends) == 2)


async def test_a_worker_outlives_a_restart_of_postgres(
    new_server: Callable[[int], EmbeddedPostgres],
    postgres_version: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner_module, "RECONNECT_PAUSE_S", 0.1)
    monkeypatch.setattr(runner_module, "RECONNECT_PAUSE_MAX_S", 0.5)
    server = new_server(postgres_version)
    prepare_database(server, "florin")
    migrate(server.dsn("florin"))
    give_service_roles_login(server)
    db = Database(server, "florin")
    async with running(db, often(*TASKS)):
        dead_generation(db)
        await until(lambda: held(db) == 0)
        db.close()
        await asyncio.to_thread(outage.stop, server)
        await asyncio.sleep(1)
        await asyncio.to_thread(outage.start, server)
        dead_generation(db)
        await until(lambda: held(db) == 0)
    assert db.verify() == []
    db.close()


async def test_stopping_cancels_a_batch_under_way(db: Database) -> None:
    dead_generation(db)
    await asyncio.sleep(1.1)
    locker = db.connect("supabase_admin", autocommit=False)
    locker.execute("lock table ledger.accounts in access exclusive mode")
    runner = Runner(settings_for(db), often(*TASKS))
    work = asyncio.create_task(runner.run())
    await asyncio.sleep(0.5)
    started = time.monotonic()
    runner.stop()
    async with asyncio.timeout(10):
        await work
    assert time.monotonic() - started < 5
    locker.rollback()
    assert held(db) > 0


def environment(**changes: Any) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, **changes}


async def worker(**env: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "workers", env=environment(**env), stderr=asyncio.subprocess.PIPE
    )


async def test_the_process_works_and_stops_on_sigterm(db: Database) -> None:
    dead_generation(db)
    await asyncio.sleep(1.1)
    process = await worker(FLORIN_WORKER_DATABASE_URL=db.dsn("florin_worker"))
    try:
        await until(lambda: held(db) == 0)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            _, log = await process.communicate()
        assert process.returncode == 0
        assert time.monotonic() - started < 5
        assert b'"task":"sweep_generations","count":1' in log
    finally:
        with suppress(ProcessLookupError):
            process.kill()


async def test_without_a_database_url_it_ends_with_its_name() -> None:
    process = await worker()
    async with asyncio.timeout(10):
        _, log = await process.communicate()
    assert process.returncode == 2
    assert b"FLORIN_WORKER_DATABASE_URL" in log
