"""Fixtures of the tests of profiles, members, deletion and merges."""

import pytest
from accounts.standings import Standings
from accounts.steps import Accounts
from generation.steps import Caller

from local.testbed.databases import Database


@pytest.fixture
def world(common_db: Database) -> Accounts:
    """A database shared with other tests: use models and accounts of your own."""
    return Accounts(common_db)


@pytest.fixture
def own_world(db: Database) -> Accounts:
    """A database of the test's own, for what the worker does to every account."""
    return Accounts(db)


@pytest.fixture
def standings(db: Database) -> Standings:
    """A database of the test's own: all standings in it are looked at."""
    return Standings(db)


@pytest.fixture
def into(world: Accounts) -> Caller:
    """Whom an anonymous user's account is merged into."""
    return world.sign_in()


@pytest.fixture
def gone(world: Accounts) -> Caller:
    """The anonymous user."""
    return world.sign_in(is_anonymous=True)
