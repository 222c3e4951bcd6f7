"""A handle on a running stand-in, for tests and the demo: what a bank, a customer and time do."""

import time
from collections.abc import Sequence
from typing import Any

from local.steering import Steering
from local.stripe.payment_methods import Behaviour

TIMEOUT_S = 30.0
POLL_S = 0.02

Object = dict[str, Any]


class ControlError(Exception):
    """The stand-in refused; the text is its answer."""


class StripeControl(Steering):
    """Every method is one request. Times are Unix seconds of the stand-in's clock."""

    def __init__(self, url: str) -> None:
        super().__init__(url, TIMEOUT_S)

    @property
    def base_addresses(self) -> dict[str, str]:
        """For stripe.StripeClient."""
        return {"api": self.url, "meter_events": self.url}

    def reset(self) -> None:
        """Forgets everything: objects, endpoints, settings, faults, the clock's shift."""
        self._do("reset")

    # Time

    def now(self) -> int:
        return int(self._do("clock")["now"])

    def advance(self, *, days: float = 0, hours: float = 0, seconds: float = 0) -> int:
        """Lives through the time, with all that falls due; the new time."""
        total = int(days * 86_400 + hours * 3600 + seconds)
        return int(self._do("advance", seconds=total)["now"])

    def advance_to(self, moment: int) -> int:
        return int(self._do("advance", to=moment)["now"])

    def jump(self, moment: int) -> None:
        """Sets the time without living through it: backwards too."""
        self._do("clock", jump=moment)

    def freeze(self) -> None:
        """All that happens now happens within one second."""
        self._do("clock", frozen=True)

    def resume(self) -> None:
        self._do("clock", frozen=False)

    # What customers and banks do

    def pay(self, session: str, method: Behaviour = "succeeds", email: str | None = None) -> Object:
        """On the session's page. Raises ControlError when the card is declined."""
        return self._do("pay", session=session, method=method, email=email)

    def expire(self, session: str) -> Object:
        return self._do("expire", session=session)

    def settle(self, of: str, *, succeeded: bool) -> Object:
        """Ends a slow payment: of a session, an invoice or an intent."""
        return self._do("settle", of=of, succeeded=succeeded)

    def set_card(self, customer: str, behaviour: Behaviour) -> Object:
        """The customer and all subscriptions pay with a card like this from now on."""
        return self._do("card", customer=customer, behaviour=behaviour)

    def settle_refund(self, refund: str, status: str) -> Object:
        """`succeeded` or `failed`."""
        return self._do("settle_refund", refund=refund, status=status)

    def dispute(
        self,
        of: str,
        amount: int | None = None,
        *,
        reason: str = "fraudulent",
        is_inquiry: bool = False,
    ) -> Object:
        return self._do("dispute", of=of, amount=amount, reason=reason, is_inquiry=is_inquiry)

    def close_dispute(self, dispute: str, outcome: str) -> Object:
        """`won` or `lost`."""
        return self._do("close_dispute", dispute=dispute, outcome=outcome)

    def reinstate(self, dispute: str) -> Object:
        return self._do("reinstate", dispute=dispute)

    def warn(self, of: str) -> Object:
        """An early fraud warning."""
        return self._do("warn", of=of)

    # Webhooks

    def add_endpoint(
        self, url: str, secrets: Sequence[str], events: Sequence[str] = ("*",), **rules: Any
    ) -> str:
        """Its id. Rules: see webhooks.Rules."""
        body = {"url": url, "secrets": list(secrets), "events": list(events), "rules": rules}
        return str(self._do("endpoint", **body)["id"])

    def set_rules(self, endpoint: str, **changes: Any) -> None:
        self._do("rules", id=endpoint, **changes)

    def remove_endpoint(self, endpoint: str) -> None:
        self._do("forget", id=endpoint)

    def hold(self, endpoint: str) -> None:
        """Keeps events back until `release`."""
        self.set_rules(endpoint, held=True)

    def release(self, endpoint: str, order: str = "as_is", seed: int = 0) -> int:
        """`as_is`, `reversed` or `shuffled`; how many went."""
        return int(self._do("release", id=endpoint, order=order, seed=seed)["released"])

    def send(self, event: str, copies: int = 1, endpoint: str | None = None) -> None:
        """Any event again."""
        self._do("send", event=event, copies=copies, id=endpoint)

    def deliveries(self) -> list[Object]:
        """Every try: event, type, endpoint, status (0: no answer), try."""
        found: list[Object] = self._do("deliveries")["log"]
        return found

    def await_idle(self, deadline_s: float = 30) -> None:
        """Until every event was taken, or given up."""
        end = time.monotonic() + deadline_s
        while not (state := self._do("deliveries"))["idle"]:
            if time.monotonic() > end:
                raise TimeoutError(f"webhooks still wait: {state['queued']} queued")
            time.sleep(POLL_S)

    # Bad luck, and what was asked

    def fail(self, path: str, **fault: Any) -> None:
        """The next request to this path pattern fails: see faults.Fault."""
        self._do("fault", path=path, **fault)

    def requests(self, path: str | None = None) -> list[Object]:
        """method, path, params, idempotency_key of each, oldest first."""
        found: list[Object] = self._do("requests")["requests"]
        return [request for request in found if path in (None, request["path"])]

    def set(self, **settings: Any) -> Object:
        """See world.Settings."""
        return self._do("settings", **settings)

    def seed(self, prices: Sequence[Object]) -> int:
        """See seed.sow."""
        return int(self._do("seed", prices=list(prices))["prices"])

    def _do(self, name: str, **body: Any) -> Object:
        reply = self._http.post(f"/_control/{name}", json=body)
        if reply.status_code != 200:
            raise ControlError(reply.text)
        result: Object = reply.json()
        return result
