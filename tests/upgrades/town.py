"""A town of users who do everything that Florin offers, over one database and one service at a
time: what upgrades and backups have to carry over."""

from __future__ import annotations

import itertools
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from crashes.world import PACK, PRODUCTS, SECRET
from jobs_run.scripted_fal import ScriptedFal, running_fal

from local.app_store.control import AppStore
from local.child import Child
from local.stripe.control import StripeControl
from local.testbed.app_store import running_app_store
from local.testbed.databases import Database
from local.testbed.identity import Issuer, User
from local.testbed.provider import ProviderControl
from local.testbed.services import Service
from local.testbed.storage import running_storage
from local.testbed.stripe import PRICES, SECRET_KEY, running_stripe

TIMEOUT_S = 30.0
WAIT_S = 60.0
NOWHERE = "http://127.0.0.1:1/"

_numbers = itertools.count(1)


class Town:
    """What stays while services and databases come and go."""

    def __init__(
        self,
        provider: ProviderControl,
        issuer: Issuer,
        fal: ScriptedFal,
        stripe: StripeControl,
        store: AppStore,
        environment: dict[str, str],
    ) -> None:
        self.provider = provider
        self.issuer = issuer
        self.fal = fal
        self.stripe = stripe
        self.store = store
        self.environment = environment
        self.endpoint = stripe.add_endpoint(NOWHERE, [SECRET])
        self.at_once = provider.script({"words": 5, "delay_between_chunks_ms": 0})
        # Half a second, mostly of waiting.
        self.slowly = provider.script({"words": 10, "delay_between_chunks_ms": 50})
        self.for_ever = provider.script({"words": 10, "hang_after_events": 4})

    @contextmanager
    def serve(
        self, db: Database, *, expect_ready: bool = True, **environment: str
    ) -> Iterator[Served]:
        """A service over this database, where the stores find it. Not ready it only has to be
        alive."""
        service = Service(db, self.provider, self.issuer, {**self.environment, **environment})
        try:
            service.start("/health/ready" if expect_ready else "/health/live")
            self.stores_tell(service.base_url)
            # One for all: making one takes longer than most requests.
            with httpx.Client(
                base_url=service.base_url, timeout=TIMEOUT_S, trust_env=False
            ) as http:
                yield (served := Served(self, service, http))
                served.stop_working()
        finally:
            self.stores_tell(NOWHERE)
            service.close()

    def stores_tell(self, url: str) -> None:
        self.stripe.set_rules(
            self.endpoint, url=f"{url.rstrip('/')}/webhooks/stripe", retry_delays_s=[0.1] * 100
        )
        self.store.deliver_to(f"{url.rstrip('/')}/webhooks/apple")

    def all_is_told(self) -> None:
        self.stripe.await_idle()
        self.store.await_delivery()


class Served:
    """One service, its database and whoever uses it."""

    def __init__(self, town: Town, service: Service, http: httpx.Client) -> None:
        self.town = town
        self.service = service
        self.http = http
        self.db = service.db
        self._worker: Child | None = None

    def person(self, *, is_anonymous: bool = False) -> Person:
        return Person(self, self.service.new_user(is_anonymous=is_anonymous))

    def work(self) -> None:
        """There is a worker from now on."""
        if self._worker is None:
            self._worker = self.service.start_worker()

    def stop_working(self) -> None:
        if self._worker is not None:
            self._worker.stop(signal.SIGTERM, 20)
            self._worker = None

    def fold(self) -> None:
        """Until the worker has folded what the stores told."""
        self.town.all_is_told()
        self.work()
        pending = "select 1 from billing.provider_events where status <> 'folded'"
        self.until(lambda: not self.rows(pending))

    def until(self, so: Callable[[], Any]) -> None:
        deadline = time.monotonic() + WAIT_S
        while not so():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.db.kept_connection("supabase_admin").execute(query, values).fetchall()  # type: ignore[arg-type]


