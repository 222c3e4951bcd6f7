"""The stand-in as a part of the local stack: its keys, its prices, and who hears of its events."""

import os
import secrets
from pathlib import Path
from typing import Any

from local.child import Child
from local.parts import start_stripe
from local.stripe.control import StripeControl
from local.supabase_database import connect


class StripePart:
    """Keys are made anew with every start, since the stand-in forgets everything with its end."""

    title = "Stripe"
    port = 8789
    health_path = "/_control/health"

    def __init__(self) -> None:
        self.url = ""
        self.secret_key = f"sk_test_{secrets.token_hex(16)}"
        self.webhook_secret = f"whsec_{secrets.token_hex(16)}"

    def has_real_keys(self) -> bool:
        return bool(os.environ.get("STRIPE_SECRET_KEY"))

    def start(self, log_file: Path, port: int) -> tuple[Child, str]:
        return start_stripe(log_file, port, self.secret_key)

    def environment(self, folder: Path) -> dict[str, str]:
        """What makes service and worker take it for Stripe."""
        return {
            "STRIPE_SECRET_KEY": self.secret_key,
            "STRIPE_API_BASE": self.url,
            "STRIPE_WEBHOOK_SECRETS": self.webhook_secret,
        }

    def open_shop(self, database_url: str, service_url: str) -> None:
        """Sells what the catalogue offers by Stripe, and tells the service of what happens."""
        with StripeControl(self.url) as control:
            control.seed(prices_of(database_url))
            control.add_endpoint(f"{service_url}/webhooks/stripe", [self.webhook_secret])


def prices_of(database_url: str) -> list[dict[str, Any]]:
    """The catalogue's products of store stripe, as `seed.sow` takes them. Plans are monthly."""
    with connect(database_url) as connection:
        rows = connection.execute(
            "select id, kind, store_product_id, price_minor_units, currency "
            "from catalog.products where store = 'stripe' order by id"
        ).fetchall()
    return [
        {
            "id": price_id,
            "name": name,
            "unit_amount": amount,
            "currency": currency.lower(),
            **({"interval": "month"} if kind == "subscription" else {}),
        }
        for name, kind, price_id, amount, currency in rows
    ]
