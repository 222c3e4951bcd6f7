"""The embedded server: starts, stops, survives crashes, keeps strangers out."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from local import pg_install
from local.postgres import FAST_AND_LOOSE, EmbeddedPostgres, PostgresError
from local.supabase_database import connect

NewServer = Callable[[int], EmbeddedPostgres]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    # Postgres may run as another user than we: pytest's folders are closed to others.
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o711)
    yield tmp_path / "server"


@pytest.mark.parametrize("version", [18, 16, 15])
def test_server_runs_the_version_that_was_asked_for(new_server: NewServer, version: int) -> None:
    server = new_server(version)
    with connect(server.superuser_dsn()) as connection:
        row = connection.execute("select current_setting('server_version_num')::int / 10000")
        assert row.fetchone() == (version,)


def test_data_survive_a_clean_restart_and_a_crash(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    with connect(server.superuser_dsn()) as connection:
        connection.execute("create table kept (n int)")
    for number, immediately in enumerate((False, True), start=1):
        with connect(server.superuser_dsn()) as connection:
            connection.execute("insert into kept values (%s)", [number])
        server.stop(immediately=immediately)
        server.start()
    with connect(server.superuser_dsn()) as connection:
        rows = connection.execute("select n from kept order by n").fetchall()
    server.stop()
    assert rows == [(1,), (2,)]


def test_durability_is_on_unless_asked_otherwise(home: Path) -> None:
    with EmbeddedPostgres(home) as server, connect(server.superuser_dsn()) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"show {setting}").fetchone() == ("on",)


def test_wrong_password_is_refused_for_the_superuser(postgres_server: EmbeddedPostgres) -> None:
    wrong = postgres_server.superuser_dsn().replace(postgres_server.password, "wrong")
    with pytest.raises(psycopg.OperationalError):
        connect(wrong)


def test_password_file_is_readable_by_its_owner_only(postgres_server: EmbeddedPostgres) -> None:
    assert (postgres_server.home / "password").stat().st_mode & 0o077 == 0


def test_second_start_of_a_running_home_is_refused(home: Path) -> None:
    with EmbeddedPostgres(home, settings=FAST_AND_LOOSE) as running:
        with pytest.raises(PostgresError):
            EmbeddedPostgres(home).start()
        with connect(running.superuser_dsn()) as connection:
            assert connection.execute("select 1").fetchone() == (1,)


def test_pid_file_that_names_a_stranger_does_not_stop_the_start(home: Path) -> None:
    server = EmbeddedPostgres(home, settings=FAST_AND_LOOSE)
    server.start()
    assert server.child is not None
    server.child.process.kill()
    server.stop()
    pid_file = server.data_dir / "postmaster.pid"
    _, rest = pid_file.read_text().split("\n", 1)
    # Alive as long as the test, and no Postgres.
    pid_file.write_text(f"{os.getppid()}\n{rest}")
    with server, connect(server.superuser_dsn()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_other_major_version_refuses_the_data(home: Path) -> None:
    with EmbeddedPostgres(home, 16, settings=FAST_AND_LOOSE):
        pass
    with pytest.raises(PostgresError):
        EmbeddedPostgres(home, 18).start()


def test_busy_port_that_was_demanded_is_an_error(
    home: Path, postgres_server: EmbeddedPostgres
) -> None:
    with pytest.raises(PostgresError):
        EmbeddedPostgres(home, port=postgres_server.port, settings=FAST_AND_LOOSE).start()


@pytest.mark.parametrize("version", [18, 16])
def test_programs_below_a_closed_folder_are_copied_and_run(
    version: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(pg_install, "open_to_all", lambda path: False)
    found = {pg_install.runnable_bin_dir(version, (65534, 65534)) for _ in range(2)}
    (bin_dir,) = found
    assert bin_dir.is_relative_to(tmp_path)
    shown = subprocess.run([bin_dir / "initdb", "--version"], capture_output=True, text=True)
    assert f"(PostgreSQL) {version}." in shown.stdout


STARTER = """
import sys, time
from pathlib import Path
from local.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.child.pid, flush=True)
time.sleep(60)
"""


def test_server_dies_with_its_starter_and_starts_again(home: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    with starter.stdout:
        postmaster = psutil.Process(int(starter.stdout.readline()))
    os.kill(starter.pid, signal.SIGKILL)
    starter.wait(10)
    # At once: the old server may still be on its way out.
    with EmbeddedPostgres(home) as server, connect(server.superuser_dsn()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    deadline = time.monotonic() + 10
    while postmaster.is_running() and postmaster.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.05)
