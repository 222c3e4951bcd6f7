"""Devices: claims of welcome credits, and keys that were attested.

Every call but `use_assertion` may be repeated.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions_py.rpc.calls import Calls

if TYPE_CHECKING:
    from functions_py.app_attest import AttestedKey


class DeviceCalls(Calls):
    """What accounts prove of the devices they are used on."""

    async def open_device_check(
        self, account_id: UUID, user_id: UUID, environment: str, token_hash: bytes
    ) -> dict[str, Any]:
        """`check_id`; or `welcome` where there is nothing to check. Raises 403, 429, 503."""
        answer: dict[str, Any] = await self._value(
            "select api.open_device_check($1, $2, $3, $4)",
            (account_id, user_id, environment, token_hash),
            retry=True,
        )
        return answer

    async def take_device_turn(
        self, account_id: UUID, user_id: UUID, check_id: UUID
    ) -> dict[str, Any]:
        """`turn` and `unfinished`, `wait`, or `welcome`. Raises 403, 503."""
        answer: dict[str, Any] = await self._value(
            "select api.take_device_turn($1, $2, $3)", (account_id, user_id, check_id)
        )
        return answer

    async def mark_device_check(
        self, account_id: UUID, check_id: UUID, turn: int, token: str
    ) -> None:
        """Before the bit is set. Raises 503, also where the turn has passed on."""
        await self._value(
            "select api.mark_device_check($1, $2, $3::bigint, $4)",
            (account_id, check_id, turn, token),
            retry=True,
        )

    async def finish_device_check(
        self, account_id: UUID, check_id: UUID, turn: int, outcome: str
    ) -> dict[str, Any]:
        """`state` and `granted_microcredits` of the claim. Raises 503."""
        answer: dict[str, Any] = await self._value(
            "select api.finish_device_check($1, $2, $3::bigint, $4)",
            (account_id, check_id, turn, outcome),
            retry=True,
        )
        return answer

    async def open_device_challenge(
        self, account_id: UUID, user_id: UUID, challenge_hash: bytes
    ) -> datetime:
        """When it expires. Raises 403, 503."""
        expires_at: datetime = await self._value(
            "select api.open_device_challenge($1, $2, $3)",
            (account_id, user_id, challenge_hash),
            retry=True,
        )
        return expires_at

    async def list_device_challenges(
        self, account_id: UUID, user_id: UUID, key_id: bytes
    ) -> list[bytes]:
        """SHA-256 of each challenge that the key may answer. Raises 403, 503."""
        hashes: list[str] = await self._value(
            "select api.list_device_challenges($1, $2, $3)",
            (account_id, user_id, key_id),
            retry=True,
        )
        return [bytes.fromhex(text) for text in hashes]

    async def save_attested_key(
        self, account_id: UUID, user_id: UUID, environment: str, key: AttestedKey
    ) -> bool:
        """True where the key is new. Raises 400 `challenge_not_usable`, 403, 503."""
        is_new: bool = await self._value(
            "select api.save_attested_key($1, $2, $3, $4, $5, $6, $7)",
            (
                account_id,
                user_id,
                environment,
                key.key_id,
                key.public_key,
                key.receipt,
                key.challenge_hash,
            ),
            retry=True,
        )
        return is_new

    async def find_attested_key(
        self, account_id: UUID, user_id: UUID, environment: str, key_id: bytes
    ) -> bytes | None:
        """The public key, uncompressed; None: not attested. Raises 403, 503."""
        text: str | None = await self._value(
            "select api.find_attested_key($1, $2, $3, $4)",
            (account_id, user_id, environment, key_id),
            retry=True,
        )
        return None if text is None else bytes.fromhex(text)

    async def use_assertion(
        self, account_id: UUID, user_id: UUID, environment: str, key_id: bytes, counter: int
    ) -> None:
        """Once per counter. Raises 403, 409 `assertion_replayed`, 503."""
        await self._value(
            "select api.use_assertion($1, $2, $3, $4, $5::bigint)",
            (account_id, user_id, environment, key_id, counter),
        )
