"""A companion that works with Stripe's API, where there is a key for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores.stripe_client import StripeApi, open_stripe

from workers.runner import keep_connected

Serve = Callable[[WorkerRpc], Awaitable[None]]


async def run_with_stripe(settings: Settings, serve_with: Callable[[StripeApi], Serve]) -> None:
    """Serves connection after connection until cancelled; without a key there is nothing to do."""
    api = open_stripe(settings)
    if api is None:
        await asyncio.Event().wait()
        return
    try:
        await keep_connected(settings, serve_with(api))
    finally:
        await api.close()
