"""Clients that send a byte a second, or never read: each is ended in its time, holds little memory
meanwhile, and nobody else waits for them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from hostile.wire import head, opened, read_answer
from hostile.world import Caller, World, running_world

from local.testbed.databases import Databases
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl

BODY_TIMEOUT_S = 4
LIMIT_BYTES = 4 * 1024 * 1024
SLOW = 120
# Of one slow client: a connection, a head, a few bytes of a body.
SLOW_KIB = 128
# Of others' requests the one in the middle: who had to wait for a slow client would wait for
# BODY_TIMEOUT_S, every time. The longest tells more of the machine.
OTHERS_WAIT_S = 2.0
DEADLINE_S = 60.0


@pytest.fixture(scope="module")
def slow_world(databases: Databases, provider: ProviderControl, issuer: Issuer) -> Iterator[World]:
    """Time-outs of its own."""
    environment = {
        "FLORIN_BODY_TIMEOUT_S": str(BODY_TIMEOUT_S),
        "FLORIN_MAX_BODY_BYTES": str(LIMIT_BYTES),
        "FLORIN_CHUNK_IDLE_TIMEOUT_S": "20",
    }
    with running_world(databases, provider, issuer, environment) as running:
        yield running
        running.settle()
        assert running.service.db.verify() == []


@pytest.fixture
def caller(slow_world: World) -> Caller:
    return slow_world.new_caller("user")


async def waits(world: World, caller: Caller, until: asyncio.Event) -> list[float]:
    """Of another user's requests meanwhile, in seconds, the shortest first."""
    found = []
    async with httpx.AsyncClient(
        base_url=world.service.base_url, headers=caller.headers, timeout=60, trust_env=False
    ) as http:
        while not until.is_set():
            started = time.monotonic()
            (await http.get("/v1/me")).raise_for_status()
            found.append(time.monotonic() - started)
            await asyncio.sleep(0.05)
    return sorted(found)


def said(others: list[float]) -> str:
    return f"others waited {others[len(others) // 2]:.3f} s, {others[-1]:.3f} s at most"


async def trickle(world: World, caller: Caller, path: str) -> tuple[int, float]:
    """Status and seconds of a client that sends a byte of its body every half second."""
    reader, writer = await opened(world.service.base_url)
    started = time.monotonic()
    writer.write(head("POST", path, caller.bearer, "content-length: 100000", close=False))
    answer = asyncio.create_task(reader.read())
    with suppress(ConnectionError):
        while not answer.done() and time.monotonic() - started < DEADLINE_S:
            writer.write(b" ")
            await asyncio.wait([answer], timeout=0.5)
    try:
        raw = await answer
    except ConnectionError:
        raw = b""
    writer.close()
    return read_answer(raw).status, time.monotonic() - started


