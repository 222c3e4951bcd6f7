"""Fixtures of the tests of events: an outbox of the test's own, and receivers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from events.outbox_steps import Outbox

from local.testbed.databases import Database
from local.testbed.receiver import Receiver, running_receiver
from workers import deliver_events


@pytest.fixture
def outbox(db: Database) -> Outbox:
    return Outbox(db)


@pytest.fixture
def new_receiver() -> Iterator[Callable[[], Receiver]]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(running_receiver())


@pytest.fixture
def receiver(new_receiver: Callable[[], Receiver]) -> Receiver:
    return new_receiver()


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deliveries of this process look for events twenty times a second."""
    monkeypatch.setattr(deliver_events, "POLL_S", 0.05)
