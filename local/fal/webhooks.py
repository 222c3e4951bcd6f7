"""Webhooks, signed as fal.ai signs them, and tried again when they are not taken.

Source: https://fal.ai/docs/documentation/model-apis/inference/webhooks: Ed25519 over request id,
user id, timestamp and the body's SHA-256, by a key of the set at /.well-known/jwks.json.
"""

import asyncio
import hashlib
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from local.fal.requests import FalRequest

USER_ID = "github|12345678"
TIMEOUT_S = 15.0
# fal tries ten times within two hours; here, within half a minute.
ATTEMPTS, FIRST_WAIT_S, MAX_WAIT_S = 10, 0.1, 5.0
MAX_CONNECTIONS = 100
MAX_KEPT = 10_000


@dataclass(frozen=True)
class Attempt:
    """One POST; status None: no answer."""

    request_id: str
    status: int | None


class Webhooks:
    """`is_quiet`: nothing is posted by itself."""

    def __init__(self) -> None:
        self.keys = [Ed25519PrivateKey.generate()]
        self.attempts: list[Attempt] = []
        self.is_quiet = False
        self._http = httpx.AsyncClient(
            timeout=TIMEOUT_S,
            trust_env=False,
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS),
        )
        self._posting: set[asyncio.Task[None]] = set()

    def key_set(self) -> dict[str, Any]:
        return {"keys": [_public(key) for key in self.keys]}

    def rotate(self) -> None:
        """A new key signs from now on; the one before stays in the set."""
        self.keys = [Ed25519PrivateKey.generate(), self.keys[0]]

    def post_later(self, request: FalRequest, delay_s: float) -> None:
        """The verdict of now, until it is taken."""
        if request.webhook is None or self.is_quiet:
            return
        body = body_of(request)
        task = asyncio.create_task(self._post_until_taken(request, body, delay_s))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def post(
        self, request: FalRequest, body: bytes, *, by_another: bool = False, age_s: float = 0.0
    ) -> int | None:
        """Once. by_another: signed by somebody else; age_s: signed so long ago."""
        key = Ed25519PrivateKey.generate() if by_another else self.keys[0]
        headers = signed_headers(key, request.id, body, int(time.time() - age_s))
        status: int | None = None
        try:
            reply = await self._http.post(str(request.webhook), content=body, headers=headers)
            status = reply.status_code
        except httpx.HTTPError:
            status = None
        if len(self.attempts) < MAX_KEPT:
            self.attempts.append(Attempt(request.id, status))
        return status

    async def idle(self) -> None:
        """Returns when nothing is being posted."""
        while self._posting:
            await asyncio.wait(self._posting)

    async def close(self) -> None:
        for task in self._posting:
            task.cancel()
        await asyncio.gather(*self._posting, return_exceptions=True)
        await self._http.aclose()

    async def _post_until_taken(self, request: FalRequest, body: bytes, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        wait_s = FIRST_WAIT_S
        for _ in range(ATTEMPTS):
            status = await self.post(request, body)
            if status is not None and status // 100 == 2:
                return
            await asyncio.sleep(wait_s)
            wait_s = min(MAX_WAIT_S, wait_s * 2)


def body_of(request: FalRequest) -> bytes:
    """What is posted about a request that has ended."""
    told: dict[str, Any] = {
        "request_id": request.id,
        "gateway_request_id": request.id,
        "status": "OK" if request.status_code == 200 else "ERROR",
        "payload": request.output,
    }
    if request.status_code != 200:
        told["error"] = f"Invalid status code: {request.status_code}"
    return orjson.dumps(told)


def signed_headers(
    key: Ed25519PrivateKey, request_id: str, body: bytes, timestamp: int
) -> dict[str, str]:
    digest = hashlib.sha256(body).hexdigest()
    message = "\n".join((request_id, USER_ID, str(timestamp), digest))
    return {
        "content-type": "application/json",
        "x-fal-webhook-request-id": request_id,
        "x-fal-webhook-user-id": USER_ID,
        "x-fal-webhook-timestamp": str(timestamp),
        "x-fal-webhook-signature": key.sign(message.encode()).hex(),
    }


def _public(key: Ed25519PrivateKey) -> dict[str, str]:
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": urlsafe_b64encode(raw).rstrip(b"=").decode()}
