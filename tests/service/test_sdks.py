"""The official SDKs, unchanged but for `base_url`, with a user's access token as their key."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import anthropic
import openai
import pytest

from local.testbed.identity import User
from local.testbed.plans import change_plans
from local.testbed.services import Service

GOOD = {"words": 6, "usage": {"input": 7, "output": 6}}
USAGE_TEXT = "word0"
HELLO = [{"role": "user", "content": "hello"}]


@pytest.fixture
def user(shared_service: Service) -> User:
    return shared_service.new_user()


@pytest.fixture
def oai(shared_service: Service, user: User) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(
        base_url=f"{shared_service.base_url}/v1", api_key=user.token, max_retries=0
    ) as client:
        yield client


@pytest.fixture
def ant(shared_service: Service, user: User) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(
        base_url=shared_service.base_url, api_key=user.token, max_retries=0
    ) as client:
        yield client


@pytest.fixture
def mark(shared_service: Service) -> str:
    return shared_service.provider.script(GOOD)


def said(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


# --- OpenAI ----------------------------------------------------------------------------------


def test_openai_chat_stream(oai: openai.OpenAI, mark: str) -> None:
    chunks = list(
        oai.chat.completions.create(
            model="demo", messages=said(mark), stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text.startswith(USAGE_TEXT)
    assert chunks[-1].usage is not None
    assert (chunks[-1].usage.prompt_tokens, chunks[-1].usage.completion_tokens) == (7, 6)


def test_openai_chat_stream_without_usage_has_a_choice_in_every_chunk(
    oai: openai.OpenAI, mark: str
) -> None:
    chunks = list(oai.chat.completions.create(model="demo", messages=said(mark), stream=True))
    assert all(chunk.choices for chunk in chunks)


def test_openai_chat_whole(oai: openai.OpenAI, mark: str) -> None:
    raw = oai.chat.completions.with_raw_response.create(model="demo", messages=said(mark))
    reply = raw.parse()
    assert reply.usage is not None and reply.usage.completion_tokens == 6
    assert int(raw.headers["florin-charged-microcredits"]) == 7 * 300 + 6 * 1500
    assert reply._request_id == raw.headers["florin-generation-id"]


def test_openai_completions(oai: openai.OpenAI, mark: str) -> None:
    whole = oai.completions.create(model="demo", prompt=mark)
    assert whole.choices[0].text.strip().startswith(USAGE_TEXT)
    pieces = list(oai.completions.create(model="demo", prompt=mark, stream=True))
    assert "".join(p.choices[0].text for p in pieces).strip().startswith(USAGE_TEXT)


def test_openai_responses(oai: openai.OpenAI, mark: str) -> None:
    whole = oai.responses.create(model="demo", input=mark)
    assert whole.output_text.strip().startswith(USAGE_TEXT)
    with oai.responses.stream(model="demo", input=mark) as stream:
        events = list(stream)
        final = stream.get_final_response()
    assert events[-1].type == "response.completed"
    assert final.usage is not None and final.usage.output_tokens == 6


def test_openai_embeddings(oai: openai.OpenAI) -> None:
    reply = oai.embeddings.create(model="demo-embedding", input=["one", "two"])
    assert len(reply.data) == 2
    assert len(reply.data[0].embedding) > 0


async def test_openai_async(shared_service: Service, user: User, mark: str) -> None:
    async with openai.AsyncOpenAI(
        base_url=f"{shared_service.base_url}/v1", api_key=user.token, max_retries=0
    ) as client:
        whole = await client.chat.completions.create(model="demo", messages=said(mark))
        assert whole.usage is not None and whole.usage.completion_tokens == 6
        stream = await client.chat.completions.create(
            model="demo", messages=said(mark), stream=True
        )
        text = ""
        async for chunk in stream:
            text += chunk.choices[0].delta.content or ""
        assert text.startswith(USAGE_TEXT)


# --- Anthropic -------------------------------------------------------------------------------


def test_anthropic_stream(ant: anthropic.Anthropic, mark: str) -> None:
    with ant.messages.stream(model="demo-claude", max_tokens=99, messages=said(mark)) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert text.strip().startswith(USAGE_TEXT)
    assert (final.usage.input_tokens, final.usage.output_tokens) == (7, 6)
    assert final.stop_reason == "end_turn"


def test_anthropic_raw_events(ant: anthropic.Anthropic, mark: str) -> None:
    events = list(
        ant.messages.create(model="demo-claude", max_tokens=99, messages=said(mark), stream=True)
    )
    assert events[0].type == "message_start"
    assert events[-1].type == "message_stop"


def test_anthropic_whole(ant: anthropic.Anthropic, mark: str) -> None:
    raw = ant.messages.with_raw_response.create(
        model="demo-claude", max_tokens=99, messages=said(mark)
    )
    reply = raw.parse()
    assert reply.usage.output_tokens == 6
    assert int(raw.headers["florin-charged-microcredits"]) == 7 * 300 + 6 * 1500
    assert reply._request_id == raw.headers["florin-generation-id"]


async def test_anthropic_async(shared_service: Service, user: User, mark: str) -> None:
    async with anthropic.AsyncAnthropic(
        base_url=shared_service.base_url, api_key=user.token, max_retries=0
    ) as client:
        whole = await client.messages.create(
            model="demo-claude", max_tokens=99, messages=said(mark)
        )
        assert whole.usage.output_tokens == 6
        async with client.messages.stream(
            model="demo-claude", max_tokens=99, messages=said(mark)
        ) as stream:
            text = "".join([piece async for piece in stream.text_stream])
        assert text.strip().startswith(USAGE_TEXT)


def test_bearer_tokens_serve_the_anthropic_sdk_as_well(
    shared_service: Service, user: User, mark: str
) -> None:
    with anthropic.Anthropic(
        base_url=shared_service.base_url, auth_token=user.token, max_retries=0
    ) as client:
        reply = client.messages.create(model="demo-claude", max_tokens=9, messages=said(mark))
    assert reply.role == "assistant"


# --- errors become the exceptions that each SDK documents --------------------------------------

OPENAI_ERRORS: dict[str, tuple[int, type[openai.APIStatusError], str]] = {
    "bad token": (401, openai.AuthenticationError, "token_malformed"),
    "unknown model": (404, openai.NotFoundError, "model_not_found"),
    "wrong endpoint": (400, openai.BadRequestError, "model_not_on_endpoint"),
    "bad request": (400, openai.BadRequestError, "invalid_request"),
    "reused key": (422, openai.UnprocessableEntityError, "idempotency_key_reused"),
    "provider down": (502, openai.InternalServerError, "provider_failed"),
}


@pytest.mark.parametrize("name", OPENAI_ERRORS)
@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_openai_errors(
    shared_service: Service, oai: openai.OpenAI, name: str, stream: bool
) -> None:
    status, kind, code = OPENAI_ERRORS[name]
    messages, model, more = HELLO, "demo", {}
    client = oai
    if name == "bad token":
        client = oai.with_options(api_key="not-a-token")
    elif name == "unknown model":
        model = "nobody"
    elif name == "wrong endpoint":
        model = "demo-claude"
    elif name == "bad request":
        more = {"max_tokens": -1}
    elif name == "reused key":
        more = {"extra_headers": {"Idempotency-Key": "k"}}
        oai.chat.completions.create(model="demo", messages=said("other"), **more)
    else:
        messages = said(shared_service.provider.script({"status": 500}))
    with pytest.raises(kind) as raised:
        client.chat.completions.create(model=model, messages=messages, stream=stream, **more)
    assert raised.value.status_code == status
    assert raised.value.code == code


@pytest.mark.parametrize("name", OPENAI_ERRORS)
def test_anthropic_errors(shared_service: Service, ant: anthropic.Anthropic, name: str) -> None:
    status, _, code = OPENAI_ERRORS[name]
    kind = getattr(anthropic, OPENAI_ERRORS[name][1].__name__)
    messages, model, more = HELLO, "demo-claude", {}
    client = ant
    if name == "bad token":
        client = ant.with_options(api_key="not-a-token")
    elif name == "unknown model":
        model = "nobody"
    elif name == "wrong endpoint":
        model = "demo"
    elif name == "bad request":
        messages = [{"role": 7, "content": "x"}]
    elif name == "reused key":
        more = {"extra_headers": {"Idempotency-Key": "k"}}
        ant.messages.create(model=model, max_tokens=9, messages=said("other"), **more)
    else:
        messages = said(shared_service.provider.script({"status": 500}))
    with pytest.raises(kind) as raised:
        client.messages.create(model=model, max_tokens=9, messages=messages, **more)
    assert raised.value.status_code == status
    assert raised.value.body["error"]["code"] == code


def test_running_out_of_credits_is_402_with_its_source(
    start_service: Callable[..., Service],
) -> None:
    service = start_service()
    with service.db.connect("supabase_admin") as connection:
        change_plans(connection, included=10)
    token = service.new_user().token
    with (
        openai.OpenAI(base_url=f"{service.base_url}/v1", api_key=token, max_retries=0) as client,
        pytest.raises(openai.APIStatusError) as raised,
    ):
        client.chat.completions.create(model="demo", messages=HELLO)
    assert raised.value.status_code == 402
    assert raised.value.body["limit_source"] == "credits"
    with (
        anthropic.Anthropic(base_url=service.base_url, api_key=token, max_retries=0) as other,
        pytest.raises(anthropic.APIStatusError) as refused,
    ):
        other.messages.create(model="demo-claude", max_tokens=9, messages=HELLO)
    assert refused.value.status_code == 402
    assert refused.value.body["error"]["limit_source"] == "credits"


def test_the_providers_refusal_is_the_providers(
    shared_service: Service, oai: openai.OpenAI, ant: anthropic.Anthropic
) -> None:
    refusing = said(shared_service.provider.script({"status": 400}))
    with pytest.raises(openai.BadRequestError) as raised:
        oai.chat.completions.create(model="demo", messages=refusing)
    assert raised.value.body["message"] == "scripted by a test"
    with pytest.raises(anthropic.BadRequestError) as refused:
        ant.messages.create(model="demo-claude", max_tokens=9, messages=refusing)
    assert refused.value.body["error"]["message"] == "scripted by a test"


def test_an_error_in_mid_stream_is_raised_by_both(
    shared_service: Service, oai: openai.OpenAI, ant: anthropic.Anthropic
) -> None:
    breaking = said(shared_service.provider.script({"words": 50, "close_after_bytes": 3000}))
    with pytest.raises(openai.APIError) as raised:
        list(oai.chat.completions.create(model="demo", messages=breaking, stream=True))
    assert raised.value.code == "provider_broke_off"
    with (
        pytest.raises(anthropic.APIStatusError) as refused,
        ant.messages.stream(model="demo-claude", max_tokens=99, messages=breaking) as stream,
    ):
        list(stream)
    assert refused.value.body["error"]["code"] == "provider_broke_off"
    assert refused.value.body["error"]["charged_microcredits"] > 0
