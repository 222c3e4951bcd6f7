"""A service with stand-ins for every part it can have, and users of every kind."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from local.app_store.part import AppStorePart
from local.stripe.part import prices_of
from local.testbed.app_store import running_app_store
from local.testbed.databases import Databases
from local.testbed.fal import KEY, running_fal
from local.testbed.identity import Issuer
from local.testbed.plans import change_plans
from local.testbed.provider import ProviderControl
from local.testbed.services import Service
from local.testbed.stripe import SECRET_KEY, WEBHOOK_SECRET, running_stripe

TIMEOUT_S = 60.0
SETTLED_WITHIN_S = 30.0
REQUESTS_OF_A_CALLER = 20
RUNNING = """
    select g.account_id, g.id from generation.generations as g
    where g.status = 'running' and not exists (
      select from generation.jobs as j where (j.account_id, j.id) = (g.account_id, g.id)
    )
"""
GENERATIONS = "/v1/generations"
# The smallest request that is served, and its bytes.
SMALL = {"model": "demo", "messages": [{"role": "user", "content": "Hi"}], "max_output_tokens": 2}
BODY = json.dumps({**SMALL, "stream": False}).encode()

# What a generated request may be sent again and again without being told to slow down.
GENEROUS = {"requests_per_minute": 6000, "max_open_generations": 1000}


@dataclass
class Caller:
    """One user, with what a request needs to get somewhere: ids of things that exist."""

    user_id: UUID | None
    headers: dict[str, str]
    known: dict[str, list[str]] = field(default_factory=dict)
    requests: int = 0

    @property
    def bearer(self) -> str:
        """The header's line, for requests made by hand."""
        return f"authorization: {self.headers['authorization']}"


class World:
    """Callers by kind: `user`, `anonymous`, `key`, `nobody`. `http` keeps its connections."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._callers: dict[str, Caller] = {}
        self.http = httpx.Client(
            base_url=service.base_url, timeout=TIMEOUT_S, trust_env=False, follow_redirects=False
        )

    def close(self) -> None:
        self.http.close()

    def new_caller(self, kind: str) -> Caller:
        if kind == "nobody":
            return Caller(None, {})
        user = self.service.new_user(is_anonymous=kind == "anonymous")
        caller = Caller(user.id, dict(user.headers))
        caller.known = self._belongings(caller)
        if kind == "key":
            made = self.http.post(
                "/v1/api-keys",
                headers=user.headers,
                json={"name": "k", "scopes": ["generate", "read", "credits", "jobs"]},
            )
            caller.headers = {"x-api-key": made.json()["key"]}
        return caller

    def caller(self, kind: str) -> Caller:
        """One of this kind, made anew when it has asked enough: the next one has credits, and ids
        that still exist."""
        caller = self._callers.get(kind)
        if caller is None or caller.requests >= REQUESTS_OF_A_CALLER:
            caller = self._callers[kind] = self.new_caller(kind)
        caller.requests += 1
        return caller

    def drop_caller(self, kind: str) -> None:
        """What this one had is gone."""
        self._callers.pop(kind, None)

    def _belongings(self, caller: Caller) -> dict[str, list[str]]:
        """A generation, a hold, a job and a key of this caller's, by the path they are read at."""
        reply = self.http.post(GENERATIONS, headers=caller.headers, json=SMALL)
        hold = self.http.post(
            "/v1/credits/holds",
            headers={**caller.headers, "idempotency-key": "h"},
            json={"amount_microcredits": 10},
        )
        job = self.http.post(
            "/v1/jobs", headers=caller.headers, json={"model": "demo-image", "prompt": "p"}
        )
        key = self.http.post("/v1/api-keys", headers=caller.headers, json={"name": "spare"})
        return {
            "/v1/generations/": [reply.headers["florin-generation-id"]],
            "/v1/credits/holds/": [hold.json()["id"]],
            "/v1/jobs/": [job.json()["id"]] if job.status_code == 201 else [],
            "/v1/api-keys/": [key.json()["id"]] if key.status_code == 201 else [],
            "/v1/models/": ["demo", "demo-claude", "demo-image"],
        }

    def settle(self) -> None:
        """Waits until nothing is held but by jobs and by the app's own holds: a client that went
        away leaves a generation to end by itself. That holds sum up is for ledger.verify()."""
        end = time.monotonic() + SETTLED_WITHIN_S
        with self.service.db.connect("supabase_admin") as connection:
            while running := connection.execute(RUNNING).fetchall():
                assert time.monotonic() < end, running
                time.sleep(0.1)

    def resident_kib(self) -> int:
        """Memory of the service's process."""
        status = Path(f"/proc/{self.service.pid}/status").read_text(encoding="ascii")
        return next(
            int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")
        )

    def mistakes(self, since: int) -> list[str]:
        """What the service logged at level error."""
        lines = self.service.log()[since:].splitlines()
        return [line for line in lines if '"level":"error"' in line]

    def request(
        self, method: str, path: str, caller: Caller | None = None, **given: Any
    ) -> httpx.Response:
        headers = {**(caller.headers if caller else {}), **given.pop("headers", {})}
        return self.http.request(method, path, headers=headers, **given)


@contextmanager
def running_world(
    databases: Databases,
    provider: ProviderControl,
    issuer: Issuer,
    environment: Mapping[str, str] | None = None,
) -> Iterator[World]:
    with ExitStack() as stack:
        database = databases.clone()
        stack.callback(databases.drop, database)
        change_plans(database.connect("supabase_admin"), **GENEROUS)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="florin-hostile-")))
        stripe = stack.enter_context(running_stripe(SECRET_KEY))
        stripe.seed(prices_of(database.dsn()))
        fal = stack.enter_context(running_fal())
        apple = AppStorePart()
        apple.url = stack.enter_context(running_app_store()).url
        service = Service(
            database,
            provider,
            issuer,
            {
                "STRIPE_SECRET_KEY": SECRET_KEY,
                "STRIPE_API_BASE": stripe.url,
                "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
                "FLORIN_CREDITS_FOR_USERS": "on",
                # No test waits longer for a key that was revoked.
                "FLORIN_API_KEY_CACHE_S": "1",
                # A loaded machine is not what these tests are about.
                "FLORIN_DB_POOL_TIMEOUT_S": "30",
                "FLORIN_DB_CALL_TIMEOUT_S": "60",
                "FLORIN_APPLE_API_TIMEOUT_S": "60",
                "FLORIN_STRIPE_TIMEOUT_S": "60",
                **fal.environment(KEY),
                **apple.environment(folder),
                **(environment or {}),
            },
        )
        stack.callback(service.close)
        service.start()
        world = World(service)
        stack.callback(world.close)
        yield world


def code_of(response: httpx.Response) -> str:
    """The stable name of a refusal, in whichever shape; empty where it is none."""
    try:
        body = json.loads(response.content)
    except ValueError:
        return ""
    error = body.get("error", body) if isinstance(body, dict) else {}
    return str(error.get("code") or "") if isinstance(error, dict) else ""
