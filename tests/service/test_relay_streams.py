"""Streams through the native endpoints: bytes, ids, headers, usage and charge."""

from __future__ import annotations

from collections.abc import Callable

import anthropic
import openai
import pytest
from relay_calls import (
    CHAT,
    COMPLETIONS,
    MESSAGES,
    RESPONSES,
    account,
    attempts_of,
    chat,
    facts,
    message,
    opened,
    post,
    read_events,
)

from local.testbed.services import Service

# The demo models' prices, in microcredits a token.
INPUT, OUTPUT = 300, 1500

USAGE = {"input": 7, "cache_read": 0, "cache_write": 0, "output": 5, "web_search": 0}
CHARGE = 7 * INPUT + 5 * OUTPUT
SCRIPT = {"words": 5, "usage": {"input": 7, "output": 5}}

REQUESTS = {
    MESSAGES: lambda text: message(text),
    CHAT: lambda text: chat(text, stream_options={"include_usage": True}),
    COMPLETIONS: lambda text: {
        "model": "demo",
        "prompt": text,
        "stream": True,
        "stream_options": {"include_usage": True},
    },
    RESPONSES: lambda text: {"model": "demo", "input": text, "stream": True},
}


@pytest.mark.parametrize("path", REQUESTS)
def test_provider_bytes_reach_the_client_unchanged_and_are_charged(
    shared_service: Service, path: str
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script(SCRIPT)

    reply = post(service, user, path, REQUESTS[path](mark))

    assert reply.status == 200
    assert reply.provided == service.provider.sent(mark)
    assert reply.usage["usage"] == USAGE
    assert reply.usage["usage_source"] == "provider"
    assert reply.usage["charged_microcredits"] == CHARGE
    assert reply.usage["available_microcredits"] == 20_000_000 - CHARGE
    found = facts(service, user, reply.generation_id)
    assert (found["status"], found["charged_microcredits"]) == ("completed", CHARGE)
    assert account(service, user)["held"] == 0


@pytest.mark.parametrize("path", REQUESTS)
def test_events_are_numbered_from_one_without_gaps(shared_service: Service, path: str) -> None:
    reply = post(shared_service, shared_service.new_user(), path, REQUESTS[path]("hello"))
    assert reply.ids == list(range(1, len(reply.events) + 1))


def test_stream_headers_defeat_buffering_and_name_the_generation(shared_service: Service) -> None:
    reply = post(shared_service, shared_service.new_user(), CHAT, chat("hello"))
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert reply.headers["cache-control"] == "no-cache"
    assert reply.headers["x-accel-buffering"] == "no"
    assert reply.headers["x-request-id"] == reply.headers["request-id"] == reply.generation_id


def test_usage_is_asked_of_the_provider_and_hidden_from_a_client_that_did_not_ask(
    shared_service: Service,
) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script(SCRIPT)

    reply = post(service, user, CHAT, chat(mark))

    assert b'"include_usage":true' in service.provider.seen(mark)["requests"][0]["body"].encode()
    assert b'"prompt_tokens"' in service.provider.sent(mark)
    assert b'"prompt_tokens"' not in reply.provided
    assert reply.usage["charged_microcredits"] == CHARGE


def test_the_first_bytes_arrive_before_the_last_are_sent(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({"words": 3, "hang_after_events": 2})
    with opened(service, user, CHAT, chat(mark), Florin_On_Disconnect="cancel") as response:
        assert read_events(response, 2).count(b"data: ") == 2


@pytest.mark.parametrize("chunk_bytes", [1, 7, 1000])
def test_events_cut_anywhere_arrive_whole(shared_service: Service, chunk_bytes: int) -> None:
    service, user = shared_service, shared_service.new_user()
    mark = service.provider.script({**SCRIPT, "chunk_bytes": chunk_bytes})

    reply = post(service, user, MESSAGES, message(mark))

    assert reply.provided == service.provider.sent(mark)
    assert reply.usage["charged_microcredits"] == CHARGE


def test_an_id_of_the_providers_own_does_not_displace_ours(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    body = 'id: 99\ndata: {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}\n\n'
    mark = service.provider.script(
        {"body": body + "data: [DONE]\n\n", "content_type": "text/event-stream"}
    )

    reply = post(service, user, CHAT, chat(mark))

    assert reply.events[0].split(b"\n")[0] == b"id: 99"
    assert [line for line in reply.events[0].split(b"\n") if line.startswith(b"id:")][
        -1
    ] == b"id: 1"


def test_a_stream_without_a_last_blank_line_is_complete(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    body = 'data: {"choices":[{"delta":{"content":"four"}}]}\n\ndata: [DONE]'
    mark = service.provider.script({"body": body, "content_type": "text/event-stream"})

    reply = post(service, user, CHAT, chat(mark))

    assert reply.events[1] == b"data: [DONE]\n\n"
    assert facts(service, user, reply.generation_id)["status"] == "completed"


def test_the_attempt_is_recorded_with_the_providers_request_id(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    theirs = {"x-request-id": "req_theirs", "request-id": "req_theirs"}
    mark = service.provider.script({**SCRIPT, "headers": theirs})

    reply = post(service, user, CHAT, chat(mark))

    (attempt,) = attempts_of(service, reply.generation_id)
    assert attempt["outcome"] == "completed"
    assert attempt["http_status"] == 200
    assert attempt["provider_request_id"] == "req_theirs"
    assert attempt["usage"][0]["output"] == 5
    assert 0 <= attempt["first_byte_ms"] <= attempt["duration_ms"]


def test_a_provider_that_keeps_its_connection_open_does_not_keep_the_client(
    shared_service: Service,
) -> None:
    service, user = shared_service, shared_service.new_user()
    # All events, then silence.
    mark = service.provider.script({**SCRIPT, "hang_after_events": 1000})

    reply = post(service, user, MESSAGES, message(mark))

    assert reply.usage["charged_microcredits"] == CHARGE
    assert facts(service, user, reply.generation_id)["status"] == "completed"


def test_comments_and_blank_lines_become_no_events_in_the_sdks(shared_service: Service) -> None:
    service, user = shared_service, shared_service.new_user()
    chunk = 'data: {"choices":[{"index":0,"delta":{"content":"four"}}]}\n\n'
    end = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    body = f": WAITING\n\n{chunk}: PROCESSING\n\n\n\n{chunk}\r\n{end}"
    mark = service.provider.script({"body": body, "content_type": "text/event-stream"})

    reply = post(service, user, CHAT, chat(mark))

    assert reply.events[:4] == [
        b": WAITING\n",
        chunk.encode(),
        b": PROCESSING\n",
        chunk.encode(),
    ]
    with openai.OpenAI(
        base_url=f"{service.base_url}/v1", api_key=user.token, max_retries=0
    ) as client:
        chunks = list(client.chat.completions.create(**chat(mark)))
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == "fourfour"


def test_heartbeats_become_no_events_in_the_sdks(start_service: Callable[..., Service]) -> None:
    service = start_service(FLORIN_HEARTBEAT_S="0.05")
    user = service.new_user()
    mark = service.provider.script({**SCRIPT, "delay_between_chunks_ms": 200})
    with openai.OpenAI(
        base_url=f"{service.base_url}/v1", api_key=user.token, max_retries=0
    ) as client:
        assert all(chunk.choices for chunk in client.chat.completions.create(**chat(mark)))
        events = list(client.responses.create(model="demo", input=mark, stream=True))
        assert events[-1].type == "response.completed"
    with anthropic.Anthropic(base_url=service.base_url, api_key=user.token, max_retries=0) as other:
        assert list(other.messages.create(**message(mark)))[-1].type == "message_stop"
    assert service.log().count('"level":"error"') == 0
