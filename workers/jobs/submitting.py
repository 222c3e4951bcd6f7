"""A job submitted to its provider, once; and one of which nobody knows whether it was.

The intent is recorded before the provider is called. Who finds an intent without the provider's id
never submits: it asks the provider, or looks for what may have been stored, until it knows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from functions_py.errors import FlorinError
from functions_py.media.copying import ResultCopier
from functions_py.media.provider import (
    MediaError,
    MediaFile,
    MediaProvider,
    Refused,
    Succeeded,
    Unclear,
    Unreachable,
    outcome_of,
)
from functions_py.media.storage import StorageFailed

from workers.jobs.bench import Bench
from workers.jobs.claimed import ClaimedJob
from workers.jobs.pace import ask_again_s, try_again_s

log = logging.getLogger(__name__)

# What is not found is looked for again after this, and only then is lost: records may appear late.
GRACE_S = 60.0
# Between the two looks of a step that comes when that time is over.
SECOND_LOOK_S = 2.0
# A lost submission is looked for at most this often: it is rare, and searching is work.
LOOK_LEAST_S = 5.0
# What came with the answer is nowhere else: Storage is tried this often before it is given up.
STORE_TRIES = 6

LOST = {
    "code": "submission_lost",
    "message": "The provider never received this. Nothing was charged; please try again.",
}


async def submit(bench: Bench, job: ClaimedJob, copier: ResultCopier) -> None:
    """Submits, and records what came of it."""
    provider = bench.providers.get(job.provider)
    webhook_url = bench.providers.webhook_url(job.provider, job.account_id, job.id)
    try:
        if not await bench.rpc.start_submission(job.account_id, job.id, job.lease):
            return
    except FlorinError as error:
        # Whether the intent was written or not: nothing was sent.
        await _withdraw(bench, job, error.code, 0.0)
        return
    try:
        answer = await provider.submit(job.order(webhook_url))
    except Unreachable as error:
        await _withdraw(bench, job, str(error), 0.0)
    except Refused as error:
        if error.is_temporary:
            await _withdraw(bench, job, str(error), float(error.retry_after_s or 0))
        else:
            told = {"code": error.code, "message": error.message}
            await bench.finish(job, ("failed", None, told))
    except Unclear as error:
        log.warning("submission unclear", extra=job.log(reason=str(error)))
        await bench.postpone(job, LOOK_LEAST_S, None)
    else:
        if isinstance(answer, Succeeded):
            await succeed(bench, job, copier, answer.files)
        else:
            if not await _record(bench, job, answer):
                log.warning("submission came late", extra=job.log())


async def resolve(bench: Bench, job: ClaimedJob, copier: ResultCopier) -> None:
    """Finds out whether a job that was about to be submitted was."""
    provider = bench.providers.get(job.provider)
    try:
        if await _found(bench, job, copier, provider):
            return
        grace_s = GRACE_S
        if not provider.can_find:
            # A worker that only seemed dead may still wait for the answer, and store it.
            grace_s += bench.settings.media_submit_timeout_s
        if job.age_s < grace_s:
            await bench.postpone(job, min(grace_s - job.age_s, GRACE_S), None)
            return
        await asyncio.sleep(SECOND_LOOK_S)
        if await _found(bench, job, copier, provider):
            return
        if not provider.can_find:
            # What was stored of it is not whole, and would belong to nothing.
            await copier.remove(job.account_id, job.id)
    except (MediaError, StorageFailed) as error:
        # Not known is not lost, however long it takes: what cannot be told is asked for again.
        log.warning("submission unknown", extra=job.log(reason=str(error)))
        pause_s = ask_again_s(job.age_s, job.is_overdue, LOOK_LEAST_S)
        await bench.postpone(job, pause_s, None)
        return
    log.warning("submission lost", extra=job.log())
    await bench.finish(job, ("failed", None, LOST))


async def succeed(
    bench: Bench, job: ClaimedJob, copier: ResultCopier, files: Sequence[MediaFile]
) -> None:
    """Charges for what a provider made. What came with the answer itself is stored first: the
    answer is given once."""
    if all(file.content is None for file in files):
        await bench.finish(job, outcome_of(Succeeded(tuple(files))))
        return
    for number in range(STORE_TRIES):
        try:
            results = await copier.store(job.account_id, job.id, files)
        except StorageFailed as error:
            log.warning("cannot store results", extra=job.log(reason=str(error)))
            await asyncio.sleep(try_again_s(number))
            continue
        await bench.finish(job, ("succeeded", results, None))
        return
    # Looked for by the next step, which finds nothing: the job fails, and is not charged.
    await bench.postpone(job, GRACE_S, "results_not_stored")


async def _found(
    bench: Bench, job: ClaimedJob, copier: ResultCopier, provider: MediaProvider
) -> bool:
    if not provider.can_find:
        results = await copier.find_stored(job.account_id, job.id)
        if results is not None:
            await bench.finish(job, ("succeeded", results, None))
        return results is not None
    request_id = await provider.find(job.order())
    if request_id is None:
        return False
    if not await _record(bench, job, request_id):
        # The other one's, which asked for the same; ours may be there as well.
        raise Unclear("another job has what was found")
    return True


async def _record(bench: Bench, job: ClaimedJob, request_id: str) -> bool:
    """False: the job has ended meanwhile, or another one has this id."""
    next_s = ask_again_s(job.age_s, job.is_overdue, bench.settings.jobs_poll_s)
    return await bench.rpc.record_submission(job.account_id, job.id, job.lease, request_id, next_s)


async def _withdraw(bench: Bench, job: ClaimedJob, problem: str, least_s: float) -> None:
    """The provider certainly does not have it: it may be submitted again."""
    log.warning("not submitted", extra=job.log(reason=problem))
    await bench.postpone(job, try_again_s(job.failures, least_s), problem, not_sent=True)
