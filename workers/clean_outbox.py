"""Deletes events that every sink was told of, and old ones that nobody waits for."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# Deletes of small rows in the order of their key.
LIMIT = 1000
# Events take space, and nothing else waits for this.
INTERVAL_S = 60.0

task = Task("clean_outbox", WorkerRpc.clean_outbox, LIMIT, INTERVAL_S)
