"""The stack of scripts/bench kill: every part a process of its own, on a port that stays, over
lines that can be held and cut, so that it can be killed at a named point and started again."""

import contextlib
import functools
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from local.api_keys import ApiKeys
from local.child import Child, ChildError
from local.fal.control import FalControl
from local.migrator import give_service_roles_login, migrate
from local.parts import (
    await_ready,
    bare_environment,
    provider_environment,
    start_fal,
    start_gateway,
    start_provider,
    start_service,
    start_stripe,
    start_worker,
)
from local.postgres import HOST, SUPERUSER, EmbeddedPostgres, free_port
from local.steering import Steering
from local.stripe.control import StripeControl
from local.supabase_database import connect, prepare_cluster, prepare_database
from local.testbed.fal import KEY
from local.testbed.gate import POSTGRES_ANSWERED, Gate
from local.testbed.stripe import PRICES, SECRET_KEY

DATABASE = "postgres"
WEBHOOK_SECRET = "whsec_kill"  # noqa: S105 -- good for nothing but the stand-in
PACK = "kill-pack"
PACK_MICROCREDITS = 7_000_000
ENDS = ("service", "worker", "gateway", "provider", "fal", "stripe")
# After a crash the store tries again as long as the run lasts.
RETRY_DELAYS_S = [0.2] * 1000
ROWS_DEADLINE_S = 30.0
PORT_ATTEMPTS = 5

_PRODUCTS = """
insert into catalog.products
  (id, kind, store, store_product_id, plan_id, credits, price_minor_units)
values (%(pack)s, 'credit_pack', 'stripe', 'price_pack', null, %(credits)s, 999)
"""


