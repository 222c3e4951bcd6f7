"""Jobs: generations that take long, as their users and their providers see them.

A job is what generation.describe_job in SQL makes of it, and docs/openapi.yaml describes as `Job`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from functions_py.rpc.calls import Calls, json_argument

Job = dict[str, Any]


class JobCalls(Calls):
    """Jobs begun, read, canceled and deleted by users; ended by what a provider posts."""

    async def begin_job(
        self,
        *,
        account_id: UUID,
        user_id: UUID,
        job_id: UUID,
        job_input: dict[str, Any],
        idempotency_key: str | None,
        request_hash: bytes,
        key_id: UUID | None,
    ) -> dict[str, Any]:
        """Holds the price and enqueues: `status` started, `job`, `available`; or `replayed` and
        the job of the same key as it is now. Raises 400, 402, 403, 404, 422, 429, 503.

        Tried once more after a connection broke only where the request has a key: it finds what
        the first try began.
        """
        await self._require_schema()
        begun: dict[str, Any] = await self._value(
            "select api.begin_job($1, $2, $3, $4, $5, $6, $7)",
            (
                account_id,
                user_id,
                job_id,
                json_argument(job_input),
                idempotency_key,
                request_hash,
                key_id,
            ),
            retry=idempotency_key is not None,
        )
        return begun

    async def read_job(self, account_id: UUID, user_id: UUID, job_id: UUID) -> Job | None:
        """The job; None where the account has none of that id. Raises 403, 503."""
        job: Job | None = await self._value(
            "select api.read_job($1, $2, $3)", (account_id, user_id, job_id), retry=True
        )
        return job

    async def list_jobs(
        self, account_id: UUID, user_id: UUID, before: str | None, limit: int
    ) -> dict[str, Any]:
        """`jobs`, newest first, and `next`: what `before` is for the page after, or null. Raises
        400, 403, 503."""
        page: dict[str, Any] = await self._value(
            "select api.list_jobs($1, $2, $3, $4::integer)",
            (account_id, user_id, before, limit),
            retry=True,
        )
        return page

    async def cancel_job(self, account_id: UUID, user_id: UUID, job_id: UUID) -> Job:
        """The job: canceled, to be canceled, or ended as it was. Raises 403, 404, 503."""
        job: Job = await self._value(
            "select api.cancel_job($1, $2, $3)", (account_id, user_id, job_id), retry=True
        )
        return job

    async def delete_job(self, account_id: UUID, user_id: UUID, job_id: UUID) -> bool:
        """Hides an ended job and drops what was asked for and made. False: there is none. Raises
        403, 404, 409 while it runs, 503."""
        deleted: bool = await self._value(
            "select api.delete_job($1, $2, $3)", (account_id, user_id, job_id), retry=True
        )
        return deleted

    async def read_job_versions(self, jobs: Sequence[tuple[UUID, UUID]]) -> list[int | None]:
        """The version of each (account, job), in their order; None: there is none. Who waits for
        one has read it before, and was asked who they are then. Raises 503."""
        versions: list[int | None] = await self._value(
            "select api.read_job_versions($1::uuid[], $2::uuid[])",
            ([account for account, _ in jobs], [job for _, job in jobs]),
            retry=True,
        )
        return versions

    async def find_job(self, provider: str, provider_request_id: str) -> dict[str, Any] | None:
        """`account_id` and `id` of the job that a provider has under its own id; None: of none.
        Raises 503."""
        found: dict[str, Any] | None = await self._value(
            "select api.find_job($1, $2)", (provider, provider_request_id), retry=True
        )
        return found

    async def record_job_progress(
        self,
        account_id: UUID,
        job_id: UUID,
        status: Literal["submitted", "running"],
        progress: int | None,
        next_s: float,
    ) -> bool:
        """What the provider says of a job that has not ended. next_s: when it is asked again.
        False: it has ended. Raises 503."""
        is_open: bool = await self._value(
            "select api.record_job_progress($1, $2, $3, $4::integer, $5::double precision)",
            (account_id, job_id, status, progress, next_s),
            retry=True,
        )
        return is_open

    async def finish_job(
        self,
        account_id: UUID,
        job_id: UUID,
        outcome: str,
        results: list[dict[str, Any]] | None,
        error: dict[str, str] | None,
        source: Literal["worker", "webhook"],
    ) -> dict[str, Any]:
        """The provider's verdict (succeeded, failed, canceled): charges or releases, once. `won`
        and the `job`; a later verdict changes nothing. Raises 503."""
        finished: dict[str, Any] = await self._value(
            "select api.finish_job($1, $2, $3, $4, $5, $6)",
            (
                account_id,
                job_id,
                outcome,
                json_argument(results),
                json_argument(error),
                source,
            ),
            retry=True,
        )
        return finished
