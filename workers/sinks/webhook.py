"""A sink by Standard Webhooks: one signed POST per event.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

import aiohttp
import orjson
from functions_py.addresses import AddressRefused, PublicResolver
from functions_py.settings import Settings
from functions_py.upstream import retry_after_s
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from workers.sinks.addresses import check_url
from workers.sinks.sink import Address, DeliveryFailed, Event

GONE = 410


class WebhookSink:
    """One endpoint. Any 2xx is a yes; redirects are not followed, answers are not read."""

    batch_size: ClassVar[int] = 1

    def __init__(self, settings: Settings, address: Address) -> None:
        self._allow_private = settings.webhook_private_addresses
        self._timeout_s = settings.sink_timeout_s
        self._url = check_url(address.url or "", allow_private=self._allow_private)
        self._signers = _signers(settings, address.secret_env or "")

    @staticmethod
    def is_configured(settings: Settings) -> bool:
        return True

    async def send(self, events: Sequence[Event]) -> None:
        async with aiohttp.ClientSession(
            connector=self._connector(),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._timeout_s),
            trust_env=False,
        ) as session:
            for event in events:
                await self._post(session, event)

    def _connector(self) -> aiohttp.TCPConnector:
        if self._allow_private:
            return aiohttp.TCPConnector(force_close=True)
        return aiohttp.TCPConnector(
            force_close=True, resolver=PublicResolver(), use_dns_cache=False
        )

    async def _post(self, session: aiohttp.ClientSession, event: Event) -> None:
        body = body_of(event)
        try:
            async with session.post(
                self._url, data=body, headers=self._headers(event, body), allow_redirects=False
            ) as response:
                status, headers = response.status, response.headers
                # Nothing of the answer is read but its status line and headers.
                response.close()
        except TimeoutError as error:
            raise DeliveryFailed("timed out") from error
        except (aiohttp.ClientError, OSError) as error:
            raise DeliveryFailed(_why(error)) from error
        if status // 100 != 2:
            raise DeliveryFailed(
                f"HTTP {status}", retry_after_s=retry_after_s(headers), is_gone=status == GONE
            )

    def _headers(self, event: Event, body: bytes) -> dict[str, str]:
        now = datetime.now(UTC)
        return {
            "content-type": "application/json",
            "user-agent": "Florin",
            "webhook-id": event.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(
                signer.sign(event.id, now, body.decode()) for signer in self._signers
            ),
        }


def body_of(event: Event) -> bytes:
    """The payload as the specification recommends it: type, timestamp, data."""
    return orjson.dumps(
        {
            "type": event.kind,
            "timestamp": event.created_at,
            "data": {**event.payload, "account_id": event.account_id},
        }
    )


def _signers(settings: Settings, name: str) -> list[Webhook]:
    """One per secret in the variable; two, apart by a space, while the receiver changes over."""
    try:
        signers = [Webhook(secret) for secret in settings.env.get(name, "").split()]
    except (binascii.Error, ValueError, EmptyWebhookSecretError):
        raise DeliveryFailed(f"{name} is no webhook secret") from None
    if not signers:
        raise DeliveryFailed(f"{name} is not set")
    return signers


def _why(error: Exception) -> str:
    """What went wrong with the connection, without anything the other side said."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, AddressRefused):
            return "the name leads to a private address"
        cause = cause.__cause__ or cause.__context__
    return f"no answer ({type(error).__name__})"
