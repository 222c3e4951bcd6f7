"""Server-sent events from bytes, however these are cut."""

from collections.abc import AsyncIterator

import pytest
from florin_client import Charge, Failure, InputDelta, ReasoningDelta, UnexpectedAnswer
from florin_client.event_stream import ServerEvent, read_events
from florin_client.events import event_of

STREAM = (
    b'id: 1\nevent: a\ndata: {"a":\ndata: 1}\n\n: heartbeat\n\n\nid: 2\r\ndata:x\r\n\r\n'
    b"data: \xf0\x9f\x98\x80\n\nid: 4\n\nid: 5\ndata: cut off\n"
)
EVENTS = [
    ServerEvent(1, b'{"a":\n1}'),
    ServerEvent(2, b"x"),
    ServerEvent(None, b"\xf0\x9f\x98\x80"),
]


async def parts(stream: bytes, size: int) -> AsyncIterator[bytes]:
    for begin in range(0, len(stream), size):
        yield stream[begin : begin + size]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
async def test_events_do_not_depend_on_how_bytes_come(size: int) -> None:
    assert [event async for event in read_events(parts(STREAM, size))] == EVENTS


@pytest.mark.parametrize("stream", [b"data: " + b"x" * 200, b"data: xxxxxxxxxx\n" * 20])
async def test_event_beyond_the_bound_is_refused(stream: bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        [event async for event in read_events(parts(stream, 10), max_event_bytes=100)]


def test_every_kind_of_delta_has_its_type() -> None:
    reasoning = {"type": "reasoning_delta", "text": "Hm"}
    arguments = {"type": "input_json_delta", "partial_json": '{"a'}
    kind = "content_block_delta"
    made = event_of({"type": kind, "index": 0, "delta": reasoning})
    assert made == ReasoningDelta(0, "Hm")
    made = event_of({"type": kind, "index": 1, "delta": arguments})
    assert made == InputDelta(1, '{"a')


def test_kind_that_is_not_known_is_passed_over() -> None:
    assert event_of({"type": "content_block_delta", "index": 0, "delta": {"type": "new"}}) is None
    assert event_of({"type": "something_new"}) is None


def test_charge_may_be_pending() -> None:
    error = {"type": "error", "code": "a", "title": "A", "detail": "a", "pending": True}
    made = event_of(error)
    assert isinstance(made, Failure)
    assert made.charge == Charge(None, None, {}, None) and made.charge.is_pending
