"""Opens buckets of credits that have become effective, and lapses those that have expired."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# A ledger entry a row.
LIMIT = 200
# What may be spent is decided by time stamps when it is spent; this only moves the figures shown.
INTERVAL_S = 60.0

task = Task("refresh_buckets", WorkerRpc.refresh_buckets, LIMIT, INTERVAL_S)
