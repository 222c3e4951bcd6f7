"""Tells events to sinks, at least once each and in order, each sink at its own pace.

Postgres knows how far each sink has got, when to try again and when to give up; this sends. A
sink that is slow or dead has a task of its own here, so that it keeps nobody waiting; a worker that
dies between sending and recording leaves a lease, after which the same is sent again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

import psycopg
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings

from workers.runner import keep_connected
from workers.sinks import configured_kinds, make_sink
from workers.sinks.sink import Address, DeliveryFailed, Event, Sink

log = logging.getLogger(__name__)

# An event is told within about this. Asking reads a few rows.
POLL_S = 1.0
# Rows of the outbox in a batch: a small answer, and at 10 ms each a second of webhooks.
LIMIT = 100
# No sending begins later than this after the batch was read; with the longest time-out of a sink
# (30 s) and the recording it stays within the lease of 90 s.
SENDING_S = 40.0
# For one call of the database: it has met a lock or a bug.
CALL_TIMEOUT_S = 10.0
# For recording what was sent when the worker is told to stop.
LAST_CALL_TIMEOUT_S = 2.0
# Its name in audit.sinks.
POSTHOG = "posthog"


async def run(settings: Settings) -> None:
    """Delivers until cancelled, through restarts of Postgres."""
    await keep_connected(settings, Deliveries(settings).serve)


class Deliveries:
    """The deliveries of one worker."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kinds = configured_kinds(settings)
        self._running: dict[str, asyncio.Task[None]] = {}

    async def serve(self, rpc: WorkerRpc) -> None:
        """Looks for sinks that have something to be told; returns when the connection is lost."""
        try:
            if POSTHOG in self._kinds:
                await _in_time(rpc.ensure_sink(POSTHOG, POSTHOG))
            while not rpc.closed:
                for sink in await _in_time(rpc.list_sinks()):
                    if sink["kind"] in self._kinds and sink["name"] not in self._running:
                        self._start(rpc, sink["name"])
                await asyncio.sleep(POLL_S)
        except (psycopg.Error, OSError) as error:
            log.error("cannot look for events", exc_info=error)
        finally:
            tasks = list(self._running.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, rpc: WorkerRpc, name: str) -> None:
        task = asyncio.create_task(self._deliver(rpc, name))
        self._running[name] = task
        task.add_done_callback(lambda done: self._ended(name, done))

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        del self._running[name]
        error = None if task.cancelled() else task.exception()
        if error is not None:
            # The database, or a bug with this sink, which must not keep the others from theirs. It
            # is tried again when the lease is over.
            log.error("delivery broke", extra={"sink": name}, exc_info=error)

    async def _deliver(self, rpc: WorkerRpc, name: str) -> None:
        """Batch after batch, until one fails or there is none."""
        while True:
            batch = await _in_time(rpc.read_events(name, LIMIT))
            if batch is None or (batch["events"] and not await self._tell(rpc, name, batch)):
                return

    async def _tell(self, rpc: WorkerRpc, name: str, batch: Mapping[str, Any]) -> bool:
        """Sends one batch and records how far it came. False: the sink is to rest."""
        progress = _Progress(rpc, name, batch)
        failure: DeliveryFailed | None = None
        try:
            await self._send(batch, progress)
        except DeliveryFailed as error:
            failure = error
        except asyncio.CancelledError:
            # Told to stop: what was taken needs no second telling, and the lease ends now.
            async with asyncio.timeout(LAST_CALL_TIMEOUT_S):
                await progress.record()
            raise
        except Exception as error:
            # A bug in the making of one event counts as a try, or it would block the sink for ever.
            log.error("delivery broke", extra={"sink": name}, exc_info=error)
            failure = DeliveryFailed(f"broke ({type(error).__name__})")
        said = {"sink": name, "count": progress.count}
        if failure is None:
            log.info("events delivered", extra=said)
        else:
            log.warning("delivery failed", extra={**said, "reason": failure.reason})
        ended: bool = await _in_time(progress.record(failure))
        return ended and failure is None

    async def _send(self, batch: Mapping[str, Any], progress: _Progress) -> None:
        """Raises DeliveryFailed where an event was not taken."""
        until = time.monotonic() + SENDING_S
        address = Address(batch["url"], batch["secret_env"])
        sink: Sink = make_sink(batch["kind"], self._settings, address)
        events = [Event.from_json(event) for event in batch["events"]]
        # After a failure one by one, so that it is known which of them is not taken.
        size = 1 if batch["attempts"] or batch["is_replay"] else sink.batch_size
        for start in range(0, len(events), size):
            if time.monotonic() > until:
                return
            part = events[start : start + size]
            await sink.send(part)
            progress.taken(part)


class _Progress:
    """How far a batch has come, and the one call that records it."""

    def __init__(self, rpc: WorkerRpc, sink: str, batch: Mapping[str, Any]) -> None:
        self._rpc = rpc
        self._sink = sink
        self._batch = batch
        self._up_to: str | None = None
        self.count = 0

    def taken(self, events: list[Event]) -> None:
        self._up_to = events[-1].place
        self.count += len(events)

    async def record(self, failure: DeliveryFailed | None = None) -> bool:
        if failure is None:
            return await self._rpc.record_delivery(self._sink, self._batch, self._up_to)
        return await self._rpc.record_delivery(
            self._sink,
            self._batch,
            self._up_to,
            failure.reason,
            failure.retry_after_s,
            failure.is_gone,
        )


async def _in_time(call: Any) -> Any:
    async with asyncio.timeout(CALL_TIMEOUT_S):
        return await call
