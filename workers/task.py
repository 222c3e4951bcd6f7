"""A periodic task: one bounded batch of SQL, repeated until a batch comes back short."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from functions_py.rpc import WorkerRpc


@dataclass(frozen=True)
class Task:
    """name: for logs. batch: does up to `limit` rows, answers how many. interval_s: from the end
    of one run to the start of the next, up to a tenth longer, so that workers spread out."""

    name: str
    batch: Callable[[WorkerRpc, int], Awaitable[int]]
    limit: int
    interval_s: float
