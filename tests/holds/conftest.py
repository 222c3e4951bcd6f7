"""Fixtures of the tests of what streams hold."""

import pytest
from holds.habits import Habits

from local.testbed.databases import Database


@pytest.fixture
def habits(db: Database) -> Habits:
    """A database of the test's own: what is learned looks at everybody in it."""
    return Habits(db)
