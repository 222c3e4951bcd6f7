"""What scripts/replay reads out of a file, and how it compares bytes."""

import pytest

from local.recorded_stream import holds_text_completions, payload_lines, text_of
from local.replay_session import unchanged, unified_text


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1}\n{"b":2}\n',
        b'\n{"a":1}\r\n\r\n{"b":2}',
        b'\xef\xbb\xbf{"a":1}\n   \n{"b":2}\n\n',
        b'event: x\ndata: {"a":1}\n\n: ping\n\nid: 3\nretry: 5\ndata:{"b":2}\n\n',
    ],
    ids=["plain", "blank lines and CRLF", "byte order mark", "off the wire"],
)
def test_payloads_are_found_however_the_file_was_saved(raw: bytes) -> None:
    assert payload_lines(raw) == [b'{"a":1}', b'{"b":2}']


def test_text_completions_are_told_by_their_object() -> None:
    assert holds_text_completions([b"nonsense", b'{"object":"text_completion"}'])
    assert not holds_text_completions([b'{"object":"chat.completion.chunk"}', b"[DONE]"])


@pytest.mark.parametrize(
    ("family", "lines", "text"),
    [
        (
            "anthropic",
            [
                b'{"type":"content_block_start","content_block":{"type":"text","text":"a"}}',
                b'{"type":"content_block_delta","delta":{"type":"text_delta","text":"b"}}',
                b'{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"x"}}',
            ],
            "ab",
        ),
        (
            "openai",
            [
                b'{"choices":[{"index":0,"delta":{"content":"a","reasoning_content":"x"}}]}',
                b'{"choices":[{"index":1,"delta":{"content":"x"}},{"index":0,"text":"b"}]}',
                b'{"choices":[{"delta":{"content":[{"type":"text","text":"c"}]}}]}',
                b'{"choices":[{"delta":{"refusal":"d","content":null}}]}',
                b'{"choices":null}',
                b"[DONE]",
            ],
            "abcd",
        ),
        (
            "responses",
            [
                b'{"type":"response.output_text.delta","delta":"a"}',
                b'{"type":"response.reasoning_summary_text.delta","delta":"x"}',
                b'{"type":"response.refusal.delta","delta":"b"}',
                b'{"type":"response.output_text.done","text":"a"}',
            ],
            "ab",
        ),
    ],
)
def test_text_is_what_a_reader_sees(family: str, lines: list[bytes], text: str) -> None:
    assert text_of(family, lines) == text


SENT = b"event: a\ndata: {}\n\nevent: b\ndata: {}\n\n"
NUMBERED = b"id: 1\nevent: a\ndata: {}\n\n: heartbeat\n\nid: 2\nevent: b\ndata: {}\n\n"
REPORT = b'id: 3\n: florin.usage {"charged_microcredits":1}\n\n'
ERROR = b'id: 3\nevent: error\ndata: {"error":{"charged_microcredits":1}}\n\n'


@pytest.mark.parametrize("added", [b"", REPORT, ERROR, ERROR + REPORT])
def test_what_the_service_adds_changes_nothing(added: bytes) -> None:
    assert unchanged(NUMBERED + added, SENT)


@pytest.mark.parametrize(
    "received",
    [
        NUMBERED.replace(b"{}", b"{ }", 1),
        NUMBERED.replace(b"event: b\n", b""),
        NUMBERED[:-1],
        NUMBERED + b"event: error\ndata: {}\n\n",
        NUMBERED + ERROR + ERROR,
        NUMBERED + b"\n",
        b"",
    ],
    ids=["changed", "lacking", "short", "more", "two errors", "a blank line", "nothing"],
)
def test_any_other_difference_is_one(received: bytes) -> None:
    assert not unchanged(received, SENT)


def test_unified_text_is_put_together_from_its_deltas() -> None:
    received = (
        b'id: 1\nevent: content_block_delta\ndata: {"type":"content_block_delta",'
        b'"delta":{"type":"text_delta","text":"a"}}\n\n'
        b'id: 2\nevent: content_block_delta\ndata: {"type":"content_block_delta",'
        b'"delta":{"type":"reasoning_delta","text":"x"}}\n\n: heartbeat\n\n'
        b'id: 3\nevent: content_block_delta\ndata: {"type":"content_block_delta",'
        b'"delta":{"type":"text_delta","text":"\\u00e9"}}\n\nid: 4\nevent: usage\ndata: {}\n\n'
    )
    assert unified_text(received) == "aé"
