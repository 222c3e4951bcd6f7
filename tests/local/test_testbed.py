"""The fixtures that other tests stand on."""

from collections.abc import Callable

import httpx
import psycopg
import pytest

from local.testbed.databases import Database
from local.testbed.services import Service


def test_databases_are_private_to_a_test(db: Database) -> None:
    assert db.connect().execute("select count(*) from auth.users").fetchone() == (0,)
    db.add_user()
    assert db.connect().execute("select count(*) from auth.users").fetchone() == (1,)


def test_api_role_is_reached_with_its_claims(db: Database) -> None:
    user_id = db.add_user()
    connection = db.connect("authenticated", claims={"sub": str(user_id)})
    row = connection.execute("select current_user::text, auth.uid(), auth.role()").fetchone()
    assert row == ("authenticated", user_id, "authenticated")


@pytest.mark.parametrize("role", ["florin_service", "florin_worker"])
def test_service_roles_can_log_in_and_read_no_table(db: Database, role: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.connect(role).execute("select 1 from ledger.accounts")


def test_service_survives_being_killed_and_started_again(
    start_service: Callable[..., Service],
) -> None:
    service = start_service(FLORIN_LOG_LEVEL="warning")
    user = service.new_user()
    for _ in range(2):
        reply = httpx.get(
            f"{service.base_url}/v1/me", headers=user.headers, timeout=10, trust_env=False
        )
        assert reply.status_code == 200
        service.kill()
        service.start()