class Person:
    """A user. Whatever they do has to succeed, but for `ask`."""

    def __init__(self, served: Served, user: User, account: str | None = None) -> None:
        self.served = served
        self.user = user
        self.account: str = account or self.get("/v1/me")["account"]["account_id"]

    def at(self, served: Served) -> Person:
        """The same one, served by another."""
        return Person(served, self.user, self.account)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        given = {**self.user.headers, **headers}
        return self.served.http.request(method, path, json=body, headers=given)

    def get(self, path: str) -> Any:
        return answer_of(self.ask("GET", path))

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return answer_of(self.ask("POST", path, body, **headers))

    # --- generations ---

    def whole(self, **headers: str) -> httpx.Response:
        return self._chat(self.served.town.at_once, stream=False, **headers)

    def stream(self, prompt: str | None = None, **headers: str) -> httpx.Response:
        """To its end."""
        reply = self._chat(prompt or self.served.town.at_once, stream=True, **headers)
        assert b"data: [DONE]" in reply.content, reply.text
        return reply

    def stream_for_ever(self) -> None:
        """Begins a stream that never ends, and leaves it to whoever kills the service."""
        body = self._body(self.served.town.for_ever, stream=True)
        headers = self.user.headers
        with self.served.http.stream(
            "POST", "/v1/chat/completions", json=body, headers=headers
        ) as reply:
            assert reply.status_code == 200
            next(reply.iter_bytes())

    def _chat(self, prompt: str, *, stream: bool, **headers: str) -> httpx.Response:
        body = self._body(prompt, stream=stream)
        reply = self.ask("POST", "/v1/chat/completions", body, **headers)
        assert reply.status_code == 200, reply.text
        return reply

    @staticmethod
    def _body(prompt: str, *, stream: bool) -> dict[str, Any]:
        messages = [{"role": "user", "content": prompt}]
        return {"model": "demo", "messages": messages, "stream": stream, "max_tokens": 64}

    # --- holds, keys, jobs ---

    def hold(self, key: str | None = None) -> Any:
        body = {"amount_microcredits": 1000, "ref": "a feature"}
        return self.post("/v1/credits/holds", body, **{"idempotency-key": key or new_name()})

    def settle(self, hold: Any, amount: int = 700) -> Any:
        path = f"/v1/credits/holds/{hold['id']}/settle"
        return self.post(path, {"amount_microcredits": amount})

    def release(self, hold: Any) -> Any:
        return self.post(f"/v1/credits/holds/{hold['id']}/release", {})

    def new_key(self) -> dict[str, str]:
        """The headers of one that authenticates by it."""
        made = self.post("/v1/api-keys", {"name": new_name(), "budget": 50_000_000})
        return {"authorization": f"Bearer {made['key']}"}

    def order(self, **how: Any) -> Any:
        """A job for one image, of which the provider makes what `how` says."""
        prompt = new_name()
        self.served.town.fal.script(prompt, **how)
        return self.post("/v1/jobs", {"model": "demo-image", "prompt": prompt})

    def job_is(self, job: Any, *statuses: str, is_stored: bool = False) -> None:
        def so() -> bool:
            now = self.get(f"/v1/jobs/{job['id']}")
            return now["status"] in statuses and (now["stored"] or not is_stored)

        self.served.until(so)

    # --- money ---

    def subscribe_by_stripe(self, product: str = "s-pro") -> Any:
        checkout = self.post("/v1/billing/checkout", {"product": product})
        return self.served.town.stripe.pay(checkout["session_id"])

    def buy_by_apple(self) -> Any:
        bought = self.served.town.store.buy(self.account, PACK, account_token=self.account)
        body = {"signed_transaction": bought.signed_transaction}
        self.post("/v1/iap/apple/transactions", body)
        return bought

    def takes_over(self, guest: Person) -> Any:
        return self.post("/v1/me/merge", {"anonymous_token": guest.user.token})


def answer_of(reply: httpx.Response) -> Any:
    assert reply.is_success, f"{reply.request.url}: {reply.status_code} {reply.text}"
    return reply.json() if reply.content else None


def new_name() -> str:
    return f"number {next(_numbers)}"


