"""uvicorn, configured, and stopped in the order that loses nothing."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
from collections.abc import Coroutine
from typing import Any

import uvicorn
from starlette.applications import Starlette

from functions_py.app import create_app
from functions_py.http_protocol import bounded_protocol
from functions_py.settings import Settings

log = logging.getLogger(__name__)

# Longer than the 60 s for which load balancers keep idle connections: the side that reuses a
# connection must not be the one that finds it closed.
KEEP_ALIVE_S = 75
# Connections the kernel holds while the loop is busy; Linux's own ceiling is 4096.
BACKLOG = 2048
# Streams free most of what they make by counting references; cycles are few. Looking for them at
# every 700 new objects cost 5 % of a short stream's time.
GC_THRESHOLDS = (10_000, 20, 50)
# After streams were ended at the deadline: what their last bytes and settling may take.
CLOSING_S = 5.0


class Server(uvicorn.Server):
    """Stops in this order: readiness fails, the listener closes, streams finish up to the
    deadline, the rest is ended and settled, connections close, the services close."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app = create_app(settings)
        super().__init__(_config(self._app, settings))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn once. What exists by then stays, so the collector passes it over."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn after SIGTERM or SIGINT."""
        log.info("stopping")
        self._app.state.draining = True
        await self._unless_forced(asyncio.sleep(self._settings.shutdown_notice_s))
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        services = self._app.state.services
        services.job_waits.end()
        generations = services.generations
        await self._unless_forced(generations.drain(self._settings.shutdown_deadline_s))
        await super().shutdown(sockets)
        log.info("stopped")

    async def _unless_forced(self, waiting: Coroutine[Any, Any, None]) -> None:
        """Waits, unless somebody presses Ctrl-C a second time."""
        task = asyncio.create_task(waiting)
        while not task.done() and not self.force_exit:
            await asyncio.wait({task}, timeout=0.1)
        if task.done():
            task.result()
        else:
            task.cancel()


def _config(app: Starlette, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        # Every open request has a connection; as many may rest between two requests.
        http=bounded_protocol(2 * settings.max_open_requests),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=int(CLOSING_S),
    )
