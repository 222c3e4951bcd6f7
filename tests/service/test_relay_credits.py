"""Credits while a stream runs: the hold grows as long as funds last, and never beyond them."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from relay_calls import (
    CHAT,
    MESSAGES,
    account,
    chat,
    finished,
    message,
    opened,
    post,
    until,
)

from local.testbed.databases import Database
from local.testbed.plans import change_plans
from local.testbed.services import Service

INPUT, OUTPUT = 300, 1500
# What a stream of the demo models holds at a time.
STEP_TOKENS = 1024
PROGRESS_TIMEOUT_S = 15


@pytest.fixture
def poor(service: Service) -> Service:
    """A service whose new accounts can pay for one step and a half."""
    give(service.db, STEP_TOKENS * OUTPUT * 3 // 2)
    return service


def give(db: Database, included: int) -> None:
    with db.connect("supabase_admin") as connection:
        change_plans(connection, included=included)


def hold_of(db: Database, generation_id: str) -> tuple[int, float]:
    """The hold's amount, and how many seconds it has left."""
    with db.connect("supabase_admin") as connection:
        row = connection.execute(
            "select hold, extract(epoch from hold_expires_at - now())::float "
            "from generation.generations where id = %s",
            [generation_id],
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def test_a_long_stream_extends_its_hold(service: Service) -> None:
    user = service.new_user()
    mark = service.provider.script({"words": 4000, "delay_between_chunks_ms": 1})
    body = chat(mark)

    with opened(service, user, CHAT, body) as response:
        generation_id = response.headers["florin-generation-id"]
        first, _ = hold_of(service.db, generation_id)
        for _ in response.iter_raw():
            pass

    found = finished(service, user, generation_id)
    assert (found["status"], found["usage_source"]) == ("completed", "provider")
    assert found["usage"]["output"] == 4000
    grown, _ = hold_of(service.db, generation_id)
    assert grown >= 2 * first
    # It never took more than it needs: the cap, and two steps while tokens are estimated.
    assert grown <= (4096 + 3 * STEP_TOKENS) * 2 * OUTPUT


def test_a_short_stream_holds_one_step_and_asks_for_no_more(service: Service) -> None:
    user = service.new_user()
    reply = post(service, user, CHAT, chat(service.provider.script({"words": 30})))
    amount, _ = hold_of(service.db, reply.generation_id)
    assert amount < (STEP_TOKENS + 10) * OUTPUT


@pytest.mark.parametrize(("path", "request_of"), [(CHAT, chat), (MESSAGES, message)])
@pytest.mark.parametrize("delay_ms", [0, 1], ids=["at once", "paced"])
def test_a_stream_ends_when_the_credits_do(
    poor: Service, path: str, request_of: Callable[..., dict[str, Any]], delay_ms: int
) -> None:
    user = poor.new_user()
    body = request_of(poor.provider.script({"words": 4000, "delay_between_chunks_ms": delay_ms}))
    body["max_tokens"] = 4096
    before = account(poor, user)["posted"]

    reply = post(poor, user, path, body)

    found = finished(poor, user, reply.generation_id)
    assert (found["status"], found["usage_source"]) == ("credits_exhausted", "counted")
    assert reply.error["code"] == "credits_exhausted"
    assert reply.error["limit_source"] == "credits"
    assert reply.usage["charged_microcredits"] == found["charged_microcredits"]
    # All that could be afforded was given, and not a token more.
    assert found["uncollected_microcredits"] == 0
    after = account(poor, user)
    assert after["held"] == 0
    assert 0 <= after["posted"] < 50 * OUTPUT
    assert before - after["posted"] == found["charged_microcredits"]


def test_the_unified_stream_says_why_it_ends(poor: Service) -> None:
    user = poor.new_user()
    mark = poor.provider.script({"words": 4000})
    reply = post(poor, user, "/v1/generations", {**chat(mark), "max_output_tokens": 4096})
    assert b'"stop_reason":"credits_exhausted"' in reply.raw
    assert reply.events[-1].startswith(b"event: usage\n")


def test_a_stream_that_was_stopped_stops_the_provider(poor: Service) -> None:
    user = poor.new_user()
    mark = poor.provider.script({"words": 4000, "delay_between_chunks_ms": 2})
    post(poor, user, CHAT, chat(mark, max_tokens=4096))
    until(lambda: poor.provider.seen(mark), lambda seen: seen["disconnected"] == 1)


def test_parallel_streams_cannot_spend_the_same_credits(service: Service) -> None:
    give(service.db, 4 * STEP_TOKENS * OUTPUT)
    user = service.new_user()
    account(service, user)
    mark = service.provider.script({"words": 3000, "delay_between_chunks_ms": 1})

    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(post, service, user, CHAT, chat(mark)) for _ in range(5)]
        replies = [each.result() for each in asked]

    served = [reply for reply in replies if reply.status == 200]
    refused = [reply for reply in replies if reply.status != 200]
    assert served and refused
    assert {(reply.status, reply.error["code"]) for reply in refused} == {
        (402, "insufficient_credits")
    }
    charged = sum(reply.usage["charged_microcredits"] for reply in served)
    assert account(service, user)["posted"] == 4 * STEP_TOKENS * OUTPUT - charged >= 0


