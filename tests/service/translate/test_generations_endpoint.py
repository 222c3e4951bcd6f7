"""POST /v1/generations through the running service, its database and a provider over HTTP."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from generation_calls import account_of, ask, generate, post, streamed
from unified_stream import assert_well_formed, joined, names, stop_of

from local.testbed.provider import ProviderControl
from local.testbed.services import Service

# File, the provider's family, the model that replays it; then what it must be charged.
CHARGED = {
    "anthropic-text": ("anthropic", "replay-anthropic", 12, 0, 30),
    "anthropic-tool-no-args": ("anthropic", "replay-anthropic", 565, 0, 48),
    "anthropic-message-delta-input-tokens": ("anthropic", "replay-anthropic", 61, 0, 2),
    "anthropic-web-search-tool.1": ("anthropic", "replay-anthropic", 15665, 0, 795),
    "anthropic-json-output-format.1": ("anthropic", "replay-anthropic", 313, 0, 305),
    "openai-text": ("openai", "replay-openai", 16, 0, 300),
    "xai-text": ("openai", "replay-openai", 1, 11, 342),
    "deepseek-reasoning": ("openai", "replay-openai", 18, 0, 219),
    "groq-text": ("openai", "replay-openai", 45, 0, 662),
    "mistral-text": ("openai", "replay-openai", 13, 0, 8),
    "openai-completion-text": ("completions", "replay-openai", 14, 0, 16),
}

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(24)).decode()


@pytest.mark.parametrize("model", ["demo", "demo-claude"])
def test_stream_is_the_same_story_whatever_the_family(shared_service: Service, model: str) -> None:
    user = shared_service.new_user()
    reply = generate(shared_service, user, model, "Hello there", max_output_tokens=20)
    assert_well_formed(reply.events)
    assert reply.ids == list(range(1, len(reply.ids) + 1))
    start = reply.events[0][1]
    assert start["model"] == model
    assert start["generation_id"] == reply.headers["florin-generation-id"]
    assert joined(reply.events, "text_delta")
    assert reply.usage["usage_source"] == "provider"
    assert reply.usage["charged_microcredits"] > 0
    assert reply.usage["available_microcredits"] == 20_000_000 - reply.usage["charged_microcredits"]


@pytest.mark.parametrize("name", CHARGED)
def test_recording_is_charged_exactly_and_reads_the_same(
    shared_service: Service, provider: ProviderControl, vectors: Path, name: str
) -> None:
    family, model, input_tokens, cache_read, output = CHARGED[name]
    lines = (vectors / "streams" / f"{name}.chunks.txt").read_bytes()
    reply = generate(
        shared_service, shared_service.new_user(), model, provider.record(family, lines)
    )
    assert_well_formed(reply.events)
    usage = reply.usage["usage"]
    assert (usage["input"], usage["cache_read"], usage["output"]) == (
        input_tokens,
        cache_read,
        output,
    )
    assert reply.usage["usage_source"] == "provider"
    assert joined(reply.events, "text_delta") == text_of(lines)


def text_of(lines: bytes) -> str:
    """A recording's text, read the simplest way there is."""
    text = ""
    for line in filter(None, lines.splitlines()):
        payload = orjson.loads(line)
        text += (payload.get("delta") or {}).get("text", "")
        for choice in payload.get("choices", []):
            text += choice.get("text") or choice.get("delta", {}).get("content") or ""
    return text


@pytest.mark.parametrize("model", ["demo", "demo-claude", "replay-responses"])
def test_whole_reply_is_one_object(shared_service: Service, model: str) -> None:
    user = shared_service.new_user()
    response = post(shared_service, user, ask(model, "Hello", stream=False, max_output_tokens=5))
    assert response.status_code == 200
    reply = response.json()
    assert reply["id"] == response.headers["florin-generation-id"]
    assert reply["model"] == model
    assert [block["type"] for block in reply["content"]] == ["text"]
    assert reply["stop_reason"] == "max_tokens"
    assert reply["usage"]["output"] == 5
    assert reply["usage_source"] == "provider"
    charged = str(reply["charged_microcredits"])
    assert response.headers["florin-charged-microcredits"] == charged
    assert response.headers["florin-available-microcredits"] == str(reply["available_microcredits"])


def test_images_reach_the_provider_in_its_own_words(
    shared_service: Service, provider: ProviderControl
) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": PNG}
    for model, expected in (
        ("demo-claude", {"type": "image", "source": source}),
        (
            "demo",
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}},
        ),
    ):
        mark = provider.script({"words": 3})
        content = [{"type": "text", "text": mark}, {"type": "image", "source": source}]
        body = {"model": model, "messages": [{"role": "user", "content": content}]}
        reply = streamed(post(shared_service, shared_service.new_user(), body))
        assert_well_formed(reply.events)
        [seen] = provider.seen(mark)["requests"]
        assert orjson.loads(seen["body"])["messages"][0]["content"][1] == expected


def refused(service: Service, body: Any, **headers: str) -> tuple[int, str, Any]:
    """Status, code and param of a refusal, which held and charged nothing."""
    user = service.new_user()
    response = post(service, user, body, **headers)
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["status"] == response.status_code
    account = account_of(service, user)
    assert (account["posted"], account["held"]) == (20_000_000, 0)
    return response.status_code, problem["code"], problem.get("param")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{oops", (400, "malformed_json", None)),
        (b"[]", (400, "malformed_json", None)),
        ({}, (400, "invalid_request", "messages")),
        (ask("demo", "Hi", max_output_tokens=-1), (400, "invalid_request", "max_output_tokens")),
        (b'{"messages": 5, "max_output_tokens": 1e99}', (400, "invalid_request", "messages")),
        (ask("demo", "Hi", max_tokens=5), (400, "invalid_request", "max_tokens")),
        (ask("no-such-model", "Hi"), (404, "model_not_found", None)),
        (ask("demo-embedding", "Hi"), (400, "model_not_on_endpoint", None)),
        (
            {
                "model": "demo",
                "messages": [
                    {
                        "role": "user",
                        "content": [
                            {
                                "type": "image",
                                "source": {
                                    "type": "base64",
                                    "media_type": "image/png",
                                    "data": "not base64",
                                },
                            }
                        ],
                    }
                ],
            },
            (400, "invalid_image", "messages[0].content[0].source.data"),
        ),
    ],
)
def test_bad_request_is_a_clear_problem_and_holds_nothing(
    shared_service: Service, body: Any, expected: tuple[int, str, str | None]
) -> None:
    assert refused(shared_service, body) == expected


