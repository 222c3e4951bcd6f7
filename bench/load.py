"""The load generator: `python -m bench.load` reads a Plan from stdin and prints what it found.

Jobs: `closed_loop` (each client sends its next request when the last one has ended),
`first_bytes` and `at_once` (time to first byte, paired with the same request sent straight to the
provider), `open_streams` (many streams at once, each slow).
"""

import asyncio
import json
import sys
import time
from dataclasses import replace
from typing import Any

import uvloop

from bench.client import BadStream, Client, Timing
from bench.figures import percentile
from bench.load_plan import Pace, Plan, Target

# Reported as they are, for people; the rest is only counted.
MAX_SAMPLES = 3
# Streams of `open_streams` begin evenly spread over this share of the time they all stay open, and
# what that was like is over before anything is counted.
RAMP_SHARE = 0.8
SETTLE_S = 0.5
# A short stream is enough to see a first byte.
PROBE = Pace(chunks=1, group=1, gap_ms=0)


class Tally:
    """Streams that went well, and those that did not."""

    def __init__(self) -> None:
        self.streams = 0
        self.errors = 0
        self.samples: list[str] = []

    async def take(
        self, client: Client, target: Target, request: bytes, chunks: int
    ) -> Timing | None:
        """One stream; None where it failed."""
        try:
            timing = await client.stream(target, request, chunks)
        except BadStream as error:
            self.errors += 1
            if len(self.samples) < MAX_SAMPLES:
                self.samples.append(str(error))
            return None
        self.streams += 1
        return timing

    def report(self, **more: Any) -> dict[str, Any]:
        return {"streams": self.streams, "errors": self.errors, "samples": self.samples, **more}


async def closed_loop(plan: Plan) -> dict[str, Any]:
    """Streams per second that `clients` get out of the target."""
    tally = Tally()
    until = time.monotonic() + plan.seconds

    async def work(number: int) -> None:
        client = Client(stamps=False)
        while time.monotonic() < until:
            request = plan.target.request(number, plan.pace)
            await tally.take(client, plan.target, request, plan.pace.chunks)
            number += plan.clients
        client.close()

    begun = time.monotonic()
    await asyncio.gather(*(work(number) for number in range(plan.clients)))
    return tally.report(streams_per_s=tally.streams / (time.monotonic() - begun))


async def first_bytes(plan: Plan) -> dict[str, Any]:
    """`clients` streams are always open through the target, begun at different times; before each
    one its client asks the provider directly, and the difference is what the target adds."""
    tally, probes = Tally(), Tally()
    direct = _direct(plan)
    added: list[float] = []
    own: list[float] = []
    # Until all are open nothing counts.
    counts_from = time.monotonic() + plan.pace.length_s
    until = counts_from + plan.seconds

    async def work(number: int) -> None:
        client, probe = Client(stamps=False), Client(stamps=False)
        await asyncio.sleep(plan.pace.length_s * number / plan.clients)
        while (begun := time.monotonic()) < until:
            request = direct.request(number, PROBE)
            straight = await probes.take(probe, direct, request, PROBE.chunks)
            request = plan.target.request(number, plan.pace)
            through = await tally.take(client, plan.target, request, plan.pace.chunks)
            if straight is not None and through is not None and begun >= counts_from:
                own.append(straight.first_byte_ms)
                added.append(through.first_byte_ms - straight.first_byte_ms)
        client.close()
        probe.close()

    await asyncio.gather(*(work(number) for number in range(plan.clients)))
    return _compared(tally, probes, added, own)


async def at_once(plan: Plan) -> dict[str, Any]:
    """All clients ask at the same moment: how long the last in the queue waits. Again and again,
    directly and through the target in turns."""
    tally, probes = Tally(), Tally()
    direct = _direct(plan)
    sides = [
        (side, target, [Client(stamps=False) for _ in range(plan.clients)])
        for side, target in ((probes, direct), (tally, plan.target))
    ]
    added: list[float] = []
    own: list[float] = []
    until = time.monotonic() + plan.seconds
    warm = False
    while time.monotonic() < until or not added:
        pairs = []
        for side, target, clients in sides:
            requests = [target.request(number, plan.pace) for number in range(plan.clients)]
            pairs.append(
                await asyncio.gather(
                    *(
                        side.take(client, target, request, plan.pace.chunks)
                        for client, request in zip(clients, requests, strict=True)
                    )
                )
            )
        for straight, through in zip(*pairs, strict=True):
            if straight is not None and through is not None and warm:
                own.append(straight.first_byte_ms)
                added.append(through.first_byte_ms - straight.first_byte_ms)
        if tally.errors or probes.errors:
            break
        warm = True
    for _, _, clients in sides:
        for client in clients:
            client.close()
    return _compared(tally, probes, added, own)


async def open_streams(plan: Plan) -> dict[str, Any]:
    """`clients` streams open at once for `seconds`. Delays are those of chunks that came while
    all were open; a stream that is not complete at its end is an error."""
    tally = Tally()
    ramp_s = plan.seconds * RAMP_SHARE
    begun = time.monotonic()
    counts_from = begun + ramp_s + SETTLE_S
    until = counts_from + plan.seconds
    open_now: set[int] = set()

    async def work(number: int) -> Timing | None:
        begins = begun + ramp_s * number / plan.clients
        await asyncio.sleep(begins - time.monotonic())
        client = Client(stamps=True)
        # Until everything is counted, and a little longer.
        chunks = round((until - begins) * 1000 / plan.pace.gap_ms) + 2
        request = plan.target.request(number, replace(plan.pace, chunks=chunks))
        open_now.add(number)
        try:
            return await tally.take(client, plan.target, request, chunks)
        finally:
            open_now.discard(number)
            client.close()

    async def fewest_open() -> int:
        await asyncio.sleep(counts_from - time.monotonic())
        fewest = len(open_now)
        while time.monotonic() < until:
            fewest = min(fewest, len(open_now))
            await asyncio.sleep(0.1)
        return fewest

    counting = asyncio.create_task(fewest_open())
    timings = await asyncio.gather(*(work(number) for number in range(plan.clients)))
    delays = [
        delay / 1e6
        for timing in timings
        if timing is not None
        for came_at, delay in timing.delays_ns
        if counts_from * 1e9 <= came_at <= until * 1e9
    ]
    return tally.report(
        open=await counting,
        chunks=len(delays),
        delay_ms={str(p): percentile(delays, p) for p in (50, 99, 100)} if delays else None,
    )


def _direct(plan: Plan) -> Target:
    if plan.direct is None:
        raise ValueError(f"{plan.job} compares with a direct target")
    return plan.direct


def _compared(tally: Tally, probes: Tally, added: list[float], own: list[float]) -> dict[str, Any]:
    """In milliseconds; `provider_ms` is the direct time to first byte. Streams sent straight to
    the provider are not counted, their errors are."""
    tally.errors += probes.errors
    tally.samples += probes.samples
    if not added:
        return tally.report(pairs=0)
    return tally.report(
        pairs=len(added),
        added_ms={"p50": percentile(added, 50), "p99": percentile(added, 99)},
        provider_ms={"p50": percentile(own, 50), "p99": percentile(own, 99)},
    )


JOBS = {
    "closed_loop": closed_loop,
    "first_bytes": first_bytes,
    "at_once": at_once,
    "open_streams": open_streams,
}


def main() -> None:
    plan = Plan.from_json(sys.stdin.read())
    print(json.dumps(uvloop.run(JOBS[plan.job](plan))))


if __name__ == "__main__":
    main()
