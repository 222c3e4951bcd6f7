"""The queue's own connections to Postgres, lost while nobody used them."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from functions_py.settings import Settings
from procrastinate import PsycopgConnector

from local.testbed.databases import Database
from workers.jobs.bench import Bench
from workers.jobs.queue import POOL_MAX, make_app

TIMEOUT_S = 5.0


def test_connections_lost_while_idle_are_replaced(db: Database) -> None:
    """All of them at once, as a restart of Postgres does it: one that is put back as it is would
    be handed out again and again."""
    settings = Settings(worker_database_url=db.dsn("florin_worker"), db_connect_timeout_s=TIMEOUT_S)
    app = make_app(settings, cast(Bench, None))
    connector = cast(PsycopgConnector, app.connector)

    async def at_once(statement: str) -> list[Any]:
        calls = [connector.execute_query_one_async(statement) for _ in range(POOL_MAX)]
        return [row["pid"] for row in await asyncio.gather(*calls)]

    async def scenario() -> tuple[set[int], set[int]]:
        async with app.open_async():
            before = set(await at_once("select pg_backend_pid() as pid from pg_sleep(0.5)"))
            assert len(before) == POOL_MAX
            db.connect().execute(
                "select pg_terminate_backend(pid, 5000) from unnest(%s::int[]) as pid",
                [list(before)],
            )
            async with asyncio.timeout(TIMEOUT_S):
                return before, set(await at_once("select pg_backend_pid() as pid"))

    before, after = asyncio.run(scenario())
    assert not before & after