def test_without_credentials_it_is_a_401_problem(shared_service: Service) -> None:
    user = shared_service.new_user()
    response = post(shared_service, user, ask("demo", "Hi"), authorization="Bearer nonsense")
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"


def test_provider_that_fails_before_the_first_event_is_a_status(
    shared_service: Service, provider: ProviderControl
) -> None:
    user = shared_service.new_user()
    response = post(shared_service, user, ask("demo", provider.script({"status": 500})))
    assert response.status_code == 502
    assert response.headers["content-type"] == "application/problem+json"
    assert account_of(shared_service, user)["posted"] == 20_000_000


def test_provider_that_refuses_the_request_is_a_problem_of_ours(
    shared_service: Service, provider: ProviderControl
) -> None:
    user = shared_service.new_user()
    response = post(shared_service, user, ask("demo", provider.script({"status": 400})))
    assert response.status_code == 400
    assert response.json()["code"] == "provider_refused"
    assert account_of(shared_service, user)["posted"] == 20_000_000


@pytest.mark.parametrize("model", ["demo", "demo-claude", "replay-responses"])
def test_provider_that_breaks_off_gives_an_error_with_the_charge(
    shared_service: Service, provider: ProviderControl, model: str
) -> None:
    user = shared_service.new_user()
    mark = provider.script({"words": 50, "drop_last_events": 20})
    reply = generate(shared_service, user, model, mark)
    assert names(reply.events)[0] == "message_start"
    assert names(reply.events)[-2:] == ["error", "usage"]
    assert "message_stop" not in names(reply.events)
    failure = reply.events[-2][1]
    assert failure["charged_microcredits"] == reply.usage["charged_microcredits"] > 0
    assert reply.usage["usage_source"] == "counted"


def test_garbage_in_mid_stream_is_an_error_and_what_came_before_is_relayed(
    shared_service: Service, provider: ProviderControl
) -> None:
    good = b'data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n'
    garbage = good.decode() + "data: <html>\n\n"
    mark = provider.script({"body": garbage, "content_type": "text/event-stream"})
    reply = generate(shared_service, shared_service.new_user(), "demo", mark)
    assert joined(reply.events, "text_delta") == "Hello"
    assert names(reply.events)[-2:] == ["error", "usage"]
    assert reply.events[-2][1]["code"] == "provider_garbage"


def test_same_key_again_is_the_same_reply_charged_once(shared_service: Service) -> None:
    user = shared_service.new_user()
    body = ask("demo", "Once", max_output_tokens=5)
    first = streamed(post(shared_service, user, body, idempotency_key="k1"))
    again = streamed(post(shared_service, user, body, idempotency_key="k1"))
    assert again.raw == first.raw
    charged = first.usage["charged_microcredits"]
    assert account_of(shared_service, user)["posted"] == 20_000_000 - charged
    other = post(shared_service, user, ask("demo", "Twice"), idempotency_key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_last_event_id_gives_the_rest(shared_service: Service) -> None:
    user = shared_service.new_user()
    body = ask("demo", "Rest", max_output_tokens=5)
    first = streamed(post(shared_service, user, body, idempotency_key="k2"))
    rest = streamed(
        post(shared_service, user, body, idempotency_key="k2", last_event_id=str(first.ids[2]))
    )
    assert rest.ids == first.ids[3:]
    assert rest.events == first.events[3:]


def test_replay_from_the_database_ends_like_the_stream_itself(
    start_service: Callable[..., Service],
) -> None:
    service = start_service()
    user = service.new_user()
    body = ask("demo", "Again", max_output_tokens=5)
    first = streamed(post(service, user, body, idempotency_key="k3"))
    service.restart()
    again = streamed(post(service, user, body, idempotency_key="k3"))
    assert_well_formed(again.events)
    assert again.ids == first.ids
    assert again.events[:-1] == first.events[:-1]
    assert stop_of(again.events) == ("max_tokens", "length")
    assert again.usage["charged_microcredits"] == first.usage["charged_microcredits"]


def test_whole_reply_is_replayed_from_the_database(start_service: Callable[..., Service]) -> None:
    service = start_service()
    user = service.new_user()
    body = ask("demo-claude", "Again", stream=False, max_output_tokens=5)
    first = post(service, user, body, idempotency_key="k4").json()
    service.restart()
    again = post(service, user, body, idempotency_key="k4").json()
    assert {**again, "available_microcredits": first["available_microcredits"]} == first


def test_on_disconnect_in_the_body_is_heeded_over_the_header(shared_service: Service) -> None:
    user = shared_service.new_user()
    body = ask("demo", "Hi", on_disconnect="cancel", max_output_tokens=2)
    reply = streamed(post(shared_service, user, body, florin_on_disconnect="continue"))
    found = shared_service.db.connect("supabase_admin").execute(
        "select on_disconnect from generation.generations where id = %s",
        (reply.headers["florin-generation-id"],),
    )
    assert found.fetchall() == [("cancel",)]
