"""Ends generations whose process died: settles what it had recorded, releases the rest."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# A settlement each, some milliseconds: a batch stays within a second.
LIMIT = 100
# A hold lives for minutes; its owner should not wait much longer than that for the rest of it.
INTERVAL_S = 10.0

task = Task("sweep_generations", WorkerRpc.sweep_generations, LIMIT, INTERVAL_S)
