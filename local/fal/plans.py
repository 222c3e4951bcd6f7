"""What becomes of a request, decided when it is submitted."""

from dataclasses import dataclass, field
from typing import Any

# A demo's pace: a progress bar that can be seen to move.
QUEUE_S, RUN_S = 0.5, 4.0


@dataclass(frozen=True)
class Plan:
    """queue_s, run_s: how long it waits and runs; run_s None: until `complete` is called.

    status: what the model answers, 200 or an error with `error` as its body. `output` instead of a
    file made for the input. webhooks: how often each verdict is posted, 0 for never;
    webhook_delay_s: so long after the end. is_heard_first: the webhook comes before the queue says
    that it is over. then_status: it changes its mind: after_s later the verdict is another, and is
    posted again. heeds_cancel: a runner that is told to stop does. is_listed: in the history.
    """

    queue_s: float = QUEUE_S
    run_s: float | None = RUN_S
    status: int = 200
    error: dict[str, Any] = field(default_factory=dict)
    output: dict[str, Any] | None = None
    webhooks: int = 1
    webhook_delay_s: float = 0.0
    is_heard_first: bool = False
    then_status: int | None = None
    after_s: float = 0.5
    heeds_cancel: bool = True
    is_listed: bool = True
    reports_progress: bool = True

    def error_body(self, status: int) -> dict[str, Any]:
        """As a model's or the queue's, whichever has this status."""
        if self.error:
            return dict(self.error)
        if status == 422:
            detail = {"loc": ["body", "prompt"], "msg": "scripted", "type": "value_error"}
            return {"detail": [detail]}
        kind = {499: "client_cancelled", 503: "runner_disconnected", 504: "request_timeout"}
        word = kind.get(status, "internal_error")
        return {"detail": word.replace("_", " ").capitalize(), "error_type": word}
