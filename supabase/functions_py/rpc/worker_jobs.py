"""The workers' calls about jobs: one step of one job, claimed, recorded, given back.

Over a pool of their own as florin_worker, since many steps run side by side. What is recorded was
done at a provider and cannot be done again, so recording is retried through outages of Postgres.
"""

from __future__ import annotations

from typing import Any, Literal, LiteralString
from uuid import UUID

from functions_py.rpc.calls import json_argument
from functions_py.rpc.jobs import JobCalls
from functions_py.settings import Settings

# Calls take a millisecond or two: five connections carry thousands of steps a second.
POOL_MAX = 5
# A restart of Postgres takes seconds, a failover of a hosted one a minute or two.
RECORDING_DEADLINE_S = 120.0


class WorkerJobRpc(JobCalls):
    """One pool of a worker process; `open` it and `close` it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            settings,
            url=settings.worker_database_url,
            application="florin-worker",
            pool_max=POOL_MAX,
        )

    async def claim_job(
        self, account_id: UUID, job_id: UUID, worker: str, lease_s: int
    ) -> dict[str, Any] | None:
        """The job, leased; None: there is nothing to do, or another worker does it. Raises 503."""
        claimed: dict[str, Any] | None = await self._value(
            "select api.claim_job($1, $2, $3, $4::integer)", (account_id, job_id, worker, lease_s)
        )
        return claimed

    async def start_submission(self, account_id: UUID, job_id: UUID, lease: UUID) -> bool:
        """Notes that the provider is about to be asked. False: the lease was lost, or the job is
        not to be submitted. Raises 503: it may be noted; do not submit."""
        started: bool = await self._value(
            "select api.start_submission($1, $2, $3)", (account_id, job_id, lease)
        )
        return started

    async def record_submission(
        self, account_id: UUID, job_id: UUID, lease: UUID, request_id: str, next_s: float
    ) -> bool:
        """Notes the provider's id of the job. False: the lease was lost. Raises 503."""
        return bool(
            await self._record(
                "select to_json(api.record_submission($1, $2, $3, $4, $5::double precision))",
                (account_id, job_id, lease, request_id, str(next_s)),
            )
        )

    async def record_job_progress(
        self,
        account_id: UUID,
        job_id: UUID,
        status: Literal["submitted", "running"],
        progress: int | None,
        next_s: float,
    ) -> bool:
        return bool(
            await self._record(
                "select to_json(api.record_job_progress"
                "($1, $2, $3, $4::integer, $5::double precision))",
                (account_id, job_id, status, progress, str(next_s)),
            )
        )

    async def finish_job(
        self,
        account_id: UUID,
        job_id: UUID,
        outcome: str,
        results: list[dict[str, Any]] | None,
        error: dict[str, str] | None,
        source: Literal["worker", "webhook"],
    ) -> dict[str, Any]:
        finished: dict[str, Any] = await self._record(
            "select api.finish_job($1, $2, $3, $4, $5, $6)",
            (account_id, job_id, outcome, json_argument(results), json_argument(error), source),
        )
        return finished

    async def record_results(
        self, account_id: UUID, job_id: UUID, lease: UUID, results: list[dict[str, Any]]
    ) -> bool:
        """Notes where in Storage the results are; of a deleted job, that there are none any more.
        False: the lease was lost. Raises 503."""
        return bool(
            await self._record(
                "select to_json(api.record_results($1, $2, $3, $4))",
                (account_id, job_id, lease, json_argument(results)),
            )
        )

    async def postpone_job(
        self,
        account_id: UUID,
        job_id: UUID,
        lease: UUID,
        next_s: float,
        problem: str | None,
        *,
        not_sent: bool = False,
    ) -> bool:
        """Gives the job back, to be claimed again in `next_s`. problem: the step failed, and why;
        None: it had nothing to do yet. not_sent: the provider certainly never heard of it, and may
        be asked again. False: the lease was lost. Raises 503."""
        return bool(
            await self._record(
                "select to_json(api.postpone_job($1, $2, $3, $4::double precision, $5, $6))",
                (account_id, job_id, lease, str(next_s), problem, not_sent),
            )
        )

    async def _record(self, sql: LiteralString, params: tuple[Any, ...]) -> Any:
        return await self._persist(sql, params, RECORDING_DEADLINE_S)