class Stage:
    """Use it from the main thread: its children die with the thread that started them.

    `notice` gets what the provider is asked, in threads of the gate's.
    """

    def __init__(self, folder: Path, notice: Callable[[bytes], None]) -> None:
        self.folder = folder
        self.children: dict[str, Child] = {}
        self.controls: list[Steering] = []
        self.ports = {name: free_port() for name in ("service", "gateway", "provider")}
        self.service_url = self._url("service")
        self.project_url = self._url("gateway")
        folder.chmod(0o711)
        self.postgres = EmbeddedPostgres(folder / "postgres", port=free_port())
        self.gates = {
            "service database": Gate(self.postgres.port, POSTGRES_ANSWERED),
            "worker database": Gate(self.postgres.port, POSTGRES_ANSWERED),
            "provider": Gate(self.ports["provider"], notice=notice),
            "storage": Gate(self.ports["gateway"]),
        }

    def open(self) -> None:
        """Raises ChildError and PostgresError."""
        self.postgres.start()
        prepare_cluster(self.postgres)
        prepare_database(self.postgres, DATABASE)
        migrate(self.postgres.dsn(DATABASE))
        give_service_roles_login(self.postgres)
        self.rows(_PRODUCTS, pack=PACK, credits=PACK_MICROCREDITS)
        self.rows("update billing.environments set policy = 'full' where environment = 'sandbox'")
        self.start("provider")
        self.start("gateway")
        self.fal = self._open_fal()
        self.stripe = self._open_stripe()
        self.environment = self._environment()
        self.start("service")
        self.start("worker")

    def close(self) -> None:
        """Ends everything that was started."""
        for control in self.controls:
            control.close()
        for gate in self.gates.values():
            gate.close()
        for name in ENDS:
            if child := self.children.pop(name, None):
                child.stop(signal.SIGKILL)
        self.postgres.remove()

    # --- dying and living on ---

    def kill(self, name: str) -> None:
        """SIGKILL; `postgres` is shut down immediately, `backend` is one of its sessions'."""
        if name == "postgres":
            self.postgres.stop(immediately=True)
        elif name == "backend":
            self._kill_backend()
        else:
            self.children.pop(name).stop(signal.SIGKILL)

    def start(self, name: str) -> None:
        """Returns when it is ready. `backend` is started by Postgres itself."""
        if name == "postgres":
            self.postgres.start()
        elif name == "worker":
            self.children[name] = start_worker(self._log(name), self.environment)
        elif name != "backend":
            self._start_on_its_port(name)

    def check(self) -> None:
        """Raises ChildError when a part has ended that nobody killed."""
        for child in self.children.values():
            child.check_running()

    def worker_is_connected(self) -> bool:
        return self.rows("select 1 from pg_stat_activity where usename = 'florin_worker'") != []

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """As superuser, over a new connection: the last one may be dead."""
        deadline = time.monotonic() + ROWS_DEADLINE_S
        while True:
            try:
                with connect(self.postgres.dsn(DATABASE, SUPERUSER), autocommit=True) as connection:
                    done = connection.execute(query, values or None)
                    return done.fetchall() if done.description else []
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    # --- parts ---

    def _start_on_its_port(self, name: str) -> None:
        port = self.ports[name]
        log = self._log(name)
        begin: dict[str, Callable[[], tuple[Child, str]]] = {
            "provider": functools.partial(start_provider, log, port),
            "gateway": functools.partial(
                start_gateway,
                log,
                self.folder,
                self.postgres.dsn(DATABASE, "supabase_auth_admin"),
                port,
            ),
            "service": lambda: start_service(log, self.environment, port),
        }
        paths = {
            "provider": "/health",
            "gateway": "/auth/v1/.well-known/jwks.json",
            "service": "/health/ready",
        }
        for attempt in range(PORT_ATTEMPTS):
            try:
                self.children[name], url = begin[name]()
                await_ready(self.children[name], url + paths[name])
                return
            except ChildError as error:
                # A dead one's connections may keep its port for a moment.
                if child := self.children.pop(name, None):
                    child.stop(signal.SIGKILL)
                if "in use" not in str(error) or attempt + 1 == PORT_ATTEMPTS:
                    raise
                time.sleep(0.2)

    def _open_fal(self) -> FalControl:
        child, url = start_fal(self._log("fal"), key=KEY)
        self.children["fal"] = child
        self.gates["fal"] = Gate(_port(url))
        control = FalControl(url)
        self.controls.append(control)
        control.set_default(queue_s=0.1, run_s=0.5)
        return control

    def _open_stripe(self) -> StripeControl:
        self.children["stripe"], url = start_stripe(self._log("stripe"))
        control = StripeControl(url)
        self.controls.append(control)
        control.seed(PRICES)
        endpoint = control.add_endpoint(f"{self.service_url}/webhooks/stripe", [WEBHOOK_SECRET])
        control.set_rules(endpoint, retry_delays_s=RETRY_DELAYS_S)
        return control

    def _environment(self) -> dict[str, str]:
        """Of service and worker."""
        storage = f"http://{HOST}:{self.gates['storage'].port}"
        fal = self.fal.environment(KEY)
        fal["FLORIN_FAL_BASE_URL"] = f"http://{HOST}:{self.gates['fal'].port}/queue"
        return {
            **bare_environment(),
            **provider_environment(f"http://{HOST}:{self.gates['provider'].port}"),
            **fal,
            "SUPABASE_URL": storage,
            "SUPABASE_SECRET_KEY": ApiKeys.of(self.folder / "api-keys.json").secret,
            "FLORIN_JWT_ISSUER": f"{self.project_url}/auth/v1",
            "STRIPE_SECRET_KEY": SECRET_KEY,
            "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
            "STRIPE_API_BASE": self.stripe.url,
            "FLORIN_CHECKOUT_SUCCESS_URL": "https://app.example/thanks",
            "FLORIN_PUBLIC_URL": self.service_url,
            # What is found out late is found out within the run.
            "FLORIN_FAL_HISTORY_AFTER_S": "1",
            "FLORIN_JOBS_POLL_S": "0.2",
            # Several heartbeats in each stream: points in the middle of it.
            "FLORIN_HEARTBEAT_S": "0.4",
            "FLORIN_SHUTDOWN_NOTICE_S": "0",
            "FLORIN_DATABASE_URL": self._gated_dsn("service database", "florin_service"),
            "FLORIN_WORKER_DATABASE_URL": self._gated_dsn("worker database", "florin_worker"),
        }

    def _gated_dsn(self, gate: str, role: str) -> str:
        dsn = self.postgres.dsn(DATABASE, role)
        return dsn.replace(f":{self.postgres.port}/", f":{self.gates[gate].port}/")

    def _kill_backend(self) -> None:
        found = self.rows(
            "select pid from pg_stat_activity where usename in ('florin_service', 'florin_worker') "
            "order by state = 'active' desc, random() limit 1"
        )
        for (pid,) in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _url(self, name: str) -> str:
        return f"http://{HOST}:{self.ports[name]}"

    def _log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"


@contextlib.contextmanager
def open_stage(folder: Path, notice: Callable[[bytes], None]) -> Iterator[Stage]:
    stage = Stage(folder, notice)
    try:
        stage.open()
        yield stage
    finally:
        stage.close()


def _port(url: str) -> int:
    port = urlsplit(url).port
    if port is None:
        raise ValueError(f"{url} names no port")
    return port
