"""Frames as both protocol versions put them, and refusals in the platform's words."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import websockets
from psycopg.types.json import Jsonb
from websockets.asyncio.client import ClientConnection

from local.testbed.realtime import Listener, RealtimeProject

WAIT_S = 10.0


class Wire:
    """A WebSocket without a client: what is sent and said, literally."""

    def __init__(self, socket: ClientConnection, version: str) -> None:
        self.socket = socket
        self.version = version

    async def send(
        self, topic: str, event: str, payload: Any, ref: str | None = "1", join_ref: Any = "1"
    ) -> None:
        if self.version == "1.0.0":
            message: Any = {"topic": topic, "event": event, "payload": payload, "ref": ref}
            message["join_ref"] = join_ref
        else:
            message = [join_ref, ref, topic, event, payload]
        await self.socket.send(json.dumps(message))

    async def next(self) -> Any:
        frame = await self.socket.recv()
        return frame if isinstance(frame, bytes) else json.loads(frame)

    async def join(self, topic: str, token: Any, **config: Any) -> Any:
        payload = {"config": {"private": True, **config}, "access_token": token}
        await self.send(f"realtime:{topic}", "phx_join", payload)
        return await self.reply()

    async def reply(self) -> Any:
        """The payload of the next frame, which is a reply."""
        message = await self.next()
        event, payload = (
            (message["event"], message["payload"]) if self.version == "1.0.0" else message[3:]
        )
        assert event == "phx_reply"
        return payload


@asynccontextmanager
async def wire(
    project: RealtimeProject, version: str = "1.0.0", **query: str
) -> AsyncIterator[Wire]:
    given = {"apikey": project.api_keys.publishable, "vsn": version, **query}
    url = f"{project.url.replace('http', 'ws')}/realtime/v1/websocket?{httpx.QueryParams(given)}"
    async with websockets.connect(url, open_timeout=WAIT_S) as socket:
        yield Wire(socket, version)


@pytest.fixture(params=["1.0.0", "2.0.0"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_frames_of_version_1(project: RealtimeProject) -> None:
    user = project.new_listener()
    topic = f"realtime:{user.topic}"
    async with wire(project, "1.0.0") as line:
        joined = await line.join(user.topic, user.token)
        assert joined == {"status": "ok", "response": {"postgres_changes": []}}
        project.send(user.topic, "note", id="an-id", n=1)
        said = await line.next()
        assert set(said) == {"topic", "event", "payload", "ref"}
        assert (said["topic"], said["event"], said["ref"]) == (topic, "broadcast", None)
        assert (said["payload"]["type"], said["payload"]["event"]) == ("broadcast", "note")
        assert said["payload"]["payload"] == {"id": "an-id", "n": 1}
        assert list(said["payload"]["meta"]) == ["id"]
        await line.send("phoenix", "heartbeat", {}, ref="7", join_ref=None)
        answer = {"topic": "phoenix", "event": "phx_reply", "ref": "7"}
        assert await line.next() == {**answer, "payload": {"status": "ok", "response": {}}}
        await line.send(topic, "phx_leave", {}, ref="8")
        assert await line.reply() == {"status": "ok", "response": {}}
        closed = {"topic": topic, "event": "phx_close", "payload": {}, "ref": "1"}
        assert await line.next() == closed


async def test_frames_of_version_2(project: RealtimeProject) -> None:
    user = project.new_listener()
    topic = f"realtime:{user.topic}"
    async with wire(project, "2.0.0") as line:
        payload = {"config": {"private": True}, "access_token": user.token}
        await line.send(topic, "phx_join", payload, ref="3", join_ref="3")
        ok = {"status": "ok", "response": {"postgres_changes": []}}
        assert await line.next() == ["3", "3", topic, "phx_reply", ok]
        project.send(user.topic, "note", id="an-id", n=1)
        frame = await line.next()
        assert frame[0] == 4
        sizes, encoding = frame[1:4], frame[4]
        assert encoding == 1
        at, parts = 5, []
        for size in sizes:
            parts.append(frame[at : at + size].decode())
            at += size
        assert parts[:2] == [topic, "note"]
        assert list(json.loads(parts[2])) == ["id"]
        assert json.loads(frame[at:]) == {"id": "an-id", "n": 1}
        await line.send(topic, "phx_leave", {}, ref="8", join_ref="3")
        assert await line.next() == ["3", "8", topic, "phx_reply", {"status": "ok", "response": {}}]
        assert await line.next() == ["3", "3", topic, "phx_close", {}]


def expired(project: RealtimeProject, user: Listener) -> str:
    return project.token(user.id, lifetime_s=-60)


def of_another_key(project: RealtimeProject, user: Listener) -> str:
    """What another token was signed with."""
    head, _, _ = user.token.rpartition(".")
    return f"{head}.{project.token(user.id, aal='aal2').rpartition('.')[2]}"


def without_a_role(project: RealtimeProject, user: Listener) -> str:
    return project.token(user.id, role=None)


def of_a_role_that_is_none(project: RealtimeProject, user: Listener) -> str:
    return project.token(user.id, role="supabase_admin")


def no_jwt(project: RealtimeProject, user: Listener) -> str:
    return "rubbish"


def nothing(project: RealtimeProject, user: Listener) -> None:
    return None


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (expired, "InvalidJWTToken: Token has expired"),
        (of_another_key, "JwtSignatureError: Failed to validate JWT signature"),
        (without_a_role, "InvalidJWTToken: Fields `role` and `exp` are required in JWT"),
        (of_a_role_that_is_none, "Unauthorized: You do not have permissions"),
        (no_jwt, "MalformedJWT: The token provided is not a valid JWT"),
        # The publishable key stands for anon, whom no policy lets in.
        (nothing, "Unauthorized: You do not have permissions"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_tokens_are_refused_as_the_platform_refuses_them(
    project: RealtimeProject, make: Callable[..., Any], reason: str, version: str
) -> None:
    user = project.new_listener()
    async with wire(project, version) as line:
        reply = await line.join(user.topic, make(project, user))
        assert reply["status"] == "error"
        assert reply["response"]["reason"].startswith(reason)


async def test_the_secret_key_hears_everybody(project: RealtimeProject, version: str) -> None:
    user = project.new_listener()
    async with wire(project, version, apikey=project.api_keys.secret) as line:
        assert (await line.join(user.topic, project.api_keys.secret))["status"] == "ok"


async def test_what_is_too_large_or_no_message_keeps_nobody_from_the_next(
    project: RealtimeProject,
) -> None:
    user = project.new_listener()
    async with wire(project) as line:
        await line.join(user.topic, user.token)
        project.db.kept_connection().execute("select pg_notify('realtime_messages', 'rubbish')")
        project.send(user.topic, text="x" * 300_000)
        project.send(user.topic, n=1)
        assert (await line.next())["payload"]["payload"]["n"] == 1


async def test_joins_that_cannot_be_are_refused(project: RealtimeProject, version: str) -> None:
    user = project.new_listener()
    reasons = {
        "TopicNameRequired": ("", {}),
        "UnableToReplayMessages: Replay is not": (
            "square",
            {"private": False, "broadcast": {"replay": {"since": 0}}},
        ),
        "UnableToReplayMessages: Replay params": (
            user.topic,
            {"broadcast": {"replay": {"since": "now"}}},
        ),
        "RealtimeDisabledForConfiguration": (
            user.topic,
            {"postgres_changes": [{"event": "*", "schema": "api", "table": "jobs"}]},
        ),
    }
    async with wire(project, version) as line:
        for reason, (topic, config) in reasons.items():
            reply = await line.join(topic, user.token, **config)
            assert reply["status"] == "error"
            assert reply["response"]["reason"].startswith(reason)
        await line.send("elsewhere", "phx_join", {})
        assert await line.reply() == {"status": "error", "response": {"reason": "unmatched topic"}}
        # Nothing of it was joined.
        await line.send(f"realtime:{user.topic}", "broadcast", {"event": "x", "payload": {}})
        assert (await line.reply())["response"] == {"reason": "unmatched topic"}


async def test_rubbish_is_passed_over(project: RealtimeProject, version: str) -> None:
    async with wire(project, version) as line:
        for rubbish in ("rubbish", "[]", "{}", "7", b"", b"\x03\x01", b"\x09", '{"topic": 1}'):
            await line.socket.send(rubbish)
        await line.send("phoenix", "heartbeat", {}, ref="1", join_ref=None)
        assert (await line.reply())["status"] == "ok"


async def test_an_expired_channel_is_told_why(project: RealtimeProject, version: str) -> None:
    user = project.new_listener()
    async with wire(project, version) as line:
        await line.join(user.topic, project.token(user.id, lifetime_s=1))
        said = await line.next()
        event, payload = (said["event"], said["payload"]) if version == "1.0.0" else said[3:]
        assert event == "system"
        assert (payload["extension"], payload["status"]) == ("system", "error")
        assert payload["channel"] == user.topic
        assert payload["message"].startswith("Token has expired")
        last = await line.next()
        assert (last["event"] if version == "1.0.0" else last[3]) == "phx_close"


async def test_who_joins_again_hears_once(project: RealtimeProject, version: str) -> None:
    user = project.new_listener()
    async with wire(project, version) as line:
        await line.join(user.topic, user.token)
        payload = {"config": {"private": True}, "access_token": user.token}
        await line.send(f"realtime:{user.topic}", "phx_join", payload, ref="2", join_ref="2")
        closed = await line.next()
        assert (closed["event"] if version == "1.0.0" else closed[3]) == "phx_close"
        assert (await line.reply())["status"] == "ok"
        project.send(user.topic, n=1)
        await line.next()
        await line.send("phoenix", "heartbeat", {}, ref="9", join_ref=None)
        assert (await line.reply())["status"] == "ok"


async def test_a_message_without_json_reaches_version_2_only(project: RealtimeProject) -> None:
    user = project.new_listener()
    async with wire(project, "1.0.0") as old, wire(project, "2.0.0") as new:
        for line in (old, new):
            await line.join(user.topic, user.token)
        project.db.kept_connection().execute(
            "insert into realtime.messages (topic, extension, event, private, binary_payload) "
            "values (%s, 'broadcast', 'bytes', true, '\\x0001ff')",
            [user.topic],
        )
        project.send(user.topic, n=1)
        frame = await new.next()
        assert (frame[0], frame[4], frame[-3:]) == (4, 0, b"\x00\x01\xff")
        assert (await old.next())["payload"]["payload"]["n"] == 1


@pytest.mark.parametrize("key", ["", "sb_publishable_wrong"])
async def test_without_a_key_there_is_no_connection(project: RealtimeProject, key: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as caught:
        async with wire(project, apikey=key):
            pass
    assert caught.value.response.status_code == 401


async def test_an_unknown_version_is_refused(project: RealtimeProject) -> None:
    with pytest.raises(websockets.InvalidStatus) as caught:
        async with wire(project, vsn="3.0.0"):
            pass
    assert caught.value.response.status_code == 400


async def test_servers_broadcast_without_a_websocket(project: RealtimeProject) -> None:
    user = project.new_listener()
    url = f"{project.url}/realtime/v1/api/broadcast"
    secret = {"apikey": project.api_keys.secret}
    theirs = {"apikey": project.api_keys.publishable, "authorization": f"Bearer {user.token}"}
    message = {"topic": user.topic, "event": "note", "payload": {"n": 1}, "private": True}
    async with wire(project, "2.0.0") as line, httpx.AsyncClient(trust_env=False) as http:
        await line.join(user.topic, user.token)
        # The user may not write; the platform says so to nobody.
        assert (await http.post(url, headers=theirs, json={"messages": [message]})).is_success
        accepted = await http.post(
            url, headers=secret, json={"messages": [{**message, "payload": {"n": 2}}]}
        )
        assert accepted.status_code == 202
        payload = {"type": "broadcast", "event": "note", "payload": {"n": 2}}
        topic = f"realtime:{user.topic}"
        assert await line.next() == [None, None, topic, "broadcast", payload]
        one = f"{url}/{user.topic}/events/note?private=true"
        assert (await http.post(one, headers=secret, json={"n": 3})).status_code == 202
        assert (await line.next())[4]["payload"] == {"n": 3}
        for wrong in ({}, {"messages": []}, {"messages": [{"topic": "t"}]}, [1]):
            reply = await http.post(url, headers=secret, json=wrong)
            assert reply.status_code == 422


async def test_old_messages_are_cleaned_in_batches(own_project: RealtimeProject) -> None:
    owner = own_project.db.kept_connection()
    owner.execute(
        "insert into realtime.messages (topic, extension, event, payload, inserted_at) "
        "select 't', 'broadcast', 'old', %s, localtimestamp - interval '73 hours' "
        "from generate_series(1, 2500)",
        [Jsonb({})],
    )
    own_project.send("t", "new")
    own_project.stop()
    own_project.start()
    for _ in range(100):
        rows = owner.execute("select event, count(*) from realtime.messages group by 1").fetchall()
        if rows == [("new", 1)]:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(rows)
