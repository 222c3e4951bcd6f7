"""The fake provider: official SDKs understand it, and scripts make it fail as told."""

import threading
import time
from pathlib import Path
from typing import Any

import anthropic
import httpx
import openai
import pytest

from local.testbed.provider import ProviderControl


@pytest.fixture
def client(provider: ProviderControl) -> Any:
    with openai.OpenAI(base_url=f"{provider.url}/v1", api_key="none", max_retries=0) as client:
        yield client


def chat(provider: ProviderControl, prompt: str, **more: Any) -> httpx.Response:
    body = {"model": "m", "messages": [{"role": "user", "content": prompt}], **more}
    url = f"{provider.url}/v1/chat/completions"
    return httpx.post(url, json=body, timeout=20, trust_env=False)


def test_chat_streams_a_text_that_depends_on_the_prompt(client: openai.OpenAI) -> None:
    texts = []
    for prompt in ("one two three", "five"):
        stream = client.chat.completions.create(
            model="demo",
            messages=[{"role": "user", "content": prompt}],
            stream=True,
            stream_options={"include_usage": True},
            max_tokens=10,
        )
        chunks = list(stream)
        usage = chunks[-1].usage
        assert usage is not None
        assert (usage.prompt_tokens, usage.completion_tokens) == (len(prompt.split()), 10)
        assert chunks[-2].choices[0].finish_reason == "length"
        texts.append("".join(c.choices[0].delta.content or "" for c in chunks[:-1]))
    assert texts[0] != texts[1]
    assert len(texts[0].split()) == 10


