"""scripts/bench realtime: from a commit to the message at a client, on the local stack's Realtime.

Clients of both protocol versions each listen to an account of their own; messages go to them in
turn, at a steady pace. Their JSON and their clocks are in the same process, so a figure holds some
of the clients' own time too. See docs/performance.md.
"""

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import psycopg
import websockets
from psycopg.types.json import Jsonb

from bench.database import bench_database, bench_server
from bench.figures import markdown, percentile
from bench.reaches import reach
from local.realtime.frames import VERSIONS
from local.testbed.databases import Databases
from local.testbed.realtime import Listener, RealtimeProject

DEFAULT_SECONDS = 20
CLIENTS = 100
PER_SECOND = 200
# What a job's record comes to.
TEXT = "x" * 800
WAIT_S = 10.0

Say = Callable[[str], None]


class BroadcastBenchError(Exception):
    """What was measured was not what should have been; the text says how."""


@dataclass(frozen=True)
class BroadcastResult:
    """Latencies in ms."""

    latencies: list[float]
    seconds: float

    def json(self) -> dict[str, float]:
        return {
            "message_p50_ms": round(percentile(self.latencies, 50), 3),
            "message_p99_ms": round(percentile(self.latencies, 99), 3),
            "message_max_ms": round(max(self.latencies), 3),
            "messages_per_s": round(len(self.latencies) / self.seconds, 1),
        }

    def table(self) -> str:
        found = self.latencies
        p99, p50, most = percentile(found, 99), percentile(found, 50), max(found)
        rate = len(found) / self.seconds
        return markdown(
            [
                ("commit to message", "p99, ms", "p50", "max", "reach"),
                (
                    f"{CLIENTS} clients, {rate:.0f} messages/s ({len(found):,})",
                    *(f"{p99:.2f}", f"{p50:.2f}", f"{most:.2f}", reach("jobs.message_p99_ms")),
                ),
            ]
        )


def measure(seconds: int, say: Say) -> BroadcastResult:
    """Raises BroadcastBenchError."""
    say("starting a Postgres and a Realtime of its own")
    with ExitStack() as stack:
        server = stack.enter_context(bench_server())
        project = RealtimeProject(stack.enter_context(bench_database(Databases(server))))
        stack.callback(project.close)
        project.start()
        users = [project.new_listener() for _ in range(CLIENTS)]
        say(f"{CLIENTS} clients, {PER_SECOND} messages a second")
        return asyncio.run(_measure(project, users, seconds))


async def _measure(
    project: RealtimeProject, users: list[Listener], seconds: int
) -> BroadcastResult:
    committed: dict[int, float] = {}
    arrived: dict[int, float] = {}
    total = seconds * PER_SECOND
    async with AsyncExitStack() as stack:
        listening = []
        for user, version in zip(users, itertools.cycle(VERSIONS), strict=False):
            query = urlencode({"apikey": project.api_keys.publishable, "vsn": version})
            url = f"{project.url.replace('http', 'ws')}/realtime/v1/websocket?{query}"
            client = await stack.enter_async_context(websockets.connect(url))
            await _join(client, version, user)
            listening.append(asyncio.create_task(_listen(client, version, arrived, total)))
        connection = await psycopg.AsyncConnection.connect(project.db.dsn(), autocommit=True)
        await stack.enter_async_context(connection)
        began = time.perf_counter()
        for number in range(total):
            topic = users[number % len(users)].topic
            payload = Jsonb({"n": number, "text": TEXT})
            await connection.execute("select realtime.send(%s, 'note', %s)", [payload, topic])
            committed[number] = time.perf_counter()
            await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
        took_s = time.perf_counter() - began
        # Each ends with the last message that is its own.
        await asyncio.wait(listening, timeout=WAIT_S)
        for task in listening:
            task.cancel()
        for outcome in await asyncio.gather(*listening, return_exceptions=True):
            if isinstance(outcome, BroadcastBenchError):
                raise outcome
    if len(arrived) < total:
        raise BroadcastBenchError(f"{total - len(arrived)} of {total} messages never came")
    # One may arrive before the sender itself hears that it committed.
    late = [max(0.0, arrived[n] - committed[n]) * 1000 for n in range(total)]
    return BroadcastResult(late, took_s)


async def _join(client: Any, version: str, user: Listener) -> None:
    topic = f"realtime:{user.topic}"
    payload = {"config": {"private": True}, "access_token": user.token}
    said: Any = ["1", "1", topic, "phx_join", payload]
    if version == "1.0.0":
        said = {"topic": topic, "event": "phx_join", "payload": payload, "ref": "1"}
    await client.send(json.dumps(said))
    reply = json.loads(await client.recv())
    answer = reply["payload"] if version == "1.0.0" else reply[4]
    if answer["status"] != "ok":
        raise BroadcastBenchError(f"a join was refused: {answer}")


async def _listen(client: Any, version: str, arrived: dict[int, float], total: int) -> None:
    async for frame in client:
        now = time.perf_counter()
        if version == "1.0.0":
            payload = json.loads(frame)["payload"]["payload"]
        else:
            payload = json.loads(frame[5 + sum(frame[1:4]) :])
        if payload["n"] in arrived:
            raise BroadcastBenchError(f"message {payload['n']} came twice")
        arrived[payload["n"]] = now
        if payload["n"] + CLIENTS >= total:
            return
