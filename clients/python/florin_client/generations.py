"""One generation: its stream, kept whole over lost connections, and its facts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from florin_client.charges import Charge
from florin_client.errors import (
    FlorinError,
    GenerationFailed,
    Problem,
    StreamLost,
    UnexpectedAnswer,
    Unreachable,
)
from florin_client.event_stream import read_events
from florin_client.events import (
    Event,
    Failure,
    MessageStart,
    MessageStop,
    TextDelta,
    Usage,
    event_of,
)
from florin_client.reading import Members, parse_object, read, time_of
from florin_client.service import Service

# The service breaks its silence every 15 s: three of them missed is a connection that is gone.
SILENCE_S = 45.0
# The service lets no generation run for longer.
MAX_GENERATION_S = 30 * 60.0
# As the service bounds a whole reply.
MAX_TEXT_CHARACTERS = 32 * 1024 * 1024

# A message: {"role": "user", "content": "…"}, or with a list of parts as content.
Message = Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """A generation from its end. text: of all its text blocks, joined."""

    generation_id: str
    model: str
    text: str
    stop_reason: str
    charge: Charge


class GenerationStream:
    """The events of one generation, once.

        async with florin.generate("Hi", model="demo") as stream:
            async for event in stream: …

    Nothing is sent before the first event is asked for. A connection that is lost is taken up
    again where it broke off: by the request's Idempotency-Key until an event came, then by the
    generation's id and the last event's. So it is one generation and one charge, however often
    that happens. Leaving early closes the connection; what becomes of the generation then is
    `on_disconnect`'s to say.

    The loop raises Problem where the service refuses, Unreachable and StreamLost where trying
    again did not help, and GenerationFailed after the last event of a stream that failed.
    """

    def __init__(self, service: Service, body: Members, idempotency_key: str) -> None:
        # A repeat is the same generation only where its bytes are the same.
        self._body = json.dumps(body).encode()
        self._service = service
        self._events: AsyncGenerator[Event, None] | None = None
        self._last_id = 0
        self._failure: Failure | None = None
        self._is_complete = False
        self.idempotency_key = idempotency_key
        # Known once the service has answered.
        self.generation_id: str | None = None
        # How often the connection was lost or refused, and taken up again.
        self.resumptions = 0

    def __aiter__(self) -> AsyncIterator[Event]:
        if self._events is None:
            self._events = self._follow()
        return self._events

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Lets go of the connection. May be called again."""
        if self._events is not None:
            await self._events.aclose()

    async def reply(self) -> Reply:
        """Reads to the end. Raises what the loop would."""
        parts: list[str] = []
        size, model, stop_reason = 0, "", "other"
        last: Usage | None = None
        async with self:
            async for event in self:
                match event:
                    case TextDelta(text=text):
                        size += len(text)
                        if size > MAX_TEXT_CHARACTERS:
                            raise UnexpectedAnswer("the reply is larger than any may be")
                        parts.append(text)
                    case MessageStart():
                        model = event.model
                    case MessageStop():
                        stop_reason = event.stop_reason
                    case Usage():
                        last = event
        if last is None:
            raise UnexpectedAnswer("the stream was read before")
        return Reply(last.generation_id, model, "".join(parts), stop_reason, last.charge)

    async def _follow(self) -> AsyncGenerator[Event, None]:
        failures = 0
        give_up_at = time.monotonic() + MAX_GENERATION_S
        while True:
            error: FlorinError
            try:
                async with contextlib.aclosing(self._read_once()) as events:
                    async for event in events:
                        failures = 0
                        yield event
                        if isinstance(event, Failure):
                            self._failure = event
                if self._is_complete:
                    break
                error = Unreachable("the stream broke off before its last event")
            except FlorinError as raised:
                error = raised
            # It is being served: only a matter of time, which has a bound of its own.
            if _is_elsewhere(error) and time.monotonic() < give_up_at:
                failures = 0
            failures += 1
            wait_s = self._service.retries.wait_s(failures, error)
            if wait_s is None:
                if self._last_id and self.generation_id:
                    raise StreamLost(self.generation_id, error) from error
                raise error
            self.resumptions += 1
            await asyncio.sleep(wait_s)
        if self._failure is not None:
            raise GenerationFailed(
                self.generation_id or "",
                self._failure.code,
                self._failure.title,
                self._failure.detail,
                self._failure.charge,
            )

    async def _read_once(self) -> AsyncGenerator[Event, None]:
        """The events after the last one seen, until the connection ends."""
        if self._last_id and self.generation_id:
            path = f"/v1/generations/{self.generation_id}/stream"
            headers = {"last-event-id": str(self._last_id)}
            opened = self._service.open("GET", path, None, headers, SILENCE_S)
        else:
            headers = {"idempotency-key": self.idempotency_key}
            opened = self._service.open("POST", "/v1/generations", self._body, headers, SILENCE_S)
        async with opened as response:
            self.generation_id = response.headers.get("florin-generation-id", self.generation_id)
            async with contextlib.aclosing(read_events(response.aiter_bytes())) as events:
                async for sent in events:
                    if sent.id is not None:
                        if sent.id <= self._last_id:
                            continue
                        self._last_id = sent.id
                    event = read(event_of, parse_object(sent.data))
                    if event is not None:
                        yield event
                    if isinstance(event, Usage):
                        self._is_complete = True
                        return


def _is_elsewhere(error: FlorinError) -> bool:
    """Whether another replica runs it: until it is over, nobody else can stream it."""
    return isinstance(error, Problem) and error.code == "generation_running_elsewhere"


def body_of(
    prompt: str | Sequence[Message],
    model: str,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """The request's body; options that are None are left out."""
    if isinstance(prompt, str):
        prompt = [{"role": "user", "content": prompt}]
    given = {name: value for name, value in options.items() if value is not None}
    return {"model": model, "messages": list(prompt), "stream": True, **given}


@dataclass(frozen=True)
class Generation:
    """A generation's facts. Amounts in microcredits; what is not known while it runs is None.

    status: `running`, `completed`, `provider_failed`, `canceled`, `credits_exhausted`,
    `timed_out`, `invalid` or `expired`. hold: held when it began. error: its `code` and more.
    """

    id: str
    model: str
    status: str
    hold: int
    charge: Charge
    error: Mapping[str, Any] | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, members: Members) -> Generation:
        return cls(
            id=members["id"],
            model=members["model"],
            status=members["status"],
            hold=int(members["hold"]),
            charge=Charge.of(members),
            error=members["error"],
            created_at=datetime.fromisoformat(members["created_at"]),
            finished_at=time_of(members["finished_at"]),
        )
