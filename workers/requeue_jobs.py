"""Puts the next step of jobs that lost it back into the queue: whatever was missed, is found."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# A small update and an insert a row.
LIMIT = 200
# A job waits at most so much longer than the lease of the worker that died with it.
INTERVAL_S = 10.0

task = Task("requeue_jobs", WorkerRpc.requeue_jobs, LIMIT, INTERVAL_S)
