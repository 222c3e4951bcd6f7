"""Whom an API key acts for, remembered for some seconds.

A key's text is `florin_`, its account's id (32 hex digits), `_`, its secret (64) and the first
eight digits of the SHA-256 of all before. Typing errors and other people's keys are told by that,
without asking anybody; the rest is found by the SHA-256 of the text, which is all that Postgres
ever sees of it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from functions_py.errors import FlorinError
from functions_py.lru import Lru
from functions_py.rpc import Rpc

PREFIX = "florin_"
# What is shown of a key: nothing secret is needed to tell it apart.
PUBLIC_CHARACTERS = 48

# An unknown key is not asked for again this long: a client that retries costs no round trips.
UNKNOWN_S = 5.0
# About 600 and 150 bytes each. Guesses push out guesses only, never a key that works.
CAPACITY = 20_000

_TEXT = re.compile(r"(florin_([0-9a-f]{32})_[0-9a-f]{64})([0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key that may be used."""

    id: UUID
    account_id: UUID
    user_id: UUID
    scopes: frozenset[str]
    expires_at: float | None  # Unix time

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> ApiKey:
        expires_at = found["expires_at"]
        return cls(
            id=UUID(found["key_id"]),
            account_id=UUID(found["account_id"]),
            user_id=UUID(found["user_id"]),
            scopes=frozenset(found["scopes"]),
            expires_at=None
            if expires_at is None
            else datetime.fromisoformat(expires_at).timestamp(),
        )


@dataclass(frozen=True, slots=True)
class _Believed:
    secret_hash: bytes
    key: ApiKey
    until: float  # monotonic


class ApiKeys:
    """A bounded cache over api.find_api_key. `cache_s`: how long a revoked key may go on."""

    def __init__(self, rpc: Rpc, cache_s: float) -> None:
        self._rpc = rpc
        self._cache_s = cache_s
        # By what is public of a key, so that no secret is ever looked up, only compared.
        self._known: Lru[str, _Believed] = Lru(CAPACITY)
        # Hashes of what is no key → until when that is believed.
        self._unknown: Lru[bytes, float] = Lru(CAPACITY)
        self._asking: dict[bytes, asyncio.Task[ApiKey | None]] = {}

    async def find(self, text: str) -> ApiKey:
        """The key with this text. However many ask at once, Postgres is asked once.

        Raises FlorinError 401 `api_key_malformed`, `api_key_not_usable`; 503.
        """
        account_id = _account_of(text)
        secret_hash = hashlib.sha256(text.encode()).digest()
        key = self._remembered(text[:PUBLIC_CHARACTERS], secret_hash)
        if key is None and self._unknown_until(secret_hash) <= time.monotonic():
            asking = self._asking.get(secret_hash)
            if asking is None:
                asking = asyncio.create_task(
                    self._ask(account_id, text[:PUBLIC_CHARACTERS], secret_hash)
                )
                self._asking[secret_hash] = asking
            # Shielded: one client going away must not fail the others.
            key = await asyncio.shield(asking)
        if key is None or (key.expires_at is not None and key.expires_at <= time.time()):
            raise not_usable()
        return key

    def _remembered(self, public: str, secret_hash: bytes) -> ApiKey | None:
        believed = self._known.get(public)
        if (
            believed is None
            or believed.until <= time.monotonic()
            or not hmac.compare_digest(believed.secret_hash, secret_hash)
        ):
            return None
        return believed.key

    def _unknown_until(self, secret_hash: bytes) -> float:
        return self._unknown.get(secret_hash) or 0.0

    async def _ask(self, account_id: UUID, public: str, secret_hash: bytes) -> ApiKey | None:
        # From before the question: the answer may be older than its arrival.
        asked_at = time.monotonic()
        try:
            found = await self._rpc.find_api_key(account_id, secret_hash)
        finally:
            del self._asking[secret_hash]
        if found is None:
            # Never longer than a key that works is believed: both end by the same setting.
            self._unknown.put(secret_hash, asked_at + min(UNKNOWN_S, self._cache_s))
            return None
        key = ApiKey.from_json(found)
        self._known.put(public, _Believed(secret_hash, key, asked_at + self._cache_s))
        return key


def is_api_key(text: str) -> bool:
    """True for what is meant as one of our keys, be it one or not."""
    return text.startswith(PREFIX)


def not_usable() -> FlorinError:
    """401: unknown, revoked and expired are not told apart to whoever holds it."""
    return FlorinError(
        401,
        "api_key_not_usable",
        "This API key is unknown, revoked or expired. Use another one.",
        title="Not signed in",
    )


def _account_of(text: str) -> UUID:
    parts = _TEXT.fullmatch(text)
    if parts is not None:
        checksum = hashlib.sha256(parts[1].encode()).hexdigest()[:8]
        if hmac.compare_digest(checksum, parts[3]):
            return UUID(parts[2])
    raise FlorinError(
        401,
        "api_key_malformed",
        "This is no API key: it was cut off or mistyped. Copy it again.",
        title="Not signed in",
    )
