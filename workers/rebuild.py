"""Makes purchases, subscriptions and all that stores told anew out of the stored events, and says
what differs. Nothing should: then nothing was changed but the rows written again. Where something
does, nothing is changed at all, and the difference is printed.
"""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores import StoredEvent, translate

# Events read at a time.
LIMIT = 500


class _Differs(Exception):
    """Rolls the rebuild back."""


async def run(settings: Settings, *, keep: bool = False) -> int:
    """One transaction. 0: nothing differs. 1: something does; printed, a line of JSON each. `keep`:
    what differs is kept nevertheless, which is how a corrected translator takes effect."""
    rpc = await WorkerRpc.connect(settings)
    try:
        return await rebuild(rpc, keep=keep)
    finally:
        await rpc.close()


async def rebuild(rpc: WorkerRpc, *, keep: bool = False) -> int:
    """As `run`, over a connection that is there."""
    differences: list[dict[str, Any]] = []
    try:
        async with rpc.transaction():
            await _fold_all(rpc)
            differences = await rpc.end_rebuild()
            if differences and not keep:
                raise _Differs
    except _Differs:
        pass
    for difference in differences:
        print(orjson.dumps(difference).decode())
    print(f"{len(differences)} differences")
    return 1 if differences else 0


async def _fold_all(rpc: WorkerRpc) -> None:
    count = await rpc.begin_rebuild()
    done = 0
    after: tuple[str, str, str] | None = None
    while rows := await rpc.read_stored_events(after, LIMIT):
        for row in rows:
            event = StoredEvent(**row)
            key = (event.provider, event.environment, event.event_id)
            await rpc.rebuild_event(*key, await translate(event))
            after = key
        done += len(rows)
        print(f"{done} of {count} events")
        await asyncio.sleep(0)