def test_words_arrive_one_after_the_other(client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(
        model="demo", messages=[{"role": "user", "content": "x"}], stream=True, max_tokens=10
    )
    times = [time.monotonic() for _ in stream]
    assert times[-1] - times[0] > 0.2


def test_every_openai_api_answers_its_sdk(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(
        model="demo", messages=[{"role": "user", "content": "x"}], max_tokens=3
    )
    assert whole.usage is not None and whole.usage.completion_tokens == 3
    completion = client.completions.create(model="demo", prompt="a b", max_tokens=3)
    assert completion.usage is not None and completion.usage.prompt_tokens == 2
    response = client.responses.create(model="demo", input="a b", max_output_tokens=20)
    assert response.usage is not None and response.usage.output_tokens == 20
    assert len(response.output_text.split()) == 20
    kinds = [e.type for e in client.responses.create(model="demo", input="a b", stream=True)]
    assert (kinds[0], kinds[-1]) == ("response.created", "response.completed")
    embeddings = client.embeddings.create(model="demo", input=["a", "b c"], dimensions=8)
    assert [len(item.embedding) for item in embeddings.data] == [8, 8]
    assert embeddings.usage.prompt_tokens == 3


def test_messages_answer_the_anthropic_sdk(provider: ProviderControl) -> None:
    with (
        anthropic.Anthropic(base_url=provider.url, api_key="none", max_retries=0) as client,
        client.messages.stream(
            model="demo", max_tokens=7, messages=[{"role": "user", "content": "a b c"}]
        ) as stream,
    ):
        message = stream.get_final_message()
    assert (message.usage.input_tokens, message.usage.output_tokens) == (3, 7)
    assert message.stop_reason == "max_tokens"


def test_recording_is_sent_byte_for_byte_and_can_be_read_back(provider: ProviderControl) -> None:
    lines = b'{"type":"message_start" , "x":1}\n\n{"type":"message_stop"}\n'
    anthropic_bytes = (
        b'event: message_start\ndata: {"type":"message_start" , "x":1}\n\n'
        b'event: message_stop\ndata: {"type":"message_stop"}\n\n'
    )
    openai_bytes = (
        b'data: {"type":"message_start" , "x":1}\n\ndata: {"type":"message_stop"}\n\n'
        b"data: [DONE]\n\n"
    )
    expected = {
        "anthropic": anthropic_bytes,
        "responses": anthropic_bytes,
        "openai": openai_bytes,
        "completions": openai_bytes,
    }
    for family, sent in expected.items():
        mark = provider.record(family, lines)
        assert chat(provider, f"say {mark}", stream=True).content == sent
        assert provider.sent(mark) == sent


@pytest.mark.parametrize(("family", "lines"), [("no", b"{}"), ("anthropic", b"garbage")])
def test_malformed_recording_is_refused(
    provider: ProviderControl, family: str, lines: bytes
) -> None:
    with pytest.raises(ValueError):
        provider.record(family, lines)


def test_answers_follow_each_other_and_requests_are_remembered(provider: ProviderControl) -> None:
    mark = provider.script(
        {"status": 429, "headers": {"retry-after": "7"}},
        {"status": 529},
        {"words": 5, "usage": {"input": 2, "cache_read": 3, "output": 4}},
    )
    replies = [chat(provider, mark) for _ in range(4)]
    assert [reply.status_code for reply in replies] == [429, 529, 200, 200]
    assert replies[0].headers["retry-after"] == "7"
    assert replies[3].json()["usage"]["prompt_tokens"] == 5
    assert replies[3].json()["usage"]["prompt_tokens_details"] == {"cached_tokens": 3}
    seen = provider.seen(mark)
    assert (seen["count"], seen["finished"], seen["open"]) == (4, 4, 0)
    assert seen["requests"][0]["path"] == "/v1/chat/completions"


def test_usage_can_be_missing_or_explicitly_zero(provider: ProviderControl) -> None:
    none = chat(provider, provider.script({"words": 2, "usage": "none"})).json()
    zero = chat(provider, provider.script({"words": 2, "usage": {}})).json()
    assert "usage" not in none
    assert zero["usage"]["total_tokens"] == 0


def test_truncated_stream_lacks_its_last_events(provider: ProviderControl) -> None:
    mark = provider.script({"words": 2, "drop_last_events": 2})
    reply = chat(provider, mark, stream=True, stream_options={"include_usage": True})
    assert b"[DONE]" not in reply.content and b"usage" not in reply.content
    assert reply.content.count(b"data: ") == 4


def test_connection_closes_in_the_middle_of_an_event(provider: ProviderControl) -> None:
    mark = provider.script({"words": 5, "close_after_bytes": 300})
    with pytest.raises(httpx.RemoteProtocolError):
        chat(provider, mark, stream=True)
    assert len(provider.sent(mark)) == 300


def test_connection_closes_before_any_header(provider: ProviderControl) -> None:
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        chat(provider, provider.script({"close_before_headers": True}))


def test_garbage_is_sent_as_given(provider: ProviderControl) -> None:
    mark = provider.script({"body": "<html>", "content_type": "text/html", "status": 502})
    reply = chat(provider, mark)
    assert (reply.status_code, reply.content) == (502, b"<html>")
    assert reply.headers["content-type"] == "text/html"


def test_bytes_are_cut_where_told_and_stay_the_same(provider: ProviderControl) -> None:
    plain = provider.record("openai", b'{"a":1}\n{"b":2}\n')
    recording = plain.removeprefix("recording:")
    for cut in ({"chunk_bytes": 3}, {"cut_at": [1, 9, 20]}):
        mark = provider.script({"recording": recording, **cut})
        body = {"model": "m", "messages": mark, "stream": True}
        url = f"{provider.url}/v1/chat/completions"
        with httpx.stream("POST", url, json=body, timeout=10, trust_env=False) as reply:
            whole = b"".join(reply.iter_raw())
        assert whole == b'data: {"a":1}\n\ndata: {"b":2}\n\ndata: [DONE]\n\n'


def test_hang_lasts_until_the_client_leaves(provider: ProviderControl) -> None:
    mark = provider.script({"words": 9, "hang_after_events": 3})
    body = {"model": "m", "messages": mark, "stream": True}
    url = f"{provider.url}/v1/chat/completions"
    received = b""
    with (
        httpx.stream(
            "POST", url, json=body, timeout=httpx.Timeout(5, read=0.5), trust_env=False
        ) as reply,
        pytest.raises(httpx.ReadTimeout),
    ):
        for chunk in reply.iter_raw():
            received += chunk
    assert received.count(b"data: ") == 3
    end = time.monotonic() + 5
    while provider.seen(mark)["disconnected"] == 0:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert provider.seen(mark)["open"] == 0


def test_delays_are_kept(provider: ProviderControl) -> None:
    mark = provider.script(
        {"words": 4, "delay_before_headers_ms": 100, "delay_between_chunks_ms": 50}
    )
    begun = time.monotonic()
    chat(provider, mark, stream=True)
    # Four words, the role before them, the finish and the end mark after.
    assert 0.4 <= time.monotonic() - begun < 3


def test_many_streams_at_once_all_end(provider: ProviderControl) -> None:
    mark = provider.script({"words": 20, "delay_between_chunks_ms": 5})
    replies: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: replies.append(chat(provider, mark, stream=True).status_code)
        )
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert replies == [200] * 20


def test_vectors_replay_as_they_were_recorded(provider: ProviderControl, vectors: Path) -> None:
    for file in sorted((vectors / "streams").glob("*.chunks.txt")):
        family = "anthropic" if file.name.startswith("anthropic") else "openai"
        mark = provider.record(family, file.read_bytes())
        content = chat(provider, mark, stream=True).content
        payloads = [line for line in file.read_bytes().split(b"\n") if line]
        assert [
            line.removeprefix(b"data: ")
            for line in content.split(b"\n")
            if line.startswith(b"data: ") and line != b"data: [DONE]"
        ] == payloads
