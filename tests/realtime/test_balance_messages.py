"""Balances are told beside the charge: once per account and batch, the latest, and no backlog."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import psycopg
import pytest
from functions_py.settings import Settings

from local.testbed.databases import Database
from local.testbed.realtime import RealtimeProject
from local.testbed.services import Service
from workers import broadcast_balances

NewEar = Callable[..., Awaitable[Any]]


def tell(db: Database, limit: int = 1000) -> int:
    row = db.kept_connection("florin_worker").execute("select api.broadcast_balances(%s)", [limit])
    return int(row.fetchone()[0])  # type: ignore[index]


def told(db: Database) -> list[tuple[str, Any]]:
    rows = db.kept_connection().execute(
        "select topic, payload from realtime.messages where event = 'balance' and private "
        "order by inserted_at, topic"
    )
    return rows.fetchall()


def emit(db: Database, account_id: uuid.UUID, kind: str = "granted", times: int = 1) -> None:
    db.kept_connection().execute(
        "select audit.emit(%s, %s, '{}') from generate_series(1, %s)", [account_id, kind, times]
    )


def new_account(db: Database) -> uuid.UUID:
    opened = db.kept_connection("florin_service").execute(
        "select api.open_account(%s, true)", [db.add_user()]
    )
    row = opened.fetchone()
    assert row is not None
    tell(db)
    db.kept_connection().execute("delete from realtime.messages")
    return uuid.UUID(str(row[0]))


def state(db: Database, account_id: uuid.UUID) -> dict[str, Any]:
    rows = db.kept_connection().execute(
        "select jsonb_build_object('account_id', id, 'posted', posted, 'held', held, 'version', "
        "version, 'available', posted - held + overdraft_limit) from ledger.accounts where id = %s",
        [account_id],
    )
    row = rows.fetchone()
    assert row is not None
    found: dict[str, Any] = row[0]
    return found


def test_a_batch_tells_each_account_once_and_how_it_stands(db: Database) -> None:
    accounts = sorted([new_account(db), new_account(db)])
    for account_id in accounts * 3:
        emit(db, account_id)
    assert tell(db) == 6
    messages = dict(told(db))
    assert len(told(db)) == 2
    for account_id in accounts:
        payload = messages[f"account:{account_id}"]
        assert payload.pop("id")
        assert payload == state(db, account_id)
    assert tell(db) == 0


def test_what_changes_no_credits_is_not_told(db: Database) -> None:
    account_id = new_account(db)
    emit(db, account_id, "model_selected")
    emit(db, uuid.UUID(int=0), "admin_model_created")
    assert tell(db) == 2
    assert told(db) == []


def test_an_open_transaction_is_waited_for(db: Database) -> None:
    account_id = new_account(db)
    late = db.connect(autocommit=False)
    late.execute("select audit.emit(%s, 'granted', '{}')", [account_id])
    emit(db, account_id)
    assert tell(db) == 0
    late.commit()
    assert tell(db) == 2
    assert len(told(db)) == 1


def test_two_workers_do_not_tell_the_same(db: Database) -> None:
    account_id = new_account(db)
    emit(db, account_id)
    first = db.connect("florin_worker", autocommit=False)
    assert first.execute("select api.broadcast_balances(10)").fetchone() == (1,)
    # The other one does not even wait.
    assert tell(db) == 0
    first.commit()
    assert tell(db) == 0
    assert len(told(db)) == 1


def test_a_worker_that_dies_leaves_it_to_the_next(db: Database) -> None:
    account_id = new_account(db)
    emit(db, account_id)
    first = db.connect("florin_worker", autocommit=False)
    first.execute("select api.broadcast_balances(10)")
    first.rollback()
    assert tell(db) == 1
    assert len(told(db)) == 1


def test_more_than_a_batch_is_told_in_batches(db: Database) -> None:
    account_id = new_account(db)
    emit(db, account_id, times=25)
    assert [tell(db, 10) for _ in range(4)] == [10, 10, 5, 0]


def test_a_backlog_is_passed_over_up_to_the_last_batch(db: Database) -> None:
    silent, last = new_account(db), new_account(db)
    emit(db, silent, times=50)
    emit(db, last, times=10)
    db.kept_connection().execute(
        "update audit.outbox set created_at = created_at - interval '2 hours'"
    )
    assert tell(db, 10) == 10
    assert [topic for topic, _ in told(db)] == [f"account:{last}"]
    assert tell(db, 10) == 0


def test_asking_in_vain_writes_nothing(db: Database) -> None:
    new_account(db)
    connection = db.connect("florin_worker", autocommit=False)
    connection.execute("select api.broadcast_balances(10)")
    assigned = connection.execute("select pg_current_xact_id_if_assigned()").fetchone()
    assert assigned == (None,)


def test_cleaning_keeps_what_was_not_told_for_five_minutes(db: Database) -> None:
    account_id = new_account(db)
    owner, worker = db.kept_connection(), db.kept_connection("florin_worker")
    worker.execute("select api.ensure_sink('posthog', 'posthog')")
    for _ in range(2):
        emit(db, account_id, "refunded")
    # The sink has passed them all.
    owner.execute(
        "update audit.sinks set bookmark = row(pg_current_xact_id(), 0, 0)::audit.bookmark"
    )
    count = "select count(*) from audit.outbox where account_id = %s and kind = 'refunded'"
    before = owner.execute(count, [account_id]).fetchone()
    worker.execute("select api.clean_outbox(1000)")
    assert owner.execute(count, [account_id]).fetchone() == before
    owner.execute("update audit.outbox set created_at = created_at - interval '6 minutes'")
    worker.execute("select api.clean_outbox(1000)")
    assert owner.execute(count, [account_id]).fetchone() == (0,)


@pytest.mark.parametrize("role", ["authenticated", "anon", "service_role", "florin_service"])
def test_nobody_but_the_worker_tells_balances(db: Database, role: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.connect(role).execute("select api.broadcast_balances(1)")


async def test_a_balance_arrives_soon_after_its_change(
    own_project: RealtimeProject, new_ear: NewEar
) -> None:
    db = own_project.db
    user = own_project.new_listener()
    ear = await new_ear(own_project, user)
    assert (await ear.state())[0] == "SUBSCRIBED"
    settings = Settings(worker_database_url=db.dsn("florin_worker"), env={})
    worker = asyncio.create_task(broadcast_balances.run(settings))
    try:
        # What opening the account included.
        assert (await ear.next())["event"] == "balance"
        began = time.monotonic()
        db.kept_connection().execute(
            "select ledger.grant_credits(%s, 'admin', 'ref', 500)", [user.account_id]
        )
        message = await ear.next()
        assert time.monotonic() - began < 5
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    assert message["event"] == "balance"
    assert message["payload"].pop("id")
    assert message["payload"] == state(db, user.account_id)


async def test_a_charge_is_followed_by_its_balance(
    start_service: Callable[..., Service], new_ear: NewEar
) -> None:
    """The service charges, a worker of its own process tells, the client hears."""
    service = start_service()
    project = RealtimeProject(service.db)
    worker = service.start_worker()
    try:
        project.start()
        user = project.new_listener()
        ear = await new_ear(project, user)
        assert (await ear.state())[0] == "SUBSCRIBED"
        before = state(service.db, user.account_id)
        await asyncio.to_thread(generate, service, user.id)
        after = (await ear.next())["payload"]
        if after["version"] == before["version"]:
            # What opening the account included was told after the join.
            after = (await ear.next())["payload"]
        assert after["available"] < before["available"]
        assert {**after, "id": None} == {**state(service.db, user.account_id), "id": None}
        assert after["version"] == before["version"] + 1
        assert after["held"] == 0
    finally:
        worker.stop()
        project.close()


def generate(service: Service, user_id: uuid.UUID) -> None:
    reply = httpx.post(
        f"{service.base_url}/v1/chat/completions",
        headers={"authorization": f"Bearer {service.token(user_id)}"},
        json={"model": "demo", "messages": [{"role": "user", "content": "Hello"}]},
        timeout=20,
        trust_env=False,
    )
    assert reply.status_code == 200, reply.text
