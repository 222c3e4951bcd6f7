"""Apple's DeviceCheck: two bits that Apple keeps for each device and team.

Source: https://developer.apple.com/documentation/devicecheck/accessing-and-modifying-per-device-data
A device whose bits were never set is answered with 200 and a sentence instead of JSON. Tokens are
never logged: they stand for a device for some minutes.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import jwt
import orjson

from functions_py.errors import FlorinError
from functions_py.settings import KIB, Settings

log = logging.getLogger(__name__)

_HOSTS = {
    "production": "https://api.devicecheck.apple.com",
    "development": "https://api.development.devicecheck.apple.com",
}

# Apple takes a token of ours for 20 minutes; clocks differ, and a request takes its time.
JWT_LIFE_S = 900.0
# Apple's answers are one JSON object of 80 bytes, or one sentence.
MAX_ANSWER_BYTES = 4 * KIB
# What one process asks at once: a turn makes one request at a time, the worker another.
MAX_CONNECTIONS = 8

_NEVER_SET = (b"failed to find bit state", b"bit state not found")
# In Apple's texts of a 400: what is wrong is what we made, not the device's token.
_OUR_FAULT = (b"authorization", b"bits", b"time stamp", b"timestamp", b"transaction")


class TokenRefused(Exception):
    """Apple does not take this device token: malformed, of another app or environment, too old."""


class DeviceCheckUnavailable(Exception):
    """No answer that could be understood. An update may have been carried out."""


@dataclass(frozen=True, slots=True)
class Bits:
    """What Apple keeps for a device. bit0: it had its welcome credits. bit1: the app's own."""

    bit0: bool
    bit1: bool


class DeviceCheck:
    """Looks at a device's bits and sets them. `configured` is False where there is no key."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._base_url = settings.devicecheck_url or _HOSTS[settings.device_environment]
        self._client: httpx.AsyncClient | None = None
        self._jwt = ""
        self._jwt_made_at = float("-inf")

    @property
    def configured(self) -> bool:
        settings = self._settings
        return bool(
            settings.apple_team_id
            and settings.devicecheck_key_id
            and settings.devicecheck_private_key
        )

    def require(self) -> None:
        """Raises FlorinError 501 where there is no key."""
        if not self.configured:
            raise FlorinError(
                501,
                "devicecheck_not_configured",
                "Devices cannot be checked here: no DeviceCheck key is set.",
            )

    async def open(self) -> None:
        """Makes the HTTP client; nothing where there is no key."""
        if not self.configured:
            return
        self._client = httpx.AsyncClient(
            base_url=self._base_url,
            # No proxy of the environment gets to see tokens.
            trust_env=False,
            timeout=self._settings.devicecheck_timeout_s,
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS),
        )

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def query(self, token: str, transaction_id: UUID) -> Bits:
        """The bits of the device that made `token` (base64). transaction_id: the claim, by which
        Apple tells our requests apart. Raises TokenRefused, DeviceCheckUnavailable."""
        answer = await self._ask("/v1/query_two_bits", token, transaction_id, {})
        if answer.strip().lower().startswith(_NEVER_SET):
            return Bits(False, False)
        try:
            value = orjson.loads(answer)
        except orjson.JSONDecodeError:
            value = None
        match value:
            case {"bit0": bool(bit0), "bit1": bool(bit1)}:
                return Bits(bit0, bit1)
        # Never taken for a device without bits: that would give for nothing.
        raise DeviceCheckUnavailable("an answer without bits")

    async def update(self, token: str, transaction_id: UUID, bits: Bits) -> None:
        """Sets both bits; returns when Apple has confirmed it. Raises as `query`."""
        wanted = {"bit0": bits.bit0, "bit1": bits.bit1}
        await self._ask("/v1/update_two_bits", token, transaction_id, wanted)

    async def _ask(
        self, path: str, token: str, transaction_id: UUID, more: dict[str, Any]
    ) -> bytes:
        body = {
            "device_token": token,
            "transaction_id": str(transaction_id),
            "timestamp": int(time.time() * 1000),
            **more,
        }
        try:
            async with asyncio.timeout(self._settings.devicecheck_timeout_s):
                status, answer = await self._post(path, body)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            # TimeoutError is an OSError.
            log.warning("DeviceCheck did not answer", extra={"reason": type(error).__name__})
            raise DeviceCheckUnavailable(type(error).__name__) from error
        if status == 200:
            return answer
        if status == 400 and not any(word in answer.lower() for word in _OUR_FAULT):
            raise TokenRefused
        log.error("DeviceCheck refused", extra={"status": status})
        raise DeviceCheckUnavailable(f"HTTP {status}")

    async def _post(self, path: str, body: dict[str, Any]) -> tuple[int, bytes]:
        if self._client is None:
            raise RuntimeError("DeviceCheck.open was not called")
        headers = {"authorization": f"Bearer {self._token()}", "content-type": "application/json"}
        async with self._client.stream(
            "POST", path, content=orjson.dumps(body), headers=headers
        ) as response:
            answer = bytearray()
            async for chunk in response.aiter_bytes():
                answer += chunk
                if len(answer) > MAX_ANSWER_BYTES:
                    raise DeviceCheckUnavailable("an answer that is too long")
            return response.status_code, bytes(answer)

    def _token(self) -> str:
        """Our signature, made anew before Apple would call it old."""
        now = time.time()
        if not 0 <= now - self._jwt_made_at < JWT_LIFE_S:
            settings = self._settings
            self._jwt = jwt.encode(
                {"iss": settings.apple_team_id, "iat": int(now)},
                settings.devicecheck_private_key,
                algorithm="ES256",
                headers={"kid": settings.devicecheck_key_id},
            )
            self._jwt_made_at = now
        return self._jwt
