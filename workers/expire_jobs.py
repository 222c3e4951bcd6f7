"""Ends jobs that were not submitted by their deadline, or that no provider ever answered for."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# Each locks its account and settles, as a generation does.
LIMIT = 100
# Deadlines are an hour away, and held credits that nobody will spend are credits a user misses.
INTERVAL_S = 30.0

task = Task("expire_jobs", WorkerRpc.expire_jobs, LIMIT, INTERVAL_S)