async def test_bodies_that_trickle_are_ended_in_their_time(
    slow_world: World, caller: Caller
) -> None:
    other = await asyncio.to_thread(slow_world.new_caller, "user")
    before = slow_world.resident_kib()
    ended = asyncio.Event()
    watch = asyncio.create_task(waits(slow_world, other, ended))
    paths = ("/v1/generations", "/v1/jobs", "/v1/messages", "/webhooks/stripe")
    clients = [
        asyncio.create_task(trickle(slow_world, caller, paths[n % len(paths)])) for n in range(SLOW)
    ]
    await asyncio.sleep(BODY_TIMEOUT_S / 2)
    grown = slow_world.resident_kib() - before
    answers = await asyncio.gather(*clients)
    ended.set()
    others = await watch

    # Who wrote once more into a closed connection may not have heard why it was closed.
    assert {408} <= {status for status, _ in answers} <= {408, 0}
    assert max(seconds for _, seconds in answers) < BODY_TIMEOUT_S + 20
    assert grown < SLOW * SLOW_KIB
    assert others[len(others) // 2] < OTHERS_WAIT_S
    print(f"trickling: {SLOW} clients, {grown / SLOW:.0f} KiB each; {said(others)}")


async def test_a_stream_that_nobody_reads_holds_little_and_is_paid(
    slow_world: World, caller: Caller, provider: ProviderControl
) -> None:
    """The provider's reply is larger than every buffer on the way. What is not read is not kept
    beyond the transcript's bound, and the generation ends and is charged."""
    other = await asyncio.to_thread(slow_world.new_caller, "user")
    mark = await asyncio.to_thread(provider.script, {"words": 3000})
    body = json.dumps(
        {
            "model": "demo",
            "messages": [{"role": "user", "content": mark}],
            "max_output_tokens": 4000,
        }
    ).encode()
    before = slow_world.resident_kib()
    ended = asyncio.Event()
    watch = asyncio.create_task(waits(slow_world, other, ended))
    writers = []
    for _ in range(10):
        _, writer = await opened(slow_world.service.base_url)
        # Left to fill: asyncio would read on by itself.
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        lines = [caller.bearer, f"content-length: {len(body)}"]
        writer.write(head("POST", "/v1/generations", *lines) + body)
        writers.append(writer)
    await asyncio.to_thread(slow_world.settle)
    grown = slow_world.resident_kib() - before
    ended.set()
    others = await watch
    for writer in writers:
        writer.transport.abort()

    with slow_world.service.db.connect("supabase_admin") as connection:
        rows = connection.execute(
            "select status::text, charged > 0 from generation.generations where user_id = %s"
            " and created_at > now() - interval '5 minutes' order by created_at desc limit 10",
            [caller.user_id],
        ).fetchall()
    assert len(rows) == 10
    # What credits reached for; the last may have found none.
    assert all(charged for _, charged in rows), rows
    assert grown < 64 * 1024
    assert others[len(others) // 2] < OTHERS_WAIT_S
    print(f"unread: 10 streams, {grown} KiB; {said(others)}")


async def test_a_body_above_the_bound_is_not_read_whole(slow_world: World, caller: Caller) -> None:
    """A gigabyte is promised: twice the bound is read and thrown away, then the line is cut."""
    reader, writer = await opened(slow_world.service.base_url)
    writer.write(head("POST", "/v1/generations", caller.bearer, f"content-length: {2**30}"))
    before, sent = slow_world.resident_kib(), 0
    answer = asyncio.create_task(reader.read())
    with suppress(ConnectionError):
        while not answer.done() and sent < 2**30:
            writer.write(b"x" * 65536)
            await asyncio.wait_for(writer.drain(), DEADLINE_S)
            sent += 65536
    with suppress(ConnectionError):
        assert read_answer(await asyncio.wait_for(answer, DEADLINE_S)).status == 413
    writer.close()
    # Kernels hold some megabytes of it.
    assert sent < 2 * LIMIT_BYTES + 64 * 1024 * 1024
    assert slow_world.resident_kib() - before < 32 * 1024


async def test_a_body_at_once_above_the_bound_is_413(slow_world: World, caller: Caller) -> None:
    content = b'{"a":"' + b"x" * LIMIT_BYTES + b'"}'
    reply = await asyncio.to_thread(
        slow_world.request, "POST", "/v1/generations", caller, content=content
    )
    assert reply.status_code == 413


async def test_heads_without_end_are_cut_off(slow_world: World) -> None:
    async def send(part: bytes) -> int:
        reader, writer = await opened(slow_world.service.base_url)
        writer.write(b"GET /v1/me HTTP/1.1\r\nhost: x\r\n")
        answer = asyncio.create_task(reader.read())
        with suppress(ConnectionError):
            for _ in range(200):
                if answer.done():
                    break
                writer.write(part)
                await asyncio.wait([answer], timeout=0.01)
        writer.close()
        with suppress(ConnectionError):
            return read_answer(await asyncio.wait_for(answer, DEADLINE_S)).status
        return 431

    statuses = await asyncio.gather(
        *(send(b"x-%d: 1\r\n" % n * 1000) for n in range(20)),
        *(send(b"x" * 8192) for _ in range(20)),
    )
    assert set(statuses) == {431}
