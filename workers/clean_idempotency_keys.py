"""Frees idempotency keys, and the replies kept for them, past their published lifetime."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# Deletes, some with a stored reply of up to a megabyte.
LIMIT = 500
# The lifetime is a day: a few minutes more are nothing, and space is freed in small steps.
INTERVAL_S = 300.0

task = Task("clean_idempotency_keys", WorkerRpc.clean_idempotency_keys, LIMIT, INTERVAL_S)
