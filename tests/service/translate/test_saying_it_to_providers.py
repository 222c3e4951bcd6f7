"""One unified request in the words of each surface."""

from __future__ import annotations

from typing import Any

import pytest
from functions_py.errors import FlorinError
from functions_py.translate.request import GenerationRequest
from functions_py.translate.to_chat_completions import chat_completions_body
from functions_py.translate.to_completions import completions_body
from functions_py.translate.to_messages import messages_body
from functions_py.translate.to_responses import responses_body

INLINE = {"type": "base64", "media_type": "image/png", "data": "iVBORw=="}
LINK = {"type": "url", "url": "https://example.com/cat.png"}


def request(**members: Any) -> GenerationRequest:
    return GenerationRequest.parse({"messages": [{"role": "user", "content": "Hello"}], **members})


CONVERSATION = request(
    messages=[
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi."},
        {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
    ],
    system="Be brief.",
    max_output_tokens=100,
    temperature=0.5,
    top_p=0.9,
)

PICTURES = request(
    messages=[
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image", "source": INLINE},
                {"type": "image", "source": LINK},
            ],
        }
    ]
)


def test_messages_body_says_it_all() -> None:
    assert messages_body(CONVERSATION, 100) == {
        "max_tokens": 100,
        "system": "Be brief.\n\nBe kind.",
        "messages": [
            {"role": "user", "content": "Hello"},
            {"role": "assistant", "content": "Hi."},
            {
                "role": "user",
                "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
            },
        ],
        "temperature": 0.5,
        "top_p": 0.9,
        "stream": True,
    }


def test_chat_completions_body_says_it_all() -> None:
    assert chat_completions_body(CONVERSATION, "together", 100) == {
        "max_tokens": 100,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": "Hello"},
            {"role": "assistant", "content": "Hi."},
            {"role": "user", "content": "a\n\nb"},
        ],
        "temperature": 0.5,
        "top_p": 0.9,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_responses_body_says_it_all() -> None:
    assert responses_body(CONVERSATION, 100) == {
        "max_output_tokens": 100,
        "instructions": "Be brief.",
        "input": [
            message("system", ("input_text", "Be kind.")),
            message("user", ("input_text", "Hello")),
            message("assistant", ("output_text", "Hi.")),
            message("user", ("input_text", "a"), ("input_text", "b")),
        ],
        "temperature": 0.5,
        "top_p": 0.9,
        "stream": True,
        "store": False,
    }


def message(role: str, *parts: tuple[str, str]) -> dict[str, Any]:
    content = [{"type": kind, "text": text} for kind, text in parts]
    return {"type": "message", "role": role, "content": content}


def test_completions_body_writes_the_conversation_out() -> None:
    body = completions_body(CONVERSATION, 100)
    assert body == {
        "max_tokens": 100,
        "prompt": "System: Be brief.\n\nSystem: Be kind.\n\nUser: Hello\n\nAssistant: Hi.\n\n"
        "User: a\n\nb\n\nAssistant:",
        "temperature": 0.5,
        "top_p": 0.9,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert completions_body(request(), None)["prompt"] == "Hello"


def test_images_in_each_surfaces_words() -> None:
    assert messages_body(PICTURES, None)["messages"][0]["content"] == [
        {"type": "text", "text": "What is this?"},
        {"type": "image", "source": INLINE},
        {"type": "image", "source": LINK},
    ]
    data_url = "data:image/png;base64,iVBORw=="
    assert chat_completions_body(PICTURES, "openai", None)["messages"][0]["content"] == [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": data_url}},
        {"type": "image_url", "image_url": {"url": LINK["url"]}},
    ]
    assert responses_body(PICTURES, None)["input"][0]["content"] == [
        {"type": "input_text", "text": "What is this?"},
        {"type": "input_image", "image_url": data_url},
        {"type": "input_image", "image_url": LINK["url"]},
    ]


def test_plain_completions_refuse_images() -> None:
    with pytest.raises(FlorinError) as caught:
        completions_body(PICTURES, None)
    assert (caught.value.status, caught.value.code) == (400, "images_not_supported")


def test_stop_sequences_in_each_surfaces_words() -> None:
    stopping = request(stop=["END", "."])
    assert messages_body(stopping, None)["stop_sequences"] == ["END", "."]
    assert chat_completions_body(stopping, "xai", None)["stop"] == ["END", "."]
    assert completions_body(stopping, None)["stop"] == ["END", "."]
    with pytest.raises(FlorinError) as caught:
        responses_body(stopping, None)
    assert (caught.value.status, caught.value.code) == (400, "stop_not_supported")


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ("openai", "max_completion_tokens"),
        ("OpenAI", "max_completion_tokens"),
        ("azure-eu", "max_completion_tokens"),
        ("openrouter", "max_tokens"),
        ("together", "max_tokens"),
        ("demo", "max_tokens"),
    ],
)
def test_cap_has_the_name_the_provider_knows(provider: str, name: str) -> None:
    body = chat_completions_body(request(max_output_tokens=7), provider, None)
    assert {key: body[key] for key in body if key.startswith("max")} == {name: 7}


def test_cap_is_the_smaller_of_the_clients_and_the_generations() -> None:
    asking = request(max_output_tokens=50)
    for cap, expected in ((None, 50), (20, 20), (80, 50)):
        assert chat_completions_body(asking, "xai", cap)["max_tokens"] == expected
        assert responses_body(asking, cap)["max_output_tokens"] == expected
        assert messages_body(asking, cap)["max_tokens"] == expected
        assert completions_body(asking, cap)["max_tokens"] == expected


def test_cap_nobody_asked_for_is_sent_only_where_the_surface_needs_one() -> None:
    assert messages_body(request(), 8192)["max_tokens"] == 8192
    assert completions_body(request(), 8192)["max_tokens"] == 8192
    assert "max_tokens" not in chat_completions_body(request(), "xai", 8192)
    assert "max_output_tokens" not in responses_body(request(), 8192)


def test_temperature_beyond_anthropics_scale_is_its_hottest() -> None:
    assert messages_body(request(temperature=1.7), None)["temperature"] == 1
    assert chat_completions_body(request(temperature=1.7), "xai", None)["temperature"] == 1.7


def test_no_stream_asks_for_no_usage_chunk() -> None:
    whole = request(stream=False)
    assert chat_completions_body(whole, "openai", None) == {
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": False,
    }
    assert not messages_body(whole, None)["stream"]
    assert not responses_body(whole, None)["stream"]
