"""Sums up usage per account, day and model, of days that are over."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# Days of accounts; a busy one has thousands of generations, each with attempts to be costed.
LIMIT = 100
# One hour's accounts are marked per batch, so most runs have that to do, or nothing.
INTERVAL_S = 600.0

task = Task("roll_up_usage", WorkerRpc.roll_up_usage, LIMIT, INTERVAL_S)
