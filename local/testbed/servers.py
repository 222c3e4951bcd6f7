"""Throw-away PostgreSQL servers that look like a Supabase project."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from local.pg_install import DEFAULT_VERSION
from local.postgres import FAST_AND_LOOSE, EmbeddedPostgres
from local.supabase_database import prepare_cluster

PREFIX = "florin-test-"


@contextlib.contextmanager
def temporary_server(
    version: int = DEFAULT_VERSION, settings: Mapping[str, str] = FAST_AND_LOOSE
) -> Iterator[EmbeddedPostgres]:
    """A running server with the platform's roles; its data is deleted afterwards."""
    remove_leftovers()
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    # Postgres may run as another user than we (see pg_install), who must get through.
    home.chmod(0o711)
    server = EmbeddedPostgres(home, version, settings=settings)
    try:
        server.start()
        prepare_cluster(server)
        yield server
    finally:
        server.remove()


def remove_leftovers() -> None:
    """Deletes the homes of servers whose starter was killed. Never those of a living one."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not home.exists() or home.stat().st_uid != os.geteuid():
            continue
        try:
            lock = os.open(home / "lock", os.O_RDWR)
        except OSError:
            # Just being made; a later run will see.
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(home, ignore_errors=True)
        except OSError:
            continue
        finally:
            os.close(lock)
