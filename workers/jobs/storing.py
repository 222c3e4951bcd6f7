"""What a job made, copied to Storage; and removed from there when its user deletes it.

It is charged already, and copying again changes nothing about that.
"""

from __future__ import annotations

import logging

from functions_py.media.copying import CopyFailed, ResultCopier
from functions_py.media.storage import StorageFailed

from workers.jobs.bench import Bench
from workers.jobs.claimed import ClaimedJob
from workers.jobs.pace import try_again_s

log = logging.getLogger(__name__)

# A link that is gone may be a mistake of the provider's: looked at again, but not every second.
GONE_PAUSE_S = 60.0


async def store(bench: Bench, job: ClaimedJob, copier: ResultCopier) -> None:
    """Copies the results that are not in Storage yet."""
    try:
        results = await copier.copy(job.account_id, job.id, job.results)
    except (CopyFailed, StorageFailed) as error:
        is_final = isinstance(error, CopyFailed) and error.is_final
        log.warning("results not copied", extra=job.log(reason=str(error)))
        next_s = try_again_s(job.failures, GONE_PAUSE_S if is_final else 0.0)
        await bench.postpone(job, next_s, f"results not copied: {error}")
        return
    await bench.rpc.record_results(job.account_id, job.id, job.lease, results)


async def remove(bench: Bench, job: ClaimedJob, copier: ResultCopier) -> None:
    """Removes everything of a deleted job."""
    try:
        await copier.remove(job.account_id, job.id)
    except StorageFailed as error:
        log.warning("results not removed", extra=job.log(reason=str(error)))
        await bench.postpone(job, try_again_s(job.failures), f"results not removed: {error}")
        return
    await bench.rpc.record_results(job.account_id, job.id, job.lease, [])
