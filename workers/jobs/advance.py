"""One step of one job: claimed, one thing done, recorded.

Whatever goes wrong, the job is given back or its lease ends, and a step is taken again. A step
never fails towards the queue: how often to try, and when, is the job's own affair.
"""

from __future__ import annotations

import asyncio
import logging
from uuid import UUID

from functions_py.errors import FlorinError
from functions_py.settings import SettingsError

from workers.jobs.asking import ask
from workers.jobs.bench import Bench, lease_s
from workers.jobs.claimed import ClaimedJob
from workers.jobs.pace import try_again_s
from workers.jobs.storing import remove, store
from workers.jobs.submitting import resolve, submit

log = logging.getLogger(__name__)

# Giving a job back when the worker is told to stop: else its lease has to end first.
GIVING_BACK_S = 2.0


async def advance(bench: Bench, account_id: UUID, job_id: UUID) -> None:
    """Raises nothing but cancellation."""
    ids = {"account_id": str(account_id), "job_id": str(job_id)}
    try:
        claimed = await bench.rpc.claim_job(
            account_id, job_id, bench.settings.replica_id, lease_s(bench.settings)
        )
        if claimed is not None:
            await _do(bench, ClaimedJob.read(claimed))
    except FlorinError as error:
        # Nobody was told. The lease ends, and who comes then asks what became of it.
        log.error("step not recorded", extra={**ids, "code": error.code}, exc_info=error)
    except Exception as error:
        log.error("step broke", extra=ids, exc_info=error)


async def _do(bench: Bench, job: ClaimedJob) -> None:
    try:
        await _step(bench, job)
    except asyncio.CancelledError:
        # In the middle of a submission this is no different from a crash: the next step asks.
        async with asyncio.timeout(GIVING_BACK_S):
            await asyncio.shield(bench.postpone(job, 0.0, None))
        raise
    except SettingsError as error:
        log.error("not set up", extra=job.log(reason=str(error)))
        await bench.postpone(job, try_again_s(job.failures), str(error))
    except FlorinError as error:
        # Postgres was away, or is: told when it is back, or else the lease ends.
        log.warning("step not recorded", extra=job.log(code=error.code))
        await bench.postpone(job, try_again_s(job.failures), error.code)
    except Exception as error:
        # A bug with one job must not keep others from their turn, nor be tried for ever.
        log.error("step broke", extra=job.log(), exc_info=error)
        await bench.postpone(job, try_again_s(job.failures), f"broke ({type(error).__name__})")


async def _step(bench: Bench, job: ClaimedJob) -> None:
    copier = bench.copier
    if copier is None:
        raise SettingsError("SUPABASE_URL or SUPABASE_SECRET_KEY is not set")
    if job.deleted:
        await remove(bench, job, copier)
    elif job.status == "succeeded":
        await store(bench, job, copier)
    elif job.provider_request_id is not None:
        await ask(bench, job, copier, job.provider_request_id)
    elif job.submit_started_at is not None:
        await resolve(bench, job, copier)
    else:
        await submit(bench, job, copier)
