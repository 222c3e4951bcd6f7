"""Reports overage to Stripe's meter, each slice once, and compares what Stripe made of it.

A slice is sent under a name made of its own key. A worker that dies between sending and recording
leaves a lease; the next one sends the same, and Stripe answers that it has it. Stripe remembers the
name for a day: what may have been sent before that is looked up instead.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from typing import Any

import psycopg
from functions_py.errors import FlorinError, is_transient
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores import stripe_meters
from functions_py.stores.stripe_client import StripeApi
from functions_py.stores.stripe_meters import MINUTE_S, Meter, Report

from workers.stripe_companion import run_with_stripe

log = logging.getLogger(__name__)

# A slice is reported within about this; asking reads one index.
POLL_S = 5.0
LIMIT = 100
# At the same time; Stripe takes 1,000 reports a second.
MAX_SENDING = 10
# Periods compared in one go: one request each, while nothing differs.
CHECK_LIMIT = 20
# A batch of either, with Stripe at its slowest; then another worker takes what is left.
LEASE_S = 600
# Meters are hardly ever changed.
METER_KEPT_S = 300.0
CALL_TIMEOUT_S = 10.0


async def run(settings: Settings) -> None:
    """Reports until cancelled; where no key is set there is nobody to report to."""
    await run_with_stripe(settings, lambda api: Reporting(api, settings.stripe_meter).serve)


class Reporting:
    """One worker's. event_name: which meter."""

    def __init__(self, api: StripeApi, event_name: str) -> None:
        self._api = api
        self._event_name = event_name
        self._meter: Meter | None = None
        self._meter_until = 0.0

    async def serve(self, rpc: WorkerRpc) -> None:
        """Returns when the connection is lost."""
        while not rpc.closed:
            done = 0
            try:
                done = await self.report(rpc)
                await self.compare(rpc)
            except (psycopg.Error, FlorinError, TimeoutError, OSError) as error:
                log.warning("cannot report overage", exc_info=error)
            if done < LIMIT:
                await asyncio.sleep(POLL_S * random.uniform(1.0, 1.1))  # noqa: S311, spreads load

    async def report(self, rpc: WorkerRpc, limit: int = LIMIT) -> int:
        """Sends up to `limit` slices; how many it took. Raises psycopg.Error."""
        claimed = await _in_time(rpc.claim_reports(self._api.environment, limit, LEASE_S))
        gate = asyncio.Semaphore(MAX_SENDING)
        outcomes = await asyncio.gather(*(self._send(row, gate) for row in claimed))
        for row, problem in zip(claimed, outcomes, strict=True):
            key = (row["account_id"], row["entry_version"])
            if problem is None:
                await _in_time(rpc.record_report(*key))
                continue
            log.warning("overage not reported", extra={"account": str(key[0])}, exc_info=problem)
            await _in_time(
                rpc.fail_report(
                    *key, _told(problem), was_refused=stripe_meters.was_refused(problem)
                )
            )
        if claimed:
            log.info("overage reported", extra={"count": outcomes.count(None)})
        return len(claimed)

    async def _send(self, row: dict[str, Any], gate: asyncio.Semaphore) -> FlorinError | None:
        """What went wrong."""
        async with gate:
            try:
                meter = await self._find_meter()
                await stripe_meters.send(self._api, meter, _report_of(row))
            except FlorinError as error:
                return error
        return None

    async def compare(self, rpc: WorkerRpc, limit: int = CHECK_LIMIT) -> int:
        """Compares up to `limit` periods that are due; how many."""
        claimed = await _in_time(rpc.claim_checks(self._api.environment, limit, LEASE_S))
        for row in claimed:
            try:
                await self._compare(rpc, row)
            except (FlorinError, psycopg.Error) as error:
                if rpc.closed or (isinstance(error, psycopg.Error) and is_transient(error)):
                    raise
                # Its lease ends, and it is compared again.
                log.warning(
                    "overage not compared",
                    extra={"account": str(row["account_id"])},
                    exc_info=error,
                )
        return len(claimed)

    async def _compare(self, rpc: WorkerRpc, row: dict[str, Any]) -> None:
        meter = await self._find_meter()
        customer = row["customer_id"]
        minutes = [(minute["at"], minute["units"]) for minute in row["minutes"]]
        reported = sum(units for _, units in minutes)
        counted = await stripe_meters.count(
            self._api, meter, customer, minutes[0][0], minutes[-1][0] + MINUTE_S
        )
        missing = await stripe_meters.find_missing(self._api, meter, customer, minutes, counted)
        if counted != reported:
            log.error(
                "overage differs",
                extra={"account": str(row["account_id"]), "count": counted - reported},
            )
        await _in_time(
            rpc.record_check(
                row["account_id"],
                self._api.environment,
                row["period_start"],
                customer,
                reported=reported,
                counted=counted,
                missing=missing,
            )
        )

    async def _find_meter(self) -> Meter:
        """Raises FlorinError 502 `stripe_refused` where it is not there."""
        if self._meter is None or time.monotonic() > self._meter_until:
            self._meter = await stripe_meters.find_meter(self._api, self._event_name)
            self._meter_until = time.monotonic() + METER_KEPT_S
        if self._meter is None:
            raise FlorinError(
                502,
                "stripe_refused",
                "Stripe has no such active meter that sums up.",
                extra={"stripe_code": "no_meter"},
            )
        return self._meter


def _told(problem: FlorinError) -> str:
    return f"{problem} {problem.extra.get('stripe_code', '')}".strip()


def _report_of(row: dict[str, Any]) -> Report:
    return Report(
        identifier=f"florin-{row['account_id']}-{row['entry_version']}",
        customer_id=row["customer_id"],
        units=row["units"],
        happened_at=row["happened_at"],
    )


async def _in_time(call: Any) -> Any:
    async with asyncio.timeout(CALL_TIMEOUT_S):
        return await call
