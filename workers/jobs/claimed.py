"""A job as a worker holds it for one step: what `api.claim_job` answers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from functions_py.media.provider import Kind, MediaOrder


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """submit_started_at: when a worker was about to submit it; from then on the provider may have
    it. failures: steps that failed one after the other."""

    account_id: UUID
    id: UUID
    lease: UUID
    status: Literal["queued", "submitted", "running", "succeeded", "failed", "canceled", "expired"]
    kind: Kind
    provider: str
    upstream_model: str
    input: Mapping[str, Any]
    unit: Literal["image", "second"]
    quantity: int
    resolution: str
    submit_started_at: datetime | None
    provider_request_id: str | None
    cancel_requested: bool
    results: list[dict[str, Any]]
    stored: bool
    failures: int
    is_overdue: bool
    deleted: bool

    @classmethod
    def read(cls, claimed: Mapping[str, Any]) -> ClaimedJob:
        """From the answer's JSON."""
        started = claimed["submit_started_at"]
        values = {
            **claimed,
            **{name: UUID(claimed[name]) for name in ("account_id", "id", "lease")},
            "submit_started_at": None if started is None else datetime.fromisoformat(started),
            "resolution": claimed["resolution"] or "",
            "results": claimed["results"] or [],
        }
        return cls(**{name: values[name] for name in cls.__slots__})

    def order(self, webhook_url: str | None = None) -> MediaOrder:
        """As its provider is asked for it."""
        return MediaOrder(
            job_id=self.id,
            account_id=self.account_id,
            kind=self.kind,
            upstream_model=self.upstream_model,
            input=self.input,
            unit=self.unit,
            quantity=self.quantity,
            resolution=self.resolution,
            webhook_url=webhook_url,
            submitted_at=self.submit_started_at,
        )

    @property
    def age_s(self) -> float:
        """Since it was submitted, or was about to be; by two clocks, so never below 0."""
        if self.submit_started_at is None:
            return 0.0
        return max(0.0, time.time() - self.submit_started_at.timestamp())

    def log(self, **more: Any) -> dict[str, Any]:
        """Fields for a line of the log: no prompt, no address."""
        return {
            "account_id": str(self.account_id),
            "job_id": str(self.id),
            "provider": self.provider,
            "status": self.status,
            **more,
        }
