"""Florin from Python.

    async with florin_client.connect(url, publishable_key, service_url=service) as florin:
        print(await florin.balance())
        async for event in florin.generate("Hi", model="demo"):
            print(event)
        job = await florin.jobs.create("demo-video", "A boat at dawn", seconds=4)
        job = await job.wait(on_progress=print)

Everything is asynchronous (asyncio), has a time-out, and is tried again where that is safe.
"""

from florin_client.account import Balance, CurrentUsage, Entitlement, Limit, Me, UsageOfModel
from florin_client.charges import Charge
from florin_client.client import Florin, connect
from florin_client.errors import (
    AuthRefused,
    BadRequest,
    Conflict,
    FlorinError,
    Forbidden,
    GenerationFailed,
    LimitReached,
    NotFound,
    NotSignedIn,
    PaymentRequired,
    Problem,
    ServiceFailed,
    StreamLost,
    UnexpectedAnswer,
    Unreachable,
)
from florin_client.events import (
    BlockStart,
    BlockStop,
    Event,
    Failure,
    InputDelta,
    MessageStart,
    MessageStop,
    ReasoningDelta,
    TextDelta,
    Usage,
)
from florin_client.following import Patience
from florin_client.generations import Generation, GenerationStream, Reply
from florin_client.jobs import Job, JobPage, JobResult, Jobs
from florin_client.models import MessagesToday, Model, Trial, TrialStatus, Unlock
from florin_client.purchases import Checkout, PastPurchase, Purchases, Restored, StorePurchase
from florin_client.retries import Retries
from florin_client.session_file import SessionFile

__all__ = [
    "AuthRefused",
    "BadRequest",
    "Balance",
    "BlockStart",
    "BlockStop",
    "Charge",
    "Checkout",
    "Conflict",
    "CurrentUsage",
    "Entitlement",
    "Event",
    "Failure",
    "Florin",
    "FlorinError",
    "Forbidden",
    "Generation",
    "GenerationFailed",
    "GenerationStream",
    "InputDelta",
    "Job",
    "JobPage",
    "JobResult",
    "Jobs",
    "Limit",
    "LimitReached",
    "Me",
    "MessageStart",
    "MessageStop",
    "MessagesToday",
    "Model",
    "NotFound",
    "NotSignedIn",
    "PastPurchase",
    "Patience",
    "PaymentRequired",
    "Problem",
    "Purchases",
    "ReasoningDelta",
    "Reply",
    "Restored",
    "Retries",
    "ServiceFailed",
    "SessionFile",
    "StorePurchase",
    "StreamLost",
    "TextDelta",
    "Trial",
    "TrialStatus",
    "UnexpectedAnswer",
    "Unlock",
    "Unreachable",
    "Usage",
    "UsageOfModel",
    "connect",
]
