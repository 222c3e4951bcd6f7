"""Fixtures of the tests of money in."""

from collections.abc import Iterator

import pytest
from billing.steps import Billing

from local.testbed.databases import Database


@pytest.fixture
def world(common_db: Database) -> Iterator[Billing]:
    """A database shared with other tests: use products and accounts of your own."""
    world = Billing(common_db)
    yield world
    assert world.violations() == []


@pytest.fixture
def own_world(db: Database) -> Iterator[Billing]:
    """A database of the test's own, for what concerns every account."""
    world = Billing(db)
    yield world
    assert world.violations() == []
