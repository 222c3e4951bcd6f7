"""Fixtures of the ledger's tests."""

import pytest
from ledger.steps import Ledger

from local.testbed.databases import Database


@pytest.fixture
def ledger(common_db: Database) -> Ledger:
    """A ledger shared with other tests: look at your own accounts only."""
    return Ledger(common_db)


@pytest.fixture
def own_ledger(db: Database) -> Ledger:
    """A ledger of the test's own, for what works on every account at once."""
    return Ledger(db)
