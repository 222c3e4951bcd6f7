"""Begins the next period of accounts whose period has ended: credits, rollover, limits."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# Some ten statements an account: a batch stays within a second.
LIMIT = 100
# Until then an account waits for the credits of its new period.
INTERVAL_S = 10.0

task = Task("renew_periods", WorkerRpc.renew_periods, LIMIT, INTERVAL_S)
