"""Applies what the clock alone changes of purchases: subscriptions that end, periods that begin."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# Some twenty statements an account: a batch stays within a second.
LIMIT = 50
# Until then an ended subscription goes on.
INTERVAL_S = 10.0

task = Task("apply_due", WorkerRpc.apply_due, LIMIT, INTERVAL_S)
