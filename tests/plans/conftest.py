"""Fixtures of the tests of plans and their periods."""

import pytest
from plans.steps import PlanWorld

from local.testbed.databases import Database


@pytest.fixture
def world(common_db: Database) -> PlanWorld:
    """A database shared with other tests, with no period due: use accounts of your own."""
    world = PlanWorld(common_db)
    while world.renew(1000):
        pass
    return world


@pytest.fixture
def own_world(db: Database) -> PlanWorld:
    """A database of the test's own, for what counts every account."""
    return PlanWorld(db)
