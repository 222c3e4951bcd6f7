"""The local stack: Postgres, migrations and seed, fake provider, stand-ins of stores, Data API,
gateway, service, worker.

`with use_stack(say) as info:` uses the stack that scripts/server keeps up, or starts one for the
time of the block.
"""

import contextlib
import functools
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from local.api_keys import ApiKeys
from local.child import Child, ChildError
from local.migrator import (
    MigrationError,
    changed_since_applied,
    give_service_roles_login,
    migrate,
)
from local.parts import (
    SERVICE_STOP_DEADLINE_S,
    inherited_environment,
    on_some_port,
    port_or_free,
    provider_environment,
    realtime_environment,
    start_gateway,
    start_provider,
    start_service,
    start_worker,
)
from local.pg_install import PostgresMissing
from local.postgres import EmbeddedPostgres, PostgresError
from local.rest.server import start_rest
from local.stand_ins import STAND_INS, StandIn
from local.state import StackInfo, StateDir, state_dir
from local.supabase_database import DatabaseOutdated, prepare_cluster, prepare_database

# Supabase's usual local ports for its gateway and its database, and the service's own default.
GATEWAY_PORT, DATABASE_PORT, SERVICE_PORT, PROVIDER_PORT = 54321, 54322, 8787, 8788
DATABASE = "postgres"

# Another script's stack is waited for this long; a first start with set-up takes half of it.
WAIT_FOR_OTHER_S = 180.0
STOP_DEADLINE_S = 10.0

Say = Callable[[str], None]


class StackError(Exception):
    """The stack cannot run; the text says why and what to do."""


class Interrupted(BaseException):
    """SIGINT or SIGTERM. No Exception, so that nothing swallows it on the way out."""


def say_on_stderr(text: str) -> None:
    print(f"florin: {text}", file=sys.stderr, flush=True)


