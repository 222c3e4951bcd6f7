"""A child process of the local stack: its log is bounded, and it dies with us."""

import collections
import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py")

# A part that logs a line per request fills this in hours, not in minutes; two files are kept.
LOG_BYTES = 5_000_000
# Enough for one traceback.
LAST_LINES = 40
# A single line longer than this is cut: logs are for people.
LINE_BYTES = 16_384


class ChildError(Exception):
    """A child ended before it was ready; the text holds its last log lines."""


class Child:
    """Starts on construction. `name` is for people; `log_file` gets its stdout and stderr.

    `user` is (uid, gid) to drop to, when running as root. `death_signal` is what the child gets
    when this process dies. Start it from the main thread: Linux ties the death signal to the
    thread that started the child, not to the process.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log_file: Path,
        environment: Mapping[str, str],
        user: tuple[int, int] | None = None,
        death_signal: signal.Signals = signal.SIGTERM,
        working_dir: Path | None = None,
    ) -> None:
        self.name = name
        self.log_file = log_file
        uid, gid = user if user else (-1, -1)
        launcher = [sys.executable, "-I", "-S", str(LAUNCHER)]
        identity = [str(os.getpid()), str(int(death_signal)), str(uid), str(gid)]
        self.process = subprocess.Popen(  # noqa: S603 -- our own programs
            [*launcher, *identity, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=working_dir or "/",
        )
        self._last_lines: collections.deque[str] = collections.deque(maxlen=LAST_LINES)
        self._pump = threading.Thread(target=self._keep_log, name=f"log of {name}", daemon=True)
        self._pump.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def last_lines(self) -> str:
        """The end of the log; complete once the child has ended."""
        if not self.running:
            self._pump.join(timeout=2)
        return "\n".join(self._last_lines)

    def check_running(self) -> None:
        """Raises ChildError with the last log lines when the child has ended."""
        if not self.running:
            raise ChildError(
                f"{self.name} ended with status {self.process.returncode}. "
                f"Its last lines (all in {self.log_file}):\n{self.last_lines()}"
            )

    def await_line(self, pattern: str, deadline_s: float) -> re.Match[str]:
        """The first log line that `pattern` is found in. Raises ChildError."""
        end = time.monotonic() + deadline_s
        while time.monotonic() < end:
            for line in list(self._last_lines):
                if found := re.search(pattern, line):
                    return found
            self.check_running()
            time.sleep(0.01)
        raise ChildError(f"{self.name} is not ready after {deadline_s:.0f} s:\n{self.last_lines()}")

    def send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM, deadline_s: float = 10) -> None:
        """Asks with `number`, kills after the deadline; returns when the child is gone."""
        if self.running:
            self.send(number)
            try:
                self.process.wait(timeout=deadline_s)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=10)
        # A grandchild may hold the pipe open; its last words are not worth waiting for.
        self._pump.join(timeout=2)

    def wait(self, deadline_s: float) -> bool:
        """True when the child ended within the deadline."""
        end = time.monotonic() + deadline_s
        while self.running and time.monotonic() < end:
            time.sleep(0.01)
        return not self.running

    def _keep_log(self) -> None:
        pipe = self.process.stdout
        assert pipe is not None  # noqa: S101 -- PIPE was asked for
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        out = self.log_file.open("ab")
        try:
            for line in iter(lambda: pipe.readline(LINE_BYTES), b""):
                if out.tell() + len(line) > LOG_BYTES:
                    out.close()
                    self.log_file.replace(self.log_file.with_suffix(".1.log"))
                    out = self.log_file.open("ab")
                out.write(line)
                out.flush()
                self._last_lines.append(line.decode(errors="replace").rstrip())
        finally:
            out.close()
            pipe.close()
