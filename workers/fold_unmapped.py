"""Takes up purchases of products that were mapped after they were bought."""

from functions_py.rpc import WorkerRpc

from workers.task import Task

# Products; each marks the accounts that bought it.
LIMIT = 20
# Somebody has just added a row to catalog.products and looks whether it works.
INTERVAL_S = 30.0

task = Task("fold_unmapped", WorkerRpc.fold_unmapped, LIMIT, INTERVAL_S)