def test_credits_bought_meanwhile_let_a_stream_go_on(service: Service) -> None:
    give(service.db, STEP_TOKENS * OUTPUT + 60 * OUTPUT)
    user = service.new_user()
    account_id = account(service, user)["account_id"]
    mark = service.provider.script({"words": 900, "delay_between_chunks_ms": 3})

    with opened(service, user, CHAT, chat(mark)) as response:
        with service.db.connect("supabase_admin") as connection:
            connection.execute(
                "select ledger.grant_credits(%s, 'admin', 'meanwhile', 20000000)", [account_id]
            )
        raw = b"".join(response.iter_raw())
        generation_id = response.headers["florin-generation-id"]

    assert b"[DONE]" in raw
    assert finished(service, user, generation_id)["status"] == "completed"


def test_progress_renews_the_hold_and_is_what_the_sweeper_would_charge(
    start_service: Callable[..., Service],
) -> None:
    service = start_service(FLORIN_PROGRESS_INTERVAL_S="0.2", FLORIN_HOLD_SECONDS="30")
    user = service.new_user()
    mark = service.provider.script({"words": 400, "delay_between_chunks_ms": 20})

    with opened(service, user, CHAT, chat(mark), Florin_On_Disconnect="cancel") as response:
        generation_id = response.headers["florin-generation-id"]
        first = _progress(service.db, generation_id, beyond=0)
        second = _progress(service.db, generation_id, beyond=first["output"])
        _, left_s = hold_of(service.db, generation_id)

    assert first["input"] == second["input"] > 0
    assert left_s > 25.0


def test_a_stream_whose_hold_was_swept_stops_and_is_charged_once(
    start_service: Callable[..., Service],
) -> None:
    service = start_service(FLORIN_PROGRESS_INTERVAL_S="0.3")
    user = service.new_user()
    mark = service.provider.script({"words": 400, "delay_between_chunks_ms": 20})

    with opened(service, user, CHAT, chat(mark)) as response:
        generation_id = response.headers["florin-generation-id"]
        _expire(service.db, generation_id)
        raw = b"".join(response.iter_raw())

    assert b"hold_expired" in raw
    assert b"[DONE]" not in raw
    found = finished(service, user, generation_id)
    assert found["charged_microcredits"] == 20_000_000 - account(service, user)["posted"]
    assert account(service, user)["held"] == 0


def _progress(db: Database, generation_id: str, *, beyond: int) -> dict[str, int]:
    """What is written down of a stream, as soon as it has more output than that."""
    deadline = time.monotonic() + PROGRESS_TIMEOUT_S
    with db.connect("supabase_admin") as connection:
        while True:
            row = connection.execute(
                "select progress -> 0 from generation.generations where id = %s", [generation_id]
            ).fetchone()
            assert row is not None
            progress: dict[str, int] | None = row[0]
            if progress is not None and progress["output"] > beyond:
                return progress
            assert time.monotonic() < deadline, progress
            time.sleep(0.05)


def _expire(db: Database, generation_id: str) -> None:
    """What happens to a service that was stopped for longer than its holds live."""
    with db.connect("supabase_admin") as connection:
        connection.execute(
            "update generation.generations set hold_expires_at = now() - interval '1 second' "
            "where id = %s",
            [generation_id],
        )
    with db.connect("florin_worker") as connection:
        assert connection.execute("select api.sweep_generations(10)").fetchone() == (1,)


def test_several_replies_are_held_for_all_of_them(service: Service) -> None:
    user = service.new_user()
    mark = service.provider.script({"words": 30})
    amounts = [
        hold_of(
            service.db,
            post(service, user, CHAT, chat(mark, stream=False, max_tokens=100, n=n)).generation_id,
        )[0]
        for n in (1, 3)
    ]
    assert amounts[1] - amounts[0] == 2 * 100 * OUTPUT
