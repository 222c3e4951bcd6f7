"""Closes accounts that nobody is left of, after Auth deleted their users."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# Each may lapse some buckets and go through thousands of generations.
LIMIT = 20
# Nobody waits for it: a user who deletes themselves is seen to at once, this does what is left.
INTERVAL_S = 60.0

task = Task("close_orphans", WorkerRpc.close_orphans, LIMIT, INTERVAL_S)
