"""What Stripe's events leave out is read from Stripe's API before they are folded; where two of
them contradict each other, what is so by now. Either is stored as an event, and folded as one.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from functions_py.errors import FlorinError
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores import READERS, REREADERS, StoredEvent
from functions_py.stores.stripe_client import StripeApi, open_stripe
from functions_py.stores.stripe_errors import is_missing
from functions_py.stores.stripe_event import DOUBT, Read
from functions_py.stores.stripe_facts import translate
from functions_py.stores.stripe_reads import ReadEvent, read
from functions_py.stores.stripe_values import Untranslatable

log = logging.getLogger(__name__)

PROVIDER = "stripe"
# Stripe's times are whole seconds: what is read a second after an event arrived is newer.
NEXT_SECOND_S = 1.1
CALL_TIMEOUT_S = 10.0

# Without these an event's purchases are not known. The others only add what other events may have
# told already.
_NEEDED = ("session_lines", "invoice_lines")


class StripeNotReadable(Exception):
    """An event cannot be folded before Stripe was asked, and there is no key to ask with."""


@asynccontextmanager
async def reading_stripe(settings: Settings) -> AsyncIterator[None]:
    """Registers the readers of Stripe's events while it lasts."""
    reads = StripeReads(settings, open_stripe(settings))
    READERS[PROVIDER] = reads.complete
    REREADERS[PROVIDER] = reads.again
    try:
        yield
    finally:
        del READERS[PROVIDER], REREADERS[PROVIDER]
        if reads.api is not None:
            await reads.api.close()


class StripeReads:
    """One worker's. api: None where no key is set."""

    def __init__(self, settings: Settings, api: StripeApi | None) -> None:
        self._settings = settings
        self.api = api

    async def complete(self, event: StoredEvent) -> None:
        """Stores what `event` does not tell. Raises FlorinError where Stripe does not answer, and
        StripeNotReadable; the event is then tried again."""
        try:
            wanted = translate(event.type, event.payload).reads
        except Untranslatable:
            return
        if not wanted:
            return
        if event.type == DOUBT:
            age_s = time.time() - event.occurred_at.timestamp()
            await asyncio.sleep(min(NEXT_SECOND_S, max(0.0, NEXT_SECOND_S - age_s)))
        await self._read(event.environment, wanted)

    async def again(self, environment: str, chains: list[str]) -> None:
        """Stores that the subscriptions among `chains` are to be read: an event, which is tried
        again until Stripe answers. A purchase does not change."""
        # A further item's chain has its subscription's name before it.
        names = {chain.partition(":")[0] for chain in chains if chain.startswith("sub_")}
        for name in sorted(names):
            await self._store(environment, ReadEvent.doubt(name, int(time.time())))

    async def _read(self, environment: str, wanted: Iterable[Read]) -> None:
        for one in wanted:
            if self.api is None or self.api.environment != environment:
                if one.kind in _NEEDED:
                    raise StripeNotReadable(f"no key for {environment}")
                continue
            try:
                answer = await read(self.api, one)
            except FlorinError as error:
                if not is_missing(error) or one.kind in _NEEDED:
                    raise
                log.warning("not at stripe any more", extra={"reason": one.kind})
                continue
            await self._store(environment, answer)

    async def _store(self, environment: str, event: ReadEvent) -> None:
        # Reads are rare, and this connection is nobody's but theirs.
        rpc = await WorkerRpc.connect(self._settings)
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                await rpc.store_event(event.stored(environment))
        finally:
            await rpc.close()