@contextmanager
def running_town(
    provider: ProviderControl, issuer: Issuer, database: Database, folder: Path
) -> Iterator[Town]:
    """Its stand-ins. Storage asks `database` who is signed in, and nobody is."""
    with ExitStack() as stack:
        fal = stack.enter_context(running_fal())
        stripe = stack.enter_context(running_stripe())
        stripe.seed(PRICES)
        store = stack.enter_context(running_app_store())
        store.save_products({"product_id": PACK, "kind": "consumable", "price": 990})
        storage = stack.enter_context(running_storage(database.dsn("supabase_auth_admin")))
        shown = store.settings
        root = folder / "root.pem"
        root.write_text(shown["root_pem"])
        environment = {
            "SUPABASE_URL": storage.url,
            "SUPABASE_SECRET_KEY": storage.environment()["SUPABASE_SECRET_KEY"],
            "FLORIN_JWT_ISSUER": f"{issuer.url}/auth/v1",
            "FLORIN_JWKS_URL": f"{issuer.url}/auth/v1/.well-known/jwks.json",
            "FLORIN_CREDITS_FOR_USERS": "on",
            "FLORIN_FAL_KEY": "key:secret",
            "FLORIN_FAL_BASE_URL": fal.url,
            "FLORIN_FAL_API_URL": f"{fal.url}/v1",
            "FLORIN_MEDIA_PRIVATE_ADDRESSES": "on",
            "FLORIN_JOBS_POLL_S": "0.1",
            "STRIPE_SECRET_KEY": SECRET_KEY,
            "STRIPE_WEBHOOK_SECRETS": SECRET,
            "STRIPE_API_BASE": stripe.url,
            "FLORIN_CHECKOUT_SUCCESS_URL": "https://app.example/thanks",
            "FLORIN_APPLE_BUNDLE_ID": shown["bundle_id"],
            "FLORIN_APPLE_APP_ID": str(shown["app_id"]),
            "FLORIN_APPLE_KEY_ID": shown["store_key_id"],
            "FLORIN_APPLE_ISSUER_ID": shown["store_issuer_id"],
            "FLORIN_APPLE_PRIVATE_KEY": shown["store_private_key"],
            "FLORIN_APPLE_ROOT_CERTIFICATES": str(root),
            "FLORIN_APPLE_API_URL": store.url,
        }
        yield Town(provider, issuer, fal, stripe, store, environment)


def open_shop(db: Database) -> None:
    """What can be bought; and nobody is told that they ask too often."""
    db.connect().execute(PRODUCTS)
    owner = db.connect("supabase_admin")
    # Versions of plans are written once, which triggers see to.
    owner.execute("set session_replication_role = replica")
    owner.execute("update catalog.plan_versions set requests_per_minute = null")
    owner.close()


def live(served: Served) -> list[Person]:
    """Something of everything, ended and unended. The people who did it. Kills the service: one of
    its streams never ends."""
    ann, ben, eve = served.person(), served.person(), served.person()
    guest = served.person(is_anonymous=True)
    guest.stream()
    served.work()
    ann.subscribe_by_stripe()
    ben.subscribe_by_stripe("s-pack")
    eve.buy_by_apple()
    stored, failed = ann.order(), ben.order(error="the model broke")
    running, cancelled = ann.order(asks=None), eve.order(asks=None)
    for person in (ann, ben, eve):
        person.stream()
        person.whole(**{"idempotency-key": f"whole of {person.account}"})
        person.stream(**person.new_key())
        person.hold()
        person.settle(person.hold())
        person.release(person.hold())
    ann.takes_over(guest)
    served.fold()
    ann.job_is(stored, "succeeded", is_stored=True)
    ben.job_is(failed, "failed")
    ann.job_is(running, "running")
    eve.job_is(cancelled, "running")
    eve.post(f"/v1/jobs/{cancelled['id']}/cancel", {})
    eve.job_is(cancelled, "canceled")
    served.stop_working()
    # Nobody does these.
    ben.order()
    ben.stream_for_ever()
    served.service.kill()
    return [ann, ben, eve]