class Stack:
    """`start` and `stop` belong to the main thread, which the children die with."""

    def __init__(self, state: StateDir, say: Say) -> None:
        self.state = state
        self.say = say
        self.children: dict[str, Child] = {}
        self._postgres: EmbeddedPostgres | None = None

    def start(self, *, stays: bool) -> StackInfo:
        """Raises StackError. The folder must have been taken."""
        try:
            return self._start(stays=stays)
        except (ChildError, PostgresError, PostgresMissing, MigrationError) as error:
            self.stop()
            raise StackError(str(error)) from error
        except BaseException:
            self.stop()
            raise

    def check(self) -> None:
        """Raises StackError when a part has ended."""
        for child in self.children.values():
            if not child.running:
                try:
                    child.check_running()
                except ChildError as error:
                    raise StackError(str(error)) from error

    def stop(self) -> None:
        """In the order that loses nothing. A second signal ends everything at once."""
        with _second_signal_kills(self.children):
            for name, deadline_s in (
                ("service", SERVICE_STOP_DEADLINE_S),
                ("worker", STOP_DEADLINE_S),
                ("gateway", STOP_DEADLINE_S),
                ("rest", STOP_DEADLINE_S),
                ("provider", STOP_DEADLINE_S),
                *((store, STOP_DEADLINE_S) for store in STAND_INS),
            ):
                if child := self.children.pop(name, None):
                    child.stop(deadline_s=deadline_s)
            self.children.pop("postgres", None)
            if self._postgres is not None:
                self._postgres.stop()
                self._postgres = None

    def _start(self, *, stays: bool) -> StackInfo:
        folder = self.state.folder
        logs = folder / "logs"
        logs.mkdir(exist_ok=True)
        postgres = self._start_postgres(folder / "postgres")
        self._prepare(postgres)

        self.say("starting the demo provider, the Data API and the gateway")
        self.children["provider"], provider_url = on_some_port(
            lambda port: start_provider(logs / "provider.log", port), "/health", PROVIDER_PORT
        )
        rest = self._start_rest(logs / "rest.log", postgres)
        auth_dsn = postgres.dsn(DATABASE, "supabase_auth_admin")
        realtime = realtime_environment(postgres.dsn(DATABASE, "realtime_login"))
        self.children["gateway"], supabase_url = on_some_port(
            lambda port: start_gateway(
                logs / "gateway.log", folder, auth_dsn, port, {**rest, **realtime}
            ),
            "/auth/v1/.well-known/jwks.json",
            *_wanted_port("FLORIN_GATEWAY_PORT", GATEWAY_PORT),
        )

        stand_ins = self._start_stand_ins(logs)

        self.say("starting the service and a worker")
        keys = ApiKeys.of(folder / "api-keys.json")
        environment = {
            # No load balancer has to notice that this one goes.
            "FLORIN_SHUTDOWN_NOTICE_S": "0",
            **inherited_environment(),
            "SUPABASE_URL": supabase_url,
            "SUPABASE_SECRET_KEY": keys.secret,
            **provider_environment(provider_url),
        }
        for stand_in in stand_ins.values():
            environment |= stand_in.environment(folder)
        worker_dsn = postgres.dsn(DATABASE, "florin_worker")
        service_dsn = postgres.dsn(DATABASE, "florin_service")
        self.children["service"], service_url = on_some_port(
            lambda port: start_service(
                logs / "service.log", {**environment, "FLORIN_DATABASE_URL": service_dsn}, port
            ),
            "/health/ready",
            *_wanted_port("FLORIN_PORT", SERVICE_PORT),
        )
        worker_environment = {
            # An app under development receives its webhooks on this machine.
            "FLORIN_WEBHOOK_PRIVATE_ADDRESSES": "on",
            # Where stand-ins post what they have to say; the real ones cannot reach it.
            **({"FLORIN_PUBLIC_URL": service_url} if "fal" in stand_ins else {}),
            **environment,
            "FLORIN_WORKER_DATABASE_URL": worker_dsn,
        }
        self.children["worker"] = start_worker(logs / "worker.log", worker_environment)
        for stand_in in stand_ins.values():
            stand_in.open_shop(postgres.dsn(DATABASE), service_url)
        self.check()
        info = StackInfo(
            supabase_url=supabase_url,
            service_url=service_url,
            provider_url=provider_url,
            publishable_key=keys.publishable,
            secret_key=keys.secret,
            database_url=postgres.dsn(DATABASE),
            superuser_url=postgres.superuser_dsn(DATABASE),
            service_database_url=service_dsn,
            worker_database_url=worker_dsn,
            postgres_bin_dir=str(postgres.bin_dir),
            state_dir=str(folder),
            stays=stays,
            pid=os.getpid(),
            pids={name: child.pid for name, child in self.children.items()},
            stand_ins={store: stand_in.url for store, stand_in in stand_ins.items()},
        )
        self.state.write(info)
        return info

    def _start_postgres(self, home: Path) -> EmbeddedPostgres:
        wanted, demanded = _wanted_port("FLORIN_DATABASE_PORT", DATABASE_PORT)
        port = wanted if demanded else port_or_free(wanted)
        postgres = EmbeddedPostgres(home, port=port)
        self.say(f"starting Postgres, data in {postgres.data_dir}")
        try:
            postgres.start()
        except PostgresError as error:
            if demanded or "in use" not in str(error):
                raise
            # Somebody was faster; now take whatever is free.
            postgres = EmbeddedPostgres(home)
            postgres.start()
        self._postgres = postgres
        if postgres.child is not None:
            self.children["postgres"] = postgres.child
        return postgres

    def _start_rest(self, log_file: Path, postgres: EmbeddedPostgres) -> dict[str, str]:
        """What the gateway has to know of it; nothing when it is not installed."""
        rest = start_rest(log_file, postgres.dsn(DATABASE, "authenticator"))
        if rest is None:
            self.say("no Data API: its npm packages are not installed; /rest/v1 answers 503")
            return {}
        self.children["rest"] = rest.child
        return rest.environment()

    def _start_stand_ins(self, logs: Path) -> dict[str, StandIn]:
        """By store; a store with real keys is asked itself."""
        started: dict[str, StandIn] = {}
        for store, part in STAND_INS.items():
            stand_in = part()
            if stand_in.has_real_keys():
                continue
            self.say(f"starting a stand-in for {stand_in.title}: no keys are set")
            log_file = logs / f"{store}.log"
            self.children[store], stand_in.url = on_some_port(
                functools.partial(stand_in.start, log_file), stand_in.health_path, stand_in.port
            )
            started[store] = stand_in
        return started

    def _prepare(self, postgres: EmbeddedPostgres) -> None:
        try:
            prepare_cluster(postgres)
            prepare_database(postgres, DATABASE)
        except DatabaseOutdated as error:
            raise StackError(f"{error}. {self._begin_anew()}") from error
        changed = changed_since_applied(postgres.dsn(DATABASE))
        if changed:
            raise StackError(
                f"supabase/migrations changed after this database was made ({changed[0]} and "
                f"{len(changed) - 1} more). {self._begin_anew()}"
            )
        applied = migrate(postgres.dsn(DATABASE))
        if applied:
            self.say(f"applied {len(applied)} migrations and the seed")
            give_service_roles_login(postgres)

    def _begin_anew(self) -> str:
        return f"To begin anew: rm -r {self.state.folder}"


