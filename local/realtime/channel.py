"""One joined channel of one connection: whose it is, what it may do, and until when.

Source: lib/realtime_web/channels/realtime_channel.ex of supabase/realtime.
"""

import asyncio
import uuid
from typing import Any, Protocol

from local.realtime.authority import Authority
from local.realtime.frames import Broadcast, Frame, Message, Version, encode
from local.realtime.hub import Hub
from local.realtime.join import PREFIX, Join
from local.realtime.limits import Limits
from local.realtime.messages import Row
from local.realtime.tokens import Claims, Refusal, Tokens, lifetime_s


class Line(Protocol):
    """What a channel needs of its connection."""

    @property
    def version(self) -> Version: ...

    @property
    def api_key(self) -> str: ...

    def send(self, frame: Frame) -> None: ...

    def dropped(self, channel: "Channel") -> None: ...


class Channel:
    """Made by `Channel.open`, which asks Postgres. Hears the hub until `close`."""

    def __init__(
        self,
        line: Line,
        join: Join,
        ref: str | None,
        hub: Hub,
        tokens: Tokens,
        authority: Authority,
        limits: Limits,
    ) -> None:
        self.topic = join.topic
        self.join_ref = ref
        self._line = line
        self._join = join
        self._token = join.token
        self._hub = hub
        self._tokens = tokens
        self._authority = authority
        self._limits = limits
        self._claims: Claims = {}
        # Asked when it first matters, for each token.
        self._may_write: bool | None = None
        self._replayed: frozenset[uuid.UUID] = frozenset()
        # What comes while the join is under way, until its reply is sent.
        self._early: list[tuple[uuid.UUID | None, Frame]] | None = []
        self._timer: asyncio.TimerHandle | None = None

    @property
    def version(self) -> Version:
        return self._line.version

    async def open(self, reply: Message) -> None:
        """Sends `reply` when the join is allowed, then what is to be replayed. Raises Refusal."""
        if self._limits.private_only and not self._join.private:
            raise Refusal("PrivateOnly", "This project only allows private channels")
        self._claims = self._tokens.claims(self._token, self._line.api_key)
        if self._join.private:
            await self._authority.require_reader(self.topic, self._claims)
        self._hub.add(self.topic, self._join.private, self)
        try:
            replayed = await self._read_replayed()
        except BaseException:
            self.close()
            raise
        self._replayed = frozenset(row.id for row in replayed)
        self._line.send(encode(self.version, reply))
        for row in replayed:
            self._send_replayed(row)
        early, self._early = self._early or [], None
        for message_id, frame in early:
            self.deliver(message_id, frame)
        self._watch_token()

    def close(self) -> None:
        """Hears nothing from now on. Tells the client nothing."""
        self._hub.remove(self.topic, self._join.private, self)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def deliver(self, message_id: uuid.UUID | None, frame: Frame) -> None:
        if self._early is not None:
            if len(self._early) < self._limits.queue_frames:
                self._early.append((message_id, frame))
        elif message_id is None or message_id not in self._replayed:
            self._line.send(frame)

    async def take_token(self, token: object) -> None:
        """Another token for the same channel: asks again, and closes it when it may no longer be
        read. Keys, nothing, and the same one change nothing."""
        if not isinstance(token, str) or token.startswith("sb_") or token == self._token:
            return
        self._token = token
        self._may_write = None
        try:
            self._claims = self._tokens.claims(token, self._line.api_key)
            if self._join.private:
                await self._authority.require_reader(self.topic, self._claims)
        except Refusal as refusal:
            self.shut_down(refusal.text)
            return
        self._watch_token()

    async def broadcast(self, broadcast: Broadcast) -> Message | None:
        """What a client says to the others. The reply; None where none was asked for, or where it
        may not say anything: the platform keeps silent then."""
        if self._join.private and self._may_write is None:
            try:
                self._may_write = await self._authority.may_write(self.topic, self._claims)
            except Refusal:
                return None
        if self._join.private and not self._may_write:
            return None
        if broadcast.size > self._limits.payload_bytes:
            answer = {"status": "error", "response": {"reason": "payload_size_exceeded"}}
        else:
            sender = None if self._join.hears_itself else self
            self._hub.publish(self.topic, self._join.private, broadcast, sender=sender)
            answer = {"status": "ok", "response": {}}
        return Message(PREFIX + self.topic, "phx_reply", answer) if self._join.ack else None

    def shut_down(self, text: str) -> None:
        """Tells the client why, and closes the channel."""
        said = {"extension": "system", "status": "error", "message": text, "channel": self.topic}
        self._push("system", said)
        self.say_closed()

    def say_closed(self) -> None:
        """Phoenix's last word of a channel."""
        self.close()
        topic = PREFIX + self.topic
        closed = Message(topic, "phx_close", {}, self.join_ref, self.join_ref)
        self._line.send(encode(self.version, closed))
        self._line.dropped(self)

    async def _read_replayed(self) -> list[Row]:
        if self._join.replay is None:
            return []
        return await self._authority.replay(self.topic, self._join.replay)

    def _send_replayed(self, row: Row) -> None:
        payload = row.broadcast.payload()
        if payload is not None:
            meta = {"replayed": True, "id": str(row.id)}
            self._push("broadcast", {**payload, "meta": meta})

    def _push(self, event: str, payload: dict[str, Any]) -> None:
        message = Message(PREFIX + self.topic, event, payload, None, self.join_ref)
        self._line.send(encode(self.version, message))

    def _watch_token(self) -> None:
        """Verified again at its end, and from time to time: keys may have been withdrawn."""
        if self._timer is not None:
            self._timer.cancel()
        left_s = lifetime_s(self._claims)
        if left_s is None:
            return
        # Not twice for a clock that is a little behind.
        wait_s = max(0.05, min(self._limits.recheck_s, left_s))
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._verify_again)

    def _verify_again(self) -> None:
        try:
            self._tokens.claims(self._token, self._line.api_key)
        except Refusal as refusal:
            self.shut_down(refusal.text)
            return
        self._watch_token()
