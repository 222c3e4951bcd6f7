"""Requests that shall fail: before anything was done, or after it, so that the answer is lost."""

from collections import deque
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

MAX_FAULTS = 100
MAX_REQUESTS = 5_000


@dataclass
class Fault:
    """`path` is a pattern. `status` 0 only delays. `times` counts down to nothing."""

    path: str
    method: str = "*"
    status: int = 500
    times: int = 1
    when: Literal["before", "after"] = "before"
    delay_s: float = 0.0


class Faults:
    """The faults to come, and the newest requests, as they were asked."""

    def __init__(self) -> None:
        self.coming: deque[Fault] = deque(maxlen=MAX_FAULTS)
        self.requests: deque[dict[str, Any]] = deque(maxlen=MAX_REQUESTS)

    def forget(self) -> None:
        self.coming.clear()
        self.requests.clear()

    def take(self, method: str, path: str) -> Fault | None:
        for fault in self.coming:
            if (
                fault.times > 0
                and fnmatchcase(path, fault.path)
                and fnmatchcase(method, fault.method)
            ):
                fault.times -= 1
                return fault
        return None


def fault_body(status: int) -> dict[str, Any]:
    if status == 429:
        return {"error": {"type": "invalid_request_error", "code": "rate_limit",
                          "message": "Request rate limit exceeded."}}  # fmt: skip
    return {"error": {"type": "api_error", "message": "An unknown error occurred"}}
