"""A network that misbehaves: a TCP proxy on this host that cuts, silences, refuses or answers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Cut:
    """The connection is closed after so many bytes of what the server sends. 0: before any."""

    after_bytes: int


@dataclass(frozen=True)
class Silence:
    """Nothing more comes after so many bytes; the connection stays open."""

    after_bytes: int


@dataclass(frozen=True)
class Say:
    """This answer instead of the server's, and the end of the connection."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


Plan = Cut | Silence | Say | None


class Interferer:
    """`plans`: what happens to the next connections, in order; None and afterwards: nothing.

    `always` is for those that have no plan. `target` may be changed, for connections from then on.
    `requests` are the heads of what was asked, as text, the first one of each connection and those
    answered here.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.plans: list[Plan] = []
        self.always: Plan = None
        self.requests: list[str] = []
        self.url = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    def cut_all(self) -> None:
        """Closes every connection that is open."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            # A cancelled one ends here, lest Python 3.11 calls that an error.
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._serve(reader, self._kept(writer))
        finally:
            self._abort(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.requests.append(head.decode("latin-1"))
        plan = self.plans.pop(0) if self.plans else self.always
        if isinstance(plan, Say):
            headers = (("content-length", str(len(plan.body))), ("connection", "close"))
            lines = [f"{name}: {value}" for name, value in (*plan.headers, *headers)]
            answer = "\r\n".join([f"HTTP/1.1 {plan.status} Said", *lines, "", ""]).encode()
            writer.write(answer + plan.body)
            await writer.drain()
            writer.write_eof()
            # The rest of the request, lest a reset overtakes the answer.
            await reader.read()
            return
        parts = urlsplit(self.target)
        there, back = await asyncio.open_connection(parts.hostname, parts.port)
        self._kept(back).write(head)
        try:
            async with asyncio.TaskGroup() as both:
                up = both.create_task(_pump(reader, back, None))
                await _pump(there, writer, plan)
                up.cancel()
        finally:
            self._abort(back)

    def _kept(self, writer: asyncio.StreamWriter) -> asyncio.StreamWriter:
        self._writers.add(writer)
        return writer

    def _abort(self, writer: asyncio.StreamWriter) -> None:
        self._writers.discard(writer)
        writer.transport.abort()

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        # Transports let go of their sockets in the loop's next round.
        await asyncio.sleep(0.01)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, plan: Plan) -> None:
    left = plan.after_bytes if isinstance(plan, Cut | Silence) else None
    while True:
        if left == 0:
            if isinstance(plan, Silence):
                await asyncio.Event().wait()
            await writer.drain()
            return
        part = await reader.read(65536 if left is None else min(left, 65536))
        if not part:
            return
        writer.write(part)
        await writer.drain()
        if left is not None:
            left -= len(part)


@contextlib.asynccontextmanager
async def interfering(target: str) -> AsyncIterator[Interferer]:
    """In front of `target`, at `url`. For the time of the block."""
    interferer = Interferer(target)
    server = await asyncio.start_server(interferer.serve, "127.0.0.1", 0)
    interferer.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield interferer
    finally:
        server.close()
        await interferer.close()
