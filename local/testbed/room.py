"""The room that the processes of one test run share: many at once, or one alone."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class Room:
    """Locks in `folder`, which the run makes; the kernel lets go of those of a killed process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def enter(self, *, alone: bool) -> Iterator[None]:
        """Waits for whoever is alone; `alone` waits for everybody."""
        # Everybody passes the door one by one, and who waits for an empty room waits in it: a
        # lock of many would otherwise never be free.
        with self._open("door") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            with self._open("room") as room:
                fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
                fcntl.flock(door, fcntl.LOCK_UN)
                yield

    @contextlib.contextmanager
    def _open(self, name: str) -> Iterator[int]:
        descriptor = os.open(self._folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)
