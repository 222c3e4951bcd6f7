"""No reading of the catalogue scans a table that grows with accounts."""

import pytest
from catalog.shopper import Shopper, premium
from generation.steps import World

pytestmark = pytest.mark.every_postgres

# With the table that says what the plan allows.
CALLS = {
    "select api.read_catalog(%(account)s, %(user)s)": "access.account_plans",
    "select api.read_trial_status(%(account)s, %(user)s, %(model)s)": "access.account_plans",
    "select access.choose_model(%(account)s, %(user)s, 'tutor', 'chat_completions')": (
        "access.standings"
    ),
}


@pytest.mark.parametrize("call", CALLS)
def test_an_index_serves_every_look_at_an_account(world: World, call: str) -> None:
    """Where tables are small Postgres scans them because it is cheaper; told not to, it must find
    another way for every one of them."""
    shopper, model = Shopper(world), premium(world, trial=2)
    shopper.saved(model, {"tutor": model})
    shopper.entitle(model)
    shopper.tried(model, 1)
    shopper.sent(model, 3)
    connection = world.db.connect("supabase_admin", autocommit=False)
    connection.execute("set local enable_seqscan = off")
    given = {"account": shopper.account_id, "user": shopper.user_id, "model": model}
    assert connection.execute(call, given).fetchone() is not None
    read = connection.execute(
        "select schemaname || '.' || relname, seq_scan, idx_scan "
        "from pg_catalog.pg_stat_xact_user_tables "
        "where schemaname = any('{access,generation,ledger}') and seq_scan + idx_scan > 0"
    ).fetchall()
    connection.rollback()
    assert {CALLS[call], "access.profiles"} <= {table for table, _, _ in read}
    assert [table for table, scans, _ in read if scans] == []
