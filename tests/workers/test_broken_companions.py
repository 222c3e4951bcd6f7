"""A companion that breaks is begun again, and ends no worker."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from functions_py.settings import Settings

from local.testbed.databases import Database
from workers import runner


async def test_a_bug_in_what_is_served_is_no_end(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "BROKEN_PAUSE_S", 0.01)
    served, again = 0, asyncio.Event()

    async def serve(rpc: Any) -> None:
        nonlocal served
        served += 1
        if served == 1:
            {}["data"]  # noqa: B018
        again.set()
        await asyncio.Event().wait()

    settings = Settings(worker_database_url=db.dsn("florin_worker"))
    task = asyncio.create_task(runner.keep_connected(settings, serve))
    try:
        async with asyncio.timeout(60):
            await again.wait()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
