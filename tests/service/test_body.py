"""A body is read within bounds of size and time, and is a JSON object or a clear 400."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson
import pytest
import uvicorn
from functions_py.body import parse_object, read_object
from functions_py.errors import FlorinError
from functions_py.http_protocol import bounded_protocol
from functions_py.settings import KIB
from functions_py.shapes import render
from running import settings_for, started
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

LIMIT = 64 * KIB


@asynccontextmanager
async def reader(**changes: Any) -> AsyncIterator[int]:
    """A server whose one route reads the body as every route does; yields its port."""
    settings = settings_for(max_body_bytes=LIMIT, **changes)

    async def read(request: Request) -> Response:
        try:
            body, value = await read_object(request, settings)
        except FlorinError as error:
            return render(error, "problem")
        return Response(orjson.dumps({"bytes": len(body), "members": len(value)}))

    config = uvicorn.Config(
        Starlette(routes=[Route("/", read, methods=["POST"])]),
        host="127.0.0.1",
        port=0,
        http=bounded_protocol(10),
        ws="none",
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    async with started(uvicorn.Server(config)) as port:
        yield port


async def post(port: int, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as client,
        client.post(
            f"http://127.0.0.1:{port}/",
            data=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        ) as response,
    ):
        return response.status, orjson.loads(await response.read())


async def raw(port: int, request: bytes) -> bytes:
    """Sends these very bytes and reads until the server closes."""
    stream, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    answer = await asyncio.wait_for(stream.read(), 10)
    writer.close()
    await writer.wait_closed()
    return answer


def json_of(size: int) -> bytes:
    return b'{"a":"' + b"x" * (size - 8) + b'"}'


async def chunked(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.mark.parametrize("size", [8, 5000, LIMIT - 1, LIMIT])
async def test_a_body_up_to_the_limit_is_read(size: int) -> None:
    async with reader() as port:
        assert await post(port, json_of(size)) == (200, {"bytes": size, "members": 1})
        assert await post(port, chunked(json_of(size), 777)) == (200, {"bytes": size, "members": 1})


@pytest.mark.parametrize("size", [LIMIT + 1, LIMIT + LIMIT // 2, 2 * LIMIT])
async def test_a_body_over_the_limit_is_413_also_for_clients_that_send_it_all_first(
    size: int,
) -> None:
    async with reader() as port:
        for body in (json_of(size), chunked(json_of(size), 4096)):
            status, problem = await post(port, body)
            assert (status, problem["code"]) == (413, "body_too_large")
            assert problem["limit_bytes"] == LIMIT


async def test_a_body_without_end_is_cut_off() -> None:
    async with reader() as port:
        head = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
        chunk = b"1000\r\n" + b"x" * 4096 + b"\r\n"
        answer = await raw(port, head + chunk * (3 * LIMIT // 4096))
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"connection: close" in answer


@pytest.mark.parametrize("length", ["99999999999999999999", "70000"])
async def test_who_asks_before_sending_is_refused_at_once(length: str) -> None:
    async with reader() as port:
        answer = await raw(
            port,
            f"POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n"
            f"content-length: {length}\r\n\r\n".encode(),
        )
        assert answer.startswith((b"HTTP/1.1 413 ", b"HTTP/1.1 400 "))
        assert b"100 Continue" not in answer


async def test_a_slow_body_is_408() -> None:
    async with reader(body_timeout_s=0.3) as port:
        answer = await raw(port, b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{")
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"body_timeout" in answer


async def test_a_compressed_body_is_415() -> None:
    async with reader() as port:
        status, problem = await post(port, b"{}", content_encoding="gzip")
        assert (status, problem["code"]) == (415, "unsupported_content_encoding")


BOMB = b'{"a":' * 100_000 + b"1" + b"}" * 100_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{]",
        b"[]",
        b"null",
        b'"text"',
        b"7",
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 01}',
        b'{"a": "\xff"}',
        b'{"a": "\\ud800"}',
        b"\xef\xbb\xbf{}",
        b'{"a": 1} trailing',
        b"[" * 200_000,
        BOMB,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_no_json_object_is_malformed(body: bytes) -> None:
    with pytest.raises(FlorinError) as refused:
        parse_object(body)
    assert (refused.value.status, refused.value.code) == (400, "malformed_json")


def test_of_members_sent_twice_the_last_counts() -> None:
    assert parse_object(b'{"model": "a", "model": "b"}') == {"model": "b"}


async def test_malformed_json_is_400_over_http() -> None:
    async with reader() as port:
        status, problem = await post(port, b"{")
        assert (status, problem["code"]) == (400, "malformed_json")


async def test_a_client_that_goes_away_harms_nobody() -> None:
    async with reader() as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{")
        await writer.drain()
        writer.transport.abort()
        assert (await post(port, b"{}"))[0] == 200
