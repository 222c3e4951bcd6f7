"""Bills overage so far, so that it lands on the invoice of the period in which it was used."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# Some ten statements an account that owes: a batch stays within a second.
LIMIT = 100
# Within the five minutes before a period ends, and the minute after.
INTERVAL_S = 30.0

task = Task("slice_overages", WorkerRpc.slice_overages, LIMIT, INTERVAL_S)
