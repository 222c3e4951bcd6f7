"""The App Store Server API as it is asked here, and what becomes of its errors."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from apple_steps import MONTHLY, PACK
from appstoreserverlibrary.models.ConsumptionRequest import ConsumptionRequest
from appstoreserverlibrary.models.DeliveryStatus import DeliveryStatus
from functions_py.settings import Settings
from functions_py.stores.apple_client import (
    AppleClient,
    StoreAway,
    StoreNotFound,
    StoreRefused,
    open_client,
)
from functions_py.stores.apple_settings import AppleSettings

from local.app_store.control import AppStore


@pytest.fixture
def apple(apple_environment: dict[str, str]) -> AppleSettings:
    read = AppleSettings.read(Settings.from_env(apple_environment))
    assert read is not None
    return read


@pytest.fixture
async def client(apple: AppleSettings) -> AsyncIterator[AppleClient]:
    async with open_client(apple) as opened:
        assert opened is not None
        yield opened


def call(client: AppleClient, name: str, number: str) -> Any:
    consumption = ConsumptionRequest(
        customerConsented=True,
        sampleContentProvided=False,
        deliveryStatus=DeliveryStatus.DELIVERED,
    )
    where = "production"
    return {
        "transaction": lambda: client.transaction(where, number),
        "history": lambda: client.history(where, number, None),
        "statuses": lambda: client.subscriptions(where, number),
        "notifications": lambda: client.notifications(where, 1, 2, None, True),
        "consumption": lambda: client.send_consumption(where, number, consumption),
        "account_token": lambda: client.set_account(where, number, "x"),
    }[name]()


ENDPOINTS = ["transaction", "history", "statuses", "notifications", "consumption", "account_token"]


async def test_the_environment_of_a_number_is_found(
    client: AppleClient, app_store: AppStore
) -> None:
    bought = app_store.buy("c1", PACK)
    tried = app_store.sandbox.buy("c1", PACK)
    assert await client.find_environment(bought.transaction_id) == "production"
    assert await client.find_environment(tried.transaction_id) == "sandbox"
    with pytest.raises(StoreNotFound):
        await client.find_environment("1")


async def test_an_environment_that_is_not_accepted_is_not_asked(
    apple: AppleSettings, app_store: AppStore
) -> None:
    tried = app_store.sandbox.buy("c2", PACK)
    async with open_client(replace(apple, environments=("production",))) as only:
        assert only is not None
        with pytest.raises(StoreNotFound):
            await only.find_environment(tried.transaction_id)
        with pytest.raises(StoreNotFound):
            await only.transaction("sandbox", tried.transaction_id)


async def test_history_comes_by_pages(client: AppleClient, app_store: AppStore) -> None:
    numbers = [app_store.buy("c3", PACK).transaction_id for _ in range(25)]
    first = await client.history("production", numbers[0], None)
    assert (len(first.signedTransactions or ()), first.hasMore) == (20, True)
    second = await client.history("production", numbers[0], first.revision)
    assert (len(second.signedTransactions or ()), second.hasMore) == (5, False)


async def test_standings_are_read(client: AppleClient, app_store: AppStore) -> None:
    bought = app_store.buy("c4", MONTHLY)
    (item,) = await client.subscriptions("production", bought.transaction_id)
    assert (item.rawStatus, item.originalTransactionId) == (1, bought.transaction_id)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"code": 4000006}, StoreNotFound),
        ({"code": 4000008}, StoreNotFound),
        ({"code": 4040010}, StoreNotFound),
        ({"code": 4040005}, StoreNotFound),
        ({"code": 4040002}, StoreAway),
        ({"code": 4040004}, StoreAway),
        ({"code": 4040006}, StoreAway),
        ({"code": 4290000, "retry_after": "1790812800000"}, StoreAway),
        ({"code": 5000000}, StoreAway),
        ({"code": 5000001}, StoreAway),
        ({"status": 502, "text": "<html>"}, StoreAway),
        ({"status": 429, "text": ""}, StoreAway),
        ({"loses_answer": True}, StoreAway),
        ({"code": 4000002}, StoreRefused),
        ({"code": 4999999}, StoreRefused),
        ({"status": 401, "text": "Unauthenticated"}, StoreRefused),
        ({"status": 404, "text": ""}, StoreRefused),
    ],
    ids=str,
)
async def test_errors_say_what_to_do(
    client: AppleClient,
    app_store: AppStore,
    endpoint: str,
    fault: dict[str, Any],
    expected: type[Exception],
) -> None:
    number = app_store.buy("c5", PACK).transaction_id
    app_store.fail(endpoint, **fault)
    with pytest.raises(expected):
        await call(client, endpoint, number)


async def test_a_store_that_hangs_is_given_up(apple: AppleSettings, app_store: AppStore) -> None:
    async with open_client(replace(apple, api_timeout_s=0.2)) as hasty:
        assert hasty is not None
        app_store.fail("transaction", hangs=True)
        started = time.monotonic()
        with pytest.raises(StoreAway):
            await hasty.transaction("production", "1")
        assert time.monotonic() - started < 5


async def test_a_store_that_is_down_is_away(apple: AppleSettings) -> None:
    async with open_client(replace(apple, api_url="http://127.0.0.1:1")) as nobody:
        assert nobody is not None
        with pytest.raises(StoreAway):
            await nobody.transaction("production", "1")


async def test_without_a_key_there_is_no_client(apple: AppleSettings) -> None:
    async with open_client(replace(apple, key=None)) as none:
        assert none is None
    with pytest.raises(ValueError):
        AppleClient(replace(apple, key=None))
