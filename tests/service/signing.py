"""A real auth server for tests: publishes keys over HTTP, signs tokens, fails when told to."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

JWKS_PATH = "/auth/v1/.well-known/jwks.json"
LEGACY_SECRET = "a-legacy-secret-of-at-least-thirty-two-characters"

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class AuthServer:
    """`fetches` counts requests for the key set. `status` and `hangs` make it fail."""

    def __init__(self) -> None:
        self.url = ""
        self.fetches = 0
        self.status = 200
        self.hangs = False
        self.closing = asyncio.Event()
        self.published: list[dict[str, Any]] = []
        self._private: dict[str, tuple[str, PrivateKey]] = {}

    @property
    def issuer(self) -> str:
        return f"{self.url}/auth/v1"

    @property
    def jwks_url(self) -> str:
        return f"{self.url}{JWKS_PATH}"

    def add_key(self, algorithm: str = "ES256", *, publish: bool = True) -> str:
        """A new signing key; returns its id."""
        key_id = str(uuid.uuid4())
        private: PrivateKey
        if algorithm == "ES256":
            private = ec.generate_private_key(ec.SECP256R1())
            entry = ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
        else:
            private = rsa.generate_private_key(65537, 2048)
            entry = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
        self._private[key_id] = (algorithm, private)
        if publish:
            self.published.append({**entry, "kid": key_id, "alg": algorithm, "use": "sig"})
        return key_id

    def withdraw(self, key_id: str) -> None:
        self.published = [entry for entry in self.published if entry["kid"] != key_id]

    def public_pem(self, key_id: str) -> bytes:
        public = self._private[key_id][1].public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def claims(self, **changes: Any) -> dict[str, Any]:
        """A Supabase access token's claims; a change to None leaves the claim out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": str(uuid.uuid4()),
            "aud": "authenticated",
            "iat": now,
            "exp": now + 3600,
            "role": "authenticated",
            "session_id": str(uuid.uuid4()),
            "is_anonymous": True,
        }
        claims.update(changes)
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, key_id: str | None = None, **changes: Any) -> str:
        """A token signed with the key, by default the first one made."""
        key_id = key_id or next(iter(self._private))
        algorithm, private = self._private[key_id]
        return jwt.encode(
            self.claims(**changes), private, algorithm=algorithm, headers={"kid": key_id}
        )

    def legacy_token(self, secret: str = LEGACY_SECRET, **changes: Any) -> str:
        return jwt.encode(self.claims(**changes), secret, algorithm="HS256")

    async def _serve_keys(self, request: web.Request) -> web.Response:
        self.fetches += 1
        if self.hangs:
            await self.closing.wait()
        if self.status != 200:
            return web.Response(status=self.status)
        return web.json_response({"keys": self.published})


@asynccontextmanager
async def auth_server() -> AsyncIterator[AuthServer]:
    """A running auth server with one published ES256 key, on a free port."""
    server = AuthServer()
    app = web.Application()
    app.router.add_get(JWKS_PATH, server._serve_keys)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    server.add_key()
    try:
        yield server
    finally:
        server.closing.set()
        await runner.cleanup()
