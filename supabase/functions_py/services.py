"""What a request finds in `request.state`: made once per process, in the order of dependence."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from typing import Any

from functions_py.accounts import Accounts
from functions_py.admission import OpenRequests
from functions_py.api_keys import ApiKeys
from functions_py.attested_devices import AttestedDevices
from functions_py.auth import Authenticator
from functions_py.generate import Generations, open_generations
from functions_py.job_waits import JobWaits
from functions_py.jwks import KeySet
from functions_py.media.fal_webhook import fal_keys
from functions_py.metrics import Metrics
from functions_py.readiness import Readiness
from functions_py.result_links import ResultLinks
from functions_py.rpc import Rpc
from functions_py.served_models import ServedModels
from functions_py.settings import Settings
from functions_py.stores.apple import AppStore, open_app_store
from functions_py.stores.device_check import DeviceCheck
from functions_py.stores.stripe_client import StripeApi, open_stripe
from functions_py.welcome import Welcome


@dataclass(frozen=True)
class Services:
    """Each field is `request.state.<field>`."""

    settings: Settings
    metrics: Metrics
    rpc: Rpc
    keys: KeySet
    accounts: Accounts
    authenticator: Authenticator
    served_models: ServedModels
    generations: Generations
    job_waits: JobWaits
    result_links: ResultLinks
    device_check: DeviceCheck
    attested_devices: AttestedDevices
    welcome: Welcome
    readiness: Readiness
    stripe: StripeApi | None
    # None: not set up.
    app_store: AppStore | None
    # What fal.ai signs its webhooks with. None: not set up.
    fal_keys: KeySet | None

    def state(self) -> Mapping[str, Any]:
        """Lifespan state, as Starlette wants it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@asynccontextmanager
async def open_services(settings: Settings, open_requests: OpenRequests) -> AsyncIterator[Services]:
    """Everything opened, and closed in reverse. Waits for neither database nor key set: a replica
    that starts before them is alive, and ready when they are."""
    async with AsyncExitStack() as stack:
        rpc = Rpc(settings)
        await rpc.open()
        stack.push_async_callback(rpc.close)

        keys = KeySet(settings.jwks_url)
        await keys.open()
        stack.push_async_callback(keys.close)

        device_check = DeviceCheck(settings)
        await device_check.open()
        stack.push_async_callback(device_check.close)
        result_links = ResultLinks(settings)
        stack.push_async_callback(result_links.close)
        stripe = open_stripe(settings)
        if stripe is not None:
            stack.push_async_callback(stripe.close)

        metrics = Metrics()
        metrics.watch_pool(rpc.pool_stats)
        metrics.watch("florin_open_requests", "Requests being served.", lambda: open_requests.count)

        app_store = await stack.enter_async_context(open_app_store(settings))
        fals_keys = fal_keys(settings)
        if fals_keys is not None:
            await fals_keys.open()
            stack.push_async_callback(fals_keys.close)

        job_waits = JobWaits(rpc, settings.max_waiting_requests)
        stack.push_async_callback(job_waits.close)
        metrics.watch(
            "florin_waiting_requests",
            "Requests that wait for a job to change.",
            lambda: job_waits.count,
        )

        # Last, so that what is still running is settled before anything it needs is closed.
        generations = await stack.enter_async_context(open_generations(settings, rpc, metrics))

        accounts = Accounts(rpc)
        yield Services(
            settings=settings,
            metrics=metrics,
            rpc=rpc,
            keys=keys,
            accounts=accounts,
            authenticator=Authenticator(
                settings, keys, accounts, ApiKeys(rpc, settings.api_key_cache_s)
            ),
            served_models=ServedModels(rpc),
            generations=generations,
            job_waits=job_waits,
            result_links=result_links,
            device_check=device_check,
            attested_devices=AttestedDevices(settings, rpc),
            welcome=Welcome(settings, rpc, device_check),
            readiness=Readiness(rpc, keys),
            stripe=stripe,
            app_store=app_store,
            fal_keys=fals_keys,
        )
