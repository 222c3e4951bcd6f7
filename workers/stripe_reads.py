"""What Stripe's events leave out is read from Stripe's API before they are folded, and what
contradicts itself is read again after. Either is stored as an event, and folded as one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from functions_py.errors import FlorinError
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores import READERS, REREADERS, StoredEvent
from functions_py.stores.stripe_client import StripeApi, open_stripe
from functions_py.stores.stripe_errors import is_missing
from functions_py.stores.stripe_event import Read
from functions_py.stores.stripe_facts import translate
from functions_py.stores.stripe_reads import read
from functions_py.stores.stripe_values import Untranslatable

log = logging.getLogger(__name__)

PROVIDER = "stripe"
# Stripe's times are whole seconds: what is read a second after an event arrived is later than it.
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
        if wanted:
            await self._read(event.environment, wanted)

    async def again(self, environment: str, chains: list[str]) -> None:
        """Stores what the subscriptions among `chains` are by now. A purchase does not change."""
        # A further item's chain has its subscription's name before it.
        names = {chain.partition(":")[0] for chain in chains if chain.startswith("sub_")}
        if names:
            await asyncio.sleep(NEXT_SECOND_S)
            await self._read(environment, [Read("subscription", name) for name in sorted(names)])

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
            # Reads are rare, and this connection is nobody's but theirs.
            rpc = await WorkerRpc.connect(self._settings)
            try:
                async with asyncio.timeout(CALL_TIMEOUT_S):
                    await rpc.store_event(
                        PROVIDER,
                        environment,
                        answer.event_id,
                        answer.type,
                        answer.occurred_at,
                        answer.payload,
                    )
            finally:
                await rpc.close()
