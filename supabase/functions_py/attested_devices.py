"""Devices that prove themselves by App Attest: a challenge, an attested key, then assertions.

An assertion travels beside the request it signs, in two headers; what is signed is the request's
method, path and user, each on a line, and its body.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request

from functions_py.app_attest import (
    MAX_ASSERTION_BYTES,
    App,
    NotGenuine,
    load_root,
    verify_assertion,
    verify_attestation,
)
from functions_py.auth import Principal
from functions_py.errors import FlorinError
from functions_py.rpc import Rpc
from functions_py.settings import Settings

KEY_HEADER = "florin-attest-key"
ASSERTION_HEADER = "florin-assertion"

# As WebAuthn advises: nobody guesses it.
CHALLENGE_BYTES = 32


class AttestedDevices:
    """What is known of devices by keys in their hardware."""

    def __init__(self, settings: Settings, rpc: Rpc) -> None:
        self._rpc = rpc
        self._required = settings.app_attest_required
        self._app = App(
            settings.apple_team_id, settings.apple_bundle_id, settings.device_environment
        )
        given = settings.app_attest_root_file
        self._root = load_root(Path(given)) if given else load_root()

    def require(self) -> None:
        """Raises FlorinError 501 where no app is named."""
        if not (self._app.team_id and self._app.bundle_id):
            raise FlorinError(
                501,
                "app_attest_not_configured",
                "Devices cannot be attested here: the app's team and bundle id are not set.",
            )

    async def open_challenge(self, principal: Principal) -> dict[str, Any]:
        """`challenge` (text whose UTF-8 bytes are what the device is to hash) and `expires_at`.

        Raises FlorinError 403, 501, 503.
        """
        self.require()
        challenge = secrets.token_urlsafe(CHALLENGE_BYTES)
        expires_at = await self._rpc.open_device_challenge(
            principal.account_id, principal.user_id, hashlib.sha256(challenge.encode()).digest()
        )
        return {"challenge": challenge, "expires_at": expires_at.isoformat()}

    async def attest(self, principal: Principal, key_id: bytes, attestation: bytes) -> bool:
        """Keeps the key; True where it is new. The same again, while its challenge lasts, is
        answered in the same way.

        Raises FlorinError 400 `attestation_refused` with `reason`, or `challenge_not_usable`.
        """
        self.require()
        open_hashes = await self._rpc.list_device_challenges(
            principal.account_id, principal.user_id, key_id
        )
        if not open_hashes:
            raise FlorinError(
                400,
                "challenge_not_usable",
                "Ask for a new challenge, and attest a new key with it.",
            )
        try:
            key = verify_attestation(
                attestation, key_id, open_hashes, self._app, self._root, datetime.now(UTC)
            )
        except NotGenuine as error:
            raise FlorinError(
                400,
                "attestation_refused",
                "This attestation does not prove a device. Attest a new key.",
                extra={"reason": error.reason},
            ) from None
        return await self._rpc.save_attested_key(
            principal.account_id, principal.user_id, self._app.environment, key
        )

    async def admit(self, request: Request, principal: Principal, body: bytes) -> None:
        """Checks the request's assertion, where it carries one or must; then the account is known
        to be used on that device. Each assertion is good for one request.

        Raises FlorinError 403 `assertion_missing`, 400 `assertion_refused` with `reason`,
        409 `assertion_replayed`, 501, 503.
        """
        key_text = request.headers.get(KEY_HEADER)
        text = request.headers.get(ASSERTION_HEADER)
        if key_text is None and text is None and not self._required:
            return
        self.require()
        if key_text is None or text is None:
            raise FlorinError(
                403,
                "assertion_missing",
                f"Send an assertion of an attested key in {KEY_HEADER} and {ASSERTION_HEADER}.",
            )
        key_id = from_base64(key_text, 32)
        assertion = from_base64(text, MAX_ASSERTION_BYTES)
        if key_id is None or len(key_id) != 32 or assertion is None:
            raise _assertion_refused("format")
        public_key = await self._rpc.find_attested_key(
            principal.account_id, principal.user_id, self._app.environment, key_id
        )
        if public_key is None:
            raise _assertion_refused("key_unknown")
        try:
            counter = verify_assertion(
                assertion, public_key, client_data(request, principal, body), self._app
            )
        except NotGenuine as error:
            raise _assertion_refused(error.reason) from None
        await self._rpc.use_assertion(
            principal.account_id, principal.user_id, self._app.environment, key_id, counter
        )


def client_data(request: Request, principal: Principal, body: bytes) -> bytes:
    """What an assertion signs."""
    head = f"{request.method}\n{request.scope['path']}\n{principal.user_id}\n"
    return head.encode() + body


def from_base64(text: str, limit_bytes: int) -> bytes | None:
    """The bytes in standard base64; None where it is none, or holds more than the limit."""
    if len(text) > 4 * (limit_bytes + 2) // 3 + 2:
        return None
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if len(value) <= limit_bytes else None


def _assertion_refused(reason: str) -> FlorinError:
    return FlorinError(
        400,
        "assertion_refused",
        "This assertion does not prove a device. Sign the request anew, or attest a new key.",
        extra={"reason": reason},
    )
