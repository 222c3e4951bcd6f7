"""Requests that wait for a job to change.

However many wait, Postgres is asked once per quarter second and process, and nobody holds a
connection: waiting costs a future. Nothing is listened for, so a transaction pooler will do.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from uuid import UUID

from functions_py.errors import FlorinError
from functions_py.rpc import Rpc

log = logging.getLogger(__name__)

# A person at a progress bar sees no difference below this.
POLL_S = 0.25
# Soon enough for a client that falls back to asking.
RETRY_AFTER_S = 5

Key = tuple[UUID, UUID]


@dataclass(frozen=True, eq=False)
class _Waiter:
    version: int
    changed: asyncio.Future[None]


class JobWaits:
    """All who wait in one process; `limit` of them at once."""

    def __init__(self, rpc: Rpc, limit: int) -> None:
        self._rpc = rpc
        self._limit = limit
        self._waiting: dict[Key, list[_Waiter]] = {}
        self._count = 0
        self._asking: asyncio.Task[None] | None = None
        self._ended = False

    @property
    def count(self) -> int:
        return self._count

    async def changed(self, account_id: UUID, job_id: UUID, version: int, wait_s: float) -> None:
        """Returns when the job has another version or is gone, or after wait_s. Raises FlorinError
        503 `too_many_waiting`."""
        if self._count >= self._limit:
            raise FlorinError(
                503,
                "too_many_waiting",
                "Too many requests wait for news already. Ask again without `Prefer: wait`.",
                retry_after_s=RETRY_AFTER_S,
            )
        if self._ended:
            return
        key = (account_id, job_id)
        waiter = _Waiter(version, asyncio.get_running_loop().create_future())
        self._waiting.setdefault(key, []).append(waiter)
        self._count += 1
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        try:
            await asyncio.wait([waiter.changed], timeout=wait_s)
        finally:
            self._count -= 1
            others = self._waiting[key]
            others.remove(waiter)
            if not others:
                del self._waiting[key]

    def end(self) -> None:
        """Nobody waits any more: the service is about to stop."""
        self._ended = True
        for waiters in self._waiting.values():
            for waiter in waiters:
                _tell(waiter)

    async def close(self) -> None:
        self.end()
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    async def _ask(self) -> None:
        """While anybody waits."""
        while self._waiting:
            await asyncio.sleep(POLL_S)
            keys = list(self._waiting)
            if not keys:
                return
            try:
                versions = await self._rpc.read_job_versions(keys)
            except FlorinError as error:
                # They wait on: a database that is back in time answers them all.
                log.warning("nobody can be told", extra={"code": error.code, "count": len(keys)})
                continue
            for key, version in zip(keys, versions, strict=True):
                for waiter in self._waiting.get(key, ()):
                    if waiter.version != version:
                        _tell(waiter)


def _tell(waiter: _Waiter) -> None:
    if not waiter.changed.done():
        waiter.changed.set_result(None)
