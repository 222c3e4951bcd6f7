"""Steers a running stand-in over `/_control/*`: for tests and the demo."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

from local.app_store.clock import DAY_MS
from local.app_store.store import PRODUCTION, SANDBOX, StoreError
from local.steering import Steering

# `advance` and `await_delivery` wait for whoever receives notifications.
TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Bought:
    """What the customer's device holds: `signed_transaction` is what an app submits. `claims`: its
    payload, times and prices as Apple has them (ms, milliunits)."""

    transaction_id: str
    original_transaction_id: str
    order_id: str
    signed_transaction: str
    claims: dict[str, Any]


class AppStore(Steering):
    """One environment of the stand-in at `url`; `sandbox` is the other. Calls raise StoreError
    where the stand-in refuses.

    `call(name, …)` does any operation of `operations.OPERATIONS`; the methods are for those that
    most tests need. customer, member and device are names of the caller's own choosing.
    """

    def __init__(
        self, url: str, environment: str = PRODUCTION, http: httpx.Client | None = None
    ) -> None:
        super().__init__(url, TIMEOUT_S, http)
        self.environment = environment

    @cached_property
    def sandbox(self) -> "AppStore":
        """The same stand-in's other environment; closed with this one."""
        return AppStore(self.url, SANDBOX, self._http)

    @property
    def api_url(self) -> str:
        """The Server API's base URL in this environment: what `_base_url` is set to."""
        return f"{self.url}/{self.environment.lower()}"

    @property
    def devicecheck_url(self) -> str:
        """DeviceCheck's base URL in production."""
        return f"{self.url}/devicecheck"

    @cached_property
    def settings(self) -> dict[str, Any]:
        """bundle_id, app_id, root_pem, and the keys: see `operations.read_settings`."""
        return self.call("read_settings")

    def call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        body = {"environment": self.environment, **arguments}
        reply = self._http.post(f"/_control/{operation}", json=body)
        if reply.status_code != 200:
            raise StoreError(reply.text)
        answer: dict[str, Any] = reply.json()
        return answer

    # --- customers ---

    def save_products(self, *products: dict[str, Any]) -> None:
        """Members as of products.Product."""
        self.call("save_products", products=list(products))

    def buy(
        self,
        customer: str,
        product_id: str,
        *,
        account_token: str | None = None,
        quantity: int = 1,
        offer_code: str | None = None,
    ) -> Bought:
        """An auto-renewable: a first subscription (with its trial, if it has one), a lapsed one
        again, or another level of a running one."""
        return self._bought(
            "buy",
            customer=customer,
            product_id=product_id,
            account_token=account_token,
            quantity=quantity,
            offer_code=offer_code,
        )

    def share(self, transaction_id: str, member: str) -> Bought:
        """With a member of the family."""
        return self._bought("share", transaction_id=transaction_id, member=member)

    def change_product(self, chain_id: str, product_id: str) -> Bought:
        """An upgrade takes effect at once, a downgrade at the next renewal."""
        return self._bought("change_product", chain_id=chain_id, product_id=product_id)

    def set_auto_renew(self, chain_id: str, is_on: bool) -> None:
        self.call("set_auto_renew", chain_id=chain_id, is_on=is_on)

    def transaction(self, transaction_id: str) -> Bought:
        """As it stands now, signed anew."""
        return self._bought("show_transaction", transaction_id=transaction_id)

    def subscription(self, chain_id: str) -> dict[str, Any]:
        """status, auto_renews, and the latest transaction."""
        return self.call("show_subscription", chain_id=chain_id)

    # --- Apple ---

    def refund(self, transaction_id: str, percentage: int | None = None) -> Bought:
        """In full, or `percentage` milliunits of it (50000 is half)."""
        return self._bought("refund", transaction_id=transaction_id, percentage=percentage)

    def reverse_refund(self, transaction_id: str) -> Bought:
        return self._bought("reverse_refund", transaction_id=transaction_id)

    def request_refund(self, transaction_id: str, reason: str = "UNINTENDED_PURCHASE") -> None:
        """The app is asked what was consumed."""
        self.call("request_refund", transaction_id=transaction_id, reason=reason)

    @property
    def consumption(self) -> list[dict[str, Any]]:
        """What the app answered, oldest first, each with its transaction_id."""
        answers: list[dict[str, Any]] = self.call("list_consumption")["consumption"]
        return answers

    def tell(self, type: str, subtype: str | None = None, **more: Any) -> dict[str, Any]:
        """Sends a notification of any type; see `operations.tell`."""
        told: dict[str, Any] = self.call("tell", type=type, subtype=subtype, **more)
        notification: dict[str, Any] = told["notification"]
        return notification

    # --- time and delivery ---

    def advance(self, days: float = 0, hours: float = 0) -> int:
        """Moves the clock; returns when everything on the way has happened and been sent. The new
        time, in ms."""
        by_ms = int((days + hours / 24) * DAY_MS)
        return int(self.call("advance", by_ms=by_ms)["now_ms"])

    def deliver_to(self, url: str | None, **settings: Any) -> None:
        """Where notifications go; and copies, delay_s, drop, is_holding, senders."""
        self.call("configure_delivery", url=url, **settings)

    def configure_delivery(self, **settings: Any) -> None:
        self.call("configure_delivery", **settings)

    def release(self, order: str = "as_made", seed: int = 0) -> int:
        """Sends what was held (is_holding): as_made, reversed or shuffled."""
        return int(self.call("release", order=order, seed=seed)["released"])

    def await_delivery(self) -> None:
        """Returns when everything that is not held was tried once."""
        self.call("await_delivery")

    def retry(self) -> int:
        """Sends again what failed, without waiting for Apple's schedule."""
        return int(self.call("retry")["retried"])

    @property
    def notifications(self) -> list[dict[str, Any]]:
        """Of this environment, oldest first, with the results of their attempts."""
        made: list[dict[str, Any]] = self.call("list_notifications")["notifications"]
        return made

    # --- failures and devices ---

    def fail(self, endpoint: str, **fault: Any) -> None:
        """The endpoint's next call goes wrong: see local.faults.Fault, server_api.ENDPOINTS and
        device_check; `*` is any."""
        self.call("add_fault", endpoint=endpoint, **fault)

    def device_token(self, device: str, **more: Any) -> str:
        """As the app gets it on that device; `uses` (1: single use in the strict sense), `life_s`
        and `device_environment` (development) may be given."""
        return str(self.call("mint_device_token", device=device, **more)["token"])

    def bits(self, device: str) -> tuple[bool, bool] | None:
        """None for a device that was never set."""
        bits = self.call("read_bits", device=device)["bits"]
        return None if bits is None else (bits["bit0"], bits["bit1"])

    def set_bits(self, device: str, bit0: bool, bit1: bool) -> None:
        self.call("set_bits", device=device, bit0=bit0, bit1=bit1)

    def _bought(self, operation: str, **arguments: Any) -> Bought:
        return Bought(**self.call(operation, **arguments))
