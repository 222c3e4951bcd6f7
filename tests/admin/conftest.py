"""Fixtures of the tests of admins' functions, roll-ups and the archive."""

import pytest
from admin.office import Office
from generation.steps import World

from local.testbed.databases import Database


@pytest.fixture
def office(common_db: Database) -> Office:
    """An admin in a database shared with other tests: use models and users of your own."""
    return Office(World(common_db))


@pytest.fixture
def own_office(db: Database) -> Office:
    """An admin in a database of the test's own, for what looks at everything in it."""
    return Office(World(db))
