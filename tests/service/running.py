"""The service for tests: settings for a database, and the real server on a free port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import uvicorn
from functions_py.rpc import Rpc
from functions_py.server import Server
from functions_py.settings import Settings
from starlette.applications import Starlette

NO_DATABASE = "postgresql://florin_service@127.0.0.1:1/none"


@dataclass(frozen=True)
class Service:
    """A running service and a client for it."""

    url: str
    port: int
    client: aiohttp.ClientSession
    app: Starlette
    server: Server

    async def get(self, path: str, **headers: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON of a GET."""
        async with self.client.get(
            self.url + path, headers={k.replace("_", "-"): v for k, v in headers.items()}
        ) as response:
            return response.status, await response.json(content_type=None)


def settings_for(database_url: str = NO_DATABASE, auth_url: str = "", **changes: Any) -> Settings:
    """Settings as tests want them: any port, no waiting on the way out."""
    values: dict[str, Any] = {
        "database_url": database_url,
        "supabase_url": auth_url or "http://127.0.0.1:1",
        "port": 0,
        "db_pool_min": 0,
        "db_pool_max": 4,
        "shutdown_notice_s": 0.0,
        "shutdown_deadline_s": 1.0,
    }
    return Settings(**{**values, **changes})


@asynccontextmanager
async def open_rpc(settings: Settings) -> AsyncIterator[Rpc]:
    """Database calls; the pool is closed whatever happens, or its workers outlive the test."""
    rpc = Rpc(settings)
    await rpc.open()
    try:
        yield rpc
    finally:
        await rpc.close()


@asynccontextmanager
async def started(server: uvicorn.Server) -> AsyncIterator[int]:
    """The server in this event loop; yields its port."""
    # Not `serve`, which takes over the process's signals.
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
        if serving.done():
            serving.result()
            raise AssertionError("the server ended before it had started")
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def running_service(settings: Settings) -> AsyncIterator[Service]:
    """The server of `python -m functions_py`, in this event loop."""
    server = Server(settings)
    timeout = aiohttp.ClientTimeout(total=15)
    async with started(server) as port, aiohttp.ClientSession(timeout=timeout) as client:
        app = server.config.app
        assert isinstance(app, Starlette)
        yield Service(f"http://127.0.0.1:{port}", port, client, app, server)
