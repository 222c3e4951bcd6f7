"""A streamed generation: the provider's events, as they come, into the transcript.

The loop does per read what cannot wait: cut into events, look for usage, number, hand over. It
parses nothing else, and sets no timers; see relay.py for the clock and output.py for counting.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from functions_py import ending as endings
from functions_py.ending import Ending
from functions_py.errors import internal
from functions_py.failover import Route, first_answer
from functions_py.families import Family, Meter
from functions_py.funding import Funding
from functions_py.key_redaction import without_key
from functions_py.order import Begun, Order
from functions_py.output import Output
from functions_py.relay import Relay, Tools
from functions_py.settings import KIB
from functions_py.shapes import render
from functions_py.sse import DONE, EventSplitter, EventTooLarge, data_of, object_of
from functions_py.transcript import Transcript, has_data
from functions_py.translate import MalformedEvent
from functions_py.upstream import Attempt, AttemptFailed
from functions_py.usage import Usage

EVENT_STREAM = "text/event-stream; charset=utf-8"

# After the provider's end mark only its usage and the end of the body may follow. Some keep the
# connection open instead, for which the client does not wait; usage is worth some patience.
AFTER_END_S = 2.0
USAGE_AFTER_END_S = 10.0

# Comments may come while the provider thinks; they are held back with the first event, because
# until then another route may take over.
MAX_HELD_EVENTS = 256
MAX_HELD_BYTES = 256 * KIB

_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Opened:
    """A provider's stream after its first event."""

    response: aiohttp.ClientResponse
    family: Family
    meter: Meter
    splitter: EventSplitter
    events: list[bytes]
    size_bytes: int
    # How many of the events the meter has seen.
    watched: int


