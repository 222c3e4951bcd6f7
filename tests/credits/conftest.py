"""Fixtures of the tests of what an app meters itself, and of what accounts are entitled to."""

import pytest
from credits.steps import App
from generation.steps import World
from ledger.steps import settle_down

from local.testbed.databases import Database


@pytest.fixture
def world(common_db: Database) -> World:
    """A database shared with other tests: use models and accounts of your own."""
    return World(common_db)


@pytest.fixture
def app(world: World) -> App:
    """An app whose one user has 1000 µc."""
    return App(world, world.caller(credits=1000))


@pytest.fixture
def quiet_app(app: App) -> App:
    """The same where nothing of others is due, for what works on every account at once."""
    settle_down(app.world.db)
    return app
