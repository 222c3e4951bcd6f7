"""Every recorded stream is charged exactly what its provider charged for it."""

import random
from pathlib import Path

import pytest
from family_streams import FAMILIES, MESSAGES, one, recorded, watch, watch_cut

# Recording: api, then input, cache_read, output, web_search.
ROWS = {
    "anthropic-text": ("messages", 12, 0, 30, 0),
    "anthropic-tool-no-args": ("messages", 565, 0, 48, 0),
    "anthropic-message-delta-input-tokens": ("messages", 61, 0, 2, 0),
    "anthropic-web-search-tool.1": ("messages", 15665, 0, 795, 1),
    "anthropic-json-output-format.1": ("messages", 313, 0, 305, 0),
    "openai-text": ("chat_completions", 16, 0, 300, 0),
    "xai-text": ("chat_completions", 1, 11, 342, 0),
    "deepseek-reasoning": ("chat_completions", 18, 0, 219, 0),
    "groq-text": ("chat_completions", 45, 0, 662, 0),
    "mistral-text": ("chat_completions", 13, 0, 8, 0),
    "openai-completion-text": ("completions", 14, 0, 16, 0),
}

rows = pytest.mark.parametrize("name", ROWS)


def expected(name: str) -> object:
    _, input_tokens, cached, output, searches = ROWS[name]
    return one(input=input_tokens, cache_read=cached, output=output, web_search=searches)


def stream_of(vectors: Path, name: str) -> list[bytes]:
    return recorded(vectors / "streams" / f"{name}.chunks.txt", ROWS[name][0])


@rows
def test_a_recorded_stream_is_charged_exactly(vectors: Path, name: str) -> None:
    meter = watch(FAMILIES[ROWS[name][0]], stream_of(vectors, name))
    assert meter.usage() == expected(name)
    assert meter.final
    assert meter.finished
    assert meter.error is None


@rows
def test_how_events_are_batched_changes_nothing(vectors: Path, name: str) -> None:
    meter = FAMILIES[ROWS[name][0]].meter()
    meter.watch(stream_of(vectors, name))
    assert meter.usage() == expected(name)


@rows
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_the_bytes_are_cut_changes_nothing(vectors: Path, name: str, seed: int) -> None:
    stream = b"".join(stream_of(vectors, name))
    generator = random.Random(seed)
    cuts = [generator.randrange(len(stream)) for _ in range(generator.randrange(1, 300))]
    assert watch_cut(FAMILIES[ROWS[name][0]], stream, cuts).usage() == expected(name)


@rows
def test_crlf_and_multi_line_data_change_nothing(vectors: Path, name: str) -> None:
    events = stream_of(vectors, name)
    crlf = [event.replace(b"\n", b"\r\n") for event in events]
    folded = [event.replace(b'{"', b'{\ndata:"', 1) for event in events]
    for variant in (crlf, folded):
        meter = watch(FAMILIES[ROWS[name][0]], variant)
        assert meter.usage() == expected(name)
        assert meter.final


@rows
def test_a_stream_cut_off_in_the_middle_is_not_final(vectors: Path, name: str) -> None:
    events = stream_of(vectors, name)
    meter = watch(FAMILIES[ROWS[name][0]], events[: len(events) // 2])
    assert not meter.final
    assert not meter.finished


@rows
def test_the_text_of_a_recorded_stream_is_counted(vectors: Path, name: str) -> None:
    # A token is two to eight bytes of text in all of them; some have hidden reasoning as well.
    tokens = ROWS[name][3]
    relayed = FAMILIES[ROWS[name][0]].output_bytes(stream_of(vectors, name))
    assert 0.7 * tokens <= relayed <= 8 * tokens


def test_a_recorded_reply_that_was_not_streamed_is_charged_exactly(vectors: Path) -> None:
    body = (vectors / "streams" / "anthropic-text.json").read_bytes()
    assert MESSAGES.usage_of_body(body) == one(input=12, output=29)
    assert MESSAGES.text_bytes_of_body(body) == 105
