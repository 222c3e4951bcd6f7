"""An embedded PostgreSQL server: no Docker, no root, no Debian packages.

One server has one home folder: `data/` (the cluster), `password`, `lock` and `postgres.log`. It
listens on 127.0.0.1 only and asks every user for the home's random password: other users of the
machine must not become superuser of it, since a superuser can run programs.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from local.child import Child, ChildError
from local.pg_install import DEFAULT_VERSION, reachable_home, runnable_bin_dir, unprivileged_user

HOST = "127.0.0.1"
PORTS = range(20_000, 32_000)
SUPERUSER = "supabase_admin"

# Another process may take the port between our look and the server's bind, and backends of a
# killed postmaster need a moment to notice.
START_ATTEMPTS = 10
# Recovery after a crash with a full WAL of `max_wal_size` takes seconds, not minutes.
START_DEADLINE_S = 60.0
STOP_DEADLINE_S = 30.0

# Small enough for a laptop, large enough for the service, the workers and a bench at once.
# fsync and synchronous_commit stay on: a charge that was answered must survive a crash, here too.
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "wal_level": "logical",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_checkpoints": "off",
}
# The password is 128 random bits, so stretching it would only slow every connection down.
SETTINGS_SINCE = {16: {"scram_iterations": "1"}, 18: {"io_method": "sync"}}

# Durability is the machine's business; tests lose nothing they would miss.
FAST_AND_LOOSE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
}


class PostgresError(Exception):
    """The server cannot be started; the text says why and what to do."""


def free_port() -> int:
    """A TCP port nobody listens on at this moment. None of those that outgoing connections get
    (Linux: from 32768, elsewhere from 49152): one of them may take it before we do."""
    for port in secrets.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise PostgresError(f"no port from {PORTS[0]} to {PORTS[-1]} is free")


class EmbeddedPostgres:
    """`start()` initialises what is not there yet, `stop()` leaves a clean data folder.

    `settings` are added to (and override) SETTINGS. Passwordless nowhere: use the DSNs.
    """

    def __init__(
        self,
        home: Path,
        version: int = DEFAULT_VERSION,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home
        self.version = version
        self.port = port or 0
        self.child: Child | None = None
        self._wanted_port = port
        self._settings = dict(settings or {})
        self._lock: int | None = None
        self._user = unprivileged_user()
        home.mkdir(parents=True, exist_ok=True)
        self._place = reachable_home(home, self._user)
        self.data_dir = self._place / "data"
        self.bin_dir = runnable_bin_dir(version, self._user)

    @property
    def password(self) -> str:
        return (self.home / "password").read_text().strip()

    def dsn(self, db: str = "postgres", role: str = "postgres") -> str:
        """A libpq URL. Roles without login cannot connect: `set role` from `authenticator`."""
        return f"postgresql://{role}:{self.password}@{HOST}:{self.port}/{db}?sslmode=disable"

    def superuser_dsn(self, db: str = "postgres") -> str:
        return self.dsn(db, SUPERUSER)

    def start(self) -> None:
        """Raises PostgresError. Returns when the server takes connections."""
        self._take_lock()
        try:
            self._end_leftover()
            if not (self.data_dir / "PG_VERSION").exists():
                self._initialise()
            self._check_version()
            self._start_on_some_port()
        except BaseException:
            self.stop()
            raise

    def stop(self, *, immediately: bool = False) -> None:
        """A clean shutdown; `immediately` is a crash, to be recovered from at the next start."""
        if self.child is not None:
            number = signal.SIGQUIT if immediately else signal.SIGINT
            self.child.stop(number, STOP_DEADLINE_S)
            self.child = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def remove(self) -> None:
        """Stops the server and deletes all of it."""
        self.stop(immediately=True)
        shutil.rmtree(self._place, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> "EmbeddedPostgres":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _take_lock(self) -> None:
        # Held as long as the server runs, by whoever started it; the kernel lets go of it.
        lock = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise PostgresError(f"a server already runs in {self.home}") from error
        self._lock = lock

    def _end_leftover(self) -> None:
        """Ends a server whose starter died, and unmasks a pid file that names a stranger.

        Postgres believes any living process with the recorded pid, which after a reboot is often
        somebody else. The file is not removed, for its shared memory key still tells Postgres
        whether backends of a killed postmaster are alive; our own pid, its parent's, is the one
        that it passes over.
        """
        pid_file = self.data_dir / "postmaster.pid"
        try:
            first, rest = pid_file.read_text().split("\n", 1)
            process = psutil.Process(int(first))
            if str(self.data_dir) not in process.cmdline():
                pid_file.write_text(f"{os.getpid()}\n{rest}")
                return
            process.send_signal(signal.SIGINT)
            try:
                process.wait(STOP_DEADLINE_S)
            except psutil.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait(STOP_DEADLINE_S)
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
            # No file, an empty one, or a dead process: Postgres deals with these itself.
            return

    def _initialise(self) -> None:
        shutil.rmtree(self.data_dir, ignore_errors=True)
        password_file = self.home / "password"
        password_file.unlink(missing_ok=True)
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(16))
        # initdb reads the password as the user it runs as.
        given = self._place / "initial-password"
        given.write_text(self.password)
        given.chmod(0o600)
        # Built beside and renamed when complete, so that an interrupted initdb leaves nothing
        # that looks like a cluster.
        fresh = self._place / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self._user:
            os.chown(given, *self._user)
            os.chown(fresh, *self._user)
        command = [
            *(str(self.bin_dir / "initdb"), "--pgdata", str(fresh), "--username", SUPERUSER),
            *("--encoding", "UTF8", "--locale", "C", "--auth", "scram-sha-256"),
            *("--pwfile", str(given), "--no-instructions", "--no-sync"),
        ]
        uid, gid = self._user or (None, None)
        try:
            done = subprocess.run(  # noqa: S603 -- our own program
                command,
                capture_output=True,
                text=True,
                env=self._environment(),
                cwd="/",
                user=uid,
                group=gid,
                extra_groups=[] if self._user else None,
                timeout=120,
            )
        finally:
            given.unlink()
        if done.returncode != 0:
            raise PostgresError(f"initdb failed:\n{done.stderr or done.stdout}")
        fresh.rename(self.data_dir)

    def _check_version(self) -> None:
        found = (self.data_dir / "PG_VERSION").read_text().strip()
        if found != str(self.version):
            raise PostgresError(
                f"{self.data_dir} was made by PostgreSQL {found}, and {self.version} is asked "
                f"for: remove {self.home} to begin anew"
            )

    def _start_on_some_port(self) -> None:
        for attempt in range(START_ATTEMPTS):
            self.port = self._wanted_port or free_port()
            self.child = self._spawn()
            try:
                self._await_ready(self.child)
            except ChildError as error:
                taken = "Address already in use" in str(error) and not self._wanted_port
                if (taken or "shared memory block" in str(error)) and attempt + 1 < START_ATTEMPTS:
                    time.sleep(0.5)
                    continue
                raise PostgresError(str(error)) from error
            return

    def _spawn(self) -> Child:
        settings = dict(SETTINGS)
        for since, values in SETTINGS_SINCE.items():
            if self.version >= since:
                settings |= values
        settings |= {"port": str(self.port), **self._settings}
        options = [part for item in settings.items() for part in ("-c", "=".join(item))]
        return Child(
            f"PostgreSQL {self.version}",
            [str(self.bin_dir / "postgres"), "-D", str(self.data_dir), *options],
            log_file=self.home / "postgres.log",
            environment=self._environment(),
            user=self._user,
            death_signal=signal.SIGINT,
        )

    def _await_ready(self, child: Child) -> None:
        # The postmaster itself writes into its pid file when it takes connections.
        pid_file = self.data_dir / "postmaster.pid"
        deadline = time.monotonic() + START_DEADLINE_S
        while time.monotonic() < deadline:
            child.check_running()
            with contextlib.suppress(FileNotFoundError):
                lines = pid_file.read_text().splitlines()
                if len(lines) >= 8 and lines[0] == str(child.pid) and lines[7].strip() == "ready":
                    return
            time.sleep(0.01)
        raise PostgresError(
            f"PostgreSQL was not ready within {START_DEADLINE_S:.0f} s:\n{child.last_lines()}"
        )

    @staticmethod
    def _environment() -> dict[str, str]:
        # Nothing of the caller's: PGOPTIONS, PGPORT or a locale would change the server.
        return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
