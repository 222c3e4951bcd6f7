"""A line to a server that can be held at one call: just before the call gets there, or just after
it was done, so that whoever made it can be killed exactly in between."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Literal

from local.postgres import HOST

CHUNK = 65_536
WAIT_S = 20.0
# The end of what Postgres has to say to a statement; by then it is committed.
POSTGRES_ANSWERED = b"Z\x00\x00\x00\x05"

When = Literal["before", "after"]


class Gate:
    """Forwards to `target`. `answered` is in every complete answer; empty: any answer is one.
    `notice` gets all that is asked, as it comes, in threads of the gate's."""

    def __init__(
        self, target: int, answered: bytes = b"", notice: Callable[[bytes], None] | None = None
    ) -> None:
        self._target = target
        self._answered = answered
        self._notice = notice
        self._lock = threading.Lock()
        self._marks: tuple[bytes, ...] = ()
        self._when: When = "before"
        self._reached = threading.Event()
        self._let_go = threading.Event()
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def hold(self, *marks: str, when: When) -> None:
        """Holds the next call that has all `marks` in it: it never gets there, or is done and its
        answer never arrives. Its line is cut by `let_go`."""
        self._reached.clear()
        self._let_go.clear()
        self._when = when
        self._marks = tuple(mark.encode() for mark in marks)

    def wait(self) -> None:
        """Until the call is held."""
        if not self.is_reached(WAIT_S):
            raise AssertionError(f"nobody called {self._marks}")

    def is_reached(self, wait_s: float) -> bool:
        """Whether the call is held, at the latest after so long."""
        return self._reached.wait(wait_s)

    def let_go(self) -> None:
        self._marks = ()
        self._let_go.set()

    def close(self) -> None:
        self.let_go()
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        is_held = threading.Event()
        with client, contextlib.suppress(OSError):
            server = socket.create_connection((HOST, self._target))
            with server:
                back = threading.Thread(
                    target=self._answer, args=[server, client, is_held], daemon=True
                )
                back.start()
                with contextlib.suppress(OSError):
                    self._ask(client, server, is_held)
                for one in (server, client):
                    with contextlib.suppress(OSError):
                        one.shutdown(socket.SHUT_RDWR)
                back.join()

    def _ask(self, client: socket.socket, server: socket.socket, is_held: threading.Event) -> None:
        while data := client.recv(CHUNK):
            if self._takes(data):
                if self._when == "before":
                    self._reached.set()
                    self._let_go.wait(WAIT_S)
                    return
                is_held.set()
            if self._notice is not None:
                self._notice(data)
            server.sendall(data)

    def _takes(self, data: bytes) -> bool:
        """True for the first that is to be held."""
        with self._lock:
            is_wanted = bool(self._marks) and all(mark in data for mark in self._marks)
            if is_wanted:
                self._marks = ()
            return is_wanted

    def _answer(
        self, server: socket.socket, client: socket.socket, is_held: threading.Event
    ) -> None:
        # A server that died must be seen by the client, as without a gate.
        with contextlib.suppress(OSError), _shutting_down(client):
            for data in _received(server):
                if not is_held.is_set():
                    client.sendall(data)
                elif self._answered in data:
                    self._reached.set()
                    self._let_go.wait(WAIT_S)
                    return


@contextlib.contextmanager
def _shutting_down(line: socket.socket) -> Iterator[None]:
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def _received(server: socket.socket) -> Iterator[bytes]:
    while data := server.recv(CHUNK):
        yield data
