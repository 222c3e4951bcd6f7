"""Deletes generations past their retention whose usage is summed up."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# Deletes of rows of a kilobyte: a few hundred milliseconds, and little for replicas to follow.
LIMIT = 1000
# A day becomes due once a day; an hour later is as good.
INTERVAL_S = 3600.0

task = Task("archive_generations", WorkerRpc.archive_generations, LIMIT, INTERVAL_S)
