"""PgBouncer in transaction mode in front of a server: what a hosted project's pooler does."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg

from local.child import Child, ChildError
from local.pg_install import unprivileged_user
from local.postgres import HOST, EmbeddedPostgres

# Debian puts it where only root's PATH looks.
PLACES = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
START_DEADLINE_S = 20.0
START_ATTEMPTS = 10
# Below those that the kernel gives to clients: one of them may not take it while we are stopped.
QUIET_PORTS = range(20_000, 30_000)
ROLES = ("florin_service", "florin_worker")
ADMIN = "pooler_admin"

# Two connections to the server for every client there is: whatever one client leaves behind in
# its session, the next finds. No reset between them, as transaction mode has none.
SETTINGS = {
    "pool_mode": "transaction",
    "default_pool_size": "2",
    "max_client_conn": "200",
    "server_reset_query": "",
    "server_reset_query_always": "0",
    # The default is 15 s, for which everybody is refused after the server is back.
    "server_login_retry": "1",
    "query_wait_timeout": "10",
    "auth_type": "scram-sha-256",
    "listen_addr": HOST,
    "unix_socket_dir": "",
    "admin_users": ADMIN,
    "ignore_startup_parameters": "extra_float_digits",
}


class PgBouncerMissing(Exception):
    """This machine has no PgBouncer."""


def pgbouncer_program() -> str:
    """Its path. Raises PgBouncerMissing."""
    found = shutil.which("pgbouncer", path=PLACES)
    if found is None:
        raise PgBouncerMissing("PgBouncer is not installed: apt-get install pgbouncer")
    return found


def quiet_port() -> int:
    """A TCP port nobody listens on at this moment, and no client is given."""
    while True:
        port = secrets.choice(QUIET_PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port


class PgBouncer:
    """`start()` and `stop()` as often as wanted, on one port; `settings` override SETTINGS."""

    def __init__(self, server: EmbeddedPostgres, **settings: object) -> None:
        self.server = server
        self.port = quiet_port()
        self._has_run = False
        self.settings = {**SETTINGS, **{name: str(value) for name, value in settings.items()}}
        self.child: Child | None = None
        self._program = pgbouncer_program()
        self._folder = tempfile.TemporaryDirectory(prefix="florin-pgbouncer-")
        self._user = unprivileged_user()

    def dsn(self, database: str, role: str = "florin_service") -> str:
        """As `EmbeddedPostgres.dsn`, through the pooler: for ROLES."""
        url = f"postgresql://{role}:{self.server.password}@{HOST}:{self.port}/{database}"
        return f"{url}?sslmode=disable"

    def start(self) -> None:
        """Returns when it takes connections. The port stays the same from the first time on."""
        for attempt in range(START_ATTEMPTS):
            self.child = self._spawn()
            try:
                self._await_ready(self.child)
            except ChildError:
                if attempt + 1 == START_ATTEMPTS:
                    raise
                if not self._has_run:
                    self.port = quiet_port()
                time.sleep(0.5)
            else:
                self._has_run = True
                return

    def stop(self) -> None:
        """Every connection breaks."""
        if self.child is not None:
            self.child.process.kill()
            self.child.stop(deadline_s=5)
            self.child = None

    def close(self) -> None:
        self.stop()
        self._folder.cleanup()

    def show(self, what: str) -> list[dict[str, Any]]:
        """The rows of its console: `show("servers")`."""
        with self._console() as connection:
            cursor = psycopg.ClientCursor(connection, row_factory=psycopg.rows.dict_row)
            return cursor.execute(f"show {what}".encode()).fetchall()

    def set(self, name: str, value: object) -> None:
        """A setting of the running one."""
        with self._console() as connection:
            psycopg.ClientCursor(connection).execute(f"set {name} = '{value}'".encode())

    def _console(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.dsn("pgbouncer", ADMIN), autocommit=True, connect_timeout=10)

    def _spawn(self) -> Child:
        folder = Path(self._folder.name)
        folder.chmod(0o711)
        users = self._write(
            "users.txt",
            "".join(f'"{role}" "{self.server.password}"\n' for role in (*ROLES, ADMIN)),
        )
        values = {**self.settings, "listen_port": self.port, "auth_file": users}
        lines = [f"{name} = {value}\n" for name, value in values.items()]
        ini = self._write(
            "pgbouncer.ini",
            f"[databases]\n* = host={HOST} port={self.server.port}\n[pgbouncer]\n{''.join(lines)}",
        )
        return Child(
            "PgBouncer",
            [self._program, str(ini)],
            log_file=folder / "pgbouncer.log",
            environment={"PATH": os.defpath, "LC_ALL": "C"},
            user=self._user,
        )

    def _write(self, name: str, text: str) -> Path:
        """A file for the user that PgBouncer runs as, who is never root, and nobody else."""
        file = Path(self._folder.name) / name
        file.write_text(text)
        file.chmod(0o600)
        if self._user:
            os.chown(file, *self._user)
        return file

    def _await_ready(self, child: Child) -> None:
        deadline = time.monotonic() + START_DEADLINE_S
        while True:
            child.check_running()
            try:
                with self._console():
                    return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise ChildError(child.last_lines()) from error
            time.sleep(0.02)


@contextlib.contextmanager
def running_pgbouncer(
    server: EmbeddedPostgres, settings: Mapping[str, object] | None = None
) -> Iterator[PgBouncer]:
    """Raises PgBouncerMissing."""
    pooler = PgBouncer(server, **(settings or {}))
    try:
        pooler.start()
        yield pooler
    finally:
        pooler.close()
