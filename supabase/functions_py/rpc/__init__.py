"""The only modules that name SQL functions: each method is one of them and one round trip.

`Rpc` is the service's, `WorkerRpc` the workers'. One module per area; `calls` says how.
"""

from functions_py.rpc.accounts import AccountCalls
from functions_py.rpc.app_holds import AppHoldCalls
from functions_py.rpc.apple import StorePurchaseCalls
from functions_py.rpc.billing import BillingCalls
from functions_py.rpc.calls import connection_arguments
from functions_py.rpc.catalog import CatalogCalls
from functions_py.rpc.customers import CustomerCalls
from functions_py.rpc.devices import DeviceCalls
from functions_py.rpc.entitlements import EntitlementCalls
from functions_py.rpc.generations import MAX_BIGINT, GenerationCalls
from functions_py.rpc.jobs import JobCalls
from functions_py.rpc.keys import KeyCalls
from functions_py.rpc.worker import WorkerRpc
from functions_py.rpc.worker_jobs import WorkerJobRpc

__all__ = ["MAX_BIGINT", "Rpc", "WorkerJobRpc", "WorkerRpc", "connection_arguments"]


class Rpc(
    GenerationCalls,
    JobCalls,
    AccountCalls,
    CatalogCalls,
    EntitlementCalls,
    AppHoldCalls,
    KeyCalls,
    DeviceCalls,
    StorePurchaseCalls,
    BillingCalls,
    CustomerCalls,
):
    """Every call of the service."""
