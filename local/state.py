"""What a running stack tells others: `stack.json` in the state folder, readable by its owner only.

A stack holds a lock on the folder as long as it lives. A file without a locked folder is stale.
"""

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class StackInfo:
    """`stays`: made by scripts/server, and anybody may use it. Others end with their script.
    `stand_ins`: the URL of each store's stand-in that runs, by the store's name."""

    supabase_url: str
    service_url: str
    provider_url: str
    publishable_key: str
    secret_key: str
    # The role that owns and migrates; the one that may all; those of service and workers.
    database_url: str
    superuser_url: str
    service_database_url: str
    worker_database_url: str
    postgres_bin_dir: str
    state_dir: str
    stays: bool
    pid: int
    pids: dict[str, int] = field(default_factory=dict)
    stand_ins: dict[str, str] = field(default_factory=dict)


def state_dir() -> Path:
    """`.florin` in the repository, or FLORIN_STATE_DIR."""
    return Path(os.environ.get("FLORIN_STATE_DIR") or ROOT / ".florin").resolve()


class StateDir:
    """One folder, for one stack at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Others must get through where Postgres runs as another user; what is secret is 0600.
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._file = folder / "stack.json"
        self._lock: int | None = None

    def take(self) -> bool:
        """False when a stack lives here. What an earlier one wrote is removed."""
        lock = os.open(self.folder / "stack.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return False
        self._lock = lock
        self._file.unlink(missing_ok=True)
        return True

    def release(self) -> None:
        if self._lock is not None:
            self._file.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def write(self, info: StackInfo) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(asdict(info), out, indent=2)
        fresh.replace(self._file)

    def read(self) -> StackInfo | None:
        """The running stack; None when there is none, or not yet."""
        if not self._is_taken():
            return None
        try:
            return StackInfo(**json.loads(self._file.read_text()))
        except FileNotFoundError:
            return None

    def _is_taken(self) -> bool:
        try:
            lock = os.open(self.folder / "stack.lock", os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(lock)
        return False
