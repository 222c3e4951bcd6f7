"""Fixtures of the tests of jobs."""

import pytest
from jobs.steps import Jobs

from local.testbed.databases import Database


@pytest.fixture
def world(common_db: Database) -> Jobs:
    """A database shared with other tests: use models and accounts of your own."""
    return Jobs(common_db)


@pytest.fixture
def own_world(db: Database) -> Jobs:
    """A database of the test's own, for what workers do to every account."""
    return Jobs(db)
