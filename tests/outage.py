"""Postgres goes away and comes back, on the same port."""

from __future__ import annotations

import signal

from local.postgres import EmbeddedPostgres

STOP_DEADLINE_S = 10


def stop(server: EmbeddedPostgres) -> None:
    """Not `server.stop`, which gives up the lock on its home: another run would tidy it away."""
    assert server.child is not None
    server._wanted_port = server.port
    server.child.stop(signal.SIGINT, STOP_DEADLINE_S)
    server.child = None


def start(server: EmbeddedPostgres) -> None:
    server._start_on_some_port()
