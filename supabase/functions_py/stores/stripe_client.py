"""Stripe's API: one client per process, with time-outs, retries and a pinned version.

The library's, over httpx. Its objects are not dicts and turn decimals into Decimal; what Florin
keeps of an answer is the answer's own text.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import httpx
import orjson
import stripe

from functions_py.errors import FlorinError
from functions_py.settings import Settings
from functions_py.stores.stripe_errors import from_stripe, not_configured, unavailable
from functions_py.stores.stripe_sessions import ACCOUNT_KEY

# Shapes change from one to the next; the translation of stored events knows older ones too.
API_VERSION = "2026-10-28.endive"
# With the library's pauses of half a second and up; a key makes a repeated POST safe.
MAX_RETRIES = 2
CONNECT_TIMEOUT_S = 5.0

# Stripe lists at most as many at once.
PAGE = 100
# Lines of one invoice or session, payments of one invoice: beyond any that people buy.
MAX_ROWS = 1000

Environment = Literal["production", "sandbox"]


@dataclass(frozen=True, slots=True)
class Answer:
    """value: the JSON object Stripe sent. at: when, by Stripe's clock (the Date header), Unix."""

    value: dict[str, Any]
    at: int


class StripeApi:
    """The calls Florin makes. Each raises FlorinError as stripe_errors.from_stripe has it.

    `client` is the library's own, for what has no method here; pass its awaitables to `ask`.
    """

    def __init__(self, settings: Settings) -> None:
        base = settings.stripe_api_base.rstrip("/")
        addresses: Any = {} if base == stripe.DEFAULT_API_BASE else _everything_at(base)
        timeout = httpx.Timeout(settings.stripe_timeout_s, connect=CONNECT_TIMEOUT_S)
        self._http = stripe.HTTPXClient(timeout=timeout)
        self.client = stripe.StripeClient(
            settings.stripe_secret_key,
            stripe_version=API_VERSION,
            base_addresses=addresses,
            max_network_retries=MAX_RETRIES,
            http_client=self._http,
        )
        self.environment = environment_of_key(settings.stripe_secret_key)

    async def close(self) -> None:
        await self._http.close_async()  # type: ignore[no-untyped-call]

    async def ask(self, request: Awaitable[Any]) -> Answer:
        """The answer to a request of `client`'s, as Stripe sent it."""
        try:
            found = await request
        except stripe.StripeError as error:
            raise from_stripe(error) from error
        response = found.last_response
        value = orjson.loads(response.body)
        if not isinstance(value, dict) or not isinstance(value.get("object"), str):
            # All that Stripe ever sends says what it is: this came from something on the way.
            raise unavailable()
        return Answer(value, _sent_at(response.headers))

    async def subscription(self, subscription_id: str) -> Answer:
        return await self.ask(self.client.v1.subscriptions.retrieve_async(subscription_id))

    async def session_lines(self, session_id: str) -> Answer:
        """A list with every line of a checkout session."""

        def page(after: dict[str, str]) -> Awaitable[Any]:
            params: Any = {"limit": PAGE, **after}
            return self.client.v1.checkout.sessions.line_items.list_async(session_id, params)

        return await self._whole(page)

    async def invoice_lines(self, invoice_id: str) -> Answer:
        """A list with every line of an invoice, its price in place of the price's id: a part of a
        price is judged by the whole, which the line does not tell."""

        def page(after: dict[str, str]) -> Awaitable[Any]:
            expand = ["data.pricing.price_details.price"]
            params: Any = {"limit": PAGE, "expand": expand, **after}
            return self.client.v1.invoices.line_items.list_async(invoice_id, params)

        answer = await self._whole(page)
        for row in answer.value["data"]:
            await self._add_currencies(row)
        return answer

    async def _add_currencies(self, line: dict[str, Any]) -> None:
        """To the price of a line in another currency than the price's own, which Stripe leaves out
        of lists."""
        details = (line.get("pricing") or {}).get("price_details") or {}
        price = details.get("price")
        if isinstance(price, dict) and price.get("currency") != line.get("currency"):
            params: Any = {"expand": ["currency_options"]}
            answer = await self.ask(self.client.v1.prices.retrieve_async(price["id"], params))
            details["price"] = answer.value

    async def invoice_payments(self, payment_intent: str) -> Answer:
        """A list of the invoices that a payment paid; empty where it paid for something else."""

        def page(after: dict[str, str]) -> Awaitable[Any]:
            payment = {"type": "payment_intent", "payment_intent": payment_intent}
            params: Any = {"limit": PAGE, "payment": payment, **after}
            return self.client.v1.invoice_payments.list_async(params)

        return await self._whole(page)

    async def events(self, since: int, until: int, after: str | None) -> Answer:
        """One page of events made in [since, until), Unix times, the newest first. after: the last
        event of the page before."""
        params: Any = {"limit": PAGE, "created": {"gte": since, "lt": until}}
        if after is not None:
            params["starting_after"] = after
        return await self.ask(self.client.v1.events.list_async(params))

    async def create_customer(self, account_id: str, key: str) -> Answer:
        """A customer for an account. key: the same makes the same customer."""
        params: Any = {"metadata": {ACCOUNT_KEY: account_id}}
        return await self.ask(
            self.client.v1.customers.create_async(params, {"idempotency_key": key})
        )

    async def create_checkout(self, params: Any, key: str | None) -> Answer:
        """A checkout session. None: one more with each call (and with none of its retries)."""
        options: Any = {} if key is None else {"idempotency_key": key}
        return await self.ask(self.client.v1.checkout.sessions.create_async(params, options))

    async def create_portal(self, customer_id: str, return_url: str) -> Answer:
        """A session of the customer portal."""
        params: Any = {"customer": customer_id, "return_url": return_url}
        return await self.ask(self.client.v1.billing_portal.sessions.create_async(params))

    async def _whole(self, page: Any) -> Answer:
        """Every page of a list as one, as of the first page's answer."""
        rows: list[Any] = []
        first: Answer | None = None
        after: dict[str, str] = {}
        while True:
            answer = await self.ask(page(after))
            first = first or answer
            rows += answer.value["data"]
            if not answer.value.get("has_more") or not answer.value["data"]:
                break
            if len(rows) >= MAX_ROWS:
                raise FlorinError(502, "stripe_refused", "A list of Stripe's does not end.")
            after = {"starting_after": rows[-1]["id"]}
        return Answer({**first.value, "data": rows, "has_more": False}, first.at)


def require_stripe(api: StripeApi | None) -> StripeApi:
    """Raises FlorinError 501 `stripe_not_configured`."""
    if api is None:
        raise not_configured()
    return api


def open_stripe(settings: Settings) -> StripeApi | None:
    """None where the deployment has no key; whoever has one closes it."""
    return StripeApi(settings) if settings.stripe_secret_key else None


def environment_of_key(key: str) -> Environment:
    """Live keys say so: `sk_live_…`, `rk_live_…`."""
    return "production" if "_live_" in key[:9] else "sandbox"


def environment_of(livemode: bool) -> Environment:
    return "production" if livemode else "sandbox"


def _everything_at(base: str) -> dict[str, str]:
    return dict.fromkeys(("api", "connect", "files", "meter_events"), base)


def _sent_at(headers: Mapping[str, str]) -> int:
    """By Stripe's clock: events are ordered by it, and ours may differ."""
    try:
        sent = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        raise FlorinError(502, "stripe_refused", "Stripe's answer has no date.") from None
    return int(sent.replace(tzinfo=sent.tzinfo or UTC).timestamp())
