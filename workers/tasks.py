"""Every task there is, one line each."""

from workers import (
    clean_idempotency_keys,
    close_orphans,
    expire_holds,
    refresh_buckets,
    sweep_generations,
)
from workers.task import Task

TASKS: tuple[Task, ...] = (
    sweep_generations.task,
    expire_holds.task,
    refresh_buckets.task,
    clean_idempotency_keys.task,
    close_orphans.task,
)
