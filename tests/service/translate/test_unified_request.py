"""POST /v1/generations: what is accepted, and what is refused with the path of what is wrong."""

from __future__ import annotations

import base64
from typing import Any

import orjson
import pytest
from functions_py.errors import FlorinError
from functions_py.families.prompt_size import IMAGE_TOKENS
from functions_py.translate.facts import MESSAGE_TOKENS, facts_of
from functions_py.translate.images import InlineImage, LinkedImage
from functions_py.translate.limits import RequestLimits
from functions_py.translate.request import GenerationRequest
from hypothesis import given
from hypothesis import strategies as st

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(24)).decode()
USER = {"role": "user", "content": "Hello"}


def image(**source: Any) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "image", "source": source}]}


def inline(data: str = PNG, media_type: str = "image/png") -> dict[str, Any]:
    return image(type="base64", media_type=media_type, data=data)


def refusal(body: Any, limits: RequestLimits | None = None) -> tuple[int, str, str]:
    """Status, code and param of the refusal."""
    with pytest.raises(FlorinError) as caught:
        GenerationRequest.parse(body, limits)
    return caught.value.status, caught.value.code, caught.value.extra["param"]


def test_smallest_request_is_a_stream_with_everything_left_to_the_model() -> None:
    request = GenerationRequest.parse({"messages": [USER]})
    assert request == GenerationRequest.parse(
        {
            "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}],
            "model": None,
            "system": None,
            "max_output_tokens": None,
            "temperature": None,
            "top_p": None,
            "stop": [],
            "stream": True,
            "on_disconnect": None,
            "metadata": {},
        }
    )
    assert request.stream
    assert request.model is None
    assert request.max_output_tokens is None


def test_everything_given_is_kept() -> None:
    request = GenerationRequest.parse(
        {
            "model": "a-model",
            "messages": [USER, {"role": "assistant", "content": "Hi"}, USER],
            "system": "Be brief.",
            "max_output_tokens": 100,
            "temperature": 0.5,
            "top_p": 1,
            "stop": ["END"],
            "stream": False,
            "on_disconnect": "cancel",
            "metadata": {"screen": "chat"},
        }
    )
    assert request.model == "a-model"
    assert [message.role for message in request.messages] == ["user", "assistant", "user"]
    assert request.system == "Be brief."
    assert request.max_output_tokens == 100
    assert request.temperature == 0.5
    assert request.top_p == 1
    assert request.stop == ("END",)
    assert not request.stream
    assert request.on_disconnect == "cancel"
    assert request.metadata == {"screen": "chat"}


def test_text_is_measured_in_utf8_and_images_are_counted() -> None:
    content = [{"type": "text", "text": "é"}, inline()["content"][0]]
    request = GenerationRequest.parse(
        {"messages": [{"role": "user", "content": content}, inline()], "system": "ab"}
    )
    assert request.text_bytes == 4
    assert request.images == 2


def test_facts_count_text_images_and_messages() -> None:
    facts = facts_of(
        GenerationRequest.parse(
            {
                "model": "a-model",
                "messages": [{"role": "user", "content": "12345678"}, inline()],
                "max_output_tokens": 9,
                "stream": False,
            }
        )
    )
    assert facts.input_tokens == 2 + IMAGE_TOKENS + 2 * MESSAGE_TOKENS
    assert (facts.model, facts.stream, facts.max_output_tokens) == ("a-model", False, 9)
    assert facts.choices == 1


def test_an_image_does_not_count_as_text() -> None:
    large = base64.b64encode(bytes(1_000_000)).decode()
    facts = facts_of(GenerationRequest.parse({"messages": [inline(large)]}))
    assert facts.input_tokens == IMAGE_TOKENS + MESSAGE_TOKENS


def test_images_are_read_inline_and_by_link() -> None:
    link = image(type="url", url="https://example.com/cat.png?token=1")
    request = GenerationRequest.parse({"messages": [inline(), link]})
    assert [message.parts for message in request.messages] == [
        (InlineImage("image/png", PNG),),
        (LinkedImage("https://example.com/cat.png?token=1"),),
    ]


@pytest.mark.parametrize("body", [None, [], "text", 5, True])
def test_body_must_be_an_object(body: Any) -> None:
    assert refusal(body) == (400, "invalid_request", "body")


