"""A stream that begins with the usual and runs out of credits says so, on whatever endpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from service.relay_calls import (
    CHAT,
    COMPLETIONS,
    MESSAGES,
    RESPONSES,
    account,
    chat,
    finished,
    message,
    post,
)

from local.testbed.plans import change_plans
from local.testbed.services import Service

OUTPUT = 1500
USUAL, AFFORDED = 300, 700


def completion(mark: str) -> dict[str, Any]:
    return {"model": "demo", "prompt": mark, "max_tokens": 4096, "stream": True}


def response(mark: str) -> dict[str, Any]:
    return {"model": "demo", "input": mark, "max_output_tokens": 4096, "stream": True}


@pytest.mark.parametrize(
    ("path", "request_of"),
    [
        (CHAT, lambda mark: {**chat(mark), "max_tokens": 4096}),
        (MESSAGES, lambda mark: {**message(mark), "max_tokens": 4096}),
        (COMPLETIONS, completion),
        (RESPONSES, response),
        ("/v1/generations", lambda mark: {**chat(mark), "max_output_tokens": 4096}),
    ],
)
def test_a_stream_ends_with_the_reason_when_the_credits_do(
    service: Service, path: str, request_of: Callable[[str], dict[str, Any]]
) -> None:
    with service.db.connect("supabase_admin") as connection:
        change_plans(connection, included=AFFORDED * OUTPUT)
        # As learned.
        connection.execute("update catalog.offers set usual_output_tokens = %s", [USUAL])
    user = service.new_user()
    before = account(service, user)["posted"]
    mark = service.provider.script({"words": 3000, "delay_between_chunks_ms": 1})

    reply = post(service, user, path, request_of(mark))

    assert reply.status == 200
    found = finished(service, user, reply.generation_id)
    assert (found["status"], found["usage_source"]) == ("credits_exhausted", "counted")
    assert b"credits_exhausted" in reply.raw
    # It went on beyond the usual as far as the credits reached, and not a token further.
    assert USUAL < found["usage"]["output"] <= AFFORDED
    assert found["uncollected_microcredits"] == 0
    after = account(service, user)
    assert (after["held"], before - after["posted"]) == (0, found["charged_microcredits"])
    assert 0 <= after["posted"] < 50 * OUTPUT


def test_a_stream_within_the_usual_asks_for_nothing_more(service: Service) -> None:
    with service.db.connect("supabase_admin") as connection:
        connection.execute("update catalog.offers set usual_output_tokens = 300")
        user = service.new_user()
        account(service, user)
        mark = service.provider.script({"words": 100})
        reply = post(service, user, CHAT, {**chat(mark), "max_tokens": 4096})
        row = connection.execute(
            "select hold from generation.generations where id = %s", [reply.generation_id]
        ).fetchone()
    assert finished(service, user, reply.generation_id)["status"] == "completed"
    assert row is not None
    # What it began with: the usual, and its input.
    assert 300 * OUTPUT <= row[0] < 320 * OUTPUT
