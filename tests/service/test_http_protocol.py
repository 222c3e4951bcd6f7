"""Connections, and the size and time of a request's head, are bounded."""

from __future__ import annotations

import asyncio

import pytest
from functions_py import http_protocol
from running import Service, running_service, settings_for

REQUEST = b"GET /health/live HTTP/1.1\r\nhost: x\r\n"


async def exchange(service: Service, *parts: bytes, pause_s: float = 0.05) -> bytes:
    """Sends the parts one after the other; the answer up to the server's close."""
    stream, writer = await asyncio.open_connection("127.0.0.1", service.port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause_s)
        return await asyncio.wait_for(stream.read(), 5)
    finally:
        writer.close()


async def test_a_head_in_pieces_is_a_head() -> None:
    async with running_service(settings_for()) as service:
        pieces = [REQUEST[:9], REQUEST[9:30], REQUEST[30:] + b"connection: close\r\n", b"\r\n"]
        assert (await exchange(service, *pieces)).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "part", [b"x-long: " + b"x" * 40_000, b"x-many: 1\r\n" * 3000], ids=["long", "many"]
)
async def test_a_head_without_end_is_431(part: bytes) -> None:
    async with running_service(settings_for()) as service:
        answer = await exchange(service, REQUEST, part, part, part)
        assert answer.startswith(b"HTTP/1.1 431 ")
        assert b"headers_too_large" in answer


async def test_a_key_of_ten_thousand_characters_gets_through_to_a_clear_401() -> None:
    async with running_service(settings_for()) as service:
        status, problem = await service.get("/v1/me", authorization="Bearer " + "x" * 10_000)
        assert (status, problem["code"]) == (401, "token_too_long")


async def test_a_head_that_takes_too_long_is_408(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_TIMEOUT_S", 0.2)
    async with running_service(settings_for()) as service:
        answer = await exchange(service, REQUEST)
        assert answer.startswith(b"HTTP/1.1 408 ")


async def test_a_connection_that_says_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_TIMEOUT_S", 0.2)
    async with running_service(settings_for()) as service:
        assert await exchange(service) == b""


async def test_the_clock_of_the_head_does_not_run_between_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_TIMEOUT_S", 0.2)
    async with running_service(settings_for()) as service:
        whole = REQUEST + b"\r\n"
        last = REQUEST + b"connection: close\r\n\r\n"
        answer = await exchange(service, whole, whole, last, pause_s=0.4)
        assert answer.count(b"HTTP/1.1 200 ") == 3


async def test_a_connection_too_many_is_503_with_retry_after() -> None:
    async with running_service(settings_for(max_open_requests=1)) as service:
        idle = [await asyncio.open_connection("127.0.0.1", service.port) for _ in range(2)]
        await asyncio.sleep(0.05)
        answer = await exchange(service, REQUEST)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 2\r\n" in answer
        for _, writer in idle:
            writer.close()
        await asyncio.sleep(0.05)
        answer = await exchange(service, REQUEST + b"connection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("request_", [b"nonsense\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n"])
async def test_what_is_no_http_is_400(request_: bytes) -> None:
    async with running_service(settings_for()) as service:
        assert (await exchange(service, request_)).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("wish", [b"h2c", b"websocket", b"TLS/1.0"])
@pytest.mark.parametrize("length", [b"content-length: %d", b"Transfer-Encoding: chunked"])
async def test_a_body_behind_an_upgrade_is_no_request_of_its_own(
    wish: bytes, length: bytes
) -> None:
    hidden = b"GET /v1/hidden HTTP/1.1\r\nhost: x\r\n\r\n"
    head = b"POST /health/live HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: " + wish
    head += b"\r\n" + (length % len(hidden) if b"%" in length else length) + b"\r\n\r\n"
    async with running_service(settings_for()) as service:
        for parts in ([head + hidden], [head, hidden], [head + hidden[:9], hidden[9:]]):
            answer = await exchange(service, *parts)
            assert answer.startswith(b"HTTP/1.1 400 ")
            assert answer.count(b"HTTP/1.1 ") == 1
            assert b"upgrade_with_body" in answer


async def test_an_upgrade_without_a_body_is_passed_over() -> None:
    async with running_service(settings_for()) as service:
        wish = REQUEST + b"connection: upgrade, close\r\nupgrade: h2c\r\ncontent-length: 0\r\n\r\n"
        assert (await exchange(service, wish)).startswith(b"HTTP/1.1 200 ")
