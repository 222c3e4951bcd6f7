"""The clients of scripts/bench kill: users signed up at the gateway, who generate, order pictures
and buy, over HTTP, and ask again where an answer broke off."""

import contextlib
import json
import random
import re
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
from functions_py.idempotency import request_hash

from bench.accounts import GRANTED_MICROCREDITS
from bench.kill_book import Asked, Book
from bench.kill_stage import PACK, Stage
from local.api_keys import ApiKeys
from local.stripe.control import StripeControl

CLIENTS = 5
TIMEOUT_S = 20.0
# Two cores carry database, service, worker and stand-ins besides.
PAUSE_S = (0.05, 0.3)
# A breath after something broke: what was killed is started again meanwhile.
BREATH_S = 0.5
SETUP_DEADLINE_S = 60.0
# Streams of half a second to two seconds, at the provider's 30 ms a word.
WORDS = (15, 60)

CHARGED = re.compile(r'"charged_microcredits":\s*(\d+)')
# The path, the API as its idempotency hash names it, the model, what its limit is called.
ENDPOINTS = (
    ("/v1/generations", "", "demo", "max_output_tokens"),
    ("/v1/chat/completions", "chat_completions", "demo", "max_tokens"),
    ("/v1/messages", "messages", "demo-claude", "max_tokens"),
)
STREAMED = 0.75
KEYED = 0.9
# A repeat may meet a service that died with its generation: 409 until the sweeper was there.
MAY_BE_OVER_LATER = frozenset({409, 425, 429})


class Customer:
    """A signed-up user with an account and plenty of credits."""

    def __init__(self, account: str, token: str) -> None:
        self.account = account
        self.token = token


