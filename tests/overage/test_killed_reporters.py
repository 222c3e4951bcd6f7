"""A worker process that is killed at any point neither loses a slice nor has it counted twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from functions_py.settings import Settings
from overage.billed import OverageWorld
from overage.metered import EVENTS, Metered

DEADLINE_S = 30


@contextmanager
def working(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m workers`, killed at the end."""
    environment = {
        **os.environ,
        "FLORIN_WORKER_DATABASE_URL": settings.worker_database_url,
        "STRIPE_SECRET_KEY": settings.stripe_secret_key,
        "STRIPE_API_BASE": settings.stripe_api_base,
        "FLORIN_LOG_LEVEL": "error",
    }
    process = subprocess.Popen([sys.executable, "-m", "workers"], env=environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        assert process.wait(DEADLINE_S) == -signal.SIGKILL


def await_sent(metered: Metered, times: int) -> None:
    end = time.monotonic() + DEADLINE_S
    while len(metered.sent()) < times:
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("is_counted", [False, True])
def test_killed_before_or_after_stripe_counted(
    world: OverageWorld, metered: Metered, settings: Settings, is_counted: bool
) -> None:
    customer = metered.customer()
    debtor = world.debtor(customer=customer)
    debtor.owe(3)
    # Stripe holds its answer back, or the request.
    when = "after" if is_counted else "before"
    metered.control.fail(EVENTS, status=0 if is_counted else 500, delay_s=20, when=when)
    with working(settings):
        await_sent(metered, 1)
        time.sleep(0.2)
    assert debtor.statuses == ["pending"]
    assert debtor.reports[0]["attempted_at"] is not None
    assert metered.counted(customer) == (3 if is_counted else 0)
    # Its lease ends.
    world.make_due()
    with working(settings):
        await_sent(metered, 2)
        end = time.monotonic() + DEADLINE_S
        while debtor.statuses != ["sent"]:
            assert time.monotonic() < end
            time.sleep(0.05)
    assert metered.sent() == debtor.names * 2
    assert metered.counted(customer) == 3


def test_a_worker_slices_and_reports_by_itself(
    world: OverageWorld, metered: Metered, settings: Settings
) -> None:
    customer = metered.customer()
    debtor = world.debtor(5, customer=customer)
    world.make_due()
    with working(settings):
        await_sent(metered, 1)
    assert metered.sent() == debtor.names
    assert metered.counted(customer) == 5
