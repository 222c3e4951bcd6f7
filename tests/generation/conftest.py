"""Fixtures of the tests of generations."""

import pytest
from generation.steps import World
from ledger.steps import settle_down

from local.testbed.databases import Database


@pytest.fixture
def world(common_db: Database) -> World:
    """A database shared with other tests: use models and accounts of your own."""
    return World(common_db)


@pytest.fixture
def quiet_world(world: World) -> World:
    """The shared database with nothing due, for what works on every account at once."""
    settle_down(world.db)
    return world


@pytest.fixture
def own_world(db: Database) -> World:
    """A database of the test's own, for what changes the seed."""
    return World(db)
