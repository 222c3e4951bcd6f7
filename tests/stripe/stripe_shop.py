"""What a shop in these tests sells, how it is set up, and how it is asked."""

from __future__ import annotations

from typing import Any

import httpx
from functions_py.settings import Settings

from local.stripe.control import StripeControl
from local.testbed.identity import User
from local.testbed.services import Service

TIMEOUT_S = 30.0
WEBHOOK_SECRETS = ("whsec_florin_one", "whsec_florin_two")
PRODUCTS = """
insert into catalog.products
  (id, kind, store, store_product_id, plan_id, model_id, credits, price_minor_units, enabled)
values
  ('pro', 'subscription', 'stripe', 'price_pro', 'pro', null, 0, 2000, true),
  ('max', 'subscription', 'stripe', 'price_max', 'enterprise', null, 0, 5000, true),
  ('pack', 'credit_pack', 'stripe', 'price_pack', null, null, 5000000, 999, true),
  ('unlock', 'model_unlock', 'stripe', 'price_unlock', null, 'demo', 0, 499, true),
  ('gone', 'credit_pack', 'stripe', 'price_gone', null, null, 5000000, 999, false),
  ('fruit', 'credit_pack', 'apple', 'com.example.fruit', null, null, 5000000, 999, true)
"""

PRICES = [
    {"id": "price_pro", "name": "Pro", "unit_amount": 2000, "currency": "usd", "interval": "month"},
    {"id": "price_max", "name": "Max", "unit_amount": 5000, "currency": "usd", "interval": "month"},
    {"id": "price_pack", "name": "Pack", "unit_amount": 999, "currency": "usd"},
    {"id": "price_unlock", "name": "Unlock", "unit_amount": 499, "currency": "usd"},
]


def stripe_settings(world: StripeControl, **changes: object) -> Settings:
    values: dict[str, object] = {
        "stripe_secret_key": "sk_test_florin",
        "stripe_api_base": world.url,
        "stripe_timeout_s": 5.0,
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


def post(
    service: Service, path: str, user: User | None, body: Any = None, *, key: str | None = None
) -> httpx.Response:
    headers = {} if user is None else user.headers
    if key is not None:
        headers = {**headers, "idempotency-key": key}
    with httpx.Client(base_url=service.base_url, timeout=TIMEOUT_S, trust_env=False) as http:
        return http.post(path, json=body, headers=headers)
