"""The project's public signing keys (RFC 7517), fetched without blocking and kept through outages.

Fresh for ten minutes and renewed in the background before that; a key id never seen causes one
fetch per half minute at most; while the key set cannot be fetched the keys at hand go on serving,
up to a day.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import jwt
import orjson

from functions_py.errors import FlorinError
from functions_py.settings import KIB

log = logging.getLogger(__name__)

# Supabase caches its own answer for ten minutes: asking more often learns nothing.
LIFESPAN_S = 600.0
# A renewal starts in the background from here on, so that no request waits for one.
RENEW_AFTER_S = 480.0
# Between two fetches, whatever unknown key ids come in: nobody can make us hammer the server.
COOLDOWN_S = 30.0
# The same while there are no keys at all, as on starting together with the auth server.
FIRST_COOLDOWN_S = 1.0
# Keys older than this are not trusted: a key withdrawn during an outage must stop counting.
MAX_STALENESS_S = 86_400.0
# A key set is a small file on a fast endpoint; a request is waiting.
FETCH_TIMEOUT_S = 5.0
# Real ones have two or three keys of 300 bytes.
MAX_SET_BYTES = 64 * KIB
MAX_KEYS = 32

# The algorithm follows from the key, never from the token.
_ALGORITHMS = {"EC": "ES256", "RSA": "RS256"}


class KeySet:
    """Public keys by key id. `open` and `close` it within one event loop. `parse` reads the
    document, and raises ValueError where it is none."""

    def __init__(
        self, url: str, parse: Callable[[bytes], dict[str, jwt.PyJWK]] | None = None
    ) -> None:
        self._url = url
        self._parse = parse or parse_key_set
        self._session: aiohttp.ClientSession | None = None
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at: float | None = None
        self._attempted_at: float | None = None
        self._fetching: asyncio.Task[None] | None = None
        # Goes up whenever the keys change, so that what was verified with the old ones can go.
        self.version = 0

    async def open(self) -> None:
        """Makes the HTTP client and starts the first fetch, without waiting for it."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=FETCH_TIMEOUT_S),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._start_fetch()

    async def close(self) -> None:
        """Ends a fetch under way and the HTTP client."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    @property
    def loaded(self) -> bool:
        """True while there is a key set young enough to be trusted, even an empty one."""
        return self._age_s() < MAX_STALENESS_S

    async def ready(self) -> bool:
        """`loaded`, after one more try where it is not."""
        if not self.loaded:
            await self._fetch_unless_just_tried()
        return self.loaded

    async def key(self, key_id: str) -> jwt.PyJWK | None:
        """The key, or None for an id that the project does not publish.

        Raises FlorinError 503 `keys_unavailable` while there is no key set to judge by.
        """
        await self._renew()
        if key_id not in self._keys:
            await self._fetch_unless_just_tried()
        self._require()
        return self._keys.get(key_id)

    async def every(self, *, anew: bool = False) -> list[jwt.PyJWK]:
        """All keys, for signatures that name none; `anew`: fetched again first, unless they just
        were. Raises as `key`."""
        await self._renew()
        if anew:
            await self._fetch_unless_just_tried()
        self._require()
        return list(self._keys.values())

    async def _renew(self) -> None:
        """Waits for what is too old, and has what is growing old fetched in the background."""
        age_s = self._age_s()
        if age_s >= LIFESPAN_S:
            await self._fetch_unless_just_tried()
        elif age_s >= RENEW_AFTER_S and not self._cooling_down():
            self._start_fetch()

    def _require(self) -> None:
        if not self.loaded:
            raise FlorinError(
                503,
                "keys_unavailable",
                "Tokens cannot be verified at the moment. Try again shortly.",
                retry_after_s=2,
            )

    def _age_s(self) -> float:
        return float("inf") if self._fetched_at is None else time.monotonic() - self._fetched_at

    def _cooling_down(self) -> bool:
        if self._attempted_at is None:
            return False
        cooldown_s = FIRST_COOLDOWN_S if self._fetched_at is None else COOLDOWN_S
        return time.monotonic() - self._attempted_at < cooldown_s

    async def _fetch_unless_just_tried(self) -> None:
        """Waits for the fetch under way, or starts one; nothing while cooling down."""
        if self._fetching is None and self._cooling_down():
            return
        # Shielded: the fetch belongs to everybody who waits for it.
        await asyncio.shield(self._start_fetch())

    def _start_fetch(self) -> asyncio.Task[None]:
        if self._fetching is None:
            self._attempted_at = time.monotonic()
            self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def _fetch(self) -> None:
        try:
            keys = self._parse(await self._read())
        except (aiohttp.ClientError, OSError, ValueError) as error:
            log.warning("the key set cannot be fetched", exc_info=error)
        else:
            if _identities(keys) != _identities(self._keys):
                self.version += 1
            self._keys = keys
            self._fetched_at = time.monotonic()
        finally:
            self._fetching = None

    async def _read(self) -> bytes:
        if self._session is None:
            raise RuntimeError("KeySet.open was not called")
        async with self._session.get(self._url, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError(f"HTTP {response.status}")
            # One byte more than allowed, to tell the two apart; read may return less at a time.
            body = bytearray()
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > MAX_SET_BYTES:
                    raise ValueError("the key set is too large")
            return bytes(body)


def parse_key_set(body: bytes) -> dict[str, jwt.PyJWK]:
    """The usable keys by id: EC P-256 and RSA for signatures. Others are passed over, so that one
    odd key does not take the good ones with it. Raises ValueError where it is no key set."""
    document = orjson.loads(body)
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("no member `keys`")
    keys: dict[str, jwt.PyJWK] = {}
    for entry in entries[:MAX_KEYS]:
        key = _usable(entry)
        if key is not None:
            keys[entry["kid"]] = key
    return keys


def _usable(entry: Any) -> jwt.PyJWK | None:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("kid"), str):
        return None
    algorithm = _ALGORITHMS.get(str(entry.get("kty")))
    if algorithm is None or entry.get("alg", algorithm) != algorithm:
        return None
    if entry.get("use", "sig") != "sig" or (algorithm == "ES256" and entry.get("crv") != "P-256"):
        return None
    try:
        return jwt.PyJWK(dict(entry), algorithm)
    except (jwt.PyJWTError, ValueError, TypeError):
        return None


def _identities(keys: Mapping[str, jwt.PyJWK]) -> dict[str, Any]:
    return {key_id: key._jwk_data for key_id, key in keys.items()}
