"""Fixtures of the tests of profiles, members, deletion and merges."""

import pytest
from accounts.steps import Accounts

from local.testbed.databases import Database


@pytest.fixture
def world(common_db: Database) -> Accounts:
    """A database shared with other tests: use models and accounts of your own."""
    return Accounts(common_db)


@pytest.fixture
def own_world(db: Database) -> Accounts:
    """A database of the test's own, for what the worker does to every account."""
    return Accounts(db)
