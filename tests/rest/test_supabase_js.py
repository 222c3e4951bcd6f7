"""supabase-js, under the environment's Node, sees what the Python client sees."""

from collections.abc import Callable
from typing import Any

from local.testbed.rest import RestProject, RestUser

RunJs = Callable[..., Any]


def test_supabase_js_signs_in_and_reads_its_own_rows(
    rest_stack: RestProject, user_client: Callable[[], RestUser], run_js: RunJs
) -> None:
    stranger = user_client()
    seen = run_js("supabase_js.mjs", STRANGER_ACCOUNT=str(stranger.account_id))
    # Signed in, but not yet seen by the service: no account, so no row of anybody's.
    assert seen["anonymous"] is True
    assert seen["empty"] == {"balance": [], "ledger_entries": [], "generations": []}
    assert seen["refused"] == {
        "anon": "42501",
        "insert": "42501",
        "update": "42501",
        "delete": "42501",
        "rpc": "42501",
        "schema": "PGRST106",
    }


def test_supabase_js_reads_with_a_session_from_elsewhere(
    rest_stack: RestProject, user_client: Callable[[], RestUser], run_js: RunJs
) -> None:
    user = user_client()
    seen = run_js("supabase_js_session.mjs", TOKEN=user.token)
    assert seen == {
        "balance": {"account_id": str(user.account_id), "available": 20_000_000},
        "entries": [{"version": 1, "amount": 20_000_000}],
        "count": 1,
    }
