"""Gives the steps of dead workers back to the queue."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# A small update a row.
LIMIT = 200
# A dead worker is known after thirty seconds; no need to look more often than it would have told.
INTERVAL_S = 10.0

task = Task("retake_steps", WorkerRpc.retake_steps, LIMIT, INTERVAL_S)
