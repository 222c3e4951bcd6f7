"""Ways to take a service's connections away, and what its clients are told then."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
import outage
import psycopg
from service.relay_calls import CHAT, COMPLETIONS, EMBEDDINGS, MESSAGES, RESPONSES

from local.postgres import SUPERUSER
from local.supabase_database import connect
from local.testbed.databases import Database
from local.testbed.identity import User
from local.testbed.pgbouncer import PgBouncer
from local.testbed.services import Service

TIMEOUT_S = 60.0
# Seconds, not minutes; what was measured is a tenth of it (docs/reliability.md).
RECOVERY_BOUND_S = 30.0
# The largest number of clients or backends that any server here takes.
MORE_THAN_ANY = 200
QUIET_ROUNDS = 3
# libpq keeps no SQLSTATE of a connection that was refused.
REFUSED = re.compile("too many clients|slots are reserved|no more connections allowed")
# One for all: each new one reads the machine's certificates. Nothing is kept alive: a
# connection that the service closes in between would fail a request.
HTTP = httpx.Client(
    timeout=TIMEOUT_S, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
)


@dataclass
class World:
    """One database, reached by `direct` as it is and by `pooled` through PgBouncer."""

    db: Database
    pooler: PgBouncer
    direct: Service
    pooled: Service

    def superuser(self) -> psycopg.Connection[Any]:
        """Has a connection even where nobody else has; closes with the block."""
        return connect(self.db.dsn(SUPERUSER), autocommit=True)


@contextmanager
def busy_tables(world: World) -> Iterator[None]:
    """Every call of the service waits for a lock, until its pool has no connection left."""
    with world.superuser() as admin:
        admin.execute("begin; lock table ledger.accounts, access.api_keys, access.members")
        yield


@contextmanager
def busy_accounts(world: World) -> Iterator[None]:
    """The same for what spends alone; one table, as calls that are running may hold others."""
    with world.superuser() as admin:
        admin.execute("begin; lock table ledger.accounts")
        yield


@contextmanager
def server_full(world: World) -> Iterator[None]:
    """`max_connections` are taken by others, and the service's own were ended."""
    taken: list[psycopg.Connection[Any]] = []
    deadline = time.monotonic() + TIMEOUT_S
    try:
        # It stays: where it leaves, one place more is free than was found full.
        with world.superuser() as admin:
            with standing_still(world):
                quiet = 0
                # A backend that was ended leaves a little later, its place a little after that.
                while quiet < QUIET_ROUNDS:
                    assert time.monotonic() < deadline
                    ended, before = backends_ended(admin), len(taken)
                    fill(lambda: psycopg.connect(world.db.dsn("authenticator")), taken)
                    quiet = 0 if ended or len(taken) > before else quiet + 1
                    time.sleep(0.1)
            yield
    finally:
        close(taken)


def backends_ended(admin: psycopg.Connection[Any]) -> int:
    return len(
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where usename = 'florin_service'"
        ).fetchall()
    )


@contextmanager
def pooler_full(world: World) -> Iterator[None]:
    """PgBouncer's `max_client_conn` are taken by others."""
    taken: list[psycopg.Connection[Any]] = []
    usual = world.pooler.settings["max_client_conn"]
    try:
        with standing_still(world):
            world.pooler.stop()
            world.pooler.settings["max_client_conn"] = "6"
            world.pooler.start()
            fill(lambda: psycopg.connect(world.pooler.dsn(world.db.name, "florin_worker")), taken)
        yield
    finally:
        # The console is refused like everybody else, until one has gone.
        close(taken)
        world.pooler.settings["max_client_conn"] = usual
        world.pooler.set("max_client_conn", usual)


@contextmanager
def standing_still(world: World) -> Iterator[None]:
    """The services do nothing meanwhile, so that they cannot take what others are to have."""
    children = [one.child for one in (world.direct, world.pooled) if one.child is not None]
    try:
        for child in children:
            child.send(signal.SIGSTOP)
        yield
    finally:
        for child in children:
            child.send(signal.SIGCONT)


@contextmanager
def pooler_down(world: World) -> Iterator[None]:
    world.pooler.stop()
    try:
        yield
    finally:
        world.pooler.start()


@contextmanager
def server_down(world: World) -> Iterator[None]:
    world.db.close()
    outage.stop(world.db.server)
    try:
        yield
    finally:
        outage.start(world.db.server)


def fill(one: Callable[[], psycopg.Connection[Any]], taken: list[psycopg.Connection[Any]]) -> None:
    """Connects until it is refused."""
    while len(taken) < MORE_THAN_ANY:
        try:
            taken.append(one())
        except psycopg.OperationalError as error:
            assert REFUSED.search(str(error)), error
            return
    raise AssertionError("nothing was full")


def close(taken: list[psycopg.Connection[Any]]) -> None:
    for connection in taken:
        with suppress(psycopg.Error):
            connection.close()


# --- asking ---------------------------------------------------------------------------------------


def bodies(mark: str) -> dict[str, dict[str, Any]]:
    """A good request for every route that spends."""
    said = [{"role": "user", "content": mark}]
    claude = {"model": "demo-claude", "max_tokens": 50, "messages": said}
    return {
        CHAT: {"model": "demo", "messages": said, "stream": True},
        MESSAGES: claude,
        RESPONSES: {"model": "demo", "input": mark},
        COMPLETIONS: {"model": "demo", "prompt": mark},
        EMBEDDINGS: {"model": "demo-embedding", "input": mark},
        "/v1/generations": {"model": "demo", "messages": said},
        "/v1/credits/holds": {"amount_microcredits": 5},
        "/v1/jobs": {"model": "demo-image", "prompt": mark},
        "/v1/me": {},
    }


def ask(
    service: Service, path: str, body: dict[str, Any], headers: dict[str, str]
) -> httpx.Response:
    given = {**headers, "idempotency-key": f"{time.monotonic_ns()}"}
    url = service.base_url + path
    return HTTP.get(url, headers=given) if not body else HTTP.post(url, json=body, headers=given)


def ask_all(
    service: Service, mark: str, credentials: list[dict[str, str]]
) -> list[tuple[str, httpx.Response]]:
    """Every route with each of these headers, at once."""
    asked = [(path, body, given) for given in credentials for path, body in bodies(mark).items()]
    with ThreadPoolExecutor(len(asked)) as threads:
        replies = threads.map(lambda one: (one[0], ask(service, *one)), asked)
        return list(replies)


def said(path: str, reply: httpx.Response) -> tuple[int, str]:
    """Status and code, in the shape of the endpoint's family."""
    body = reply.json()
    if path == MESSAGES:
        assert body["type"] == "error"
        error = body["error"]
        assert error["type"] in ("overloaded_error", "api_error"), body
    elif path in (CHAT, RESPONSES, COMPLETIONS, EMBEDDINGS):
        error = body["error"]
        assert error["message"], body
        assert error["type"], body
    else:
        assert reply.headers["content-type"] == "application/problem+json"
        error = body
        assert error["status"] == reply.status_code
    return reply.status_code, error["code"]


def recovery_s(service: Service, user: User) -> float:
    """How long until a generation succeeds again; meanwhile nothing else than 503 is said."""
    began = time.monotonic()
    body = {"model": "demo", "messages": [{"role": "user", "content": "hello"}]}
    while True:
        reply = ask(service, CHAT, body, user.headers)
        took = time.monotonic() - began
        if reply.status_code == 200:
            return took
        assert reply.status_code == 503, reply.text
        assert took < RECOVERY_BOUND_S, reply.text
        time.sleep(0.05)
