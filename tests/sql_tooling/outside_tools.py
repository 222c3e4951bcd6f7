"""The programs that Florin's SQL must work with, run as a deployment runs them.

They read no configuration of the person who runs the tests, and ask nothing.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from local.postgres import EmbeddedPostgres
from tools.paths import FLORIN, ROOT

# The whole plan takes Sqitch about 10 s; machines are noisy.
TIMEOUT_S = 300

Skip = Callable[[str], NoReturn]


def run(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> "subprocess.CompletedProcess[str]":
    """The finished run; AssertionError with what it wrote when it failed."""
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **(environment or {})},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, (
        f"exit {done.returncode}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    )
    return done


class Sqitch:
    """Sqitch on one database, connected as the role that owns Florin's objects."""

    def __init__(self, server: EmbeddedPostgres, database: str, skip: Skip, home: Path) -> None:
        found = shutil.which("sqitch")
        if found is None:
            skip("sqitch is not installed")
        self._sqitch = found
        self._target = server.dsn(database).replace("postgresql://", "db:pg://", 1)
        self._client = server.bin_dir / "psql"
        self._environment = {
            "SQITCH_USER_CONFIG": str(home / "user.conf"),
            "SQITCH_SYSTEM_CONFIG": str(home / "system.conf"),
            "SQITCH_FULLNAME": "Florin tests",
            "SQITCH_EMAIL": "tests@florin.example",
            "LC_ALL": "C.UTF-8",
        }

    def run(self, command: str, *options: str) -> None:
        run(
            [self._sqitch, command, *options, "--client", self._client, self._target],
            self._environment,
            cwd=FLORIN.top,
        )


class SupabaseCli:
    """The Supabase CLI on a copy of supabase/, because it writes beside its configuration."""

    def __init__(self, skip: Skip, folder: Path) -> None:
        found = os.environ.get("FLORIN_SUPABASE_CLI") or shutil.which("supabase")
        if found is None:
            skip("the Supabase CLI is not installed (npm package supabase)")
        self._cli = found
        self._folder = folder
        shutil.copytree(FLORIN.migrations, folder / "supabase" / "migrations")
        for name in ("config.toml", "seed.sql"):
            if (FLORIN.migrations.parent / name).exists():
                shutil.copy(FLORIN.migrations.parent / name, folder / "supabase" / name)
        (folder / "home").mkdir()
        self._environment = {
            "HOME": str(folder / "home"),
            "DO_NOT_TRACK": "1",
            "SUPABASE_TELEMETRY_DISABLED": "1",
            "SUPABASE_NO_UPDATE_NOTIFIER": "1",
        }

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return run([self._cli, "--workdir", self._folder, *arguments], self._environment)


def dump_schema(server: EmbeddedPostgres, database: str) -> str:
    """`pg_dump -s` without the two histories of what was applied."""
    return run(
        [
            *(server.bin_dir / "pg_dump", "--schema-only"),
            *("--exclude-schema=sqitch", "--exclude-schema=supabase_migrations"),
            # Otherwise random in every dump, against injection into psql.
            "--restrict-key=florin",
            f"--dbname={server.dsn(database)}",
        ]
    ).stdout
