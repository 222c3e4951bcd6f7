"""Webhooks over real HTTP: signed, in order, at least once, and nobody waits for somebody else."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from events.outbox_steps import SECRET, SECRET_ENV, Outbox, delivering, until
from standardwebhooks import Webhook, WebhookVerificationError

from local.testbed.receiver import Received, Receiver
from workers import deliver_events
from workers.sinks import webhook

pytestmark = pytest.mark.usefixtures("eager")

Answer = tuple[int, Mapping[str, str], bytes]


async def test_an_event_comes_signed_as_the_standard_says(
    outbox: Outbox, receiver: Receiver
) -> None:
    outbox.add_sink(url=f"{receiver.url}/hook")
    outbox.emit("granted", amount=5, source="promo")
    async with delivering(outbox.db):
        await until(lambda: bool(receiver.requests))
    (request,) = receiver.requests
    headers = dict(request.headers)
    body = Webhook(SECRET).verify(request.body, headers)
    row = outbox.rows("select id, created_at from audit.outbox")[0]
    assert request.path == "/hook"
    assert headers["webhook-id"] == f"{row['id']}-granted"
    assert headers["content-type"] == "application/json"
    assert body["type"] == "granted"
    assert body["data"] == {"amount": 5, "source": "promo", "account_id": str(outbox.account)}
    assert body["timestamp"].startswith(row["created_at"].date().isoformat())
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 32).verify(request.body, headers)


async def test_two_secrets_sign_twice(outbox: Outbox, receiver: Receiver) -> None:
    other = "whsec_" + "B" * 32
    outbox.add_sink(url=receiver.url)
    outbox.emit()
    async with delivering(outbox.db, env={SECRET_ENV: f"{SECRET} {other}"}):
        await until(lambda: bool(receiver.requests))
    (request,) = receiver.requests
    for secret in (SECRET, other):
        assert Webhook(secret).verify(request.body, dict(request.headers))


async def test_events_arrive_in_order_and_once_when_all_is_well(
    outbox: Outbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver_events, "LIMIT", 7)
    outbox.add_sink(url=receiver.url)
    for number in range(30):
        outbox.emit(number=number)
    async with delivering(outbox.db):
        await until(lambda: len(receiver.requests) >= 30)
        await until(lambda: outbox.sink()["lease"] is None)
    numbers = [json.loads(request.body)["data"]["number"] for request in receiver.requests]
    assert numbers == list(range(30))
    assert len(set(receiver.ids)) == 30


async def test_a_failed_event_is_sent_again_under_its_id_before_the_next(
    outbox: Outbox, receiver: Receiver
) -> None:
    outbox.add_sink(url=receiver.url)
    outbox.emit()
    outbox.emit("refunded")
    receiver.always(500)
    async with delivering(outbox.db):
        await until(lambda: outbox.sink()["attempts"] == 1)
        assert outbox.sink()["last_error"] == "HTTP 500"
        receiver.always(204)
        outbox.change_sink("next_attempt_at = now()")
        await until(lambda: len(receiver.requests) == 3)
    assert receiver.ids[0] == receiver.ids[1]
    assert [name.split("-")[1] for name in receiver.ids] == ["granted", "granted", "refunded"]


async def test_a_batch_that_fails_in_the_middle_goes_on_from_there(
    outbox: Outbox, receiver: Receiver
) -> None:
    outbox.add_sink(url=receiver.url)
    for number in range(4):
        outbox.emit(number=number)
    receiver.answer = lambda request: (500 if b'"number":2' in request.body else 200, {}, b"")
    async with delivering(outbox.db):
        await until(lambda: outbox.sink()["attempts"] == 1)
        receiver.always(200)
        outbox.change_sink("next_attempt_at = now()")
        await until(lambda: len(receiver.requests) == 5)
    numbers = [json.loads(request.body)["data"]["number"] for request in receiver.requests]
    assert numbers == [0, 1, 2, 2, 3]


async def test_retry_after_is_heeded(outbox: Outbox, receiver: Receiver) -> None:
    outbox.add_sink(url=receiver.url)
    outbox.emit()
    receiver.always(429, {"retry-after": "300"})
    async with delivering(outbox.db):
        await until(lambda: outbox.sink()["attempts"] == 1)
    assert 290 < outbox.sink()["rest"].total_seconds() <= 300


async def test_a_gone_endpoint_is_disabled(outbox: Outbox, receiver: Receiver) -> None:
    outbox.add_sink(url=receiver.url)
    outbox.emit()
    receiver.always(410)
    async with delivering(outbox.db):
        await until(lambda: outbox.sink()["enabled"] is False)


async def test_a_redirect_is_not_followed(
    outbox: Outbox, new_receiver: Callable[[], Receiver]
) -> None:
    first, second = new_receiver(), new_receiver()
    outbox.add_sink(url=first.url)
    outbox.emit()
    first.always(307, {"location": second.url})
    async with delivering(outbox.db):
        await until(lambda: outbox.sink()["attempts"] == 1)
    assert outbox.sink()["last_error"] == "HTTP 307"
    assert second.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_private_address_is_refused_unless_it_is_allowed(
    outbox: Outbox, receiver: Receiver, host: str
) -> None:
    outbox.add_sink(url=receiver.url.replace("127.0.0.1", host))
    outbox.emit()
    async with delivering(outbox.db, webhook_private_addresses=False):
        await until(lambda: outbox.sink()["attempts"] == 1)
    assert "private address" in outbox.sink()["last_error"] or host == "127.0.0.1"
    assert receiver.requests == []


async def test_a_missing_secret_fails_and_sends_nothing(outbox: Outbox, receiver: Receiver) -> None:
    outbox.add_sink(url=receiver.url)
    outbox.emit()
    async with delivering(outbox.db, env={}):
        await until(lambda: outbox.sink()["attempts"] == 1)
    assert outbox.sink()["last_error"] == f"{SECRET_ENV} is not set"
    assert receiver.requests == []


async def test_a_receiver_that_is_too_slow_has_not_taken_it(
    outbox: Outbox, receiver: Receiver
) -> None:
    outbox.add_sink(url=receiver.url)
    outbox.emit()
    given_up = threading.Event()

    def slow(request: Received) -> Answer:
        given_up.wait(10)
        return 200, {}, b""

    receiver.answer = slow
    async with delivering(outbox.db, sink_timeout_s=0.3):
        await until(lambda: outbox.sink()["attempts"] == 1)
    given_up.set()
    assert outbox.sink()["last_error"] == "timed out"


async def test_an_endless_answer_is_not_read(outbox: Outbox, receiver: Receiver) -> None:
    outbox.add_sink(url=receiver.url)
    outbox.emit()
    receiver.answer = lambda _: (200, {"content-length": str(10**12)}, b"x" * 4_000_000)
    async with delivering(outbox.db):
        await until(lambda: bool(receiver.requests))
        await until(lambda: outbox.sink()["lease"] is None)
    assert outbox.sink()["attempts"] == 0


async def test_a_slow_sink_and_a_dead_one_keep_nobody_waiting(
    outbox: Outbox, new_receiver: Callable[[], Receiver]
) -> None:
    slow, alive = new_receiver(), new_receiver()
    done = threading.Event()

    def wait(request: Received) -> Answer:
        done.wait(10)
        return 200, {}, b""

    slow.answer = wait
    outbox.add_sink("slow", slow.url)
    outbox.add_sink("dead", "http://127.0.0.1:9/")
    outbox.add_sink("alive", alive.url)
    for _ in range(5):
        outbox.emit()
    async with delivering(outbox.db):
        await until(lambda: len(alive.requests) == 5)
        await until(lambda: len(slow.requests) == 1)
        await until(lambda: outbox.sink("dead")["attempts"] == 1)
        done.set()
        await until(lambda: len(slow.requests) == 5)


async def test_an_event_that_cannot_be_made_into_a_request_counts_as_a_failure(
    outbox: Outbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(event: Any) -> bytes:
        raise ValueError(event)

    monkeypatch.setattr(webhook, "body_of", broken)
    outbox.add_sink(url=receiver.url)
    outbox.emit()
    async with delivering(outbox.db):
        await until(lambda: outbox.sink()["attempts"] == 1)
    assert outbox.sink()["last_error"] == "broke (ValueError)"


async def test_a_late_commit_is_delivered(outbox: Outbox, receiver: Receiver) -> None:
    outbox.add_sink(url=receiver.url)
    slow = outbox.db.connect(autocommit=False)
    outbox.emit("granted", slow)
    async with delivering(outbox.db):
        outbox.emit("refunded")
        await asyncio.sleep(0.5)
        assert receiver.requests == []
        slow.commit()
        await until(lambda: len(receiver.requests) == 2)
    assert [name.split("-")[1] for name in receiver.ids] == ["granted", "refunded"]


async def test_two_workers_share_the_work_without_telling_twice(
    outbox: Outbox, receiver: Receiver
) -> None:
    outbox.add_sink(url=receiver.url)
    async with delivering(outbox.db), delivering(outbox.db):
        for _ in range(40):
            outbox.emit()
            await asyncio.sleep(0.01)
        await until(lambda: len(receiver.requests) >= 40)
        await until(lambda: outbox.sink()["lease"] is None)
    numbers = [int(name.split("-")[0]) for name in receiver.ids]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 40


async def test_a_worker_told_to_stop_records_what_was_taken(
    outbox: Outbox, receiver: Receiver
) -> None:
    outbox.add_sink(url=receiver.url)
    for number in range(3):
        outbox.emit(number=number)
    done = threading.Event()

    def stuck_at_the_second(request: Received) -> Answer:
        if b'"number":1' in request.body:
            done.wait(10)
        return 200, {}, b""

    receiver.answer = stuck_at_the_second
    async with delivering(outbox.db):
        await until(lambda: len(receiver.requests) == 2)
    done.set()
    assert outbox.sink()["lease"] is None
    async with delivering(outbox.db):
        await until(lambda: len(receiver.requests) == 4)
    numbers = [json.loads(request.body)["data"]["number"] for request in receiver.requests]
    assert numbers == [0, 1, 1, 2]


async def worker_process(outbox: Outbox) -> asyncio.subprocess.Process:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "workers",
        env={
            **kept,
            "FLORIN_WORKER_DATABASE_URL": outbox.db.dsn("florin_worker"),
            "FLORIN_WEBHOOK_PRIVATE_ADDRESSES": "on",
            SECRET_ENV: SECRET,
        },
        stderr=asyncio.subprocess.PIPE,
    )


def waiting_for_a_lock(outbox: Outbox, what: str = "pid") -> int:
    return len(
        outbox.db.kept_connection("supabase_admin")
        .execute(
            f"select {what} from pg_stat_activity where usename = 'florin_worker' "
            "and datname = current_database() and wait_event_type = 'Lock'"
        )
        .fetchall()
    )


async def test_a_worker_killed_between_sending_and_recording_is_followed_by_another_telling(
    outbox: Outbox, receiver: Receiver
) -> None:
    outbox.add_sink(url=receiver.url)
    outbox.emit()
    outbox.emit("refunded")
    locker = outbox.db.connect(autocommit=False)

    def lock_then_take(request: Received) -> Answer:
        # The worker hears a yes, and cannot record it.
        if len(receiver.requests) == 2:
            locker.execute("select from audit.sinks for update")
        return 200, {}, b""

    receiver.answer = lock_then_take
    first = await worker_process(outbox)
    await until(lambda: len(receiver.requests) == 2, 30)
    await until(lambda: waiting_for_a_lock(outbox) == 1)
    first.kill()
    _, log = await first.communicate()
    # Or its session would carry the call out, which had already left the worker.
    waiting_for_a_lock(outbox, "pg_terminate_backend(pid)")
    await until(lambda: waiting_for_a_lock(outbox) == 0)
    locker.rollback()
    assert outbox.sink()["lease"] is not None
    receiver.always(200)
    # 90 s pass.
    outbox.change_sink("leased_until = now()")
    second = await worker_process(outbox)
    try:
        await until(lambda: len(receiver.requests) == 4, 30)
        await until(lambda: outbox.sink()["lease"] is None)
    finally:
        second.terminate()
        _, log_of_second = await second.communicate()
    assert second.returncode == 0
    assert receiver.ids[:2] == receiver.ids[2:]
    for text in (log, log_of_second):
        assert SECRET.encode() not in text
        assert receiver.url.encode() not in text


async def test_the_log_says_which_sink_failed_and_no_secret(
    outbox: Outbox, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.add_sink(url=receiver.url)
    outbox.emit()
    receiver.always(500)
    async with delivering(outbox.db):
        await until(lambda: outbox.sink()["attempts"] == 1)
    (record,) = [each for each in caplog.records if each.getMessage() == "delivery failed"]
    assert (record.__dict__["sink"], record.__dict__["reason"]) == ("crm", "HTTP 500")
    assert SECRET not in caplog.text
