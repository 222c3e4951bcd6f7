"""A provider that sends the bytes it was told to, HTTP or not, and ends as it was told to.

A request names its plan by a mark in its prompt.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
import socket
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Literal

from local.postgres import HOST

MARK = re.compile(rb"plan:([0-9]+);")
LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)

# What an endless stream sends, and how often: slow enough for a busy machine.
ENDLESS_PAUSE_S = 0.005
MAX_KEPT = 1000

End = Literal["close", "reset", "silence", "endless"]


@dataclass(frozen=True)
class Plan:
    """`writes` are sent one by one; then the connection is closed or reset, or nothing more comes
    until the client leaves, or `again` comes over and over."""

    writes: list[bytes]
    end: End = "close"
    again: bytes = b": still here\n\n"


@dataclass
class RawProvider:
    """Its address, and the plans by mark."""

    url: str = ""
    asked: int = 0
    _plans: dict[int, Plan] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def mark(self, plan: Plan) -> str:
        """What a prompt must contain to be answered by `plan`."""
        number = next(self._numbers)
        self._plans[number] = plan
        self._plans.pop(number - MAX_KEPT, None)
        return f"plan:{number};"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await self._answer(reader, writer)
        with contextlib.suppress(OSError):
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        found = LENGTH.search(head)
        body = await reader.readexactly(int(found[1]) if found else 0)
        mark = MARK.search(head + body)
        if mark is None:
            return
        self.asked += 1
        plan = self._plans[int(mark[1])]
        for piece in plan.writes:
            writer.write(piece)
            await writer.drain()
            # Each in a packet of its own, as far as that can be had.
            await asyncio.sleep(0)
        if plan.end == "reset":
            # Closing with nothing to linger for sends a reset, and what is unsent is lost.
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif plan.end == "silence":
            await reader.read()
        elif plan.end == "endless":
            while not reader.at_eof():
                writer.write(plan.again)
                await writer.drain()
                await asyncio.sleep(ENDLESS_PAUSE_S)


@contextlib.contextmanager
def running_raw_provider() -> Iterator[RawProvider]:
    provider = RawProvider()
    started: Future[asyncio.Event] = Future()

    async def serve() -> None:
        stop = asyncio.Event()
        server = await asyncio.start_server(provider.answer, HOST, 0, limit=1 << 24)
        provider.url = f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
        loop = asyncio.get_running_loop()
        started.set_result(stop)
        await stop.wait()
        server.close()
        # Connections that are silent for ever end with the loop.
        for task in asyncio.all_tasks(loop) - {asyncio.current_task()}:
            task.cancel()

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: (loop.run_until_complete(serve()), loop.close()))
    thread.start()
    stop = started.result(timeout=10)
    try:
        yield provider
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
