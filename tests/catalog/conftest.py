"""Fixtures of the tests of the catalogue and of choosing from it."""

import pytest
from generation.steps import World

from local.testbed.databases import Database


@pytest.fixture
def world(common_db: Database) -> World:
    """A database shared with other tests: use models and accounts of your own."""
    return World(common_db)


@pytest.fixture
def own_world(db: Database) -> World:
    """A database of the test's own, for what changes the seed."""
    return World(db)
