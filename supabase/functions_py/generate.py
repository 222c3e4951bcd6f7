"""The service step between routes and relays: who may begin, attach or replay a generation.

Every generation this process runs, and for a while those it finished, are in one bounded
register, by id. Which of the three a request becomes is Postgres' decision; see `generate`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from starlette.types import ASGIApp

from functions_py import ending as endings
from functions_py.admission import saturated
from functions_py.auth import Principal
from functions_py.counters import Counters
from functions_py.errors import FlorinError
from functions_py.event_stream import EventStreamResponse
from functions_py.families import Family, families
from functions_py.metrics import Metrics
from functions_py.order import Begun, Order
from functions_py.refusals import Refusals, open_refusals
from functions_py.relay import Relay, Tools
from functions_py.replay import replay
from functions_py.reply_relay import ReplyRelay
from functions_py.reply_response import ReplyResponse
from functions_py.rpc import Rpc
from functions_py.settings import Settings
from functions_py.stream_relay import StreamRelay
from functions_py.transcript import Budget
from functions_py.upstream import Upstream

log = logging.getLogger(__name__)

# Another replica runs it: most generations are over by then.
ELSEWHERE_RETRY_AFTER_S = 5


class Generations:
    """The generations of this process. `open_generations` makes it and sees it closed."""

    def __init__(self, tools: Tools, refusals: Refusals) -> None:
        self._tools = tools
        self._refusals = refusals
        self._running: dict[UUID, Relay] = {}
        # Begun in the database perhaps, but not here yet: a repeat must not overtake them.
        self._beginning: dict[UUID, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        # Finished relays by id, oldest first, with the time they may be forgotten.
        self._kept: OrderedDict[UUID, tuple[float, Relay]] = OrderedDict()
        self._draining = False
        tools.budget.make_room = self._forget_oldest

    @property
    def families(self) -> Mapping[str, Family]:
        return self._tools.families

    @property
    def running(self) -> int:
        return len(self._running)

    async def generate(self, order: Order) -> ASGIApp:
        """Begins the generation, or finds the one that this Idempotency-Key began.

        Raises FlorinError: what begin_generation refuses; 409 `generation_running_elsewhere`,
        `replay_unavailable`, `replay_trimmed`; 503 when full or stopping.
        """
        if order.facts.model is not None and "\0" in order.facts.model:
            # Postgres knows no such text.
            raise FlorinError(404, "model_not_found", "No such model is served here.")
        if self._draining or len(self._running) >= self._tools.settings.max_open_requests:
            raise saturated()
        generation_id = uuid4()
        begun = self._beginning[generation_id] = asyncio.Event()
        try:
            answer = await self._begin(order, generation_id)
            if answer["status"] == "started":
                return self._respond(self._start(order, Begun.from_json(answer)), 0)
        finally:
            del self._beginning[generation_id]
            begun.set()
        return await self._again(order, answer)

    async def follow(self, principal: Principal, generation_id: UUID, after_id: int) -> ASGIApp:
        """The events of a generation after `after_id`, running or finished.

        Raises FlorinError 404 `generation_not_found`, 409 as `generate`.
        """
        relay = self._find(principal.account_id, generation_id)
        if relay is not None:
            if not isinstance(relay, StreamRelay):
                raise not_a_stream()
            return self._respond(relay, after_id)
        rpc = self._tools.rpc
        facts = await rpc.read_generation(principal.account_id, principal.user_id, generation_id)
        if facts is None:
            raise FlorinError(
                404, "generation_not_found", "There is no generation with this id on this account."
            )
        if not facts["stream"]:
            raise not_a_stream()
        if facts["status"] == "running":
            raise self._elsewhere(generation_id, facts["replica"])
        return await replay(rpc, principal.account_id, facts, after_id)

    async def drain(self, deadline_s: float) -> None:
        """Takes no new work, waits for what runs, then ends and settles the rest by the rules."""
        self._draining = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=deadline_s)
        for relay in list(self._running.values()):
            relay.stop(endings.STOPPING)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._tools.settings.db_settle_deadline_s + 5)
        if self._tasks:
            log.error("%d generations are left to the sweeper", len(self._tasks))

    # --- beginning ----------------------------------------------------------------------------

    async def _begin(self, order: Order, generation_id: UUID) -> dict[str, Any]:
        """The answer of begin_generation; of its refusals, limits that were hit are told."""
        settings = self._tools.settings
        try:
            return await self._tools.rpc.begin_generation(
                account_id=order.principal.account_id,
                user_id=order.principal.user_id,
                generation_id=generation_id,
                model=order.facts.model,
                api=order.api,
                stream=order.facts.stream,
                input_tokens=order.facts.input_tokens,
                max_output_tokens=order.facts.max_output_tokens,
                idempotency_key=order.idempotency_key,
                request_hash=order.request_hash,
                on_disconnect=order.on_disconnect,
                hold_seconds=settings.hold_seconds,
                replica=settings.replica_id,
                choices=order.facts.choices,
                persona=order.persona,
                key_id=order.principal.key_id,
            )
        except FlorinError as error:
            self._refusals.note(order.principal, order.facts.model, error)
            raise

    def _start(self, order: Order, begun: Begun) -> Relay:
        kind = StreamRelay if order.facts.stream else ReplyRelay
        relay = kind(self._tools, order, begun)
        self._running[relay.generation_id] = relay
        task = relay.start()
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._finished(relay, done))
        return relay

    def _finished(self, relay: Relay, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._running.pop(relay.generation_id, None)
        if not task.cancelled() and task.exception() is not None:
            log.error("relay task failed", exc_info=task.exception())
        now = time.monotonic()
        if isinstance(relay, StreamRelay) or relay.keyed:
            keep_until = now + self._tools.settings.transcript_keep_s
            self._kept[relay.generation_id] = (keep_until, relay)
        while self._kept:
            expires_at, oldest = next(iter(self._kept.values()))
            if expires_at > now and not self._tools.budget.exceeded:
                break
            self._forget(oldest)

    def _forget_oldest(self) -> bool:
        """Gives up the oldest finished transcript for running ones; False where there is none."""
        if not self._kept:
            return False
        self._forget(next(iter(self._kept.values()))[1])
        return True

    def _forget(self, relay: Relay) -> None:
        self._kept.pop(relay.generation_id, None)
        relay.drop()

    # --- attaching ----------------------------------------------------------------------------

    async def _again(self, order: Order, answer: Mapping[str, Any]) -> ASGIApp:
        """A request whose key was seen before."""
        generation_id = UUID(answer["generation_id"])
        if generation_id in self._beginning:
            await self._beginning[generation_id].wait()
        relay = self._find(order.principal.account_id, generation_id)
        if relay is not None:
            return self._respond(relay, order.last_event_id)
        if answer["status"] == "running":
            raise self._elsewhere(generation_id, answer["replica"])
        rpc = self._tools.rpc
        facts = await rpc.read_generation(
            order.principal.account_id, order.principal.user_id, generation_id
        )
        if facts is None:
            raise FlorinError(409, "replay_unavailable", "The reply of this key is not kept.")
        return await replay(
            rpc, order.principal.account_id, facts, order.last_event_id, order.translator
        )

    def _find(self, account_id: UUID, generation_id: UUID) -> Relay | None:
        relay = self._running.get(generation_id)
        if relay is None and generation_id in self._kept:
            expires_at, relay = self._kept[generation_id]
            if expires_at <= time.monotonic():
                self._forget(relay)
                return None
        # Ids are random, but whose they are is still checked.
        return relay if relay is not None and relay.account_id == account_id else None

    def _respond(self, relay: Relay, after_id: int) -> ASGIApp:
        if isinstance(relay, ReplyRelay):
            return ReplyResponse(relay)
        if not isinstance(relay, StreamRelay):
            raise TypeError(relay)
        return EventStreamResponse(
            relay.transcript.attach(after_id),
            relay,
            relay.headers(),
            self._tools.settings.heartbeat_s,
            relay.reader_left,
        )

    def _elsewhere(self, generation_id: UUID, replica: str) -> FlorinError:
        """Its events are in another process's memory, or were in one that has died."""
        return FlorinError(
            409,
            "generation_running_elsewhere",
            "This generation runs on another replica. Try again when it has finished.",
            extra={"generation_id": str(generation_id), "replica": replica},
            retry_after_s=ELSEWHERE_RETRY_AFTER_S,
        )


@asynccontextmanager
async def open_generations(
    settings: Settings, rpc: Rpc, metrics: Metrics
) -> AsyncIterator[Generations]:
    """The service's generations; closed when all of them are settled."""
    async with Upstream(settings) as upstream, open_refusals(rpc) as refusals:
        tools = Tools(
            settings=settings,
            rpc=rpc,
            upstream=upstream,
            families=families(settings.max_image_bytes),
            budget=Budget(settings.transcripts_max_bytes),
            counters=Counters(metrics),
        )
        generations = Generations(tools, refusals)
        metrics.watch(
            "florin_running_generations", "Generations running.", lambda: generations.running
        )
        metrics.watch(
            "florin_transcript_bytes", "Bytes kept for readers.", lambda: tools.budget.used
        )
        try:
            yield generations
        finally:
            await generations.drain(0)


def not_a_stream() -> FlorinError:
    """409: only streamed generations have events."""
    return FlorinError(
        409, "not_a_stream", "This generation was not streamed. Repeat the request with its key."
    )
