"""The real clients, behind one small face: what they hear, and what becomes of their channel."""

import asyncio
import json
from pathlib import Path
from typing import Any, Protocol

from realtime import AsyncRealtimeClient

from local.node import NODE, ROOT
from local.parts import bare_environment
from local.testbed.realtime import Listener, RealtimeProject

WAIT_S = 20.0
HERE = Path(__file__).parent


class Ear(Protocol):
    """`next()` is the next broadcast, `state()` the next change of the channel: "SUBSCRIBED",
    "CLOSED", or "CHANNEL_ERROR" with what the server said."""

    async def open(self) -> None: ...

    async def next(self, wait_s: float = WAIT_S) -> Any: ...

    async def state(self, wait_s: float = WAIT_S) -> tuple[str, str]: ...

    async def await_state(self, wanted: str) -> str: ...

    async def use_token(self, token: str) -> None: ...

    async def say(self, event: str, payload: dict[str, Any]) -> str: ...

    async def leave(self) -> None: ...

    async def close(self) -> None: ...

    def heard(self) -> int: ...


class _Ear:
    def __init__(
        self,
        project: RealtimeProject,
        user: Listener,
        *,
        topic: str | None = None,
        private: bool = True,
        broadcast: dict[str, Any] | None = None,
    ) -> None:
        self.project = project
        self.token = user.token
        self.topic = topic or user.topic
        self.config = {
            "private": private,
            "broadcast": {"ack": False, "self": False, **(broadcast or {})},
            "presence": {"key": "", "enabled": False},
        }
        self._heard: asyncio.Queue[Any] = asyncio.Queue()
        self._states: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def next(self, wait_s: float = WAIT_S) -> Any:
        async with asyncio.timeout(wait_s):
            return await self._heard.get()

    async def state(self, wait_s: float = WAIT_S) -> tuple[str, str]:
        async with asyncio.timeout(wait_s):
            return await self._states.get()

    async def await_state(self, wanted: str) -> str:
        """Passes over other states; what was said with this one."""
        while True:
            state, said = await self.state()
            if state == wanted:
                return said

    def heard(self) -> int:
        return self._heard.qsize()


class PythonEar(_Ear):
    """The package `realtime`, which speaks 1.0.0."""

    async def open(self) -> None:
        key = self.project.api_keys.publishable
        self.client = AsyncRealtimeClient(
            f"{self.project.url}/realtime/v1", key, max_retries=20, initial_backoff=0.2
        )
        await self.client.set_auth(self.token)
        self.channel = self.client.channel(self.topic, {"config": self.config})  # type: ignore[typeddict-item]
        self.channel.on_broadcast("*", self._heard.put_nowait)
        await self.channel.subscribe(
            lambda state, error: self._states.put_nowait((state.value, str(error or "")))
        )

    async def use_token(self, token: str) -> None:
        await self.client.set_auth(token)

    async def say(self, event: str, payload: dict[str, Any]) -> str:
        push = await self.channel.push(
            "broadcast", {"type": "broadcast", "event": event, "payload": payload}, timeout=3
        )
        answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def answer(text: str) -> None:
            if not answered.done():
                answered.set_result(text)

        if not self.config["broadcast"]["ack"]:  # type: ignore[index]
            return "ok"
        push.receive("ok", lambda _: answer("ok"))  # type: ignore[call-overload]
        push.receive("error", lambda _: answer("error"))  # type: ignore[call-overload]
        push.receive("timeout", lambda: answer("timed out"))  # type: ignore[call-overload]
        return await answered

    async def leave(self) -> None:
        await self.channel.unsubscribe()

    async def close(self) -> None:
        await self.client.close()


class JsEar(_Ear):
    """supabase-js under Node, which speaks 2.0.0."""

    async def open(self) -> None:
        given = {
            "SUPABASE_URL": self.project.url,
            "SUPABASE_KEY": self.project.api_keys.publishable,
            "TOKEN": self.token,
            "TOPIC": self.topic,
            "CONFIG": json.dumps(self.config),
        }
        self.process = await asyncio.create_subprocess_exec(
            *(NODE, HERE / "listener.mjs"),
            cwd=ROOT,
            env={**bare_environment(), **given},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._answers: asyncio.Queue[str] = asyncio.Queue()
        self._reader = asyncio.create_task(self._read())
        first = await self.state()
        self._states.put_nowait(first)

    async def use_token(self, token: str) -> None:
        self._command("token", token)

    async def say(self, event: str, payload: dict[str, Any]) -> str:
        self._command("say", {"event": event, "payload": payload})
        async with asyncio.timeout(WAIT_S):
            return await self._answers.get()

    async def leave(self) -> None:
        self._command("leave", None)

    async def close(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            async with asyncio.timeout(WAIT_S):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
        await self._reader

    def _command(self, name: str, value: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([name, value]).encode() + b"\n")

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            kind, value = json.loads(line)
            if kind == "state":
                self._states.put_nowait((value[0], value[1]))
            elif kind == "heard":
                self._heard.put_nowait(value)
            elif kind == "answer":
                self._answers.put_nowait(value)
