"""ledger.entries is append-only: for every role, its owner included."""

import pytest
from ledger.steps import Ledger, refused

pytestmark = pytest.mark.every_postgres

CHANGES = (
    "update ledger.entries set amount = amount + 1",
    "delete from ledger.entries",
    "truncate ledger.entries",
    "insert into ledger.entries (account_id, version, amount, posted_after, kind, contra) "
    "select account_id, 99, 1, 1, 'grant', 'issued' from ledger.entries limit 1",
)
OTHER_ROLES = ("anon", "authenticated", "service_role", "florin_service", "florin_worker")


@pytest.mark.parametrize("change", CHANGES[:3])
@pytest.mark.parametrize("role", ["postgres", "supabase_admin"])
def test_even_owner_and_superuser_are_refused(ledger: Ledger, role: str, change: str) -> None:
    account = ledger.open(credits=100)
    with refused("FLIMM", table="ledger.entries"):
        ledger.db.connect(role).execute(change)
    assert account.entries == [("grant", 100)]


@pytest.mark.parametrize("role", OTHER_ROLES)
def test_every_other_role_lacks_the_right(ledger: Ledger, role: str) -> None:
    ledger.open(credits=100)
    connection = ledger.db.connect(role)
    for change in CHANGES:
        with refused("42501"):
            connection.execute(change)


@pytest.mark.parametrize("table", ["catalog.prices", "catalog.route_costs"])
def test_prices_and_costs_are_written_once_too(ledger: Ledger, table: str) -> None:
    connection = ledger.db.connect()
    for change in (
        f"update {table} set input = 1",
        f"delete from {table}",
        f"truncate {table} cascade",
    ):
        with refused("FLIMM", table=table):
            connection.execute(change)
