"""HTTP to providers of media: what was certainly not sent is told from what may have arrived.

Keys travel only in headers to the provider's own base URL: redirects are not followed, proxies of
the environment are not used, cookies are not kept. Answers are bounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
from yarl import URL

from functions_py.key_redaction import without_key
from functions_py.media.provider import Unclear, Unreachable
from functions_py.settings import Settings

# What one process asks at once; jobs are advanced by far fewer tasks.
MAX_CONNECTIONS = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """A provider's answer, whole. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def object(self) -> dict[str, Any]:
        """The body as a JSON object. Raises Unclear where it is none."""
        value = self.value()
        if not isinstance(value, dict):
            raise Unclear(f"HTTP {self.status} without a JSON object")
        return value

    def value(self) -> Any:
        """The body as JSON; None where it is no JSON."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None


class MediaHttp:
    """Connections to providers; made on first use, closed by `close`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kept: aiohttp.ClientSession | None = None
        self._fresh: aiohttp.ClientSession | None = None

    async def get(
        self, url: str, headers: Mapping[str, str], params: Mapping[str, str], max_bytes: int
    ) -> Answer:
        """Raises Unreachable, Unclear."""
        asked = URL(url).with_query(params)
        return await self._ask(self._session(), "GET", asked, headers, None, max_bytes)

    async def put(self, url: str, headers: Mapping[str, str], max_bytes: int) -> Answer:
        """Without a body. Raises as `get`."""
        return await self._ask(self._session(), "PUT", URL(url), headers, b"", max_bytes)

    async def post_once(
        self,
        url: URL,
        headers: Mapping[str, str],
        body: Mapping[str, Any],
        max_bytes: int,
        timeout_s: float,
    ) -> Answer:
        """Sent over a connection of its own: one that was kept may have been closed by the other
        side a moment ago, and then nobody knows whether the request was read. Raises as `get`."""
        if self._fresh is None:
            self._fresh = self._new_session(force_close=True)
        sent = {**headers, "content-type": "application/json"}
        return await self._ask(
            self._fresh, "POST", url, sent, orjson.dumps(body), max_bytes, timeout_s
        )

    async def close(self) -> None:
        for session in (self._kept, self._fresh):
            if session is not None:
                await session.close()
        self._kept = self._fresh = None

    def _session(self) -> aiohttp.ClientSession:
        if self._kept is None:
            self._kept = self._new_session(force_close=False)
        return self._kept

    def _new_session(self, *, force_close: bool) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=MAX_CONNECTIONS, force_close=force_close),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )

    async def _ask(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: URL,
        headers: Mapping[str, str],
        body: bytes | None,
        max_bytes: int,
        timeout_s: float | None = None,
    ) -> Answer:
        timeout = aiohttp.ClientTimeout(
            total=timeout_s or self._settings.media_timeout_s,
            sock_connect=self._settings.connect_timeout_s,
        )
        try:
            async with session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                read = await _read(response, max_bytes)
                if response.status // 100 != 2:
                    # Errors are told to the user who asked.
                    read = without_key(read, headers.get("authorization", "").partition(" ")[2])
                kept = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, kept, read)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreachable(type(error).__name__) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # TimeoutError is an OSError.
            raise Unclear(type(error).__name__) from error


async def _read(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    read = bytearray()
    async for chunk in response.content.iter_any():
        read += chunk
        if len(read) > max_bytes:
            raise Unclear("an answer that is too long")
    return bytes(read)
