"""Clients that go away: before the first byte, in the middle, after the last; both policies."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import orjson
import pytest
from relay_calls import (
    CHAT,
    TIMEOUT_S,
    account,
    chat,
    finished,
    get,
    headers_of,
    message,
    only_generation,
    opened,
    post,
    read_events,
    until,
)

from local.testbed.identity import User
from local.testbed.plans import change_plans
from local.testbed.services import Service

INPUT, OUTPUT = 300, 1500
SLOW = {"words": 30, "usage": {"input": 7, "output": 30}, "delay_between_chunks_ms": 20}
IN_FULL = 7 * INPUT + 30 * OUTPUT


async def leave_while_waiting(
    service: Service, user: User, mark: str, body: dict[str, Any], **headers: str
) -> None:
    """Sends a request, and closes the connection once the provider was asked: it answers later."""
    async with httpx.AsyncClient(trust_env=False, timeout=TIMEOUT_S) as client:
        asking = asyncio.create_task(
            client.post(
                service.base_url + CHAT,
                content=orjson.dumps(body),
                headers=headers_of(user, headers),
            )
        )
        await asyncio.to_thread(
            until, lambda: service.provider.seen(mark), lambda seen: seen["count"] == 1
        )
        asking.cancel()
        await asyncio.wait({asking})


def read_some_and_leave(service: Service, user: User, body: dict[str, Any], **headers: str) -> str:
    with opened(service, user, CHAT, body, **headers) as response:
        read_events(response, 5)
        return response.headers["florin-generation-id"]


async def test_by_default_a_stream_left_before_its_first_byte_runs_on_and_is_charged_in_full(
    shared_service: Service,
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({**SLOW, "delay_before_headers_ms": 400})

    await leave_while_waiting(service, user, mark, chat(mark))

    found = only_generation(service, user)
    assert (found["status"], found["charged_microcredits"]) == ("completed", IN_FULL)


async def test_with_cancel_a_stream_left_before_its_first_byte_is_free(
    shared_service: Service,
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"hang_after_events": 0})

    await leave_while_waiting(service, user, mark, chat(mark), Florin_On_Disconnect="cancel")

    found = only_generation(service, user)
    assert (found["status"], found["charged_microcredits"]) == ("canceled", 0)
    until(lambda: service.provider.seen(mark), lambda seen: seen["disconnected"] == 1)
    assert account(service, user)["held"] == 0


async def test_with_cancel_nothing_is_owed_before_the_first_token(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    # Anthropic's message_start comes first, and promises input.
    mark = service.provider.script({"words": 9, "hang_after_events": 1})

    with opened(
        service, user, "/v1/messages", message(mark), Florin_On_Disconnect="cancel"
    ) as response:
        assert b"message_start" in read_events(response, 1)

    found = only_generation(service, user)
    assert (found["status"], found["charged_microcredits"]) == ("canceled", 0)


def test_by_default_a_stream_left_in_the_middle_runs_on_and_is_charged_in_full(
    shared_service: Service,
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script(SLOW)

    generation_id = read_some_and_leave(service, user, chat(mark))

    found = finished(service, user, generation_id)
    assert (found["status"], found["charged_microcredits"]) == ("completed", IN_FULL)
    # Nothing was lost on the way: it can still be read whole.
    again = get(service, user, f"/v1/generations/{generation_id}/stream")
    assert b"[DONE]" in again.provided
    assert again.usage["charged_microcredits"] == IN_FULL


def test_with_cancel_a_stream_left_in_the_middle_is_charged_for_what_was_relayed(
    shared_service: Service,
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({**SLOW, "words": 200, "delay_between_chunks_ms": 50})

    generation_id = read_some_and_leave(service, user, chat(mark), Florin_On_Disconnect="cancel")

    found = finished(service, user, generation_id)
    assert (found["status"], found["usage_source"]) == ("canceled", "counted")
    assert 0 < found["usage"]["output"] < 100
    assert found["charged_microcredits"] == (
        found["usage"]["input"] * INPUT + found["usage"]["output"] * OUTPUT
    )
    until(lambda: service.provider.seen(mark), lambda seen: seen["disconnected"] == 1)


@pytest.mark.parametrize("policy", ["continue", "cancel"])
def test_a_stream_left_after_its_last_event_is_charged_in_full(
    shared_service: Service, policy: str
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"words": 5, "usage": {"input": 7, "output": 5}})

    with opened(service, user, CHAT, chat(mark), Florin_On_Disconnect=policy) as response:
        raw = b""
        for chunk in response.iter_raw():
            raw += chunk
            if b"[DONE]" in raw:
                break
        generation_id = response.headers["florin-generation-id"]

    found = finished(service, user, generation_id)
    assert (found["status"], found["usage_source"]) == ("completed", "provider")
    assert found["charged_microcredits"] == 7 * INPUT + 5 * OUTPUT


def test_cancel_spares_a_stream_that_another_reader_follows(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script(SLOW)

    with opened(service, user, CHAT, chat(mark), Florin_On_Disconnect="cancel") as first:
        # An iterator that is kept: httpx closes the connection of one that is dropped.
        reading = first.iter_raw()
        next(reading)
        generation_id = first.headers["florin-generation-id"]
        with httpx.stream(
            "GET",
            f"{service.base_url}/v1/generations/{generation_id}/stream",
            headers=user.headers,
            timeout=TIMEOUT_S,
            trust_env=False,
        ) as second:
            reading.close()
            rest = b"".join(second.iter_raw())

    assert b"[DONE]" in rest
    assert finished(service, user, generation_id)["status"] == "completed"


async def test_a_whole_reply_left_by_default_is_charged_in_full(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    answer = {"words": 5, "usage": {"input": 7, "output": 5}, "delay_before_headers_ms": 400}
    mark = service.provider.script(answer)

    await leave_while_waiting(service, user, mark, chat(mark, stream=False))

    found = only_generation(service, user)
    assert (found["status"], found["charged_microcredits"]) == (
        "completed",
        7 * INPUT + 5 * OUTPUT,
    )


async def test_a_whole_reply_left_with_cancel_is_free(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"hang_after_events": 0})
    body = chat(mark, stream=False)

    await leave_while_waiting(service, user, mark, body, Florin_On_Disconnect="cancel")

    found = only_generation(service, user)
    assert (found["status"], found["charged_microcredits"]) == ("canceled", 0)
    until(lambda: service.provider.seen(mark), lambda seen: seen["disconnected"] == 1)


def test_the_plans_policy_counts_where_the_request_has_none(service: Service) -> None:
    user = service.new_user()
    with service.db.connect("supabase_admin") as connection:
        change_plans(connection, on_disconnect="cancel")
    mark = service.provider.script({**SLOW, "words": 200, "delay_between_chunks_ms": 50})

    generation_id = read_some_and_leave(service, user, chat(mark))

    assert finished(service, user, generation_id)["status"] == "canceled"


def test_a_client_that_stops_reading_does_not_stop_a_stream_that_runs_on(
    start_service: Any,
) -> None:
    service = start_service(FLORIN_TRANSCRIPT_MAX_BYTES="20000", FLORIN_CHUNK_IDLE_TIMEOUT_S="0.5")
    user = service.new_user()
    # Far more than the sockets' buffers hold.
    text = orjson.dumps({"choices": [{"delta": {"content": "x" * 2_000_000}}]}).decode()
    body = f"data: {text}\n\n" * 8 + "data: [DONE]\n\n"
    mark = service.provider.script({"body": body, "content_type": "text/event-stream"})
    with service.db.connect("supabase_admin") as connection:
        change_plans(connection, included=100_000_000_000)

    with opened(service, user, CHAT, chat(mark)) as response:
        generation_id = response.headers["florin-generation-id"]
        began = time.monotonic()
        found = finished(service, user, generation_id)

    assert found["status"] == "completed"
    assert time.monotonic() - began < 10


def test_an_unknown_policy_is_refused_before_anything_is_held(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    reply = post(service, user, CHAT, chat("hello"), Florin_On_Disconnect="maybe")
    assert (reply.status, reply.error["code"]) == (400, "invalid_on_disconnect")
