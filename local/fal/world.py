"""Everything the stand-in knows, and what happens by itself."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from local.fal.outputs import output_of
from local.fal.plans import Plan
from local.fal.requests import CANCELED_STATUS, IN_PROGRESS, IN_QUEUE, FalRequest
from local.fal.webhooks import Webhooks
from local.faults import Faults

# The oldest are forgotten, as fal forgets.
MAX_REQUESTS = 50_000
MAX_PLANS = 10_000


class FalError(ValueError):
    """A control cannot do what it was asked."""


class World:
    """`base_url` is this server's own, without a slash at the end."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.requests: dict[str, FalRequest] = {}
        self.default = Plan()
        self.plans: deque[Plan] = deque(maxlen=MAX_PLANS)
        self.faults = Faults()
        self.webhooks = Webhooks()
        self.calls: Counter[str] = Counter()

    def submit(self, endpoint: str, given: Any, webhook: str | None) -> FalRequest:
        plan = self.plans.popleft() if self.plans else self.default
        if not isinstance(given, dict) or not given.get("prompt"):
            # fal takes anything, and lets the model refuse it.
            field = {"loc": ["body", "prompt"], "msg": "Field required", "type": "missing"}
            plan = replace(plan, status=422, error={"detail": [field]})
        request = FalRequest(endpoint, given, plan, webhook)
        while len(self.requests) >= MAX_REQUESTS:
            self.requests.pop(next(iter(self.requests)))
        self.requests[request.id] = request
        if plan.run_s is not None:
            self._later(plan.queue_s + plan.run_s, lambda: self._run_out(request))
        return request

    def find(self, request_id: str) -> FalRequest:
        try:
            return self.requests[request_id]
        except KeyError:
            raise FalError("there is no such request") from None

    def complete(self, request: FalRequest, status: int | None = None) -> None:
        """Ends it now, and tells the webhook. status: another than planned."""
        plan = request.plan
        status = plan.status if status is None else status
        if plan.is_heard_first and request.webhook is not None and not request.has_ended:
            told = replace(request)
            told.end(status, self._output(request, status))
            self._tell(told)
            self._later(plan.webhook_delay_s + plan.after_s, lambda: self._end(request, status))
            return
        self._end(request, status)
        self._tell(request)
        if plan.then_status is not None:
            then = plan.then_status
            self._later(plan.after_s, lambda: self._change_mind(request, then))

    def cancel(self, request: FalRequest) -> str:
        """What the queue answers."""
        if request.has_ended:
            return "ALREADY_COMPLETED"
        if request.state == IN_QUEUE:
            self._end(request, CANCELED_STATUS)
            return "OK"
        if request.state == IN_PROGRESS and request.plan.heeds_cancel:
            self._later(0.05, lambda: self._stop(request))
        return "CANCELLATION_REQUESTED"

    def _run_out(self, request: FalRequest) -> None:
        if not request.has_ended:
            self.complete(request)

    def _stop(self, request: FalRequest) -> None:
        if not request.has_ended:
            self._end(request, CANCELED_STATUS)
            self._tell(request)

    def _change_mind(self, request: FalRequest, status: int) -> None:
        self._end(request, status)
        self._tell(request)

    def _end(self, request: FalRequest, status: int) -> None:
        request.end(status, self._output(request, status))

    def _output(self, request: FalRequest, status: int) -> dict[str, Any]:
        if status != 200:
            return request.plan.error_body(status)
        if request.plan.output is not None:
            return request.plan.output
        return output_of(request, self.base_url)

    def _tell(self, request: FalRequest) -> None:
        for _ in range(request.plan.webhooks):
            self.webhooks.post_later(request, request.plan.webhook_delay_s)

    def _later(self, delay_s: float, do: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(delay_s, do)
