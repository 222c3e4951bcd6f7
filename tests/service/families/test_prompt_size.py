"""How large a prompt is estimated to be, and which images can be sent."""

import base64
from typing import Any

import pytest
from family_requests import HELLO, refusal
from family_streams import CHAT, EMBEDDINGS, FAMILIES, MESSAGES, RESPONSES
from functions_py.families import families
from functions_py.usage import estimate_tokens


def test_all_that_the_model_reads_is_counted_about_right() -> None:
    text = "word " * 1000
    around = 3  # names of members and roles
    tool = {"name": "f", "description": text, "input_schema": {"type": "object"}}
    for body in (
        {"messages": [{"role": "user", "content": text}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": text}]}]},
        {"messages": [{"role": "user", "content": [text]}]},
    ):
        for family in (MESSAGES, CHAT):
            tokens = family.parse(body).input_tokens
            assert 1250 <= tokens <= 1250 + 10 * around
    for body in ({"system": text}, {"system": [{"type": "text", "text": text}]}, {"tools": [tool]}):
        assert 1250 <= MESSAGES.parse({"messages": HELLO, **body}).input_tokens <= 1300
    for more in ({"instructions": text}, {"tools": [tool]}, {"input": [{"content": text}]}):
        assert 1250 <= RESPONSES.parse({"input": "x", **more}).input_tokens <= 1300


def test_text_counts_by_its_bytes() -> None:
    assert EMBEDDINGS.parse({"input": "üü"}).input_tokens == 1
    assert EMBEDDINGS.parse({"input": "日本語"}).input_tokens == estimate_tokens(9)
    assert EMBEDDINGS.parse({"input": "\ud83d"}).input_tokens == 1


def test_deep_nesting_is_counted_without_recursion() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    turn = {"role": "user", "content": [{"type": "tool_result", "content": deep}]}
    assert MESSAGES.parse({"messages": [turn]}).input_tokens > 0


def test_a_thoughts_seal_is_no_text() -> None:
    thought = {"type": "thinking", "thinking": "Hm", "signature": "x" * 4000}
    turn = {"role": "assistant", "content": [thought]}
    assert MESSAGES.parse({"messages": [*HELLO, turn]}).input_tokens < 100


# --- images and other files -----------------------------------------------------------------------

SMALL = families(max_image_bytes=1000)
PIXELS = base64.b64encode(b"p" * 1000).decode()


def source_image(**source: Any) -> tuple[str, dict[str, Any]]:
    turn = {"role": "user", "content": [{"type": "image", "source": source}]}
    return "messages", {"messages": [turn]}


def chat_image(url: Any) -> tuple[str, dict[str, Any]]:
    part = {"type": "image_url", "image_url": {"url": url}}
    return "chat_completions", {"messages": [{"role": "user", "content": [part]}]}


def response_image(url: Any) -> tuple[str, dict[str, Any]]:
    part = {"type": "input_image", "image_url": url}
    return "responses", {"input": [{"role": "user", "content": [part]}]}


def in_a_tool_result(data: str) -> tuple[str, dict[str, Any]]:
    image = {"type": "image", "source": {"type": "base64", "media_type": "x", "data": data}}
    result = {"type": "tool_result", "tool_use_id": "t", "content": [image]}
    return "messages", {"messages": [{"role": "user", "content": [result]}]}


def every_way(data: str) -> list[tuple[str, dict[str, Any]]]:
    url = f"data:image/png;base64,{data}"
    return [
        source_image(type="base64", media_type="image/png", data=data),
        in_a_tool_result(data),
        chat_image(url),
        response_image(url),
    ]


@pytest.mark.parametrize("way", range(4))
def test_an_image_counts_as_an_image_not_as_its_base64(way: int) -> None:
    api, body = every_way(PIXELS)[way]
    assert 1600 <= SMALL[api].parse(body).input_tokens <= 1640


@pytest.mark.parametrize("way", range(4))
@pytest.mark.parametrize(
    "data",
    [
        "",
        "!!!!",
        "AAA",
        "AAAA=",
        "AA=A",
        "ÄÄÄÄ",
        "AAAA AAA",
        base64.b64encode(b"p" * 1001).decode(),
        "A" * 10_000,
    ],
)
def test_an_image_that_cannot_be_sent_is_refused(way: int, data: str) -> None:
    api, body = every_way(data)[way]
    status, code, param = refusal(SMALL[api], body)
    assert (status, code) == (400, "invalid_image")
    assert param.endswith((".source.data", ".image_url.url", ".image_url"))


def test_line_breaks_in_base64_are_harmless() -> None:
    folded = "\n".join(PIXELS[i : i + 76] for i in range(0, len(PIXELS), 76))
    for api, body in every_way(folded):
        assert SMALL[api].parse(body).input_tokens >= 1600


LINKS = [
    ("https://example.com/a.png", True),
    ("HTTPS://example.com/a.png", True),
    ("http://example.com/a.png", False),
    ("file:///etc/passwd", False),
    ("ftp://example.com/a.png", False),
    ("//example.com/a.png", False),
    ("https://", False),
    ("", False),
    ("data:image/png,plain", False),
    ("data:image/png;base64", False),
    (5, False),
    (None, False),
    ({}, False),
    ("https://example.com/" + "a" * 9000, False),
]


@pytest.mark.parametrize(("url", "allowed"), LINKS)
def test_images_come_by_https_or_inline(url: Any, allowed: bool) -> None:
    ways = [chat_image(url), response_image(url), source_image(type="url", url=url)]
    for api, body in ways:
        if allowed:
            assert 1600 <= FAMILIES[api].parse(body).input_tokens <= 1640
        else:
            assert refusal(FAMILIES[api], body)[:2] == (400, "invalid_image")


def test_images_by_file_id_are_the_providers_to_check() -> None:
    by_id = {"type": "input_image", "file_id": "file_1"}
    body = {"input": [{"role": "user", "content": [by_id]}]}
    assert RESPONSES.parse(body).input_tokens >= 1600
    api, body = source_image(type="file", file_id="file_1")
    assert FAMILIES[api].parse(body).input_tokens >= 1600


def test_other_files_count_by_their_size_and_never_as_text() -> None:
    data = base64.b64encode(b"d" * 3200).decode()
    pdf = {"type": "document", "source": {"type": "base64", "data": data}}
    body: dict[str, Any] = {"messages": [{"role": "user", "content": [pdf]}]}
    assert 100 <= MESSAGES.parse(body).input_tokens <= 130
    for part in (
        {"type": "file", "file": {"file_data": data, "filename": "a.pdf"}},
        {"type": "input_audio", "input_audio": {"data": data, "format": "mp3"}},
    ):
        body = {"messages": [{"role": "user", "content": [part]}]}
        assert 8 <= CHAT.parse(body).input_tokens <= 140
    body = {"input": [{"content": [{"type": "input_file", "file_data": data}]}]}
    assert 100 <= RESPONSES.parse(body).input_tokens <= 130


def test_files_in_places_unknown_are_not_counted_as_text() -> None:
    screenshot = {"type": "computer_screenshot", "image_url": f"data:image/png;base64,{PIXELS}"}
    made = {"type": "image_generation_call", "result": "A" * 100_000}
    elsewhere = {"role": "user", "content": [{"type": "new", "blob": f"data:x/y;base64,{PIXELS}"}]}
    body = {"input": [{"type": "computer_call_output", "output": screenshot}, made, elsewhere]}
    assert 3 * 1600 <= RESPONSES.parse(body).input_tokens <= 3 * 1600 + 100


def test_a_document_of_text_counts_as_text() -> None:
    source = {"type": "text", "media_type": "text/plain", "data": "word " * 1000}
    turn = {"role": "user", "content": [{"type": "document", "source": source}]}
    assert 1250 <= MESSAGES.parse({"messages": [turn]}).input_tokens <= 1300


def test_what_a_tool_calls_its_members_is_its_own_business() -> None:
    link = {"type": "image", "source": {"type": "url", "url": "http://example.com/a.png"}}
    schema = {
        "type": "object",
        "properties": {"image_url": {"type": "string"}, "source": link, "file": {"type": "file"}},
        "default": {"type": "image_url", "image_url": 5},
    }
    call = {"type": "tool_use", "id": "t", "name": "f", "input": link}
    turn = {"role": "assistant", "content": [call]}
    body = {"messages": [*HELLO, turn], "tools": [{"name": "f", "input_schema": schema}]}
    assert 20 <= MESSAGES.parse(body).input_tokens <= 150
    tools = [{"type": "function", "function": {"name": "f", "parameters": schema}}]
    assert 20 <= CHAT.parse({"messages": HELLO, "tools": tools}).input_tokens <= 150
    format_of_reply = {"format": {"type": "json_schema", "schema": schema}}
    body = {"input": "x", "tools": tools, "text": format_of_reply}
    assert 20 <= RESPONSES.parse(body).input_tokens <= 200
