"""A service, workers and stores, each killed where a test says, and what is then in the books."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from local.app_store.control import AppStore
from local.child import Child
from local.stripe.control import StripeControl
from local.testbed.gate import Gate, When
from local.testbed.identity import User
from local.testbed.services import Service
from local.testbed.stripe import client_of

TIMEOUT_S = 30.0
WAIT_S = 20.0
SECRET = "whsec_crashes"  # noqa: S105 -- good for nothing but the stand-in
CREDIT = 1_000_000
PACK, MONTHLY = "test.credits.100", "test.pro"
PACK_CREDITS = 100 * CREDIT

PRODUCTS = f"""
insert into catalog.products
  (id, kind, store, store_product_id, plan_id, credits, price_minor_units)
values
  ('s-pro', 'subscription', 'stripe', 'price_pro', 'pro', 0, 2000),
  ('s-pack', 'credit_pack', 'stripe', 'price_pack', null, {PACK_CREDITS}, 999),
  ('a-pack', 'credit_pack', 'apple', '{PACK}', null, {PACK_CREDITS}, 99),
  ('a-pro', 'subscription', 'apple', '{MONTHLY}', 'pro', 0, 999);
update billing.environments set policy = 'full' where environment = 'sandbox';
"""

# What two accounts have in common that lived through the same.
STATE = {
    "purchases": "select provider, environment, product, state, quantity, share_ppm, amount "
    "from billing.purchases where account_id = %(account)s",
    "subscriptions": "select provider, state, is_entitled, product, will_renew "
    "from billing.subscriptions where account_id = %(account)s",
    "reversals": "select r.kind, r.state, r.amount from billing.reversals as r "
    "left join billing.payments as y "
    "on (y.provider, y.environment, y.payment_id) = (r.provider, r.environment, r.payment_id) "
    "join billing.purchases as p on (p.provider, p.environment, p.transaction_id) "
    "= (r.provider, r.environment, coalesce(y.transaction_id, r.payment_id)) "
    "where p.account_id = %(account)s",
    "grants": "select provider, product, granted, clawed from billing.grants "
    "where account_id = %(account)s",
    "buckets": "select source::text, granted, remaining, clawed from ledger.bucket_rests "
    "where account_id = %(account)s",
    "entitlements": "select kind, key, source, revoked_at is null from access.entitlements "
    "where account_id = %(account)s",
    "plan": "select v.plan_id, p.source from access.account_plans as p "
    "join catalog.plan_versions as v on v.id = p.plan_version_id where p.account_id = %(account)s",
    "posted": "select posted, held from ledger.accounts where id = %(account)s",
}


@dataclass(frozen=True)
class Point:
    """A moment between two steps: before or after the call with all `marks` in it, over `line`
    (database, stripe, apple)."""

    line: str
    marks: tuple[str, ...]
    when: When

    def __str__(self) -> str:
        return f"{self.when} {' '.join(self.marks)}"


def before(*marks: str, line: str = "database") -> Point:
    return Point(line, marks, "before")


def after(*marks: str, line: str = "database") -> Point:
    return Point(line, marks, "after")


class Customer:
    """A user with an account, who buys."""

    def __init__(self, world: World, *, is_anonymous: bool = False) -> None:
        self.world = world
        self.user: User = world.service.new_user(is_anonymous=is_anonymous)
        with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as http:
            reply = http.get(f"{world.service.base_url}/v1/me", headers=self.user.headers)
        reply.raise_for_status()
        self.account: str = reply.json()["account"]["account_id"]

    def post(self, path: str, body: Any, key: str | None = None) -> Any:
        """The answer. Raises httpx.HTTPError where there is none, or an error."""
        headers = (
            self.user.headers if key is None else {**self.user.headers, "idempotency-key": key}
        )
        with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as http:
            reply = http.post(self.world.service.base_url + path, json=body, headers=headers)
        reply.raise_for_status()
        return reply.json()

    def checkout(self, product: str, key: str | None = None) -> Any:
        return self.post("/v1/billing/checkout", {"product": product}, key)

    def pay(self, product: str) -> Any:
        """By Stripe; the session."""
        return self.world.stripe.pay(self.checkout(product)["session_id"])

    def buy(self, product: str, *, names_account: bool = True) -> Any:
        """In the App Store."""
        token = self.account if names_account else None
        return self.world.store.buy(self.account, product, account_token=token)

    def submit(self, signed: str) -> Any:
        return self.post("/v1/iap/apple/transactions", {"signed_transaction": signed})

    def restore(self, signed: str) -> Any:
        return self.post("/v1/iap/apple/restore", {"signed_transactions": [signed]})

    def consent(self) -> None:
        claims = {"sub": str(self.user.id), "is_anonymous": False}
        connection = self.world.service.db.connect("authenticated", claims=claims)
        connection.execute("select api.set_consumption_consent(true)")

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        return {
            name: sorted(self.world.rows(query, account=self.account), key=repr)
            for name, query in STATE.items()
        }


class World:
    """Everything, over lines that can be held."""

    def __init__(
        self, service: Service, stripe: StripeControl, store: AppStore, gates: dict[str, Gate]
    ) -> None:
        self.service = service
        self.stripe = stripe
        self.store = store
        self.gates = gates
        self.endpoint = stripe.add_endpoint("http://127.0.0.1:1/", [SECRET])
        self._connection = service.db.kept_connection()
        self._pool = ThreadPoolExecutor(4)
        self._worker: Child | None = None
        self.start()

    def start(self) -> None:
        """The service, where the stores find it."""
        self.service.start()
        # What the store could not deliver it sends again.
        self.stripe.set_rules(
            self.endpoint,
            url=f"{self.service.base_url}/webhooks/stripe",
            retry_delays_s=[0.1] * 100,
        )
        self.store.deliver_to(f"{self.service.base_url}/webhooks/apple")

    def customer(self, **more: Any) -> Customer:
        return Customer(self, **more)

    def delivered(self) -> None:
        """All that the stores told is stored."""
        self.stripe.await_idle()
        self.store.await_delivery()

    # --- dying ---

    @contextmanager
    def service_dies(self, point: Point) -> Iterator[None]:
        """Within, somebody asks the service for something, which is killed at `point` and then
        started again."""
        gate = self.gates[point.line]
        gate.hold(*point.marks, when=point.when)
        try:
            yield
            gate.wait()
            self.service.kill()
        finally:
            gate.let_go()
        self.start()

    def ask_in_vain(self, ask: Callable[[], Any]) -> Future[Any]:
        """A request of which nobody will hear the end."""

        def asked() -> None:
            try:
                ask()
            except httpx.HTTPError:
                return
            raise AssertionError("it was answered")

        return self._pool.submit(asked)

    def service_dies_while(self, point: Point, ask: Callable[[], Any]) -> None:
        with self.service_dies(point):
            asked = self.ask_in_vain(ask)
        asked.result(TIMEOUT_S)

    def worker_dies(self, point: Point, begin: Callable[[], None]) -> None:
        """While it does what follows of `begin`."""
        gate = self.gates[point.line]
        gate.hold(*point.marks, when=point.when)
        try:
            begin()
            gate.wait()
        finally:
            self.rest()
            gate.let_go()
        self.until(lambda: not self.busy())
        self.end_leases()

    def rebuild_dies(self, point: Point) -> None:
        gate = self.gates[point.line]
        gate.hold(*point.marks, when=point.when)
        process = self._start_rebuild()
        try:
            gate.wait()
        finally:
            process.kill()
            process.communicate()
            gate.let_go()
        self.until(lambda: not self.busy())

    def rebuild(self) -> tuple[int, str]:
        """Exit code, and what it said."""
        process = self._start_rebuild()
        said, _ = process.communicate(timeout=TIMEOUT_S)
        return process.returncode, said

    def _start_rebuild(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "workers", "rebuild"],
            env=self.service.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    # --- living on ---

    def work(self) -> None:
        """There is a worker from now on."""
        if self._worker is None:
            self._worker = self.service.start_worker()

    def rest(self) -> None:
        """There is none any more, and it had no time to prepare."""
        if self._worker is not None:
            self._worker.stop(signal.SIGKILL)
            self._worker = None

    def end_leases(self) -> None:
        """What the dead had claimed is free."""
        self.rows(
            "update billing.provider_events set next_attempt_at = now() "
            "where status = 'pending' returning 1"
        )
        self.rows(
            "update billing.consumption_requests set due_at = now() "
            "where outcome = 'waiting' returning 1"
        )

    def fold(self) -> None:
        """Until a worker has folded all that is stored."""
        self.work()
        self.until(
            lambda: (
                self.rows("select 1 from billing.provider_events where status <> 'folded'") == []
            )
        )

    def busy(self, call: str = "", waits_for: str = "%") -> list[int]:
        """The processes of Postgres that do something for workers, and are in this call, waiting
        for a Lock."""
        return [
            pid
            for (pid,) in self.rows(
                "select pid from pg_stat_activity where datname = current_database() "
                "and usename = 'florin_worker' and state <> 'idle' "
                "and query like %(call)s and coalesce(wait_event_type, '') like %(waits_for)s",
                call=f"%{call}%",
                waits_for=waits_for,
            )
        ]

    def until(self, so: Callable[[], Any]) -> None:
        deadline = time.monotonic() + WAIT_S
        while not so():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values).fetchall()  # type: ignore[arg-type]

    def refund(self, paid: Any, amount: int) -> None:
        """By the merchant, of what a session took."""
        client = client_of(self.stripe)
        intent = paid["payment_intent"]
        if intent is None:
            invoice = client.v1.invoices.retrieve(
                paid["invoice"], {"expand": ["payments.data.payment"]}
            )
            intent = invoice.payments.data[0].payment.payment_intent  # type: ignore[union-attr]
        client.v1.refunds.create({"payment_intent": str(intent), "amount": amount})

    def check(self) -> None:
        """The books are sound."""
        for function in ("ledger", "billing"):
            assert self.rows(f"select * from {function}.verify()") == []  # noqa: S608
        assert self.rows("select 1 from billing.provider_events where status = 'failed'") == []

    def close(self) -> None:
        self.rest()
        self._pool.shutdown()
