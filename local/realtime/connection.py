"""One client's WebSocket: its frames, one after the other, and what waits to be sent to it.

Source: Phoenix.Socket, as far as clients can tell.
"""

import asyncio
import contextlib
import logging
from collections import deque

from starlette.websockets import WebSocket, WebSocketDisconnect

from local.realtime.authority import Authority
from local.realtime.channel import Channel
from local.realtime.frames import (
    Broadcast,
    Frame,
    FrameError,
    Message,
    Version,
    decode,
    encode,
)
from local.realtime.hub import Hub
from local.realtime.join import PREFIX, Join
from local.realtime.limits import Limits
from local.realtime.tokens import Refusal, Tokens

log = logging.getLogger(__name__)

# Close codes (RFC 6455, 7.4.1): of a client that said nothing, and of one that reads too slowly,
# who is to come again.
IDLE, TOO_SLOW = 1000, 1013
# For the closing frame of a client that may not read any more.
CLOSE_TIMEOUT_S = 1.0


class Connection:
    def __init__(
        self,
        socket: WebSocket,
        version: Version,
        api_key: str,
        hub: Hub,
        tokens: Tokens,
        authority: Authority,
        limits: Limits,
    ) -> None:
        self.version = version
        self.api_key = api_key
        self._socket = socket
        self._hub = hub
        self._tokens = tokens
        self._authority = authority
        self._limits = limits
        self._channels: dict[str, Channel] = {}
        self._waiting: deque[Frame] = deque()
        self._waiting_bytes = 0
        self._wake = asyncio.Event()
        self._too_slow = asyncio.Event()

    async def serve(self) -> None:
        """Until either side has had enough."""
        await self._socket.accept()
        tasks = [
            asyncio.create_task(self._read()),
            asyncio.create_task(self._write()),
            asyncio.create_task(self._too_slow.wait()),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for channel in self._channels.values():
                channel.close()
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        if self._too_slow.is_set():
            log.warning("a client reads too slowly: %d frames wait", len(self._waiting))
            await self._close(TOO_SLOW, "too slow")
        for outcome in outcomes:
            if isinstance(outcome, Exception) and not isinstance(outcome, WebSocketDisconnect):
                raise outcome

    def send(self, frame: Frame) -> None:
        """Queues it. A client that lets too much gather is cut off: it will come again and read
        what it missed, instead of hearing ever later."""
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        too_many = len(self._waiting) > self._limits.queue_frames
        if too_many or self._waiting_bytes > self._limits.queue_bytes:
            self._too_slow.set()
        self._wake.set()

    def dropped(self, channel: Channel) -> None:
        if self._channels.get(channel.topic) is channel:
            del self._channels[channel.topic]

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                frame = self._waiting.popleft()
                self._waiting_bytes -= len(frame)
                # Waits while the client does not read.
                if isinstance(frame, bytes):
                    await self._socket.send_bytes(frame)
                else:
                    await self._socket.send_text(frame)

    async def _read(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._limits.idle_s):
                    received = await self._socket.receive()
            except TimeoutError:
                await self._close(IDLE, "")
                return
            if received["type"] == "websocket.disconnect":
                return
            text = received.get("text")
            frame: Frame = received.get("bytes") or b"" if text is None else text
            try:
                message = decode(self.version, frame)
            except FrameError as error:
                # As the platform: noted, and passed over.
                log.warning("malformed message: %s", error)
                continue
            await self._handle(message)

    async def _handle(self, message: Message) -> None:
        if message.topic == "phoenix":
            if message.event == "heartbeat":
                self._reply(message, "ok", {})
            return
        if message.event == "phx_join":
            await self._join(message)
            return
        channel = self._channels.get(message.topic.removeprefix(PREFIX))
        if channel is None:
            if message.event == "phx_leave":
                self._reply(message, "ok", {})
            else:
                self._reply(message, "error", {"reason": "unmatched topic"})
            return
        if message.join_ref not in (None, channel.join_ref):
            # For the channel that was there before.
            return
        await self._handle_joined(channel, message)

    async def _handle_joined(self, channel: Channel, message: Message) -> None:
        match message.event:
            case "phx_leave":
                self._reply(message, "ok", {})
                channel.say_closed()
            case "access_token":
                await channel.take_token(message.payload.get("access_token"))
            case "broadcast":
                event = str(message.payload.get("event", ""))
                said = message.broadcast or Broadcast(event, raw=message.payload)
                reply = await channel.broadcast(said)
                if reply is not None:
                    self._reply(message, reply.payload["status"], reply.payload["response"])
            case "presence":
                said_no = "Presence is not part of the local stack"
                self._reply(message, "error", {"reason": said_no})

    async def _join(self, message: Message) -> None:
        topic = message.topic.removeprefix(PREFIX)
        if not message.topic.startswith(PREFIX):
            self._reply(message, "error", {"reason": "unmatched topic"})
            return
        if topic in self._channels:
            # Joined again without leaving: the former one ends.
            self._channels[topic].say_closed()
        join_ref = message.join_ref or message.ref
        ok = {"status": "ok", "response": {"postgres_changes": []}}
        reply = Message(message.topic, "phx_reply", ok, message.ref, join_ref)
        try:
            if len(self._channels) >= self._limits.channels:
                raise Refusal("ChannelRateLimitReached", "Too many channels")
            join = Join.parse(message.topic, message.payload)
            channel = Channel(
                self, join, join_ref, self._hub, self._tokens, self._authority, self._limits
            )
            await channel.open(reply)
        except Refusal as refusal:
            log.info("a join was refused: %s", refusal)
            self._reply(message, "error", {"reason": str(refusal)})
            return
        self._channels[topic] = channel

    def _reply(self, message: Message, status: str, response: dict[str, object]) -> None:
        payload = {"status": status, "response": response}
        join_ref = message.join_ref or (message.ref if message.event == "phx_join" else None)
        reply = Message(message.topic, "phx_reply", payload, message.ref, join_ref)
        self.send(encode(self.version, reply))

    async def _close(self, code: int, reason: str) -> None:
        with contextlib.suppress(TimeoutError, RuntimeError, WebSocketDisconnect, OSError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._socket.close(code, reason)
