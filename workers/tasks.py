"""Every task there is, one line each."""

from workers import (
    archive_generations,
    clean_idempotency_keys,
    expire_holds,
    refresh_buckets,
    roll_up_usage,
    sweep_generations,
)
from workers.task import Task

TASKS: tuple[Task, ...] = (
    sweep_generations.task,
    expire_holds.task,
    refresh_buckets.task,
    clean_idempotency_keys.task,
    roll_up_usage.task,
    archive_generations.task,
)
