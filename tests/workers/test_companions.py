"""What runs beside the periodic tasks neither stalls them nor outlives them."""

from __future__ import annotations

import asyncio

import pytest
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings

from local.testbed.databases import Database
from workers.runner import Runner
from workers.task import Task


async def test_tasks_go_on_beside_a_companion_that_waits_and_stopping_ends_both(
    db: Database,
) -> None:
    done = 0
    thrice = asyncio.Event()
    ended: list[bool] = []

    async def tick(rpc: WorkerRpc, limit: int) -> int:
        nonlocal done
        await rpc.expire_holds(limit)
        done += 1
        if done == 3:
            thrice.set()
        return 0

    async def waits(settings: Settings) -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append(True)

    settings = Settings(worker_database_url=db.dsn("florin_worker"))
    runner = Runner(settings, [Task("tick", tick, 1, 0.02)], [waits])
    work = asyncio.create_task(runner.run())
    async with asyncio.timeout(10):
        await thrice.wait()
        runner.stop()
        await work
    assert ended == [True]


async def test_a_companion_that_breaks_ends_the_worker(db: Database) -> None:
    async def breaks(settings: Settings) -> None:
        raise ValueError(settings.replica_id)

    settings = Settings(worker_database_url=db.dsn("florin_worker"))
    with pytest.raises(ValueError):
        async with asyncio.timeout(10):
            await Runner(settings, [Task("none", WorkerRpc.expire_holds, 1, 60.0)], [breaks]).run()
