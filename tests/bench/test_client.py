"""The load generator's client sees what the provider sent, to the chunk and to the moment."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bench.client import BadStream, Client
from bench.load_plan import Pace, Plan, Target
from bench.provider import Connection
from local.postgres import HOST


@pytest.fixture
async def provider() -> AsyncIterator[Target]:
    server = await asyncio.get_running_loop().create_server(Connection, HOST, 0)
    yield Target.of(f"http://{HOST}:{server.sockets[0].getsockname()[1]}")
    server.close()
    await server.wait_closed()


async def test_every_chunk_is_seen_with_its_delay(provider: Target) -> None:
    client = Client(stamps=True)
    timing = await client.stream(provider, provider.request(0, Pace(50, 1, 2)), 50)
    client.close()
    assert len(timing.delays_ns) == 50
    assert all(0 <= delay < 1e9 for _, delay in timing.delays_ns)
    assert timing.sent_at_ns < timing.first_byte_at_ns <= timing.delays_ns[-1][0]
    # 49 gaps of 2 ms, kept by the clock.
    assert timing.delays_ns[-1][0] - timing.delays_ns[0][0] > 90e6


async def test_connection_serves_one_stream_after_another(provider: Target) -> None:
    client = Client(stamps=False)
    for chunks in (1, 100, 3):
        timing = await client.stream(provider, provider.request(0, Pace(chunks, 10, 0)), chunks)
        assert timing.first_byte_ms > 0
    client.close()


async def test_stream_that_lacks_a_chunk_is_bad(provider: Target) -> None:
    with pytest.raises(BadStream):
        await Client(stamps=False).stream(provider, provider.request(0, Pace(9, 9, 0)), 10)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel",
        b"",
    ],
    ids=["refused", "cut off", "closed"],
)
async def test_refusal_and_broken_stream_are_bad(answer: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    target = Target.of(f"http://{HOST}:{server.sockets[0].getsockname()[1]}")
    with pytest.raises(BadStream):
        await Client(stamps=False).stream(target, target.request(0, Pace(1, 1, 0)), 1)
    server.close()
    await server.wait_closed()


def test_plan_survives_its_way_to_the_other_process() -> None:
    here = Target("127.0.0.1", 1, "/x", ["token"])
    for direct in (None, here):
        plan = Plan("at_once", here, 5, 1.5, Pace(100, 1, 20), direct)
        assert Plan.from_json(plan.to_json()) == plan
