"""What an app and its customers do, and what is then in the database."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import psycopg
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores.apple import open_app_store

from local.app_store.control import AppStore
from local.testbed.identity import User
from local.testbed.services import Service
from workers.apple.session import Apple
from workers.fold_events import fold_batch

TIMEOUT_S = 30.0
CREDIT = 1_000_000
PACK, MONTHLY, YEARLY, UNLOCK = "test.credits.100", "test.pro", "test.pro.best", "test.unlock"
PACK_CREDITS = 100 * CREDIT

_numbers = itertools.count(1)


def save_products(store: AppStore) -> None:
    store.save_products(
        {"product_id": PACK, "kind": "consumable", "price": 990},
        {"product_id": UNLOCK, "kind": "non_consumable", "price": 4990},
        {
            "product_id": MONTHLY,
            "kind": "auto_renewable",
            "price": 9990,
            "group": "tests",
            "level": 2,
            "period": "P1M",
            "is_family_shareable": True,
        },
        {
            "product_id": YEARLY,
            "kind": "auto_renewable",
            "price": 99_990,
            "group": "tests",
            "level": 1,
            "period": "P1M",
        },
    )


def map_products(connection: psycopg.Connection[Any]) -> None:
    """What the store sells, in the catalogue."""
    connection.execute(
        "insert into catalog.products (id, kind, store, store_product_id, credits, plan_id,"
        " model_id, price_minor_units) values"
        " ('t-pack', 'credit_pack', 'apple', %s, %s, null, null, 99),"
        " ('t-pro', 'subscription', 'apple', %s, 0, 'pro', null, 999),"
        " ('t-best', 'subscription', 'apple', %s, 0, 'enterprise', null, 9999),"
        " ('t-unlock', 'model_unlock', 'apple', %s, 0, null, 'claude-opus-4-5', 499)"
        " on conflict do nothing",
        [PACK, PACK_CREDITS, MONTHLY, YEARLY, UNLOCK],
    )


class App:
    """A service with its store and users."""

    def __init__(self, service: Service, store: AppStore) -> None:
        self.service = service
        self.store = store
        self.db = service.db
        self.sql = service.db.connect()
        map_products(self.sql)

    def new_customer(self, *, is_anonymous: bool = False) -> Customer:
        return Customer(self, self.service.new_user(is_anonymous=is_anonymous))

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as http:
            return http.post(self.service.base_url + path, json=body, headers=headers)

    def notify(self, signed: str) -> httpx.Response:
        return self.post("/webhooks/apple", {"signedPayload": signed})

    def signed(self, claims: dict[str, Any]) -> str:
        """Anything, signed by the store."""
        return str(self.store.call("sign", payload=claims)["signed"])

    def deliver(self, **settings: Any) -> None:
        """From now on the store's notifications come to this service."""
        url = f"{self.service.base_url}/webhooks/apple"
        self.store.call("configure_delivery", **{"url": url, **settings})

    def delivered(self) -> None:
        """Returns when all was sent."""
        self.store.call("await_delivery")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.sql.execute(sql, values).fetchall()  # type: ignore[arg-type]

    def events(self, type: str = "%") -> int:
        """How many were stored."""
        ((count,),) = self.rows(
            "select count(*) from billing.provider_events where provider = 'apple' "
            "and type like %s",
            type,
        )
        return int(count)

    def work(self, duty: Callable[[Apple], Awaitable[None]]) -> None:
        """One run of a worker's duty."""
        asyncio.run(self._work(duty))

    async def _work(self, duty: Callable[[Apple], Awaitable[None]]) -> None:
        settings = Settings.from_env(self.service.environment)
        async with open_app_store(settings) as store:
            assert store is not None and store.client is not None
            rpc = await WorkerRpc.connect(settings)
            try:
                await duty(Apple(store, store.client, rpc))
            finally:
                await rpc.close()

    def fold(self) -> None:
        """What the worker does with stored events."""
        asyncio.run(self._fold())

    async def _fold(self) -> None:
        rpc = await WorkerRpc.connect(Settings.from_env(self.service.environment))
        try:
            while await fold_batch(rpc):
                pass
        finally:
            await rpc.close()


class Customer:
    """A user of the app with an App Store account of the same name."""

    def __init__(self, app: App, user: User) -> None:
        self.app = app
        self.user = user
        self.name = f"customer-{next(_numbers)}-{uuid.uuid4().hex[:6]}"
        self.account_id = str(self.me()["account_id"])

    def me(self) -> dict[str, Any]:
        with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as http:
            reply = http.get(f"{self.app.service.base_url}/v1/me", headers=self.user.headers)
        reply.raise_for_status()
        account: dict[str, Any] = reply.json()["account"]
        return account

    @property
    def posted(self) -> int:
        return int(self.me()["posted"])

    @property
    def plan(self) -> str:
        return str(self.me()["plan"])

    def buy(self, product: str, *, names_account: bool = True, **more: Any) -> Any:
        store: AppStore = more.pop("store", self.app.store)
        token = self.account_id if names_account else None
        return store.buy(self.name, product, account_token=token, **more)

    def submit(self, signed: str) -> httpx.Response:
        return self.app.post(
            "/v1/iap/apple/transactions", {"signed_transaction": signed}, self.user.headers
        )

    def submitted(self, signed: str) -> dict[str, Any]:
        reply = self.submit(signed)
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    def restore(self, *signed: str, number: str | None = None) -> httpx.Response:
        body = (
            {"signed_transactions": list(signed)} if number is None else {"transaction_id": number}
        )
        return self.app.post("/v1/iap/apple/restore", body, self.user.headers)

    def restored(self, *signed: str, number: str | None = None) -> dict[str, Any]:
        reply = self.restore(*signed, number=number)
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer


def refused(reply: httpx.Response, status: int, code: str, **extra: Any) -> None:
    """The reply is this refusal."""
    assert (reply.status_code, reply.json().get("code")) == (status, code), reply.text
    assert {name: reply.json().get(name) for name in extra} == extra


RESTORE_BODY_CASES: list[tuple[Any, str]] = [
    ({}, "signed_transactions"),
    ({"signed_transactions": ["x"], "transaction_id": "1"}, "signed_transactions"),
    ({"signed_transactions": []}, "signed_transactions"),
    ({"signed_transactions": ["x"] * 21}, "signed_transactions"),
    ({"signed_transactions": ["x", 1]}, "signed_transactions[1]"),
    ({"transaction_id": "../1"}, "transaction_id"),
    ({"transaction_id": "1" * 33}, "transaction_id"),
    ({"transaction_id": 1}, "transaction_id"),
    ({"more": 1}, "more"),
]
