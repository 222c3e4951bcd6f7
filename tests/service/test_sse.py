"""Splitting a byte stream into events: no byte lost, every boundary found, wherever it is cut."""

import re

import pytest
from functions_py.sse import EventSplitter, EventTooLarge, data_of, name_of, object_of
from hypothesis import given, settings
from hypothesis import strategies as st

# The machine may be busy: how long an example takes says nothing here.
unhurried = settings(deadline=None)

LINE_ENDS = [b"\n", b"\r\n", b"\r"]

# Streams made of the bytes that matter to the grammar, and some that do not.
raw_streams = st.lists(
    st.sampled_from(
        [b"\n", b"\r", b"\r\n", b"data: a", b"id", b":", b"\xef\xbb\xbf", b"x", b"\xff"]
    ),
    max_size=40,
).map(b"".join)

cut_points = st.lists(st.integers(0, 200), max_size=12)


def pieces(stream: bytes, cuts: list[int]) -> list[bytes]:
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    return [stream[a:b] for a, b in zip(edges, edges[1:], strict=False)]


def split(chunks: list[bytes]) -> tuple[list[bytes], bytes]:
    splitter = EventSplitter()
    events = [event for chunk in chunks for event in splitter.feed(chunk)]
    return events, splitter.flush()


def expected_events(stream: bytes) -> list[bytes]:
    """The grammar, written another way: lines with their ends, an empty line closes an event."""
    events: list[bytes] = []
    current: list[bytes] = []
    for line in re.findall(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$", stream):
        current.append(line)
        if line in LINE_ENDS and len(current) > 1:
            events.append(b"".join(current))
            current = []
    return events


@unhurried
@given(raw_streams, cut_points)
def test_no_byte_is_lost_wherever_the_stream_is_cut(stream: bytes, cuts: list[int]) -> None:
    events, tail = split(pieces(stream, cuts))
    assert b"".join(events) + tail == stream


@unhurried
@given(raw_streams, cut_points)
def test_cutting_elsewhere_gives_the_same_events(stream: bytes, cuts: list[int]) -> None:
    assert split(pieces(stream, cuts)) == split([stream] if stream else [])


@unhurried
@given(
    st.lists(
        st.sampled_from([b"data: 1", b"event: x", b": note", b"id: 4"]), min_size=1, max_size=5
    ),
    st.data(),
)
def test_any_mixture_of_line_ends_is_understood(lines: list[bytes], data: st.DataObject) -> None:
    ends = st.sampled_from(LINE_ENDS)
    stream = b"".join(
        line + data.draw(ends) + (data.draw(ends) if data.draw(st.booleans()) else b"")
        for line in lines
    )
    expected = expected_events(stream)
    if stream.endswith(b"\r") and b"".join(expected) == stream:
        expected.pop()  # its LF may follow: only flushing gives it
    events, tail = split([stream[i : i + 1] for i in range(len(stream))])
    assert events == expected
    assert b"".join(events) + tail == stream


@pytest.mark.parametrize("end", LINE_ENDS)
def test_events_end_at_a_blank_line_of_any_kind(end: bytes) -> None:
    stream = b"data: 1" + end + end + b"data: 2" + end + end + b"data: 3"
    events, tail = split([stream])
    assert events == [b"data: 1" + end + end, b"data: 2" + end + end]
    assert tail == b"data: 3"


def test_a_chunk_that_is_one_event_is_handed_on_as_it_is() -> None:
    event = b"data: {}\n\n"
    assert EventSplitter().feed(event) == [event]


def test_a_crlf_cut_between_cr_and_lf_stays_in_one_event() -> None:
    splitter = EventSplitter()
    assert splitter.feed(b"data: 1\r\n\r") == []
    assert splitter.feed(b"\ndata: 2") == [b"data: 1\r\n\r\n"]
    assert splitter.flush() == b"data: 2"


def test_flush_empties_the_splitter() -> None:
    splitter = EventSplitter()
    splitter.feed(b"data: half")
    assert splitter.flush() == b"data: half"
    assert splitter.flush() == b""


@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_an_event_beyond_the_bound_is_refused(size: int, end: bytes) -> None:
    stream = b"data: " + b"x" * 200 + end + end
    splitter = EventSplitter(max_event_bytes=100)
    with pytest.raises(EventTooLarge) as caught:
        for i in range(0, len(stream), size):
            splitter.feed(stream[i : i + size])
    assert caught.value.limit_bytes == 100


def test_an_event_of_exactly_the_bound_passes() -> None:
    event = b"data: 12\n\n"
    splitter = EventSplitter(max_event_bytes=len(event))
    assert splitter.feed(event[:4]) == []
    assert splitter.feed(event[4:]) == [event]
    assert splitter.feed(event * 3) == [event] * 3


def test_large_events_in_small_chunks_are_put_together() -> None:
    event = b"data: " + b"y" * 100_000 + b"\n\n"
    splitter = EventSplitter()
    events = [e for i in range(0, len(event), 999) for e in splitter.feed(event[i : i + 999])]
    assert events == [event]


@pytest.mark.parametrize(
    ("event", "name", "data"),
    [
        (b"data: {}\n\n", b"", b"{}"),
        (b"data:{}\n\n", b"", b"{}"),
        (b"data:  {}\n\n", b"", b" {}"),
        (b"data: {}\r\n\r\n", b"", b"{}"),
        (b"data: {}\r\r", b"", b"{}"),
        (b"event: ping\ndata: {}\n\n", b"ping", b"{}"),
        (b"data: {\ndata: }\n\n", b"", b"{\n}"),
        (b": comment\n\n", b"", b""),
        (b": comment\ndata: 1\n\n", b"", b"1"),
        (b"\xef\xbb\xbfdata: 1\n\n", b"", b"1"),
        (b"data: unfinished", b"", b"unfinished"),
        (b"id: 4\nevent:error\nretry: 5\ndata: x\n\n", b"error", b"x"),
        (b"\n\n", b"", b""),
    ],
)
def test_names_and_data_are_read_as_the_standard_says(
    event: bytes, name: bytes, data: bytes
) -> None:
    assert (name_of(event), data_of(event)) == (name, data)


@pytest.mark.parametrize("data", [b"", b"[1]", b'"x"', b"{", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_none(data: bytes) -> None:
    assert object_of(data) is None


def test_half_a_surrogate_pair_does_not_hide_the_rest_of_an_event() -> None:
    payload = object_of(b'{"text": "\\ud83d", "usage": {"n": 1}}')
    assert payload is not None
    assert payload["usage"] == {"n": 1}
