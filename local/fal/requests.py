"""Requests in the queue: where each stands follows from the time, its plan and what was told."""

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from local.fal.plans import Plan

IN_QUEUE, IN_PROGRESS, COMPLETED = "IN_QUEUE", "IN_PROGRESS", "COMPLETED"
STEPS = 20
CANCELED_STATUS = 499


def moment() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class FalRequest:
    """status_code and output are set when it has ended. is_forgotten: by the queue, not by the
    history."""

    endpoint: str
    input: Any
    plan: Plan
    webhook: str | None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    sent_at: str = field(default_factory=moment)
    clock: float = field(default_factory=time.monotonic)
    ended_at: str | None = None
    status_code: int | None = None
    output: dict[str, Any] | None = None
    asked: int = 0
    is_forgotten: bool = False

    @property
    def has_ended(self) -> bool:
        return self.status_code is not None

    @property
    def state(self) -> str:
        if self.has_ended:
            return COMPLETED
        return IN_QUEUE if self._age_s() < self.plan.queue_s else IN_PROGRESS

    def end(self, status_code: int, output: dict[str, Any]) -> None:
        """The verdict; a later one takes its place."""
        self.status_code, self.output = status_code, output
        self.ended_at = moment()

    @property
    def is_canceled(self) -> bool:
        return self.status_code == CANCELED_STATUS

    def logs(self) -> list[dict[str, Any]]:
        """A progress bar as models print them."""
        if self.state == IN_QUEUE or not self.plan.reports_progress:
            return []
        step = STEPS
        if not self.has_ended:
            run_s = self.plan.run_s or 0.0
            share = (self._age_s() - self.plan.queue_s) / run_s if run_s else 0.0
            step = min(STEPS - 1, int(STEPS * share))
        bar = "#" * step
        message = f"{100 * step // STEPS:3d}%|{bar:<{STEPS}}| {step}/{STEPS}"
        return [
            {"timestamp": self.sent_at, "level": "INFO", "message": "loading the model"},
            {"timestamp": moment(), "level": "STDERR", "message": message},
        ]

    def as_item(self) -> dict[str, Any]:
        """As the history has it, with payloads."""
        item = {
            "request_id": self.id,
            "endpoint_id": self.endpoint,
            "sent_at": self.sent_at,
            "started_at": self.sent_at if self.state != IN_QUEUE else None,
            "ended_at": self.ended_at,
            "status_code": self.status_code,
            "duration": None,
            "json_input": self.input,
            "json_output": self.output,
        }
        return {name: value for name, value in item.items() if value is not None}

    def _age_s(self) -> float:
        return time.monotonic() - self.clock
