"""What one client may take up: a server of the test's own, with small limits, in its own loop."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
import websockets
from websockets.asyncio.client import ClientConnection

from local.gateway import create_app
from local.realtime.limits import Limits
from local.testbed.realtime import Listener, RealtimeProject


@asynccontextmanager
async def serving(project: RealtimeProject, limits: Limits) -> AsyncIterator[str]:
    """Another server of the same project."""
    app = create_app(
        project.db.dsn("supabase_auth_admin"),
        project.api_keys,
        project.signing_keys,
        project.url,
        project.state_dir / "storage",
        realtime_database_url=project.db.dsn("realtime_login"),
        realtime_limits=limits,
    )
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = uvicorn.Server(
        uvicorn.Config(
            app, access_log=False, log_level="error", ws_per_message_deflate=False, lifespan="on"
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        # The socket listens before the server does: who connects now waits.
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def connected(project: RealtimeProject, host: str, **options: Any) -> AsyncIterator[Any]:
    query = httpx.QueryParams({"apikey": project.api_keys.publishable, "vsn": "2.0.0"})
    url = f"ws://{host}/realtime/v1/websocket?{query}"
    async with websockets.connect(url, **options) as client:
        yield client


async def join(client: ClientConnection, user: Listener, topic: str, private: bool = True) -> Any:
    payload = {"config": {"private": private}, "access_token": user.token}
    await client.send(json.dumps(["1", "1", f"realtime:{topic}", "phx_join", payload]))
    return json.loads(await client.recv())[4]


async def test_who_says_nothing_is_disconnected(project: RealtimeProject) -> None:
    async with serving(project, Limits(idle_s=1.5)) as host, connected(project, host) as client:
        for _ in range(3):
            await asyncio.sleep(0.6)
            await client.send(json.dumps([None, "1", "phoenix", "heartbeat", {}]))
            await client.recv()
        with pytest.raises(websockets.ConnectionClosed) as caught:
            async with asyncio.timeout(5):
                await client.recv()
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1000


async def test_who_reads_too_slowly_is_cut_off_and_keeps_nobody_waiting(
    project: RealtimeProject,
) -> None:
    user = project.new_listener()
    limits = Limits(queue_frames=50)
    # Buffers on the way are small, so that what is not read comes back to the server soon.
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    async with serving(project, limits) as host:
        name, _, port = host.partition(":")
        slow.connect((name, int(port)))
        slow.setblocking(False)
        async with (
            connected(project, host, sock=slow, max_queue=1) as deaf,
            connected(project, host) as quick,
        ):
            for client in (deaf, quick):
                assert (await join(client, user, user.topic))["status"] == "ok"
            heard = 0
            for number in range(400):
                await asyncio.to_thread(project.send, user.topic, n=number, text="x" * 30_000)
                await asyncio.wait_for(quick.recv(), 5)
                heard += 1
            assert heard == 400
            # The slow one has an end before it has all.
            with pytest.raises(websockets.ConnectionClosed):
                async with asyncio.timeout(10):
                    for _ in range(401):
                        await deaf.recv()


async def test_channels_of_one_client_are_bounded(project: RealtimeProject) -> None:
    user = project.new_listener()
    async with (
        serving(project, Limits(channels=2)) as host,
        connected(project, host) as client,
    ):
        replies = [await join(client, user, f"square-{n}", private=False) for n in range(3)]
        assert [reply["status"] for reply in replies] == ["ok", "ok", "error"]
        assert replies[2]["response"]["reason"].startswith("ChannelRateLimitReached")


async def test_connections_are_bounded(project: RealtimeProject) -> None:
    async with serving(project, Limits(connections=1)) as host, connected(project, host):
        with pytest.raises(websockets.InvalidStatus) as caught:
            async with connected(project, host):
                pass
        assert caught.value.response.status_code == 429


async def test_public_channels_can_be_switched_off(project: RealtimeProject) -> None:
    user = project.new_listener()
    async with (
        serving(project, Limits(private_only=True)) as host,
        connected(project, host) as client,
    ):
        reply = await join(client, user, "square", private=False)
        assert reply["response"]["reason"] == (
            "PrivateOnly: This project only allows private channels"
        )
        assert (await join(client, user, user.topic))["status"] == "ok"


async def test_a_withdrawn_key_closes_the_channels_of_its_tokens(
    own_project: RealtimeProject,
) -> None:
    user = own_project.new_listener()
    async with (
        serving(own_project, Limits(recheck_s=0.2)) as host,
        connected(own_project, host) as client,
    ):
        assert (await join(client, user, user.topic))["status"] == "ok"
        own_project.signing_keys.rotate(keep_old=False)
        said = json.loads(await asyncio.wait_for(client.recv(), 5))
        assert (said[3], said[4]["status"]) == ("system", "error")
        assert json.loads(await client.recv())[3] == "phx_close"
