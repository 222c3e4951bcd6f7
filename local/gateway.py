"""The local project's gateway: what a Supabase project answers at its URL.

Serves /auth/v1, /storage/v1 and /realtime/v1, and passes /rest/v1 on. Run as
`python -m local.gateway`, configured by the environment (see `main`).
"""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from local.api_keys import ApiKeys
from local.auth.errors import AuthError, render_auth_error
from local.auth.keys import SigningKeys
from local.auth.routes import AuthRoutes
from local.auth.store import Store
from local.postgres import HOST
from local.realtime.limits import Limits
from local.realtime.routes import Realtime
from local.realtime.tokens import Tokens
from local.rest.proxy import EXPOSED_HEADERS, RestProxy
from local.rest.settings import ApiSettings
from local.rest.tokens import Exchange
from local.storage.errors import StorageError, render_storage_error
from local.storage.routes import StorageRoutes

BACKLOG = 1024

# Asked for without a key by whoever verifies tokens, or shows an image.
OPEN_PATHS = frozenset({"/auth/v1/.well-known/jwks.json"})
OPEN_FOLDERS = ("/storage/v1/object/sign/", "/storage/v1/object/public/")


class RequireApiKey:
    """401 without a key of this project, as the platform's gateway does."""

    def __init__(self, app: ASGIApp, keys: ApiKeys) -> None:
        self.app = app
        self.keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" or (
            scope["type"] == "http" and not _is_open(scope["method"], scope["path"])
        ):
            request = HTTPConnection(scope)
            given = request.headers.get("apikey") or request.query_params.get("apikey")
            if not given:
                await _refuse(
                    "No API key found in request",
                    "No `apikey` request header or url param was found.",
                )(scope, receive, send)
                return
            if not self.keys.knows(given):
                await _refuse(
                    "Invalid API key", "Double check the key that scripts/server printed."
                )(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _is_open(method: str, path: str) -> bool:
    if path in OPEN_PATHS:
        return True
    return method in ("GET", "HEAD") and path.startswith(OPEN_FOLDERS)


def _refuse(message: str, hint: str) -> Response:
    return JSONResponse({"message": message, "hint": hint}, 401)


async def _not_here(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- registered for this class only
    body = {"code": "not_found", "message": f"nothing is served at {request.url.path}"}
    if error.status_code != 404:
        body = {"code": "http_error", "message": error.detail}
    return JSONResponse(body, error.status_code, error.headers)


def create_app(
    database_url: str,
    api_keys: ApiKeys,
    signing_keys: SigningKeys,
    url: str,
    storage_dir: Path,
    rest_url: str | None = None,
    rest_secret: str = "",
    realtime_database_url: str | None = None,
    realtime_limits: Limits | None = None,
) -> ASGIApp:
    """`url` is the project's URL as its clients write it, without a slash at the end. Objects lie
    in `storage_dir`. `rest_url` is what serves /rest/v1, None for nothing; `rest_secret` signs what
    it is sent. Without `realtime_database_url`, realtime_login's, /realtime/v1 answers 503."""
    issuer = f"{url}/auth/v1"
    store = Store(database_url)
    auth = AuthRoutes(store, signing_keys, issuer)
    exchange = Exchange(api_keys, signing_keys, issuer, rest_secret)
    rest = RestProxy(rest_url, exchange, ApiSettings.read())
    storage = StorageRoutes(storage_dir, api_keys, signing_keys)
    realtime = Realtime(realtime_database_url, Tokens(api_keys, signing_keys), realtime_limits)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await store.open()
        try:
            async with realtime.running():
                yield
        finally:
            await rest.close()
            await store.close()

    return Starlette(
        routes=[
            Mount("/auth/v1", routes=auth.routes()),
            Mount("/rest/v1", routes=rest.routes()),
            Mount("/storage/v1", routes=storage.routes()),
            Mount("/realtime/v1", routes=realtime.routes()),
        ],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["*"],
                allow_headers=["*"],
                expose_headers=EXPOSED_HEADERS,
                max_age=3600,
            ),
            Middleware(RequireApiKey, keys=api_keys),
        ],
        exception_handlers={
            AuthError: render_auth_error,
            StorageError: render_storage_error,
            HTTPException: _not_here,
        },
        lifespan=lifespan,
    )


def main() -> None:
    """FLORIN_GATEWAY_DATABASE_URL (role supabase_auth_admin), FLORIN_GATEWAY_PORT (0: a free one),
    FLORIN_STATE_DIR (where keys and objects lie), SUPABASE_URL (default: this server's own);
    FLORIN_GATEWAY_REST_URL and FLORIN_GATEWAY_REST_SECRET (unset: /rest/v1 answers 503),
    FLORIN_GATEWAY_REALTIME_DATABASE_URL (role realtime_login; unset: /realtime/v1 answers 503),
    FLORIN_REALTIME_PRIVATE_ONLY (on: no public channels)."""
    state_dir = Path(os.environ["FLORIN_STATE_DIR"])
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, int(os.environ.get("FLORIN_GATEWAY_PORT", "0"))))
    # From here on clients wait instead of being refused.
    listener.listen(BACKLOG)
    port = listener.getsockname()[1]
    limits = Limits(private_only=os.environ.get("FLORIN_REALTIME_PRIVATE_ONLY") == "on")
    app = create_app(
        os.environ["FLORIN_GATEWAY_DATABASE_URL"],
        ApiKeys.of(state_dir / "api-keys.json"),
        SigningKeys(state_dir / "signing-keys.json"),
        os.environ.get("SUPABASE_URL") or f"http://{HOST}:{port}",
        state_dir / "storage",
        os.environ.get("FLORIN_GATEWAY_REST_URL"),
        os.environ.get("FLORIN_GATEWAY_REST_SECRET", ""),
        os.environ.get("FLORIN_GATEWAY_REALTIME_DATABASE_URL"),
        limits,
    )
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=2,
        ws_max_size=limits.frame_bytes,
        # On one machine it costs time and saves nothing.
        ws_per_message_deflate=False,
    )
    print(f"listening on {port}", flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