class StreamRelay(Relay):
    """A relay whose client reads `transcript`."""

    __slots__ = (
        "_funding",
        "_idle_s",
        "_meter",
        "_output",
        "_read_at",
        "_reply",
        "transcript",
    )

    def __init__(self, tools: Tools, order: Order, begun: Begun) -> None:
        super().__init__(tools, order, begun)
        self.transcript = Transcript(tools.settings.transcript_max_bytes, tools.budget)
        self._funding = Funding(
            tools.rpc, tools.settings.hold_seconds, order, begun, self._reported, self._aside
        )
        self._meter: Meter | None = None
        self._output: Output | None = None
        self._read_at = self._loop.time()
        self._idle_s = tools.settings.chunk_idle_timeout_s
        self._reply: bytearray | None = bytearray() if self.keyed else None

    def reader_left(self, gone: bool) -> None:
        """A reader has ended; `gone` before it had everything."""
        if gone and self.on_disconnect == "cancel" and not self.transcript.attached:
            self.stop(endings.CANCELED)

    def drop(self) -> None:
        self.transcript.drop()

    # --- relaying -----------------------------------------------------------------------------

    async def _relay(self) -> Ending:
        opened = await first_answer(self._begun.routes, self._attempts, self._open)
        response = opened.response
        try:
            return await self._follow(opened)
        except EventTooLarge:
            return endings.GARBAGE
        except (aiohttp.ClientError, OSError):
            return endings.COMPLETED if self._finished else endings.BROKEN_OFF
        finally:
            # Where it was read to its end this changes nothing; else the provider stops working.
            response.close()

    async def _open(self, route: Route, attempt: Attempt) -> Opened:
        """One try: up to and with the first event, in the time the first byte may take."""
        self._start_attempt()
        response: aiohttp.ClientResponse | None = None
        try:
            family, response = await self._ask(route, attempt)
            return await self._first_events(family, response, attempt, route.provider_model)
        except BaseException as error:
            if response is not None:
                response.close()
            if isinstance(error, asyncio.CancelledError) and self._is_overdue():
                raise AttemptFailed("timed_out") from None
            raise

    async def _first_events(
        self,
        family: Family,
        response: aiohttp.ClientResponse,
        attempt: Attempt,
        provider_model: str,
    ) -> Opened:
        content_type = response.headers.get("content-type", "")
        if "json" in content_type or "html" in content_type:
            raise AttemptFailed("not_a_stream")
        splitter = EventSplitter()
        meter = family.meter(provider_model)
        events: list[bytes] = []
        size = watched = 0
        try:
            while not watched:
                data = await response.content.readany()
                if not data:
                    raise AttemptFailed("empty")
                size += len(data)
                events += splitter.feed(data)
                if events and events[0].startswith(_BOM):
                    # It marks the beginning, which is ours: behind an id it would be in the way.
                    events[0] = events[0].removeprefix(_BOM)
                watched = next((n for n, e in enumerate(events, 1) if has_data(e)), 0)
                held = events[: watched - 1] if watched else events
                if len(held) > MAX_HELD_EVENTS or sum(map(len, held)) > MAX_HELD_BYTES:
                    raise AttemptFailed("garbage")
        except EventTooLarge as error:
            raise AttemptFailed("garbage") from error
        except (aiohttp.ClientError, OSError) as error:
            raise AttemptFailed("broken_off") from error
        # The first event only: what follows is watched when it is relayed.
        meter.watch(events[:watched])
        if meter.error is not None:
            raise AttemptFailed("in_band_error")
        attempt.first_byte()
        # A refusal that comes as a stream comes at its beginning, in words that may be anybody's.
        events = [without_key(event, self._key) for event in events]
        return Opened(response, family, meter, splitter, events, size, watched)

    async def _follow(self, opened: Opened) -> Ending:
        meter = self._meter = opened.meter
        output = self._output = Output(opened.family.output_bytes, self._funding.first_mark_tokens)
        transcript = self.transcript
        funding = self._funding
        splitter = opened.splitter
        content = opened.response.content
        self._attempt_due_at = math.inf
        self._wake_at(self._read_at + self._idle_s)
        events, size, watched = opened.events, opened.size_bytes, opened.watched
        opened.events = []
        while True:
            # Behind the end mark comments are no sign of life: what could be waited for is data.
            if not meter.finished or any(map(has_data, events)):
                self._read_at = self._loop.time()
            if events:
                short = await funding.look(output, events) if output.add(events, size) else None
                kept = watched + meter.watch(events[watched:] if watched else events)
                if meter.error is not None:
                    # What a provider sent after its own error: no client reads it, nobody pays.
                    output.take_back(events[kept:])
                    del events[kept:]
                    if events:
                        events[-1] = without_key(events[-1], self._key)
                if not self._deliver(events, output):
                    return endings.GARBAGE
                if short is not None:
                    return short
                if meter.error is not None:
                    return endings.PROVIDER_ERROR
                if transcript.full:
                    await self._wait_for_readers()
                if meter.finished and not content.is_eof():
                    self._wake_at(self._silent_at())
            data = await content.readany()
            if not data:
                break
            events, size, watched = splitter.feed(data), len(data), 0
        rest = splitter.flush()
        if rest:
            self._take_rest(rest, meter, output)
        return endings.COMPLETED if meter.finished else endings.BROKEN_OFF

    def _take_rest(self, rest: bytes, meter: Meter, output: Output) -> None:
        """What stands after the last blank line: a stream that ends without one, as some do, or
        the torn half of an event, which no parser would read and nobody pays for."""
        event = rest.rstrip(b"\r\n") + b"\n\n"
        meter.watch([event])
        data = data_of(event)
        if meter.finished and (data == DONE or object_of(data) is not None):
            output.add([event], len(event))
            self._deliver([event], output)

    def _deliver(self, events: list[bytes], output: Output) -> bool:
        """Relays events in the client's words; False where one of them is garbage."""
        try:
            self._append(self._order.translator.events(events))
        except MalformedEvent as error:
            self._append(error.events)
            output.take_back(_from_garbage_on(events))
            return False
        return True

    def _append(self, events: list[bytes]) -> None:
        if not events:
            return
        self.transcript.append(events)
        if self._reply is not None:
            for event in events:
                self._reply += event
            if len(self._reply) > self._tools.settings.stored_reply_max_bytes:
                self._reply = None

    async def _wait_for_readers(self) -> None:
        """Lets slow readers catch up; one that takes nothing for too long is let go."""
        # Meanwhile it is not the provider who is silent.
        self._read_at = math.inf
        try:
            async with asyncio.timeout(self._idle_s):
                await self.transcript.room()
        except TimeoutError:
            self.transcript.drop_laggards()
        self._read_at = self._loop.time()
        self._wake_at(self._read_at + self._idle_s)

    # --- time ---------------------------------------------------------------------------------

    def _silent_at(self) -> float:
        if self._output is None:
            return math.inf
        if not self._finished:
            return self._read_at + self._idle_s
        return self._read_at + (AFTER_END_S if self._final() else USAGE_AFTER_END_S)

    def _silent(self) -> Ending:
        # After the end mark nobody waits for a provider that keeps its connection open.
        return endings.COMPLETED if self._finished else endings.IDLE

    # --- the end ------------------------------------------------------------------------------

    def _reported(self) -> Usage | None:
        return None if self._meter is None else self._meter.usage()

    def _final(self) -> bool:
        return self._meter is not None and self._meter.final

    @property
    def _finished(self) -> bool:
        return self._meter is not None and self._meter.finished

    def _output_bytes(self) -> int:
        return 0 if self._output is None else self._output.text_bytes()

    def _http_status(self, ending: Ending) -> int:
        # Once events were relayed, whatever came later came in band.
        return super()._http_status(ending) if self._output is None else 200

    def _stop_message(self, ending: Ending) -> None:
        if self._output is not None:
            self._append(self._order.translator.stop(ending.outcome))

    def _stored_reply(self) -> tuple[bytes | None, str | None]:
        if self.refusal is not None:
            return bytes(self.refusal.body), self.refusal.headers.get("content-type")
        if not self._reply:
            return None, None
        return bytes(self._reply), EVENT_STREAM

    def _conclude(self, ending: Ending, settlement: Mapping[str, Any] | None) -> None:
        """The last events; or, where none was sent before, a response with a status of its own
        (`refusal`), and the same in band for a client whose headers went out with a heartbeat."""
        translator = self._order.translator
        if self._output is None and ending.error is not None and self.refusal is None:
            self.refusal = render(ending.error, self._order.shape, self.name)
        if ending.error is not None and (
            self._output is None or ending.outcome in ("provider_failed", "timed_out")
        ):
            last = translator.error(ending.error, settlement)
        else:
            last = translator.finish(ending.outcome, settlement)
        self.transcript.append(last)
        self.transcript.end()

    def _abandon(self) -> None:
        if self._output is None and self.refusal is None:
            self.refusal = render(internal(), self._order.shape, self.name)
        self.transcript.end()

    def _let_go(self) -> None:
        super()._let_go()
        del self._funding, self._meter, self._output, self._reply


def _from_garbage_on(events: list[bytes]) -> list[bytes]:
    """The first event that carries no JSON object, and all after it."""
    for n, event in enumerate(events):
        data = data_of(event)
        if data and data != DONE and object_of(data) is None:
            return events[n:]
    return []
