"""The least a Starlette relay can do: `python -m bench.bare_relay URL`, for scripts/bench stream.

Forwards the body of a POST and relays the reply's bytes as they come. The same server and client
libraries with the same settings as the service; no authentication, no accounting, no parsing.
"""

import argparse
import contextlib
import socket
from collections.abc import AsyncIterator

import aiohttp
import uvicorn
from functions_py.server import BACKLOG, KEEP_ALIVE_S
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from local.postgres import HOST

# The service's own (FLORIN_MAX_OPEN_REQUESTS, FLORIN_CONNECT_TIMEOUT_S).
MAX_CONNECTIONS = 2000
CONNECT_TIMEOUT_S = 5.0


def create_app(upstream_url: str) -> Starlette:
    """Relays every POST to /v1/chat/completions to `upstream_url`."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=MAX_CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT_S),
        ) as session:
            app.state.session = session
            yield

    async def relay(request: Request) -> StreamingResponse:
        session: aiohttp.ClientSession = request.app.state.session
        body = await request.body()
        reply = await session.post(
            upstream_url, data=body, headers={"content-type": "application/json"}
        )
        return StreamingResponse(
            pieces(reply), status_code=reply.status, media_type="text/event-stream"
        )

    async def pieces(reply: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
        async with reply:
            async for piece in reply.content.iter_any():
                yield piece

    routes = [Route("/v1/chat/completions", relay, methods=["POST"])]
    return Starlette(routes=routes, lifespan=lifespan)


def main() -> None:
    parser = argparse.ArgumentParser(description="A relay without accounting.")
    parser.add_argument("upstream_url")
    config = uvicorn.Config(
        create_app(parser.parse_args().upstream_url),
        loop="uvloop",
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
    )
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, 0))
        listener.listen(BACKLOG)
        print(f"listening on {listener.getsockname()[1]}", flush=True)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
