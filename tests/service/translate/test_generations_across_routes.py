"""POST /v1/generations where routes of several families serve one model, and where credits end."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import orjson
import pytest
from generation_calls import account_of, ask, generate, post, streamed
from unified_stream import assert_well_formed, joined, names, stop_of

from local.testbed.provider import ProviderControl
from local.testbed.services import Service

# The anonymous plan's included credits, and the demo catalogue's price of an output token.
INCLUDED = 20_000_000
OUTPUT_TOKEN = 1_500

MODELS = """
insert into catalog.models (id, display_name, kind, max_output_tokens, hold_step_tokens)
values ('two-families', 'Two families', 'chat', 4096, 1024) on conflict do nothing;
insert into catalog.prices (
  model_id, effective_at, input, cache_read, cache_write, output, request, web_search
)
select 'two-families', effective_at, input, cache_read, cache_write, output, request, web_search
from catalog.prices where model_id = 'demo' on conflict do nothing;
insert into catalog.routes (model_id, position, provider_id, provider_model, apis)
values
  ('two-families', 1, 'demo-anthropic', 'first', '{messages}'),
  ('two-families', 2, 'demo', 'second', '{responses}'),
  ('two-families', 3, 'demo', 'third', '{completions}')
on conflict do nothing;
"""


@pytest.fixture
def model(shared_service: Service) -> str:
    """A model with a route of each of three families."""
    shared_service.db.connect("supabase_admin").execute(MODELS)
    return "two-families"


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_failover_changes_the_words_sent_and_not_the_words_received(
    shared_service: Service, provider: ProviderControl, model: str, failures: int
) -> None:
    mark = provider.script(*[{"status": 503}] * failures, {"words": 5})
    reply = generate(shared_service, shared_service.new_user(), model, mark)
    assert_well_formed(reply.events)
    assert len(joined(reply.events, "text_delta").split()) == 5
    assert reply.events[0][1]["model"] == model
    assert reply.usage["usage_source"] == "provider"
    bodies = [orjson.loads(request["body"]) for request in provider.seen(mark)["requests"]]
    assert [body["model"] for body in bodies] == ["first", "second", "third"][: failures + 1]
    shapes = [{"messages", "input", "prompt"} & set(body) for body in bodies]
    assert shapes == [{"messages"}, {"input"}, {"prompt"}][: failures + 1]


def test_route_that_cannot_carry_the_request_is_passed_over(
    shared_service: Service, provider: ProviderControl, model: str
) -> None:
    mark = provider.script({"status": 503}, {"words": 5})
    reply = generate(shared_service, shared_service.new_user(), model, mark, stop=["END"])
    assert_well_formed(reply.events)
    bodies = [orjson.loads(request["body"]) for request in provider.seen(mark)["requests"]]
    assert [body["model"] for body in bodies] == ["first", "third"]


def test_request_that_no_route_can_carry_is_refused_unpaid(
    shared_service: Service, provider: ProviderControl
) -> None:
    user = shared_service.new_user()
    for _ in range(2):
        # The second time from what was kept under its key.
        response = post(
            shared_service,
            user,
            ask("replay-responses", "hello", stop=["END"]),
            idempotency_key="once",
        )
        assert (response.status_code, response.json()["code"]) == (400, "stop_not_supported")
    account = account_of(shared_service, user)
    assert (account["posted"], account["held"]) == (INCLUDED, 0)


def test_credits_that_run_out_end_the_message_with_that_reason(
    shared_service: Service, provider: ProviderControl
) -> None:
    user = shared_service.new_user()
    account_id = account_of(shared_service, user)["account_id"]
    # Enough for the first step of the hold, and not for two.
    left = 1_400 * OUTPUT_TOKEN
    shared_service.db.connect("supabase_admin").execute(
        "select ledger.adjust_balance(%s, %s, 'test')", (account_id, left - INCLUDED)
    )
    mark = provider.script({"words": 4_000, "usage": "none"})
    reply = generate(shared_service, user, "demo", mark)
    assert_well_formed(reply.events)
    assert stop_of(reply.events)[0] == "credits_exhausted"
    assert 0 < reply.usage["charged_microcredits"] <= left
    assert reply.usage["usage_source"] == "counted"


def test_a_stream_that_ran_out_of_credits_is_replayed_as_it_was(
    start_service: Callable[..., Service], provider: ProviderControl
) -> None:
    service = start_service()
    user = service.new_user()
    account_id = account_of(service, user)["account_id"]
    service.db.connect("supabase_admin").execute(
        "select ledger.adjust_balance(%s, %s, 'test')",
        (account_id, 1_400 * OUTPUT_TOKEN - INCLUDED),
    )
    body = ask("demo", provider.script({"words": 4_000, "usage": "none"}))
    first = streamed(post(service, user, body, idempotency_key="spent"))
    service.restart()
    again = streamed(post(service, user, body, idempotency_key="spent"))
    assert again.ids == first.ids
    assert again.events[:-1] == first.events[:-1]
    assert again.usage["charged_microcredits"] == first.usage["charged_microcredits"]


def test_last_events_can_be_read_again_by_id(shared_service: Service) -> None:
    user = shared_service.new_user()
    first = generate(shared_service, user, "demo-claude", "Hello", max_output_tokens=3)
    generation_id = first.headers["florin-generation-id"]
    response = httpx.get(
        f"{shared_service.base_url}/v1/generations/{generation_id}/stream",
        headers={**user.headers, "last-event-id": str(first.ids[-2])},
        timeout=30,
        trust_env=False,
    )
    assert response.status_code == 200
    assert names(first.events)[-1] == "usage"
    assert first.raw.endswith(response.content)
    assert response.content.startswith(b"id: %d\nevent: usage" % first.ids[-1])
