"""Fixtures of the tests of devices: claims of welcome credits, and attested keys."""

from collections.abc import Iterator

import pytest
from devices.claims import Claims
from devices.fake_device_check import FakeDeviceCheck, running_device_check
from devices.hardware import Authority

from local.testbed.databases import Database


@pytest.fixture
def claims(db: Database) -> Claims:
    """A database of the test's own, since everybody waits for one turn, where a new device brings
    1000 µc in production and 7 in development."""
    return Claims(db)


@pytest.fixture
def device_check() -> Iterator[FakeDeviceCheck]:
    with running_device_check() as running:
        yield running


@pytest.fixture(scope="session")
def authority() -> Authority:
    """What Apple is for attested keys: a root, and who signs for it."""
    return Authority()
