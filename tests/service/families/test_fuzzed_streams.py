"""Whatever a provider sends, a meter neither fails nor invents: it says what was reported."""

import json
from typing import Any

import pytest
from family_streams import (
    FAMILIES,
    MESSAGE_STOP,
    chunk,
    chunks,
    ended_response,
    event,
    message_delta,
    message_start,
    messages,
    text_delta,
    usage_chunk,
    watch,
    watch_cut,
)
from functions_py.usage import MAX_COUNT
from hypothesis import given, settings
from hypothesis import strategies as st

# The machine may be busy: how long an example takes says nothing here.
unhurried = settings(deadline=None)

families = st.sampled_from(sorted(FAMILIES))

json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=8),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)

# The names that matter, with anything under them.
NAMES = [
    *("type", "message", "usage", "delta", "choices", "finish_reason", "error", "id", "item"),
    *("stop_reason", "iterations", "model", "response", "content", "content_block", "output"),
    *("input_tokens", "output_tokens", "prompt_tokens", "completion_tokens", "total_tokens"),
    *("cache_read_input_tokens", "cache_creation_input_tokens", "cache_creation", "x_groq"),
    *("server_tool_use", "web_search_requests", "prompt_tokens_details", "cached_tokens"),
    *("tool_usage", "action", "text", "object"),
]
KINDS = [
    *("message_start", "message_delta", "message_stop", "error", "content_block_start"),
    *("content_block_delta", "response.completed", "response.created", "response.failed"),
    *("response.output_item.done", "web_search_call", "response.output_text.delta"),
    *("web_search_tool_result", "message", "compaction", "advisor_message"),
]

lookalikes = st.recursive(
    st.one_of(json_values, st.sampled_from(KINDS), st.integers(0, 2000)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)
    ),
    max_leaves=20,
)

garbage_events = st.one_of(
    st.binary(max_size=60).map(lambda data: data + b"\n\n"),
    st.binary(max_size=60).map(lambda data: b"data: " + data + b"\n\n"),
    lookalikes.map(lambda value: b"data: " + json.dumps(value).encode() + b"\n\n"),
    st.sampled_from(KINDS).map(lambda kind: f"event: {kind}\ndata: x\n\n".encode()),
    st.sampled_from(KINDS).map(lambda kind: f'event: {kind}\ndata: {{"usage":5}}\n\n'.encode()),
)


@unhurried
@given(families, st.lists(garbage_events, max_size=12), st.booleans())
def test_garbage_never_fails_and_never_charges_nonsense(
    api: str, events: list[bytes], together: bool
) -> None:
    family = FAMILIES[api]
    meter = family.meter("some-model")
    if together:
        meter.watch(events)
    else:
        for item in events:
            meter.watch([item])
    usage = meter.usage()
    assert isinstance(meter.final and meter.finished and meter.error is None, bool)
    assert family.output_bytes(events) >= 0
    assert all(item in events for item in family.client_view(events))
    for line in () if usage is None else usage.lines:
        figures = [value for name, value in line.as_json().items() if name != "model"]
        # A few reports of the largest believable figure may be added up, never more than that.
        assert all(isinstance(f, int) and 0 <= f <= 200 * MAX_COUNT for f in figures)


@unhurried
@given(families, lookalikes)
def test_garbage_bodies_never_fail(api: str, body: Any) -> None:
    encoded = json.dumps(body).encode()
    for data in (encoded, encoded[:-1], b"\xff" + encoded):
        FAMILIES[api].usage_of_body(data)
        assert FAMILIES[api].text_bytes_of_body(data) >= 0


STREAMS = {
    "messages": messages(
        message_start(input_tokens=43, cache_read_input_tokens=5, output_tokens=1),
        text_delta('a "usage": text\n\n with \\ everything'),
        {"type": "ping"},
        message_delta(input_tokens=61, output_tokens=9, server_tool_use={"web_search_requests": 1}),
        MESSAGE_STOP,
    ),
    "chat_completions": chunks(
        chunk("Grüße\n\n", usage=None),
        chunk('say "usage"', usage=None),
        chunk(finish="stop", usage=None),
        usage_chunk(prompt_tokens=7, completion_tokens=3, total_tokens=15),
    ),
    "responses": [
        event({"type": "response.created", "response": {"id": "r", "usage": None}}, named=True),
        event({"type": "response.output_text.delta", "delta": "\n\ndata: x"}, named=True),
        event(ended_response(input_tokens=7, output_tokens=3), named=True),
    ],
}


@pytest.mark.parametrize("api", STREAMS)
@unhurried
@given(cuts=st.lists(st.integers(0, 900), max_size=20), crlf=st.booleans())
def test_how_a_stream_is_cut_never_changes_its_usage(api: str, cuts: list[int], crlf: bool) -> None:
    family = FAMILIES[api]
    events = STREAMS[api]
    stream = b"".join(events)
    expected = watch(family, events)
    meter = watch_cut(family, stream.replace(b"\n", b"\r\n") if crlf else stream, cuts)
    assert meter.usage() == expected.usage() is not None
    assert (meter.final, meter.finished, meter.error) == (True, True, None)


@pytest.mark.parametrize("api", STREAMS)
@unhurried
@given(data=st.data())
def test_garbage_between_events_changes_nothing(api: str, data: st.DataObject) -> None:
    """Comments, unknown events and broken JSON are not usage."""
    noise = [
        b": heartbeat\n\n",
        b"\n\n",
        b"data: {\n\n",
        b'data: {"type":"unheard_of","x":1}\n\n',
        b"event: ping\ndata: {}\n\n",
        b"\xef\xbb\xbf\n\n",
    ]
    events = list(STREAMS[api])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(events)))
        events.insert(at, data.draw(st.sampled_from(noise)))
    family = FAMILIES[api]
    assert watch(family, events).usage() == watch(family, STREAMS[api]).usage()
