"""What every step of a worker works with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from functions_py.media.copying import ResultCopier
from functions_py.media.storage import ResultStorage
from functions_py.rpc import WorkerJobRpc
from functions_py.settings import Settings

from workers.jobs.claimed import ClaimedJob
from workers.jobs.providers import Providers

# Beyond the longest single call of a step: recording what came of it, through a short outage.
LEASE_MARGIN_S = 60.0


@dataclass(frozen=True)
class Bench:
    """copier is None where Storage is not set up: then nothing is submitted either."""

    settings: Settings
    rpc: WorkerJobRpc
    providers: Providers
    copier: ResultCopier | None

    async def finish(
        self,
        job: ClaimedJob,
        outcome: tuple[str, list[dict[str, object]] | None, dict[str, str] | None],
    ) -> None:
        """Records the provider's verdict, which charges or releases."""
        name, results, error = outcome
        await self.rpc.finish_job(job.account_id, job.id, name, results, error, "worker")

    async def postpone(
        self, job: ClaimedJob, next_s: float, problem: str | None, *, not_sent: bool = False
    ) -> None:
        """Gives the job back for `next_s`; a problem counts as a failed step. not_sent: its
        provider certainly never heard of it, so it may be submitted again."""
        await self.rpc.postpone_job(
            job.account_id, job.id, job.lease, next_s, problem, not_sent=not_sent
        )


def lease_s(settings: Settings) -> int:
    """How long a claimed job is left alone: no submission may outlast it, or two workers would be
    at it. Copying may, which is repeated without harm."""
    return int(max(settings.media_submit_timeout_s, settings.media_timeout_s) + LEASE_MARGIN_S)


@asynccontextmanager
async def open_bench(settings: Settings) -> AsyncIterator[Bench]:
    """Closed in reverse, when no step runs any more."""
    async with AsyncExitStack() as stack:
        rpc = WorkerJobRpc(settings)
        await rpc.open()
        stack.push_async_callback(rpc.close)
        providers = Providers(settings)
        stack.push_async_callback(providers.close)
        copier = None
        if settings.supabase_url and settings.supabase_secret_key:
            storage = ResultStorage(settings)
            stack.push_async_callback(storage.close)
            copier = ResultCopier(settings, storage)
            stack.push_async_callback(copier.close)
        yield Bench(settings, rpc, providers, copier)
