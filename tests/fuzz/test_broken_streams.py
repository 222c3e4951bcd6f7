"""Whatever bytes a provider sends, however they are cut: no failure, and no figure but a count."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime

import pytest
from functions_py.families import FAMILIES
from functions_py.sse import EventSplitter, EventTooLarge, data_of, name_of, object_of
from functions_py.translate import MalformedEvent
from functions_py.translate.request import GenerationRequest
from functions_py.translate.translation import Translation
from fuzz.breakage import breakages, broken, broken_streams, cuts, lookalikes, pieces
from fuzz.corpus import WHOLE, Corpus
from fuzz.effort import effort
from fuzz.followed import check_usage, data_by_the_standard, follow
from hypothesis import given
from hypothesis import strategies as st

STREAMED = ("messages", "chat_completions", "completions", "responses")
MIB = 1024 * 1024


@pytest.mark.parametrize("api", STREAMED)
@effort(90)
@given(data=st.data())
def test_how_a_stream_is_cut_into_reads_decides_nothing(
    corpus: Corpus, api: str, data: st.DataObject
) -> None:
    stream = data.draw(broken_streams(corpus[api]))
    whole = follow(FAMILIES[api], [stream])
    check_usage(whole.usage)
    assert whole.output_bytes >= 0
    assert follow(FAMILIES[api], pieces(stream, data.draw(cuts(len(stream))))) == whole


@pytest.mark.parametrize("api", STREAMED)
@effort(50)
@given(data=st.data())
def test_streams_of_another_surface_are_survived(
    corpus: Corpus, api: str, data: st.DataObject
) -> None:
    streams = [stream for streams in corpus.values() for stream in streams]
    followed = follow(FAMILIES[api], [data.draw(broken_streams(streams))])
    check_usage(followed.usage)
    client = FAMILIES[api].client_view(list(followed.events))
    assert all(event in followed.events for event in client)


@effort(60)
@given(data=st.data())
def test_events_are_the_input_cut_where_the_standard_cuts(
    corpus: Corpus, data: st.DataObject
) -> None:
    streams = [stream for streams in corpus.values() for stream in streams]
    stream = data.draw(broken_streams(streams))
    splitter = EventSplitter()
    events = [
        event
        for piece in pieces(stream, data.draw(cuts(len(stream))))
        for event in splitter.feed(piece)
    ]
    assert b"".join(events) + splitter.flush() == stream
    for event in events:
        assert data_of(event) == data_by_the_standard(event)
        name_of(event)
        object_of(data_of(event))


@effort(80)
@given(stream=st.text("ad:\r\n\ufeff x", max_size=60), data=st.data())
def test_line_ends_are_told_apart_at_every_boundary(stream: str, data: st.DataObject) -> None:
    given_bytes = stream.encode()
    splitter = EventSplitter()
    whole = [*splitter.feed(given_bytes), splitter.flush()]
    events = [
        event
        for n in range(len(stream.encode()))
        for event in splitter.feed(given_bytes[n : n + 1])
    ]
    assert [*events, splitter.flush()] == whole
    for event in whole[:-1]:
        assert data_of(event) == data_by_the_standard(event)


@pytest.mark.parametrize("api", sorted(WHOLE))
@effort(60)
@given(how=breakages, anything=st.one_of(st.none(), lookalikes, st.binary(max_size=60)))
def test_broken_bodies_report_counts_or_nothing(
    api: str, how: list[object], anything: bytes | None
) -> None:
    body = broken([WHOLE[api]], how) if anything is None else anything  # type: ignore[arg-type]
    family = FAMILIES[api]
    check_usage(family.usage_of_body(body, "some-model"))
    assert family.text_bytes_of_body(body) >= 0


@pytest.mark.parametrize("api", STREAMED)
@effort(60)
@given(data=st.data())
def test_translated_streams_are_malformed_or_proper_events(
    corpus: Corpus, api: str, data: st.DataObject
) -> None:
    splitter = EventSplitter()
    translation = _translation(api)
    events: list[bytes] = []
    try:
        for event in splitter.feed(data.draw(broken_streams(corpus[api]))):
            events += translation.events([event])
    except MalformedEvent as error:
        events += error.events
    events += translation.stop("completed")
    for event in events:
        assert event.endswith(b"\n\n")
        assert object_of(data_of(event)) is not None


@pytest.mark.parametrize("api", STREAMED)
@effort(50)
@given(how=breakages, anything=st.one_of(st.none(), lookalikes))
def test_translated_replies_are_malformed_or_proper_json(
    api: str, how: list[object], anything: bytes | None
) -> None:
    body = broken([WHOLE[api]], how) if anything is None else anything  # type: ignore[arg-type]
    translation = _translation(api)
    try:
        translation.check_reply(body)
    except MalformedEvent:
        return
    # What was checked can be told: it is charged by then.
    assert object_of(translation.reply(body, None)) is not None


@pytest.mark.parametrize("line", [b"data: ", b": ", b'event: error\ndata: {"a": "', b"x"])
def test_a_line_without_end_is_given_up_within_its_bound(line: bytes) -> None:
    splitter = EventSplitter(max_event_bytes=1 * MIB)
    read = b"y" * 65_536
    tracemalloc.start()
    try:
        with pytest.raises(EventTooLarge):
            splitter.feed(line)
            for _ in range(1000):
                splitter.feed(read)
        assert tracemalloc.get_traced_memory()[1] < 4 * MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("api", STREAMED)
def test_an_endless_stream_is_followed_in_bounded_memory(corpus: Corpus, api: str) -> None:
    """Comments, unknown events, errors that are none, and the stream itself over and over."""
    splitter, meter = EventSplitter(), FAMILIES[api].meter("some-model")
    noise = b': c\n\ndata: {"type":"unheard_of","usage":{}}\n\ndata: {"error":null}\n\n'
    once = b"".join(corpus[api][0]).replace(b'"id": "', b'"id": "%d')
    tracemalloc.start()
    try:
        for number in range(800):
            meter.watch(splitter.feed(noise + once.replace(b"%d", b"%d" % number)))
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()
    check_usage(meter.usage())


def _translation(api: str) -> Translation:
    request = GenerationRequest.parse({"messages": [{"role": "user", "content": "hello"}]})
    translation = Translation(request)
    translation.start("generation", "demo", datetime(2026, 1, 1, tzinfo=UTC))
    translation.attempt(api)
    return translation
