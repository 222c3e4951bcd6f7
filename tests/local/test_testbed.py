"""The fixtures that other tests stand on."""

import fcntl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from local.testbed.databases import Database
from local.testbed.room import Room
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


def test_nobody_shares_the_room_of_who_is_alone_nor_passes_who_waits_for_it(
    tmp_path: Path,
) -> None:
    happened: list[str] = []
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with Room(tmp_path).enter(alone=False):
            inside.set()
            leave.wait(10)
            happened.append("left")

    def pass_through(name: str, alone: bool) -> None:
        with Room(tmp_path).enter(alone=alone):
            happened.append(name)

    with ThreadPoolExecutor(4) as pool:
        staying = pool.submit(stay)
        assert inside.wait(10)
        pool.submit(pass_through, "beside", False).result(10)
        alone = pool.submit(pass_through, "alone", True)
        await_wait(tmp_path)
        late = pool.submit(pass_through, "late", False)
        leave.set()
        for done in (staying, alone, late):
            done.result(10)
    assert happened == ["beside", "left", "alone", "late"]


def await_wait(folder: Path) -> None:
    """Returns when somebody waits at the door."""
    with (folder / "door").open() as door:
        for _ in range(1000):
            try:
                fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            fcntl.flock(door, fcntl.LOCK_UN)
            time.sleep(0.01)
    raise TimeoutError("nobody waits")


def test_connections_of_large_races_are_not_kept(db: Database) -> None:
    for number in range(4):
        db.kept_connection(number=number)
    first, third = db.kept_connection(), db.kept_connection(number=2)
    db.close_kept(beyond=1)
    assert db.kept_connection() is first
    assert third.closed
    assert db.kept_connection(number=2) is not third