@contextlib.contextmanager
def use_stack(say: Say = say_on_stderr) -> Iterator[StackInfo]:
    """Raises StackError. SIGTERM within the block raises Interrupted, as SIGINT does."""
    state = StateDir(state_dir())
    with _signals_interrupt():
        running = _take_or_find(state, say)
        if running is not None:
            yield running
            return
        with _own_stack(state, say, stays=False) as (info, _):
            yield info


@contextlib.contextmanager
def keep_stack(say: Say = say_on_stderr) -> Iterator[tuple[StackInfo, Stack]]:
    """A stack that stays, to be watched with `check`. Raises StackError when there is one."""
    state = StateDir(state_dir())
    with _signals_interrupt():
        if not state.take():
            running = state.read()
            where = f" at {running.service_url}" if running else ""
            raise StackError(f"a stack already runs{where}, from {state.folder}")
        with _own_stack(state, say, stays=True) as own:
            yield own


@contextlib.contextmanager
def _own_stack(state: StateDir, say: Say, *, stays: bool) -> Iterator[tuple[StackInfo, Stack]]:
    stack = Stack(state, say)
    try:
        yield stack.start(stays=stays), stack
        say("stopping")
    finally:
        stack.stop()
        state.release()


def _take_or_find(state: StateDir, say: Say) -> StackInfo | None:
    """A running stack that may be used; None when the folder is ours now."""
    deadline = time.monotonic() + WAIT_FOR_OTHER_S
    told = False
    while time.monotonic() < deadline:
        if state.take():
            return None
        info = state.read()
        if info is not None and info.stays:
            say(f"using the stack that runs at {info.service_url}")
            return info
        if not told:
            say("another script's stack is up; waiting for its end")
            told = True
        time.sleep(0.1)
    raise StackError(f"another stack in {state.folder} did not end")


def _wanted_port(variable: str, default: int) -> tuple[int, bool]:
    """The port, and whether it was demanded: then no other will do."""
    given = os.environ.get(variable, "")
    if not given:
        return default, False
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise StackError(f"{variable} must be a port")
    return int(given), True


@contextlib.contextmanager
def _signals_interrupt() -> Iterator[None]:
    def interrupt(number: int, frame: FrameType | None) -> None:
        raise Interrupted

    before = {
        number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _second_signal_kills(children: dict[str, Child]) -> Iterator[None]:
    # Postgres is not killed: it stops quickly, and a crash would cost a recovery.
    impatient = [child for name, child in children.items() if name != "postgres"]

    def kill(number: int, frame: FrameType | None) -> None:
        for child in impatient:
            child.send(signal.SIGKILL)

    before = {number: signal.signal(number, kill) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
