"""Calls of the service's HTTP interface: credentials, time-outs, bounds, retries."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from florin_client.errors import NotSignedIn, UnexpectedAnswer, Unreachable, problem_of
from florin_client.reading import parse_object
from florin_client.retries import Retries, retrying
from florin_client.session import Session

# The service bounds its own whole replies by 32 MiB; nothing else comes near it.
MAX_ANSWER_BYTES = 32 * 1024 * 1024
# An error says what it has to say in less.
MAX_PROBLEM_BYTES = 256 * 1024


@dataclass(frozen=True)
class Answer:
    """A whole answer below 400. Header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def members(self) -> dict[str, Any]:
        """Its JSON object. Raises UnexpectedAnswer."""
        return parse_object(self.body)


class Service:
    """The service as the signed-in user. `account_id`: act for this account, not the user's own."""

    def __init__(
        self,
        url: str,
        session: Session,
        http: httpx.AsyncClient,
        retries: Retries,
        timeout_s: float,
        account_id: str | None = None,
    ) -> None:
        self.session = session
        self.retries = retries
        self.account_id = account_id
        self._url = url.rstrip("/")
        self._http = http
        self._timeout_s = timeout_s

    async def call(
        self,
        method: str,
        path: str,
        *,
        json_body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
        retries: Retries | None = None,
    ) -> Answer:
        """One answer, after as many tries as it takes. `timeout_s` is of each try, altogether.

        Raises Problem, Unreachable, UnexpectedAnswer, AuthRefused.
        """
        body = None if json_body is None else json.dumps(json_body).encode()
        limit_s = timeout_s or self._timeout_s

        async def attempt() -> Answer:
            try:
                async with (
                    asyncio.timeout(limit_s),
                    self.open(method, path, body, headers, limit_s) as response,
                ):
                    content = await _read(response, MAX_ANSWER_BYTES)
                    return Answer(response.status_code, dict(response.headers), content)
            except TimeoutError as error:
                raise Unreachable(f"no answer to {method} {path} within {limit_s:g} s") from error

        return await retrying(attempt, retries or self.retries)

    @contextlib.asynccontextmanager
    async def open(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str] | None,
        silence_s: float,
    ) -> AsyncIterator[httpx.Response]:
        """One try. The response below 400, its body not read yet; `silence_s` bounds the wait for
        each part of it. What the connection raises within the block is raised as Unreachable."""
        try:
            token = await self.session.token()
            for is_last in (False, True):
                request = self._request(method, path, body, headers, token, silence_s)
                response = await self._http.send(request, stream=True)
                try:
                    if response.status_code < 400:
                        yield response
                        return
                    content = await _read(response, MAX_PROBLEM_BYTES)
                    problem = problem_of(response.status_code, response.headers, content)
                finally:
                    await response.aclose()
                # Clocks differ, keys rotate: a new token settles whether the session is good.
                if is_last or not isinstance(problem, NotSignedIn):
                    raise problem
                token = await self.session.renew(token)
        except httpx.TransportError as error:
            raise Unreachable(f"{method} {path}: {error!r}") from error
        except httpx.DecodingError as error:
            raise UnexpectedAnswer(f"{method} {path}: {error!r}") from error

    def _request(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str] | None,
        token: str,
        silence_s: float,
    ) -> httpx.Request:
        sent = {"authorization": f"Bearer {token}", **(headers or {})}
        if body is not None:
            sent["content-type"] = "application/json"
        if self.account_id is not None:
            sent["florin-account"] = self.account_id
        timeout = httpx.Timeout(silence_s, connect=min(silence_s, 5.0))
        return self._http.build_request(
            method, f"{self._url}{path}", content=body, headers=sent, timeout=timeout
        )


async def _read(response: httpx.Response, limit_bytes: int) -> bytes:
    """The whole body. Raises UnexpectedAnswer where it is larger."""
    parts = bytearray()
    async for part in response.aiter_bytes():
        parts += part
        if len(parts) > limit_bytes:
            raise UnexpectedAnswer(f"an answer of more than {limit_bytes} bytes")
    return bytes(parts)
