"""A job that its provider has: asked how it stands, and canceled there where its user wants that.

Only the provider's verdict ends it here. That it cannot be reached, or takes long, is none.
"""

from __future__ import annotations

import logging

from functions_py.media.copying import ResultCopier
from functions_py.media.provider import (
    MediaError,
    MediaProvider,
    Pending,
    Succeeded,
    Unknown,
    Verdict,
    outcome_of,
)

from workers.jobs.bench import Bench
from workers.jobs.claimed import ClaimedJob
from workers.jobs.pace import ask_again_s
from workers.jobs.submitting import succeed

log = logging.getLogger(__name__)


async def ask(bench: Bench, job: ClaimedJob, copier: ResultCopier, request_id: str) -> None:
    """Asks once, and records the answer."""
    provider = bench.providers.get(job.provider)
    next_s = ask_again_s(job.age_s, job.is_overdue, bench.settings.jobs_poll_s)
    try:
        verdict = await _verdict(job, provider, request_id)
    except MediaError as error:
        # However often: how it stands there does not depend on whether we hear of it.
        log.warning("provider not asked", extra=job.log(reason=str(error)))
        await bench.postpone(job, next_s, None)
        return
    match verdict:
        case Pending(status, progress):
            await bench.rpc.record_job_progress(job.account_id, job.id, status, progress, next_s)
        case Unknown():
            log.warning("unknown to its provider", extra=job.log())
            await bench.postpone(job, next_s, None)
        case Succeeded(files):
            await succeed(bench, job, copier, files)
        case _:
            await bench.finish(job, outcome_of(verdict))


async def _verdict(job: ClaimedJob, provider: MediaProvider, request_id: str) -> Verdict:
    if job.cancel_requested:
        canceled = await provider.cancel(job.upstream_model, request_id)
        if canceled is not None:
            return canceled
    return await provider.ask(job.upstream_model, request_id)
