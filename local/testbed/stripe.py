"""A stand-in for Stripe in a process of its own, and what tests buy from it."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import stripe

from local.parts import start_stripe
from local.stripe.control import StripeControl

SECRET_KEY = "sk_test_tests"  # noqa: S105 -- good for nothing but the stand-in
WEBHOOK_SECRET = "whsec_tests"  # noqa: S105 -- the same
PRICES: list[dict[str, Any]] = [
    {"id": "price_pro", "name": "Pro", "unit_amount": 2000, "currency": "usd", "interval": "month"},
    {"id": "price_max", "name": "Max", "unit_amount": 8000, "currency": "usd", "interval": "month"},
    {"id": "price_year", "name": "Year", "unit_amount": 9600, "currency": "usd",
     "interval": "year"},
    {"id": "price_pack", "name": "1,000 credits", "unit_amount": 999, "currency": "usd"},
    {"id": "price_gift", "name": "A gift", "unit_amount": 0, "currency": "usd"},
]  # fmt: skip


@contextlib.contextmanager
def running_stripe(secret_key: str = "") -> Iterator[StripeControl]:
    """Empty: no prices, no endpoints. Without `secret_key` every test key is good."""
    with tempfile.TemporaryDirectory(prefix="florin-stripe-") as folder:
        child, url = start_stripe(Path(folder) / "stripe.log", 0, secret_key)
        control = StripeControl(url)
        try:
            yield control
        finally:
            control.close()
            child.stop(deadline_s=5)


def client_of(control: StripeControl, secret_key: str = SECRET_KEY) -> stripe.StripeClient:
    """The real client, pointed at the stand-in."""
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": control.url, "meter_events": control.url},
    )


class Shop:
    """Shortcuts that every test of a purchase needs. Objects are the real client's."""

    def __init__(self, client: stripe.StripeClient, control: StripeControl) -> None:
        self.client = client
        self.control = control

    def customer(self) -> str:
        return self.client.v1.customers.create({"email": "ann@example.com"}).id

    def session(self, price: str, mode: str, **more: Any) -> stripe.checkout.Session:
        # Any: `more` may well be what the real API would refuse.
        params: Any = {
            "mode": mode,
            "line_items": [{"price": price, "quantity": 1}],
            "success_url": "https://app.example/done?session={CHECKOUT_SESSION_ID}",
            **more,
        }
        return self.client.v1.checkout.sessions.create(params)

    def buy(self, price: str = "price_pack", **more: Any) -> stripe.checkout.Session:
        """A paid session of mode payment."""
        session = self.session(price, "payment", **more)
        self.control.pay(session.id)
        return self.client.v1.checkout.sessions.retrieve(session.id)

    def subscribe(self, price: str = "price_pro", **more: Any) -> stripe.Subscription:
        """A subscription, begun on a session's page."""
        session = self.session(price, "subscription", **more)
        return self.subscription(self.control.pay(session.id)["subscription"])

    def subscription(self, subscription_id: str) -> stripe.Subscription:
        return self.client.v1.subscriptions.retrieve(subscription_id)

    def newest_invoice(self, subscription_id: str) -> stripe.Invoice:
        return self.client.v1.invoices.list({"subscription": subscription_id, "limit": 1}).data[0]

    def types(self) -> list[str]:
        """The types of the events so far, oldest first."""
        events = self.client.v1.events.list({"limit": 100})
        return [str(event.type) for event in events.auto_paging_iter()][::-1]
