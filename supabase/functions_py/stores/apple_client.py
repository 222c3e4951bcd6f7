"""The App Store Server API, per environment, with time-outs and errors that say what to do.

https://developer.apple.com/documentation/appstoreserverapi. What it answers is signed: callers
verify it before they store it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx
from appstoreserverlibrary.api_client import (
    APIException,
    AsyncAppStoreServerAPIClient,
    GetTransactionHistoryVersion,
)
from appstoreserverlibrary.models.ConsumptionRequest import ConsumptionRequest
from appstoreserverlibrary.models.Environment import Environment
from appstoreserverlibrary.models.HistoryResponse import HistoryResponse
from appstoreserverlibrary.models.LastTransactionsItem import LastTransactionsItem
from appstoreserverlibrary.models.NotificationHistoryRequest import NotificationHistoryRequest
from appstoreserverlibrary.models.NotificationHistoryResponse import NotificationHistoryResponse
from appstoreserverlibrary.models.StatusResponse import StatusResponse
from appstoreserverlibrary.models.TransactionHistoryRequest import Order, TransactionHistoryRequest
from appstoreserverlibrary.models.TransactionInfoResponse import TransactionInfoResponse
from appstoreserverlibrary.models.UpdateAppAccountTokenRequest import UpdateAppAccountTokenRequest
from cattrs.errors import BaseValidationError

from functions_py.errors import FlorinError
from functions_py.stores.apple_settings import AppleSettings

T = TypeVar("T")

_LIBRARY = {"production": Environment.PRODUCTION, "sandbox": Environment.SANDBOX}

# https://developer.apple.com/documentation/appstoreserverapi/error-codes
# What is no number of Apple's (4000006, 4000008) names no transaction: whoever sent it is told so.
_NOT_FOUND = frozenset({4000006, 4000008, 4040001, 4040005, 4040010})
_RETRYABLE = frozenset({4040002, 4040004, 4040006, 4290000, 5000000, 5000001})

# Apple's limits are per second and per hour; a minute clears the first and is kind to the second.
RETRY_AFTER_S = 60


class StoreNotFound(Exception):
    """Apple knows no such transaction in this environment."""


class StoreAway(Exception):
    """Apple did not answer, or asks to come back later."""


class StoreRefused(Exception):
    """Apple refuses this, and would again. code: Apple's error code, 0 where there is none."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"HTTP {status}, error {code}")
        self.status = status
        self.code = code


class AppleClient:
    """One client per accepted environment. Raises StoreNotFound, StoreAway, StoreRefused."""

    def __init__(self, settings: AppleSettings) -> None:
        """Raises ValueError where no API key is set."""
        if settings.key is None:
            raise ValueError("no API key")
        self._timeout_s = settings.api_timeout_s
        self._clients: dict[str, AsyncAppStoreServerAPIClient] = {}
        for name in settings.environments:
            client = AsyncAppStoreServerAPIClient(
                settings.key.pem,
                settings.key.key_id,
                settings.key.issuer_id,
                settings.bundle_id,
                _LIBRARY[name],
            )
            if settings.api_url is not None:
                # The library has no argument for it. A stand-in serves each environment below a
                # path of its own, as Apple does on a host of its own.
                client._base_url = f"{settings.api_url}/{name}"
            self._clients[name] = client

    @property
    def environments(self) -> tuple[str, ...]:
        return tuple(self._clients)

    async def close(self) -> None:
        for client in self._clients.values():
            await client.http_client.aclose()

    async def find_environment(self, transaction_id: str) -> str:
        """Where Apple knows the transaction: production first, as Apple advises. Raises
        StoreNotFound where it is nowhere."""
        for name in self._clients:
            try:
                await self.transaction(name, transaction_id)
            except StoreNotFound:
                continue
            return name
        raise StoreNotFound(transaction_id)

    async def transaction(self, environment: str, transaction_id: str) -> str:
        """The signed transaction."""
        client = self._client(environment)
        reply: TransactionInfoResponse = await self._ask(
            lambda: client.get_transaction_info(transaction_id)
        )
        return _present(reply.signedTransactionInfo)

    async def history(
        self, environment: str, transaction_id: str, revision: str | None
    ) -> HistoryResponse:
        """Up to 20 signed transactions of the customer, newest first, from `revision` on."""
        client = self._client(environment)
        asked = TransactionHistoryRequest(sort=Order.DESCENDING)
        return await self._ask(
            lambda: client.get_transaction_history(
                transaction_id, revision, asked, GetTransactionHistoryVersion.V2
            )
        )

    async def subscriptions(
        self, environment: str, transaction_id: str
    ) -> list[LastTransactionsItem]:
        """How each of the customer's subscriptions stands."""
        client = self._client(environment)
        reply: StatusResponse = await self._ask(
            lambda: client.get_all_subscription_statuses(transaction_id)
        )
        return [item for group in reply.data or () for item in group.lastTransactions or ()]

    async def notifications(
        self,
        environment: str,
        start_ms: int,
        end_ms: int,
        token: str | None,
        only_failures: bool,
    ) -> NotificationHistoryResponse:
        """Up to 20 notifications that Apple sent, or (only_failures) that nobody acknowledged,
        from `token` on."""
        client = self._client(environment)
        asked = NotificationHistoryRequest(
            startDate=start_ms, endDate=end_ms, onlyFailures=only_failures
        )
        return await self._ask(lambda: client.get_notification_history(token, asked))

    async def send_consumption(
        self, environment: str, transaction_id: str, consumption: ConsumptionRequest
    ) -> None:
        """Answers a consumption request."""
        client = self._client(environment)
        await self._ask(lambda: client.send_consumption_information(transaction_id, consumption))

    async def set_account(self, environment: str, chain_id: str, account_id: str) -> None:
        """Writes the account into the purchase; later transactions of the chain carry it."""
        client = self._client(environment)
        asked = UpdateAppAccountTokenRequest(appAccountToken=account_id)
        await self._ask(lambda: client.set_app_account_token(chain_id, asked))

    def _client(self, environment: str) -> AsyncAppStoreServerAPIClient:
        client = self._clients.get(environment)
        if client is None:
            raise StoreNotFound(environment)
        return client

    async def _ask(self, call: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await call()
        except APIException as error:
            raise _said(error) from error
        except (TimeoutError, httpx.HTTPError) as error:
            raise StoreAway(type(error).__name__) from error
        except (BaseValidationError, ValueError, TypeError) as error:
            # An answer that is no JSON, or not of the documented shape.
            raise StoreAway(f"unreadable answer ({type(error).__name__})") from error


@asynccontextmanager
async def open_client(settings: AppleSettings | None) -> AsyncIterator[AppleClient | None]:
    """The client, None where no API key is set; closed in the end."""
    if settings is None or settings.key is None:
        yield None
        return
    client = AppleClient(settings)
    try:
        yield client
    finally:
        await client.close()


def store_away() -> FlorinError:
    """503: the App Store cannot be asked just now."""
    return FlorinError(
        503,
        "app_store_unavailable",
        "The App Store cannot be asked at the moment. Nothing was changed; try again shortly.",
        retry_after_s=RETRY_AFTER_S,
    )


def _said(error: APIException) -> Exception:
    code = error.raw_api_error or 0
    status = error.http_status_code
    if code in _NOT_FOUND:
        return StoreNotFound(str(code))
    if code in _RETRYABLE or status == 429 or status >= 500:
        return StoreAway(f"HTTP {status}, error {code}")
    return StoreRefused(status, code)


def _present(signed: str | None) -> str:
    if signed is None:
        raise StoreAway("an answer without its transaction")
    return signed
