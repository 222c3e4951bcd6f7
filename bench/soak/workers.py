"""The workers' sweeps, beside the clients: two of each at once, as two workers would."""

import asyncio
from collections.abc import Callable
from typing import LiteralString

from bench.soak.lines import Postgres, Refused
from bench.soak.plan import SoakError

SWEEPS: tuple[LiteralString, ...] = (
    "select api.sweep_generations($1)",
    "select api.expire_holds($1)",
    "select api.refresh_buckets($1)",
    "select api.renew_periods($1)",
    "select api.apply_due($1)",
    "select api.clean_idempotency_keys($1)",
    "select api.roll_up_usage($1)",
    "select api.expire_jobs($1)",
    "select api.broadcast_balances($1)",
    "select api.clean_outbox($1)",
)
LIMIT = 200
PAUSE_S = 0.5
ROUNDS_MAX = 10_000


async def sweep(postgres: Postgres, goes_on: Callable[[], bool]) -> None:
    """Raises SoakError for whatever a worker is refused."""
    while goes_on():
        for sql in SWEEPS:
            await _call(postgres, sql)
        await asyncio.sleep(PAUSE_S)


async def finish_sweeping(postgres: Postgres) -> None:
    """Until nothing is due. Raises SoakError where that has no end."""
    for sql in SWEEPS[:3]:
        for _ in range(ROUNDS_MAX):
            if await _call(postgres, sql) < LIMIT:
                break
        else:
            raise SoakError(f"{sql} finds something every time")


async def _call(postgres: Postgres, sql: LiteralString) -> int:
    try:
        return int(await postgres.worker.value(sql, (LIMIT,)) or 0)
    except Refused as refusal:
        raise SoakError(f"{sql} was refused with {refusal.code}: {refusal}") from refusal
