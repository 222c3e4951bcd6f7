"""Fixtures of the tests of API keys."""

import pytest
from generation.steps import World

from local.testbed.databases import Database


@pytest.fixture
def world(common_db: Database) -> World:
    """A database shared with other tests: use accounts of your own."""
    return World(common_db)
