"""Webhooks: every event, signed, to every endpoint, again and again until one takes it.

Each endpoint has rules by which a test makes the delivery as bad as the real world's: copies,
delay, another order, losses, an old API version. Signatures carry the real time, since receivers
compare it with theirs.
"""

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import httpx

from local.stripe.ids import new_id
from local.stripe.old_shapes import in_old_shape
from local.stripe.tables import Object
from local.stripe.thin_events import notification
from local.stripe.world import World, public

MAX_ENDPOINTS = 8
MAX_QUEUED = 50_000
MAX_LOG = 5_000
DELIVERY_TIMEOUT_S = 30.0
# Stripe tries for three days; here seconds stand for hours.
RETRY_DELAYS_S = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0)


@dataclass
class Rules:
    """How an endpoint's deliveries are made. The defaults are an honest line."""

    # Kept back until they are released, then in this order.
    held: bool = False
    copies: int = 1
    delay_s: float = 0.0
    # The next so many events are lost, or all whose type fits the pattern.
    drop_next: int = 0
    drop_types: str | None = None
    api_version: str | None = None
    # How many are on their way at once; one keeps the order.
    concurrency: int = 1
    retry_delays_s: tuple[float, ...] = RETRY_DELAYS_S


@dataclass
class Endpoint:
    """`secrets`: more than one while a secret is rolled over; each signs."""

    url: str
    secrets: tuple[str, ...]
    events: tuple[str, ...] = ("*",)
    id: str = field(default_factory=lambda: new_id("we"))
    rules: Rules = field(default_factory=Rules)
    queue: deque[Object] = field(default_factory=lambda: deque(maxlen=MAX_QUEUED))
    under_way: int = 0
    waiting: int = 0

    def takes(self, event: Object) -> bool:
        return any(fnmatchcase(event["type"], pattern) for pattern in self.events)

    @property
    def is_idle(self) -> bool:
        return not self.queue and not self.under_way and not self.waiting


def sign(payload: bytes, secrets: Sequence[str], moment: int) -> str:
    """The Stripe-Signature header: t and one v1 per secret."""
    signed = f"{moment}.".encode() + payload
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={moment}", *(f"v1={mark}" for mark in marks)])


class Webhooks:
    """Queues in `on_event`, sends from the event loop once `open` was called."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.endpoints: dict[str, Endpoint] = {}
        # What was sent: event id, type, endpoint, status (0: no answer), the number of the try.
        self.log: deque[dict[str, Any]] = deque(maxlen=MAX_LOG)
        self._http: httpx.AsyncClient | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        world.on_event = self.on_event

    async def open(self) -> None:
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
        self._http = httpx.AsyncClient(timeout=DELIVERY_TIMEOUT_S, trust_env=False, limits=limits)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()

    def add(self, endpoint: Endpoint) -> Endpoint:
        if len(self.endpoints) >= MAX_ENDPOINTS:
            raise OverflowError(f"at most {MAX_ENDPOINTS} endpoints")
        self.endpoints[endpoint.id] = endpoint
        return endpoint

    def forget(self) -> None:
        """Every endpoint, what waited for it, and what was sent."""
        for task in list(self._tasks):
            task.cancel()
        self.endpoints.clear()
        self.log.clear()

    def on_event(self, event: Object) -> None:
        for endpoint in self.endpoints.values():
            if not endpoint.takes(event):
                continue
            if self._is_dropped(endpoint, event):
                # It stays undelivered, for whoever asks the list of events.
                _count(event, 1)
            else:
                self.queue(endpoint, event, endpoint.rules.copies)

    def queue(self, endpoint: Endpoint, event: Object, copies: int) -> None:
        for _ in range(copies):
            endpoint.queue.append(event)
            _count(event, 1)
        self.pump(endpoint)

    def release(self, endpoint: Endpoint, order: str, seed: int) -> int:
        """Lets what was held go, `as_is`, `reversed` or `shuffled`; how many there are."""
        held = list(endpoint.queue)
        if order == "reversed":
            held.reverse()
        elif order == "shuffled":
            random.Random(seed).shuffle(held)  # noqa: S311 -- a test's order
        endpoint.queue = deque(held, maxlen=MAX_QUEUED)
        endpoint.rules.held = False
        self.pump(endpoint)
        return len(held)

    def pump(self, endpoint: Endpoint) -> None:
        """Starts as many deliveries as may be on their way."""
        while (
            self._http is not None
            and endpoint.queue
            and not endpoint.rules.held
            and endpoint.under_way < endpoint.rules.concurrency
        ):
            endpoint.under_way += 1
            self._spawn(self._first_try(endpoint, endpoint.queue.popleft()))

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _is_dropped(self, endpoint: Endpoint, event: Object) -> bool:
        rules = endpoint.rules
        if rules.drop_types is not None and fnmatchcase(event["type"], rules.drop_types):
            return True
        if rules.drop_next > 0:
            rules.drop_next -= 1
            return True
        return False

    async def _first_try(self, endpoint: Endpoint, event: Object) -> None:
        try:
            await asyncio.sleep(endpoint.rules.delay_s)
            delivered = await self._send(endpoint, event, 1)
        finally:
            endpoint.under_way -= 1
        if not delivered and endpoint.rules.retry_delays_s:
            # Others do not wait for it.
            endpoint.waiting += 1
            self._spawn(self._retry(endpoint, event))
        self.pump(endpoint)

    async def _retry(self, endpoint: Endpoint, event: Object) -> None:
        try:
            for number, delay_s in enumerate(endpoint.rules.retry_delays_s, start=2):
                await asyncio.sleep(delay_s)
                if endpoint.id not in self.endpoints:
                    return
                if await self._send(endpoint, event, number):
                    return
        finally:
            endpoint.waiting -= 1

    async def _send(self, endpoint: Endpoint, event: Object, number: int) -> bool:
        payload = body_of(event, endpoint.rules.api_version)
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "stripe-signature": sign(payload, endpoint.secrets, int(time.time())),
        }
        status = 0
        assert self._http is not None  # noqa: S101 -- nothing is pumped before `open`
        try:
            reply = await self._http.post(endpoint.url, content=payload, headers=headers)
            status = reply.status_code
        except httpx.HTTPError:
            pass
        self.log.append(
            {
                "event": event["id"],
                "type": event["type"],
                "endpoint": endpoint.id,
                "status": status,
                "try": number,
            }
        )
        delivered = 200 <= status < 300
        if delivered:
            _count(event, -1)
        return delivered


def _count(event: Object, by: int) -> None:
    if "pending_webhooks" in event:
        event["pending_webhooks"] = max(0, event["pending_webhooks"] + by)


def body_of(event: Object, api_version: str | None) -> bytes:
    """The bytes that are signed. Stripe sends its JSON indented."""
    if event["object"] == "v2.core.event":
        shown = notification(event)
    elif api_version is not None:
        shown = in_old_shape(public(event), api_version)
    else:
        shown = public(event)
    return json.dumps(shown, indent=2, ensure_ascii=False).encode()
