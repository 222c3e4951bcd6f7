"""Does Apple's duties one after the other, each at its interval, until cancelled."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import psycopg
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores.apple import AppStore, open_app_store
from functions_py.stores.apple_client import AppleClient

from workers.runner import keep_connected

log = logging.getLogger(__name__)

T = TypeVar("T")

# For one call of the database: it has met a lock or a bug.
CALL_TIMEOUT_S = 10.0
# One run of a duty: bounded batches of requests that take a second each.
DUTY_TIMEOUT_S = 600.0


@dataclass(frozen=True)
class Apple:
    """What a duty works with."""

    store: AppStore
    client: AppleClient
    rpc: WorkerRpc


@dataclass(frozen=True)
class Duty:
    """name: for logs. work: one bounded run. interval_s: between two runs."""

    name: str
    work: Callable[[Apple], Awaitable[None]]
    interval_s: float


async def run_duties(settings: Settings, duties: tuple[Duty, ...]) -> None:
    """Works until cancelled, through restarts of Postgres. Raises ValueError where no API key is
    set."""
    async with open_app_store(settings) as store:
        if store is None or store.client is None:
            raise ValueError("the App Store is not set up")
        due: dict[str, float] = {}
        client = store.client

        async def serve(rpc: WorkerRpc) -> None:
            await _serve(Apple(store, client, rpc), duties, due)

        await keep_connected(settings, serve)


async def _serve(apple: Apple, duties: tuple[Duty, ...], due: dict[str, float]) -> None:
    """Runs what is due; returns when the connection is lost."""
    while not apple.rpc.closed:
        duty = min(duties, key=lambda duty: due.get(duty.name, 0.0))
        wait_s = due.get(duty.name, 0.0) - time.monotonic()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        try:
            async with asyncio.timeout(DUTY_TIMEOUT_S):
                await duty.work(apple)
        except (psycopg.Error, OSError) as error:
            log.error("cannot work", extra={"task": duty.name}, exc_info=error)
        except Exception as error:
            # A bug in one duty must not keep the others from theirs; its lease brings it back.
            log.error("duty broke", extra={"task": duty.name}, exc_info=error)
        due[duty.name] = time.monotonic() + duty.interval_s


async def in_time(call: Awaitable[T]) -> T:
    """A call of the database, within CALL_TIMEOUT_S."""
    async with asyncio.timeout(CALL_TIMEOUT_S):
        return await call
