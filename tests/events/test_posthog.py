"""PostHog by its library: what it says it took was taken, and what it did not say was not."""

from __future__ import annotations

import json
import logging
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from events.outbox_steps import Outbox, delivering, until

from local.testbed.receiver import Receiver

pytestmark = pytest.mark.usefixtures("eager")

KEY = "phc_test_key_of_a_project"


def posthog(receiver: Receiver, **changes: Any) -> dict[str, Any]:
    return {"posthog_key": KEY, "posthog_host": receiver.url, **changes}


def messages(receiver: Receiver) -> list[list[dict[str, Any]]]:
    return [json.loads(request.body)["batch"] for request in receiver.requests]


@pytest.fixture
def told(outbox: Outbox) -> Outbox:
    """An outbox whose PostHog sink is there already, so that events of before delivery count."""
    outbox.owner.execute("insert into audit.sinks (name, kind) values ('posthog', 'posthog')")
    return outbox


async def test_events_arrive_as_one_batch(told: Outbox, receiver: Receiver) -> None:
    user_id = str(uuid.uuid4())
    told.emit("granted", amount=5)
    told.emit("model_selected", user_id=user_id, model="demo")
    async with delivering(told.db, **posthog(receiver)):
        await until(lambda: told.sink("posthog")["last_error"] is None and bool(receiver.requests))
        await until(lambda: told.sink("posthog")["lease"] is None)
    (request,) = receiver.requests
    sent = json.loads(request.body)
    assert (request.path, sent["api_key"]) == ("/batch/", KEY)
    granted, selected = sent["batch"]
    assert (granted["event"], granted["distinct_id"]) == ("granted", str(told.account))
    assert granted["properties"]["amount"] == 5
    assert granted["properties"]["$process_person_profile"] is False
    assert (selected["event"], selected["distinct_id"]) == ("model_selected", user_id)
    assert selected["properties"]["account_id"] == str(told.account)


async def test_without_a_key_there_is_no_sink_and_with_one_it_adds_itself(
    outbox: Outbox, receiver: Receiver, new_receiver: Callable[[], Receiver]
) -> None:
    hook = new_receiver()
    outbox.add_sink(url=hook.url)
    async with delivering(outbox.db, posthog_host=receiver.url):
        outbox.emit()
        await until(lambda: bool(hook.requests))
    assert outbox.rows("select name from audit.sinks") == [{"name": "crm"}]
    async with delivering(outbox.db, **posthog(receiver)):
        await until(lambda: len(outbox.rows("select name from audit.sinks")) == 2)
        outbox.emit("refunded")
        await until(lambda: bool(receiver.requests))
    assert [message["event"] for message in messages(receiver)[0]][-1] == "refunded"


async def test_a_repeat_carries_the_same_uuid(told: Outbox, receiver: Receiver) -> None:
    told.emit()
    receiver.always(500)
    async with delivering(told.db, **posthog(receiver)):
        await until(lambda: told.sink("posthog")["attempts"] == 1)
        receiver.always(200)
        told.change_sink("next_attempt_at = now()", "posthog")
        await until(lambda: len(receiver.requests) == 2)
    first, second = messages(receiver)
    assert first[0]["uuid"] == second[0]["uuid"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((401, {}, b'{"detail": "phc_ is unknown"}'), "HTTP 401"),
        ((503, {"retry-after": "60"}, b""), "HTTP 503"),
        ((200, {}, b'{"status": 1, "quota_limited": ["events"]}'), "over PostHog's quota"),
        ((307, {"location": "http://127.0.0.1:9/"}, b""), "HTTP 307"),
    ],
)
async def test_only_a_clear_yes_is_a_delivery(
    told: Outbox, receiver: Receiver, answer: Any, reason: str
) -> None:
    told.emit()
    receiver.answer = lambda _: answer
    async with delivering(told.db, **posthog(receiver)):
        await until(lambda: told.sink("posthog")["attempts"] == 1)
    assert told.sink("posthog")["last_error"] == reason
    assert len(receiver.requests) == 1


async def test_posthog_away_is_a_failure(told: Outbox, receiver: Receiver) -> None:
    told.emit()
    changes = posthog(receiver, posthog_host="http://127.0.0.1:9")
    async with delivering(told.db, **changes):
        await until(lambda: told.sink("posthog")["attempts"] == 1)
    assert told.sink("posthog")["last_error"] == "no answer (ConnectionError)"


async def test_posthog_being_slow_is_a_failure(told: Outbox, receiver: Receiver) -> None:
    told.emit()
    done = threading.Event()

    def slow(_: Any) -> Any:
        done.wait(5)
        return 200, {}, b""

    receiver.answer = slow
    async with delivering(told.db, **posthog(receiver, sink_timeout_s=0.3)):
        await until(lambda: told.sink("posthog")["attempts"] == 1)
        done.set()


async def test_one_event_that_is_refused_does_not_keep_its_batch(
    told: Outbox, receiver: Receiver
) -> None:
    for number in range(4):
        told.emit(number=number)
    receiver.answer = lambda request: (400 if b'"number": 2' in request.body else 200, {}, b"{}")
    async with delivering(told.db, **posthog(receiver)):
        await until(lambda: told.sink("posthog")["attempts"] == 1)
        told.change_sink("next_attempt_at = now()", "posthog")
        await until(lambda: len(receiver.requests) == 4)
        await until(lambda: told.sink("posthog")["lease"] is None)
    sizes = [len(batch) for batch in messages(receiver)]
    assert sizes == [4, 1, 1, 1]
    assert told.sink("posthog")["attempts"] == 1


async def test_an_answer_is_read_in_part_only(told: Outbox, receiver: Receiver) -> None:
    told.emit()
    receiver.answer = lambda _: (200, {"content-length": str(10**12)}, b" " * 1_000_000)
    async with delivering(told.db, **posthog(receiver)):
        await until(lambda: bool(receiver.requests))
        await until(lambda: told.sink("posthog")["lease"] is None)
    assert told.sink("posthog")["attempts"] == 0


async def test_the_key_is_in_no_log(
    told: Outbox, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told.emit()
    receiver.always(401)
    async with delivering(told.db, **posthog(receiver)):
        await until(lambda: told.sink("posthog")["attempts"] == 1)
    assert KEY not in caplog.text