class Clients:
    """`start` lets them loose, `stop` waits for what they are at."""

    def __init__(self, stage: Stage, book: Book, seed: int) -> None:
        self.stage = stage
        self.book = book
        self._seed = seed
        self._over = threading.Event()
        self._pool = ThreadPoolExecutor(CLIENTS, thread_name_prefix="client")
        self._lives: list[Future[None]] = []
        self._customers: list[Customer] = []

    def start(self) -> None:
        self._customers = [self._open() for _ in range(CLIENTS + 1)]
        for number in range(CLIENTS):
            chance = random.Random(f"{self._seed} {number}")  # noqa: S311
            self._lives.append(self._pool.submit(self._live, self._customers[number], chance))

    def stop(self) -> None:
        """A client that died, or does not come to an end, is a contradiction: its load was
        missing."""
        self._over.set()
        for number, life in enumerate(self._lives):
            try:
                life.result(3 * TIMEOUT_S)
            except Exception as error:
                self.book.refuse(f"client {number} died: {error!r}")
        self._pool.shutdown(wait=False)

    def probe(self) -> bool:
        """A short generation now: whether it succeeded."""
        with _http() as http:
            request = self._compose(self._customers[-1], ENDPOINTS[1], 2, streamed=False)
            self.ask(http, request)
        return bool(request.told)

    def sign_up(self, deadline_s: float = SETUP_DEADLINE_S) -> str:
        """The token of a new user, as soon as the gateway gives one. Raises httpx.HTTPError."""
        deadline = time.monotonic() + deadline_s
        body = {"email": f"{uuid.uuid4()}@example.com", "password": uuid.uuid4().hex}
        key = ApiKeys.of(self.stage.folder / "api-keys.json").publishable
        with _http() as http:
            while True:
                try:
                    reply = http.post(
                        f"{self.stage.project_url}/auth/v1/signup",
                        json=body,
                        headers={"apikey": key},
                    )
                    # The answer to the first try may have been lost: it is a user all the same.
                    if reply.status_code == 422:
                        body["email"] = f"{uuid.uuid4()}@example.com"
                    reply.raise_for_status()
                    return str(reply.json()["access_token"])
                except httpx.HTTPError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.02)

    def ask(self, http: httpx.Client, request: Asked) -> int:
        """Once; what was told is in the book. The status, 0 where there was none."""
        headers = _headers(request.token, request.key)
        try:
            reply = http.post(
                self.stage.service_url + request.path, content=request.body, headers=headers
            )
        except httpx.HTTPError:
            self.book.break_off(request)
            return 0
        self._hear(request, reply)
        return reply.status_code

    def _hear(self, request: Asked, reply: httpx.Response) -> None:
        generation = reply.headers.get("florin-generation-id")
        charges = CHARGED.findall(reply.text)
        charge = reply.headers.get("florin-charged-microcredits") or (charges and charges[-1])
        if reply.status_code == 200 and generation and charge:
            self.book.tell(request, generation, int(charge))
        elif reply.status_code == 409 and "replay_unavailable" in reply.text:
            # Charged once, and the reply died with the service: docs/charging.md.
            request.known = str(reply.json()["generation_id"])
            request.is_over = True
        elif reply.status_code in MAY_BE_OVER_LATER or reply.status_code >= 500:
            self.book.break_off(request)
        elif reply.status_code == 200:
            # The end of it says that its charge is pending.
            self.book.break_off(request)
        else:
            self.book.refuse(f"{request.path} was answered {reply.status_code}: {reply.text[:300]}")

    # --- lives ---

    def _open(self) -> Customer:
        token = self.sign_up()
        with _http() as http:
            reply = http.get(f"{self.stage.service_url}/v1/me", headers=_headers(token))
        reply.raise_for_status()
        account = str(reply.json()["account"]["account_id"])
        self.stage.rows(
            "update access.account_plans set plan_version_id = "
            "(catalog.find_plan_version('enterprise')).id where account_id = %(account)s",
            account=account,
        )
        self.stage.rows(
            "select ledger.grant_credits(%(account)s, 'admin', 'kill', %(amount)s)",
            account=account,
            amount=GRANTED_MICROCREDITS,
        )
        return Customer(account, token)

    def _live(self, customer: Customer, chance: random.Random) -> None:
        with _http() as http, StripeControl(self.stage.stripe.url) as stripe:
            while not self._over.wait(chance.uniform(*PAUSE_S)):
                what = chance.random()
                if what < 0.7:
                    self._generate(http, customer, chance)
                elif what < 0.87:
                    self._order(http, customer)
                else:
                    self._buy(http, stripe, customer)

    def _generate(self, http: httpx.Client, customer: Customer, chance: random.Random) -> None:
        request = self._compose(
            customer,
            chance.choice(ENDPOINTS),
            chance.randint(*WORDS),
            streamed=chance.random() < STREAMED,
            keyed=chance.random() < KEYED,
        )
        self.ask(http, request)
        if not request.is_over and request.key is not None:
            # What still has no end then is asked again when all is over.
            self._over.wait(BREATH_S)
            self.ask(http, request)

    def _compose(
        self,
        customer: Customer,
        endpoint: tuple[str, str, str, str],
        words: int,
        *,
        streamed: bool,
        keyed: bool = True,
    ) -> Asked:
        path, api, model, limit = endpoint
        number = self.book.number()
        asked = {
            "model": model,
            limit: words,
            "stream": streamed,
            "messages": [{"role": "user", "content": f"kill-request-{number}. Tell me of it."}],
        }
        body = json.dumps(asked).encode()
        request = Asked(
            number=number,
            account=customer.account,
            token=customer.token,
            path=path,
            body=body,
            key=f"kill-{number}" if keyed else None,
            request_hash=request_hash(api, body),
        )
        self.book.begin(request)
        return request

    def _order(self, http: httpx.Client, customer: Customer) -> None:
        """A picture, asked for with the same key until it is accepted."""
        number = self.book.number()
        body = {"model": "demo-image", "prompt": f"number {number}", "resolution": "16x16"}
        while reply := self._try_post(http, customer, "/v1/jobs", body, f"job-{number}"):
            if reply.status_code in (200, 201):
                self.book.order(customer.account, str(reply.json()["id"]))
            elif reply.status_code != 429:
                self.book.refuse(f"a job was answered {reply.status_code}: {reply.text[:300]}")
            return

    def _buy(self, http: httpx.Client, stripe: StripeControl, customer: Customer) -> None:
        """A pack at Stripe's stand-in, which tells the service until it hears a 2xx."""
        key = f"buy-{self.book.number()}"
        reply = self._try_post(http, customer, "/v1/billing/checkout", {"product": PACK}, key)
        if reply is None:
            return
        if reply.status_code not in (200, 201):
            self.book.refuse(f"checkout was answered {reply.status_code}: {reply.text[:300]}")
            return
        stripe.pay(str(reply.json()["session_id"]))
        self.book.pay(customer.account)

    def _try_post(
        self, http: httpx.Client, customer: Customer, path: str, body: Any, key: str
    ) -> httpx.Response | None:
        """The first answer that is no failure of the service's; None when all is over."""
        while True:
            with contextlib.suppress(httpx.HTTPError):
                reply = http.post(
                    self.stage.service_url + path,
                    json=body,
                    headers=_headers(customer.token, key),
                )
                if reply.status_code < 500 and reply.status_code != 409:
                    self.book.succeed()
                    return reply
            self.book.break_off()
            if self._over.wait(BREATH_S):
                return None


def _headers(token: str, key: str | None = None) -> dict[str, str]:
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    return headers if key is None else {**headers, "idempotency-key": key}


@contextlib.contextmanager
def _http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as http:
        yield http
