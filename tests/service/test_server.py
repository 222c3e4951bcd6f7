"""`python -m functions_py`: starts on settings alone, and stops in an order that loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp
import orjson
import pytest
from signing import AuthServer, auth_server

from local.testbed.databases import Database
from local.testbed.provider import ProviderControl

# Two seconds of stream, and more than any deadline here.
SLOW = {"words": 40, "delay_between_chunks_ms": 50}
ENDLESS = {"words": 400, "delay_between_chunks_ms": 50}

CLEAN_ENV = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}


class Process:
    """The service as a process of its own; `url` once it serves."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.url = ""
        self.lines: list[bytes] = []

    async def serve(self) -> None:
        """Reads the log up to the line that names the port."""
        assert self._process.stderr is not None
        async with asyncio.timeout(20):
            while not self.url:
                line = await self._process.stderr.readline()
                assert line, b"".join(self.lines).decode()
                self.lines.append(line)
                event = orjson.loads(line)["event"]
                if event.startswith("Uvicorn running on "):
                    self.url = event.split()[3]

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    async def end(self, timeout_s: float = 15) -> int:
        """The exit code; the rest of the log is read meanwhile."""
        assert self._process.stderr is not None
        async with asyncio.timeout(timeout_s):
            self.lines.append(await self._process.stderr.read())
            return await self._process.wait()


@asynccontextmanager
async def service(env: dict[str, str]) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "functions_py",
        env={**CLEAN_ENV, "FLORIN_PORT": "0", **env},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Process(process)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@pytest.fixture
async def auth() -> AsyncIterator[AuthServer]:
    async with auth_server() as server:
        yield server


def environment(db: Database, auth: AuthServer, **changes: str) -> dict[str, str]:
    return {
        "FLORIN_DATABASE_URL": db.dsn("florin_service"),
        "SUPABASE_URL": auth.url,
        "FLORIN_DB_POOL_MAX": "3",
        "FLORIN_SHUTDOWN_NOTICE_S": "0",
        **changes,
    }


@pytest.mark.parametrize(
    ("env", "variable"),
    [
        ({}, b"FLORIN_DATABASE_URL"),
        ({"FLORIN_DATABASE_URL": "postgresql://x"}, b"SUPABASE_URL"),
        ({"FLORIN_DATABASE_URL": "postgresql://x", "FLORIN_HEARTBEAT_S": "x"}, b"HEARTBEAT_S"),
    ],
)
async def test_a_missing_setting_ends_it_with_its_name(
    env: dict[str, str], variable: bytes
) -> None:
    async with service(env) as process:
        assert await process.end() == 2
        assert variable in process.lines[0]


async def test_it_starts_without_database_or_keys_and_is_alive(auth: AuthServer) -> None:
    env = {"FLORIN_DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "SUPABASE_URL": "http://[::1]:1"}
    async with service(env) as process, aiohttp.ClientSession() as client:
        await process.serve()
        async with client.get(f"{process.url}/health/live") as response:
            assert response.status == 200
        process.signal(signal.SIGTERM)
        await process.end()


async def test_readiness_fails_before_the_door_closes(db: Database, auth: AuthServer) -> None:
    env = environment(db, auth, FLORIN_SHUTDOWN_NOTICE_S="2")
    async with service(env) as process, aiohttp.ClientSession() as client:
        await process.serve()
        async with client.get(f"{process.url}/health/ready") as response:
            assert response.status == 200
        process.signal(signal.SIGTERM)
        await asyncio.sleep(0.4)
        async with client.get(f"{process.url}/health/ready") as response:
            assert response.status == 503
            checks = (await response.json(content_type=None))["checks"]
        assert checks == {"accepting": False, "database": True, "migrations": True, "keys": True}
        started = time.monotonic()
        await process.end()
        assert time.monotonic() - started < 8
        with pytest.raises(aiohttp.ClientConnectorError):
            await client.get(f"{process.url}/health/live")


async def stopped_while_streaming(
    process: Process, auth: AuthServer, db: Database, prompt: str
) -> tuple[bytes, str]:
    """A streamed generation to its end, SIGTERM sent after its first bytes: all bytes, its id."""
    token = auth.token(sub=str(db.add_user()))
    body = {
        "model": "demo",
        "stream": True,
        "max_tokens": 200,
        "messages": [{"role": "user", "content": prompt}],
    }
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as client,
        client.post(
            f"{process.url}/v1/chat/completions",
            json=body,
            headers={"authorization": f"Bearer {token}"},
        ) as response,
    ):
        assert response.status == 200, await response.text()
        first = await response.content.readany()
        process.signal(signal.SIGTERM)
        return first + await response.read(), response.headers["florin-generation-id"]


def outcome(db: Database, generation_id: str) -> tuple[str, int, int]:
    """Status, charge and open holds, as Postgres has them."""
    row = (
        db.connect("supabase_admin")
        .execute(
            "select g.status::text, g.charged, (select count(*) from ledger.open_holds as h "
            "where h.account_id = g.account_id) "
            "from generation.generations as g where g.id = %s",
            [generation_id],
        )
        .fetchone()
    )
    assert row is not None
    return row


async def test_a_stream_under_way_finishes_after_sigterm(
    db: Database, auth: AuthServer, provider: ProviderControl
) -> None:
    async with service(environment(db, auth, **provider.environment())) as process:
        await process.serve()
        prompt = provider.script(SLOW)
        body, generation_id = await stopped_while_streaming(process, auth, db, prompt)
        await process.end()
    assert b"data: [DONE]" in body
    assert b": florin.usage" in body
    done, charged, open_holds = outcome(db, generation_id)
    assert (done, open_holds) == ("completed", 0)
    assert charged > 0


async def test_a_stream_past_the_deadline_is_ended_and_settled(
    db: Database, auth: AuthServer, provider: ProviderControl
) -> None:
    env = environment(db, auth, FLORIN_SHUTDOWN_DEADLINE_S="0.3", **provider.environment())
    async with service(env) as process:
        await process.serve()
        prompt = provider.script(ENDLESS)
        body, generation_id = await stopped_while_streaming(process, auth, db, prompt)
        await process.end()
    assert b": florin.usage" in body
    assert b"data: [DONE]" not in body
    assert b'"code":"service_stopping"' in body
    done, charged, open_holds = outcome(db, generation_id)
    assert (done, open_holds) == ("timed_out", 0)
    assert charged > 0
