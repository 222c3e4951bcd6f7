"""Every task there is, one line each."""

from workers import (
    apply_due,
    archive_generations,
    clean_idempotency_keys,
    clean_outbox,
    close_orphans,
    expire_holds,
    expire_jobs,
    fold_unmapped,
    refresh_buckets,
    renew_periods,
    requeue_jobs,
    retake_steps,
    roll_up_usage,
    slice_overages,
    sweep_generations,
)
from workers.task import Task

TASKS: tuple[Task, ...] = (
    sweep_generations.task,
    expire_holds.task,
    retake_steps.task,
    requeue_jobs.task,
    expire_jobs.task,
    renew_periods.task,
    slice_overages.task,
    apply_due.task,
    fold_unmapped.task,
    refresh_buckets.task,
    clean_idempotency_keys.task,
    clean_outbox.task,
    close_orphans.task,
    roll_up_usage.task,
    archive_generations.task,
)
