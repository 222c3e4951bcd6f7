"""Coming back: with Last-Event-ID, with the same Idempotency-Key, at once or much later."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from relay_calls import (
    CHAT,
    EMBEDDINGS,
    MESSAGES,
    TIMEOUT_S,
    Reply,
    account,
    chat,
    facts,
    finished,
    generations_of,
    get,
    message,
    opened,
    post,
    read_events,
    take_apart,
)

from local.testbed.identity import User
from local.testbed.services import Service

INPUT, OUTPUT = 300, 1500
GOOD = {"words": 6, "usage": {"input": 7, "output": 6}}
CHARGE = 7 * INPUT + 6 * OUTPUT
SLOW = {"words": 20, "usage": {"input": 7, "output": 20}, "delay_between_chunks_ms": 30}
UNIFIED = "/v1/generations"


def events_path(generation_id: str) -> str:
    return f"/v1/generations/{generation_id}/stream"


def test_from_every_id_exactly_the_rest_follows(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    whole = post(service, user, MESSAGES, message(service.provider.script(GOOD)))
    last_id = whole.ids[-1]

    for after in range(last_id + 1):
        rest = get(service, user, events_path(whole.generation_id), Last_Event_ID=str(after))
        assert rest.ids == whole.ids[after:]
        assert rest.events == whole.events[after:]
    everything = get(service, user, events_path(whole.generation_id))
    assert everything.raw == whole.raw


def test_a_running_stream_is_followed_to_its_end_from_any_id(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script(SLOW)

    with opened(service, user, CHAT, chat(mark)) as first:
        read_events(first, 3)
        generation_id = first.headers["florin-generation-id"]
    rest = get(service, user, events_path(generation_id), Last_Event_ID="3")

    assert rest.ids[0] == 4
    assert rest.ids == list(range(4, rest.ids[-1] + 1))
    assert rest.events[-2] == b"data: [DONE]\n\n"
    assert rest.usage["charged_microcredits"] == 7 * INPUT + 20 * OUTPUT
    assert service.provider.seen(mark)["count"] == 1


def test_an_id_that_was_never_sent_is_refused(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    whole = post(service, user, CHAT, chat("hello"))
    path = events_path(whole.generation_id)
    for wrong in (str(whole.ids[-1] + 1), "-1", "one", "1" * 19):
        reply = get(service, user, path, Last_Event_ID=wrong)
        assert (reply.status, reply.json["code"]) == (400, "invalid_last_event_id")


def test_events_that_are_no_longer_held_are_refused(start_service: Callable[..., Service]) -> None:
    service = start_service(FLORIN_TRANSCRIPT_MAX_BYTES="1024")
    user = service.new_user()
    # Paced, so that the reader has taken what must go.
    mark = service.provider.script({"words": 40, "delay_between_chunks_ms": 5})
    whole = post(service, user, CHAT, chat(mark))

    path = events_path(whole.generation_id)
    assert get(service, user, path, Last_Event_ID=str(whole.ids[-2])).events == whole.events[-1:]
    refused = get(service, user, path, Last_Event_ID="0")
    assert (refused.status, refused.json["code"]) == (409, "replay_trimmed")
    assert len(whole.events) > 40


def test_nobody_reads_anothers_events(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    whole = post(service, user, CHAT, chat("hello"))
    for stranger_path in (events_path(whole.generation_id), events_path(str(uuid4()))):
        reply = get(service, service.new_user(), stranger_path)
        assert (reply.status, reply.json["code"]) == (404, "generation_not_found")


REPEATS = {
    MESSAGES: lambda mark: message(mark),
    CHAT: lambda mark: chat(mark),
    UNIFIED: lambda mark: chat(mark),
}


@pytest.mark.parametrize("path", REPEATS)
def test_the_same_key_twice_at_once_is_one_provider_call_and_one_charge(
    shared_service: Service, path: str
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script(SLOW)
    body = REPEATS[path](mark)
    before = account(service, user)["posted"]

    with ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(post, service, user, path, body, Idempotency_Key='"twice"')
            for _ in range(4)
        ]
        replies = [each.result() for each in asked]

    assert {reply.status for reply in replies} == {200}
    assert len({reply.raw for reply in replies}) == 1
    assert service.provider.seen(mark)["count"] == 1
    assert generations_of(service, user) == 1
    assert account(service, user)["posted"] == before - (7 * INPUT + 20 * OUTPUT)


def test_a_key_is_the_same_bare_and_quoted(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    body = chat(service.provider.script(GOOD))
    first = post(service, user, CHAT, body, Idempotency_Key="k-1")
    second = post(service, user, CHAT, body, Idempotency_Key='"k-1"')
    assert first.raw == second.raw


def test_a_repeat_can_ask_for_the_rest(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    body = chat(service.provider.script(GOOD))
    whole = post(service, user, CHAT, body, Idempotency_Key="rest")
    rest = post(service, user, CHAT, body, Idempotency_Key="rest", Last_Event_ID="4")
    assert rest.events == whole.events[4:]


@pytest.mark.parametrize("path", [CHAT, MESSAGES, EMBEDDINGS])
def test_another_payload_for_the_key_is_refused(shared_service: Service, path: str) -> None:
    service, user = shared_service, shared_service.new_user()
    bodies: dict[str, tuple[Any, Any]] = {
        CHAT: (chat("one"), chat("two")),
        MESSAGES: (message("one"), message("two")),
        EMBEDDINGS: (
            {"model": "demo-embedding", "input": "one"},
            {"model": "demo-embedding", "input": "two"},
        ),
    }
    first, second = bodies[path]
    assert post(service, user, path, first, Idempotency_Key="k").status == 200
    reply = post(service, user, path, second, Idempotency_Key="k")
    assert (reply.status, reply.error["code"]) == (422, "idempotency_key_reused")
    assert generations_of(service, user) == 1


def test_a_key_belongs_to_its_account(shared_service: Service) -> None:
    service = shared_service
    body = chat(service.provider.script(GOOD))
    one = post(service, service.new_user(), CHAT, body, Idempotency_Key="ours")
    other = post(service, service.new_user(), CHAT, body, Idempotency_Key="ours")
    assert one.generation_id != other.generation_id


# --- from Postgres: another process, or the same one much later ------------------------------


def without_usage(reply: Reply) -> list[bytes]:
    """What the account had left then is not kept: all but the last event is identical."""
    return reply.events[:-1]


@pytest.mark.parametrize("path", REPEATS)
def test_another_replica_replays_a_finished_stream(
    start_service: Callable[..., Service], path: str
) -> None:
    first, second = start_service(), start_service()
    user = first.new_user()
    mark = first.provider.script(GOOD)
    body = REPEATS[path](mark)

    whole = post(first, user, path, body, Idempotency_Key="k")
    again = post(second, user, path, body, Idempotency_Key="k")
    rest = get(second, user, events_path(whole.generation_id), Last_Event_ID="3")

    assert again.generation_id == whole.generation_id
    assert again.ids == whole.ids
    assert without_usage(again) == without_usage(whole)
    assert b'"charged_microcredits":%d' % CHARGE in again.events[-1]
    assert rest.events == again.events[3:]
    assert first.provider.seen(mark)["count"] == 1


@pytest.mark.parametrize("path", REPEATS)
def test_another_replica_replays_a_whole_reply(
    start_service: Callable[..., Service], path: str
) -> None:
    first, second = start_service(), start_service()
    user = first.new_user()
    mark = first.provider.script(GOOD)
    body = {**REPEATS[path](mark), "stream": False}

    whole = post(first, user, path, body, Idempotency_Key="k")
    here = post(first, user, path, body, Idempotency_Key="k")
    there = post(second, user, path, body, Idempotency_Key="k")

    assert here.raw == whole.raw
    assert there.status == 200
    if path == UNIFIED:
        assert there.json["content"] == whole.json["content"]
        assert there.json["charged_microcredits"] == CHARGE
    else:
        assert there.raw == whole.raw
        assert there.headers["florin-charged-microcredits"] == str(CHARGE)
    assert first.provider.seen(mark)["count"] == 1


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
def test_a_final_refusal_is_replayed_with_its_status_and_body(
    start_service: Callable[..., Service], path: str
) -> None:
    first, second = start_service(), start_service()
    user = first.new_user()
    mark = first.provider.script({"status": 422}, GOOD)
    body = REPEATS[path](mark)

    refused = post(first, user, path, body, Idempotency_Key="k")
    here = post(first, user, path, body, Idempotency_Key="k")
    there = post(second, user, path, body, Idempotency_Key="k")

    assert refused.status == here.status == there.status == 422
    assert refused.raw == here.raw == there.raw
    assert first.provider.seen(mark)["count"] == 1


@pytest.mark.parametrize("path", REPEATS)
def test_a_stream_that_broke_off_is_replayed_with_its_error(
    start_service: Callable[..., Service], path: str
) -> None:
    first, second = start_service(), start_service()
    user = first.new_user()
    mark = first.provider.script({"words": 20, "close_after_bytes": 2000}, GOOD)
    body = REPEATS[path](mark)

    broken = post(first, user, path, body, Idempotency_Key="k")
    again = post(second, user, path, body, Idempotency_Key="k")

    assert b"provider_broke_off" in broken.raw
    assert again.events[:-2] == broken.events[:-2]
    assert b"provider_broke_off" in again.events[-2]
    assert facts(first, user, broken.generation_id)["charged_microcredits"] > 0
    assert first.provider.seen(mark)["count"] == 1


def test_what_runs_on_another_replica_is_told_so(start_service: Callable[..., Service]) -> None:
    first, second = start_service(), start_service()
    user = first.new_user()
    mark = first.provider.script(SLOW)
    body = chat(mark)

    with opened(first, user, CHAT, body, Idempotency_Key="k") as response:
        read_events(response, 2)
        generation_id = response.headers["florin-generation-id"]
        repeated = post(second, user, CHAT, body, Idempotency_Key="k")
        followed = get(second, user, events_path(generation_id))

    assert (repeated.status, repeated.error["code"]) == (409, "generation_running_elsewhere")
    assert (followed.status, followed.json["code"]) == (409, "generation_running_elsewhere")
    assert int(repeated.headers["retry-after"]) > 0
    assert finished(first, user, generation_id)["status"] == "completed"


def test_without_a_key_nothing_is_kept_beyond_the_replica(
    start_service: Callable[..., Service],
) -> None:
    first, second = start_service(), start_service()
    user = first.new_user()
    whole = post(first, user, CHAT, chat("hello"))
    reply = get(second, user, events_path(whole.generation_id))
    assert (reply.status, reply.json["code"]) == (409, "replay_unavailable")


def test_a_reply_too_large_to_keep_is_charged_once_and_not_replayed(
    start_service: Callable[..., Service],
) -> None:
    first = start_service(FLORIN_STORED_REPLY_MAX_BYTES="500")
    second = start_service()
    user = first.new_user()
    mark = first.provider.script({**GOOD, "words": 50})
    body = chat(mark)

    assert post(first, user, CHAT, body, Idempotency_Key="k").status == 200
    reply = post(second, user, CHAT, body, Idempotency_Key="k")

    assert (reply.status, reply.error["code"]) == (409, "replay_unavailable")
    assert first.provider.seen(mark)["count"] == 1


def test_finished_transcripts_are_forgotten_in_time(start_service: Callable[..., Service]) -> None:
    service = start_service(FLORIN_TRANSCRIPT_KEEP_S="0")
    user = service.new_user()
    whole = post(service, user, CHAT, chat("hello"))
    reply = get(service, user, events_path(whole.generation_id))
    assert (reply.status, reply.json["code"]) == (409, "replay_unavailable")


def test_whole_replies_have_no_events(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    whole = post(service, user, CHAT, chat("hello", stream=False), Idempotency_Key="k")
    reply = get(service, user, events_path(whole.generation_id))
    assert (reply.status, reply.json["code"]) == (409, "not_a_stream")


def test_a_silent_stream_beats(start_service: Callable[..., Service]) -> None:
    service = start_service(FLORIN_HEARTBEAT_S="0.2")
    user = service.new_user()
    mark = service.provider.script({**GOOD, "delay_before_headers_ms": 900})

    response = _streamed(service, user, chat(mark))

    assert 3 <= response.raw.count(b": heartbeat\n") <= 5
    assert response.usage["charged_microcredits"] == CHARGE


def test_after_a_heartbeat_a_refusal_comes_in_band(start_service: Callable[..., Service]) -> None:
    service = start_service(FLORIN_HEARTBEAT_S="0.2")
    user = service.new_user()
    mark = service.provider.script({"status": 400, "delay_before_headers_ms": 500})

    response = _streamed(service, user, chat(mark))

    assert response.status == 200
    assert response.error["code"] == "provider_refused"
    assert response.usage["charged_microcredits"] == 0


def _streamed(service: Service, user: User, body: dict[str, Any]) -> Reply:
    reply = httpx.post(
        service.base_url + CHAT, json=body, headers=user.headers, timeout=TIMEOUT_S, trust_env=False
    )
    return take_apart(reply.status_code, reply.headers, reply.content)
