"""Releases holds past their time that no generation answers for."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# Two small updates a row.
LIMIT = 500
# Held credits that nobody will spend are credits a user misses.
INTERVAL_S = 10.0

task = Task("expire_holds", WorkerRpc.expire_holds, LIMIT, INTERVAL_S)
