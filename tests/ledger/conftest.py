"""Fixtures of the ledger's tests."""

import pytest
from ledger.steps import Ledger, settle_down

from local.testbed.databases import Database


@pytest.fixture
def ledger(common_db: Database) -> Ledger:
    """A ledger shared with other tests: look at your own accounts only."""
    return Ledger(common_db)


@pytest.fixture
def quiet_ledger(ledger: Ledger) -> Ledger:
    """The shared ledger with nothing due, for what works on every account at once."""
    settle_down(ledger.db)
    return ledger
