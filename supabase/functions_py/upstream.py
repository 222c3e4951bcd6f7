"""One HTTP try at one provider, and what its answer means for the next route.

Keys travel only in headers to the route's own base URL: redirects are not followed, proxies of
the environment are not used, cookies are not kept, and nothing here is logged.
"""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

import aiohttp
from yarl import URL

from functions_py.errors import FlorinError
from functions_py.settings import KIB, MIB, Settings

# A provider's error is a sentence or two of JSON; whatever is larger is cut, not kept.
ERROR_BODY_BYTES = 64 * KIB

# aiohttp copies larger bodies piece by piece when they come as a file.
_BODY_AS_FILE_BYTES = 1 * MIB

# Enough for the chunks of a burst; above twice this the provider's socket is left to fill.
_READ_BUFFER_BYTES = 64 * KIB

# Longer than the pauses of a busy service, shorter than providers' own 60 to 75 s: a connection
# they have just closed under us costs a second attempt.
_KEEPALIVE_S = 30.0

# Of a header that is kept or told again.
MAX_HEADER_CHARACTERS = 200

_REQUEST_ID_HEADERS = ("request-id", "x-request-id")

# Statuses that speak of the provider or of our account there, not of the client's request.
_OUR_ACCOUNT = (401, 402, 403)
_TRY_ELSEWHERE = (408, 409, 425, 429)


@dataclass(slots=True)
class Attempt:
    """One try at one route, as recorded with the generation. Durations are milliseconds."""

    route_id: int
    outcome: str = "failed"
    http_status: int | None = None
    provider_request_id: str | None = None
    usage: list[dict[str, Any]] = field(default_factory=list)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    first_byte_ms: int | None = None
    duration_ms: int | None = None
    _clock: float = field(default_factory=time.monotonic)

    def first_byte(self) -> None:
        self.first_byte_ms = self._elapsed_ms()

    def end(self, outcome: str) -> None:
        self.outcome = outcome
        self.duration_ms = self._elapsed_ms()

    def as_json(self) -> dict[str, Any]:
        return {
            "route_id": self.route_id,
            "provider_request_id": self.provider_request_id,
            "http_status": self.http_status,
            "outcome": self.outcome,
            "started_at": self.started_at.isoformat(),
            "first_byte_ms": self.first_byte_ms,
            "duration_ms": self.duration_ms,
            "usage": self.usage,
        }

    def _elapsed_ms(self) -> int:
        return round((time.monotonic() - self._clock) * 1000)


class AttemptFailed(Exception):
    """This try came to nothing, and another route may do better.

    outcome: why, as recorded. retry_after_s: what the provider asked for, if it did. refusal: what
    to tell the client where the fault is in its request, if no route takes it.
    """

    def __init__(
        self,
        outcome: str,
        retry_after_s: int | None = None,
        refusal: FlorinError | None = None,
    ) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.retry_after_s = retry_after_s
        self.refusal = refusal


class RequestRefused(Exception):
    """The provider says the request itself is wrong: no other route is asked."""

    def __init__(self, status: int, content_type: str, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.content_type = content_type
        self.body = body


class Upstream:
    """The process's one HTTP client. Use as an async context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Upstream:
        connector = aiohttp.TCPConnector(
            limit=self._settings.max_open_requests,
            keepalive_timeout=_KEEPALIVE_S,
            ttl_dns_cache=60,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            # Only connecting is timed here; one watchdog per generation sees to the rest.
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=self._settings.connect_timeout_s
            ),
            read_bufsize=_READ_BUFFER_BYTES,
            trust_env=False,
        )
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, attempt: Attempt
    ) -> aiohttp.ClientResponse:
        """The provider's 2xx response, its body unread.

        Raises AttemptFailed (connection, 408, 429, 5xx, our own account refused, redirects) and
        RequestRefused (any other 4xx).
        """
        if self._session is None:
            raise RuntimeError("Upstream is not entered")
        data = body if len(body) < _BODY_AS_FILE_BYTES else io.BytesIO(body)
        try:
            response = await self._session.post(
                parse_url(url), data=data, headers=headers, allow_redirects=False
            )
        except aiohttp.ServerDisconnectedError as error:
            raise AttemptFailed("disconnected") from error
        except (aiohttp.ClientError, OSError) as error:
            raise AttemptFailed("connect_failed") from error
        attempt.http_status = response.status
        for name in _REQUEST_ID_HEADERS:
            if name in response.headers:
                attempt.provider_request_id = _plain(response.headers[name])[:MAX_HEADER_CHARACTERS]
                break
        if response.status // 100 == 2:
            return response
        await refuse(response)
        raise AssertionError("refuse always raises")


async def refuse(response: aiohttp.ClientResponse) -> None:
    """Raises what a response that is not 2xx means, having read no more than needed of it."""
    status = response.status
    try:
        if status in _OUR_ACCOUNT:
            raise AttemptFailed("auth_failed")
        if status == 429:
            raise AttemptFailed("rate_limited", retry_after_s(response.headers))
        if status == 529:
            raise AttemptFailed("overloaded", retry_after_s(response.headers))
        if status in (408, 504):
            raise AttemptFailed("timed_out")
        if status in _TRY_ELSEWHERE or status // 100 != 4:
            raise AttemptFailed("server_error", retry_after_s(response.headers))
        body = await read_bounded(response, ERROR_BODY_BYTES)
        raise RequestRefused(status, content_type_of(response), body)
    finally:
        response.close()


def content_type_of(response: aiohttp.ClientResponse) -> str:
    """What the provider says its body is, fit to be said again: JSON where it is no such thing."""
    told = response.headers.get("content-type", "")
    is_good = told.isascii() and told.isprintable() and 0 < len(told) <= MAX_HEADER_CHARACTERS
    return told if is_good else "application/json"


def _plain(value: str) -> str:
    """A header's value as a text that every database and every log takes: what is not ASCII may
    be bytes of anything, which aiohttp keeps as surrogates."""
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in value)


async def read_bounded(response: aiohttp.ClientResponse, limit_bytes: int) -> bytes:
    """The body up to the limit. Raises AttemptFailed where it breaks off."""
    parts: list[bytes] = []
    size = 0
    try:
        while size < limit_bytes:
            part = await response.content.readany()
            if not part:
                break
            parts.append(part)
            size += len(part)
    except (aiohttp.ClientError, OSError) as error:
        raise AttemptFailed("truncated") from error
    return b"".join(parts)[:limit_bytes]


def retry_after_s(headers: Mapping[str, str]) -> int | None:
    """Retry-After in whole seconds, from either of its forms (RFC 9110, 10.2.3)."""
    value = headers.get("retry-after", "")
    if value.isascii() and value.isdigit():
        return int(value[:9])
    try:
        due = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if due.tzinfo is None:
        return None
    return max(0, round((due - datetime.now(UTC)).total_seconds()))


@lru_cache(maxsize=256)
def parse_url(url: str) -> URL:
    """Routes are few and requests many."""
    return URL(url)