@pytest.mark.parametrize(
    ("member", "value", "param"),
    [
        ("model", 5, "model"),
        ("model", "", "model"),
        ("model", "m" * 257, "model"),
        ("messages", None, "messages"),
        ("messages", [], "messages"),
        ("messages", {}, "messages"),
        ("messages", "Hello", "messages"),
        ("messages", ["Hello"], "messages[0]"),
        ("messages", [{"role": "tool", "content": "x"}], "messages[0].role"),
        ("messages", [{"role": ["user"], "content": "x"}], "messages[0].role"),
        ("messages", [{"content": "x"}], "messages[0].role"),
        ("messages", [{"role": "user"}], "messages[0].content"),
        ("messages", [{"role": "user", "content": ""}], "messages[0].content"),
        ("messages", [{"role": "user", "content": []}], "messages[0].content"),
        ("messages", [{"role": "user", "content": {}}], "messages[0].content"),
        ("messages", [{"role": "user", "content": ["x"]}], "messages[0].content[0]"),
        ("messages", [{**USER, "name": "Ada"}], "messages[0].name"),
        ("messages", [{"role": "assistant", "content": "Hi"}], "messages"),
        ("system", 5, "system"),
        ("system", "", "system"),
        ("max_output_tokens", 0, "max_output_tokens"),
        ("max_output_tokens", -1, "max_output_tokens"),
        ("max_output_tokens", 10**9, "max_output_tokens"),
        ("max_output_tokens", 2**70, "max_output_tokens"),
        ("max_output_tokens", 1.5, "max_output_tokens"),
        ("max_output_tokens", True, "max_output_tokens"),
        ("max_output_tokens", "100", "max_output_tokens"),
        ("temperature", -0.1, "temperature"),
        ("temperature", 2.1, "temperature"),
        ("temperature", "hot", "temperature"),
        ("temperature", float("inf"), "temperature"),
        ("temperature", float("nan"), "temperature"),
        ("temperature", False, "temperature"),
        ("top_p", 1.1, "top_p"),
        ("stop", "END", "stop"),
        ("stop", [""], "stop[0]"),
        ("stop", ["a", 5], "stop[1]"),
        ("stop", ["a", "b", "c", "d", "e"], "stop"),
        ("stop", ["s" * 257], "stop[0]"),
        ("stream", "yes", "stream"),
        ("stream", 1, "stream"),
        ("on_disconnect", "maybe", "on_disconnect"),
        ("metadata", [], "metadata"),
        ("metadata", {"a": 5}, "metadata.a"),
        ("metadata", {"a": "v" * 513}, "metadata.a"),
        ("metadata", {"k" * 65: "v"}, "metadata"),
        ("metadata", {str(n): "v" for n in range(17)}, "metadata"),
        ("max_tokens", 5, "max_tokens"),
        ("", 5, ""),
    ],
)
def test_wrong_member_is_refused_by_its_path(member: str, value: Any, param: str) -> None:
    assert refusal({"messages": [USER], member: value}) == (400, "invalid_request", param)


def part(value: Any) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "text", "text": "Look:"}, value]}


@pytest.mark.parametrize(
    ("value", "param"),
    [
        ({"type": "audio"}, "type"),
        ({"text": "x"}, "type"),
        ({"type": "text"}, "text"),
        ({"type": "text", "text": 5}, "text"),
        ({"type": "text", "text": "x", "cache": True}, "cache"),
        ({"type": "image"}, "source"),
        ({"type": "image", "source": "x"}, "source"),
        ({"type": "image", "source": {"type": "file"}}, "source.type"),
        ({"type": "image", "source": {"type": "url"}}, "source.url"),
        ({"type": "image", "source": {"type": "url", "url": "x" * 4097}}, "source.url"),
        ({"type": "image", "source": {"type": "url", "url": "https://a", "x": 1}}, "source.x"),
    ],
)
def test_wrong_part_is_refused_by_its_path(value: Any, param: str) -> None:
    found = refusal({"messages": [part(value)]})
    assert found == (400, "invalid_request", f"messages[0].content[1].{param}")


