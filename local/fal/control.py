"""Steers a running stand-in over `/_control/*`: for tests and the demo."""

from typing import Any

from local.fal.world import FalError
from local.steering import Steering

# `await_webhooks` waits for whoever receives them.
TIMEOUT_S = 60.0


class FalControl(Steering):
    """The stand-in at `url`. Calls raise FalError where it refuses; see `operations`."""

    def __init__(self, url: str) -> None:
        super().__init__(url, TIMEOUT_S)

    def environment(self, key: str) -> dict[str, str]:
        """The variables that make service and worker take it for fal."""
        return {
            "FLORIN_FAL_KEY": key,
            "FLORIN_FAL_BASE_URL": f"{self.url}/queue",
            "FLORIN_FAL_API_URL": f"{self.url}/api/v1",
            "FLORIN_FAL_WEBHOOK_JWKS_URL": f"{self.url}/.well-known/jwks.json",
            # Its files are on this machine.
            "FLORIN_MEDIA_PRIVATE_ADDRESSES": "on",
        }

    def call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        reply = self._http.post(f"/_control/{operation}", json=arguments)
        if reply.status_code != 200:
            raise FalError(reply.text)
        answer: dict[str, Any] = reply.json()
        return answer

    def plan(self, **plan: Any) -> None:
        """Of the next request (`times`: so many); see `plans.Plan`."""
        self.call("plan", **plan)

    def set_default(self, **plan: Any) -> None:
        """Of all requests without a plan of their own."""
        self.call("set_default", **plan)

    def fail(self, endpoint: str, **fault: Any) -> None:
        """The next call of submit, status, result, cancel, history, file or keys fails; see
        `local.faults.Fault`."""
        self.call("fail", endpoint=endpoint, **fault)

    def requests(self) -> list[dict[str, Any]]:
        """Oldest first."""
        found: list[dict[str, Any]] = self.call("list_requests")["requests"]
        return found

    def complete(self, request_id: str, status: int | None = None) -> dict[str, Any]:
        """Ends a request now."""
        return self.call("complete", request_id=request_id, status=status)

    def await_webhooks(self) -> list[dict[str, Any]]:
        """Waits until nothing is being posted. Every attempt so far: request_id, status."""
        attempts: list[dict[str, Any]] = self.call("await_webhooks")["attempts"]
        return attempts

    def count_calls(self) -> dict[str, int]:
        return self.call("count_calls")
