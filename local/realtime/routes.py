"""The paths below /realtime/v1, and what runs behind them while the gateway does."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import psycopg
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from local.realtime.api_broadcast import ApiBroadcast
from local.realtime.authority import Authority
from local.realtime.connection import Connection
from local.realtime.feed import Feed
from local.realtime.frames import VERSIONS
from local.realtime.hub import Hub
from local.realtime.limits import Limits
from local.realtime.tokens import Refusal, Tokens

log = logging.getLogger(__name__)

CLEAN_EVERY_S = 600.0
CLEAN_LIMIT = 1000


class Realtime:
    """`database_url` is realtime_login's; None: nothing is there, and 503 says so."""

    def __init__(
        self, database_url: str | None, tokens: Tokens, limits: Limits | None = None
    ) -> None:
        self._limits = limits or Limits()
        self._tokens = tokens
        self._hub = Hub()
        self._connections = 0
        self._authority = Authority(database_url) if database_url else None
        self._feed = (
            Feed(database_url, self._hub, self._limits.payload_bytes) if database_url else None
        )

    def routes(self) -> list[BaseRoute]:
        if self._authority is None:
            return [Route("/{path:path}", _away), WebSocketRoute("/{path:path}", _away_socket)]
        api = ApiBroadcast(self._hub, self._tokens, self._authority, self._limits)
        return [
            WebSocketRoute("/websocket", self._connect),
            Route("/api/broadcast", api.send_batch, methods=["POST"]),
            Route(
                "/api/broadcast/{topic:path}/events/{event:path}", api.send_one, methods=["POST"]
            ),
        ]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follows the database and cleans up after it."""
        if self._authority is None or self._feed is None:
            yield
            return
        await self._authority.open()
        tasks = [
            asyncio.create_task(self._feed.run()),
            asyncio.create_task(self._clean(self._authority)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._authority.close()

    async def _connect(self, socket: WebSocket) -> None:
        assert self._authority is not None  # noqa: S101 -- the route is not there without
        given = socket.query_params.get("vsn", "1.0.0")
        version = next((known for known in VERSIONS if known == given), None)
        if version is None:
            await JSONResponse({"error": f"vsn {given} is unknown"}, 400)(
                socket.scope, socket.receive, socket.send
            )
            return
        if self._connections >= self._limits.connections:
            await JSONResponse({"error": "Too many connected users"}, 429)(
                socket.scope, socket.receive, socket.send
            )
            return
        api_key = socket.query_params.get("apikey") or socket.headers.get("apikey", "")
        connection = Connection(
            socket, version, api_key, self._hub, self._tokens, self._authority, self._limits
        )
        self._connections += 1
        try:
            await connection.serve()
        finally:
            self._connections -= 1

    async def _clean(self, authority: Authority) -> None:
        while True:
            try:
                while await authority.clean(CLEAN_LIMIT) == CLEAN_LIMIT:
                    pass
            except (Refusal, psycopg.Error) as error:
                log.warning("old messages remain: %s", error)
            await asyncio.sleep(CLEAN_EVERY_S)


def _nothing() -> Response:
    return JSONResponse({"error": "Realtime has no database here"}, 503)


async def _away(request: Request) -> Response:
    return _nothing()


async def _away_socket(socket: WebSocket) -> None:
    await _nothing()(socket.scope, socket.receive, socket.send)