@pytest.mark.parametrize(
    "data", ["not base64", "QUJ", "QUJD\n", "QUJD=", "QU JD", "ÄÄÄÄ", "====", "-_-_"]
)
def test_bad_base64_is_an_invalid_image(data: str) -> None:
    param = "messages[0].content[0].source.data"
    assert refusal({"messages": [inline(data)]}) == (400, "invalid_image", param)


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/plain", "IMAGE/PNG", "", None, 5])
def test_media_type_must_be_one_that_models_take(media_type: Any) -> None:
    param = "messages[0].content[0].source.media_type"
    body = {"messages": [inline(media_type=media_type)]}
    assert refusal(body) == (400, "invalid_image", param)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/cat.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "https://",
        "https:///cat.png",
        "https://user:secret@example.com/cat.png",
        "https://example.com/a b.png",
        "https://example.com:port/cat.png",
        "https://[::1/cat.png",
        "https://exämple.com/",
        "cat.png",
    ],
)
def test_link_must_be_plain_https(url: str) -> None:
    param = "messages[0].content[0].source.url"
    body = {"messages": [image(type="url", url=url)]}
    assert refusal(body) == (400, "invalid_image", param)


def test_image_of_exactly_the_limit_is_taken_and_a_byte_more_is_not() -> None:
    limits = RequestLimits(max_image_bytes=1000)
    fits, too_large = (base64.b64encode(bytes(size)).decode() for size in (1000, 1001))
    assert GenerationRequest.parse({"messages": [inline(fits)]}, limits).images == 1
    param = "messages[0].content[0].source.data"
    assert refusal({"messages": [inline(too_large)]}, limits) == (400, "invalid_image", param)


def test_more_images_messages_or_parts_than_the_limit_are_refused() -> None:
    limits = RequestLimits(max_images=1, max_messages=2, max_parts=2)
    text = {"type": "text", "text": "x"}
    assert GenerationRequest.parse({"messages": [USER, inline()]}, limits).images == 1
    assert refusal({"messages": [inline(), inline()]}, limits)[2] == "messages"
    assert refusal({"messages": [USER] * 3}, limits)[2] == "messages"
    long = {"role": "user", "content": [text] * 3}
    assert refusal({"messages": [long]}, limits)[2] == "messages[0].content"


@pytest.mark.parametrize("role", ["assistant", "system"])
def test_only_users_send_images(role: str) -> None:
    body = {"messages": [USER, {**inline(), "role": role}]}
    assert refusal(body) == (400, "invalid_request", "messages[1].content[0]")


def test_half_a_surrogate_pair_is_refused() -> None:
    body = {"messages": [{"role": "user", "content": "\ud83d"}]}
    assert refusal(body) == (400, "invalid_request", "messages[0].content")


def test_refusal_does_not_repeat_a_long_name() -> None:
    _, _, param = refusal({"messages": [USER], "x" * 10_000: 1})
    assert len(param) == 64


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def nearly(*values: Any) -> st.SearchStrategy[Any]:
    """One of the good values, or anything."""
    return st.sampled_from(values) | JSON


SOURCES = st.fixed_dictionaries(
    {"type": nearly("base64", "url")},
    optional={
        "media_type": nearly("image/png"),
        "data": nearly(PNG) | st.text("ABab01+/=\n", max_size=12),
        "url": nearly("https://example.com/a.png") | st.text(max_size=30).map("https://".__add__),
    },
)
PARTS = st.fixed_dictionaries(
    {"type": nearly("text", "image")}, optional={"text": nearly("Hi"), "source": SOURCES | JSON}
)
MESSAGES = st.fixed_dictionaries(
    {"role": nearly("user", "assistant", "system"), "content": nearly("Hi") | st.lists(PARTS)}
)
BODIES = st.fixed_dictionaries(
    {"messages": st.lists(MESSAGES | JSON, max_size=4) | JSON},
    optional={
        "model": nearly("a-model"),
        "system": nearly("Be brief."),
        "max_output_tokens": nearly(1, 100),
        "temperature": nearly(0, 0.5),
        "top_p": nearly(1),
        "stop": nearly([], ["END"]),
        "stream": nearly(True, False),
        "on_disconnect": nearly("continue", "cancel"),
        "metadata": nearly({}, {"a": "b"}),
        "surprise": JSON,
    },
)


@given(JSON | BODIES)
def test_any_json_is_a_request_or_a_400_that_names_its_place(body: Any) -> None:
    try:
        request = GenerationRequest.parse(body)
    except FlorinError as error:
        assert error.status == 400
        assert error.code in ("invalid_request", "invalid_image")
        assert isinstance(error.extra["param"], str)
    else:
        assert any(message.role == "user" for message in request.messages)
        # Whatever was accepted can be sent on.
        assert orjson.loads(orjson.dumps([m.text for m in request.messages]))
