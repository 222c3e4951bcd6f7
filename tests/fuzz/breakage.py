"""What becomes of streams and bodies on a bad day: each way to break one is a function of two
numbers, so that hypothesis can choose, repeat and shrink it."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

NUMBER = re.compile(rb"(?<=:)( ?)-?\d+(?:\.\d+)?(?=[,}\]])")
TEXT = re.compile(rb'(?<=:)( ?)"(?:[^"\\]|\\.)*"(?=[,}\]])')
MEMBER = re.compile(rb'"([a-z_0-9]+)"(?= ?:)')

# In the place of a number that says what was used, of a text, of an object.
VALUES = [
    *(b"-1", b"-99999999999999999999", b"1e400", b"-0.0", b"0.5", b"12.0", b"1e9", b"1e18"),
    *(b"999999999", b"1000000000", b"1000000001", b"9223372036854775808", b"1" + b"0" * 400),
    *(b'"12"', b'""', b"null", b"true", b"[]", b"{}", b"[1]", b'{"a":1}', b"NaN", b"Infinity"),
    *(b'"\\ud83d"', b'"\\u0000"', b'"\xff\xfe"', b'"' + b"x" * 5000 + b'"', b"[" * 2000),
    *(
        b"[" * 300 + b"]" * 300,
        b'{"a":' * 500 + b"1" + b"}" * 500,
        b'"\\ud83d' + b'x"',
        b"1" * 5000,
    ),
    b'[{"model":"\\ud83d","output_tokens":5}]',
    b'[{"type":"message","model":"\\u0000","input_tokens":1,"output_tokens":5}]',
    b'[{"type":"message","model":"x","input_tokens":1000000000,"output_tokens":1000000000}]',
]
# In the place of a text: what is no text to Postgres, to JSON, to a header or to a person.
TEXTS = [
    *(b'"\\ud83d"', b'"\\u0000"', b'"\xff"', b'""', b'"' + b"x" * 300 + b'"', b"null", b"7", b"{}"),
    *(
        b'"\\u202e"',
        b'"\\r\\n\\r\\n"',
        b'"\xed\xa0\x80"',
        b'"\xf0\x9f\x98\x80"',
        b'"\\ud83d\\ude00"',
    ),
    *(b"[" * 300 + b"]" * 300, b'{"a":' * 300 + b"1" + b"}" * 300, b"1" * 30),
]
# In the place of a member's name: another that means something.
NAMES = [
    *(b"type", b"usage", b"error", b"message", b"choices", b"delta", b"iterations", b"model"),
    *(b"finish_reason", b"stop_reason", b"index", b"response", b"output", b"content", b"input"),
    *(b"input_tokens", b"output_tokens", b"prompt_tokens", b"completion_tokens", b"total_tokens"),
    *(b"cached_tokens", b"cache_read_input_tokens", b"web_search_requests", b"x_groq", b"id"),
    *(b"server_tool_use", b"tool_usage", b"cache_creation", b"reasoning_tokens", b"text"),
]
KINDS = [
    *("message_start", "message_delta", "message_stop", "error", "content_block_start"),
    *("content_block_delta", "content_block_stop", "ping", "response.completed", "unheard_of"),
    *("response.created", "response.failed", "response.incomplete", "response.output_item.done"),
    *("response.output_text.delta", "response.function_call_arguments.delta"),
]
# What stands between events, or should not.
NOISE = [
    *(b": a comment\n\n", b":\n", b"\n\n", b"\r\n\r\n", b"\r\r", b"\xef\xbb\xbf", b"\0", b"\xff"),
    *(b"id: 7\n", b"retry: 1\n", b"id: \0\n\n", b"data:\n\n", b"data\n\n", b"event: error\n"),
    *(b"data: {\n\n", b"data: x\n\n", b"event: error\ndata: x\n\n", b"data: [DONE]\n\n"),
    *(b'data: {"error":{"message":"o"}}\n\n', b'data: {"error":null}\n\n', b"data: null\n\n"),
    b'event: error\ndata: {"type":"error",\ndata: "error":{"type":"overloaded_error"}}\n\n',
    b'data: {"type":"message_start","message":{"id":"another","usage":{"input_tokens":4}}}\n\n',
    b"<html>\n\n<body>No.</body></html>\n\n",
    *(b": " + b"c" * 3000 + b"\n\n", b"x" * 3000, b"data: " + b"[" * 3000 + b"\n\n"),
]
LINE_ENDS = [b"\n", b"\r\n", b"\r"]

Breakage = Callable[[list[bytes], int, int], list[bytes]]


def _at(events: list[bytes], a: int) -> int:
    return a % len(events)


def _cut_the_end(events: list[bytes], a: int, b: int) -> list[bytes]:
    whole = b"".join(events)
    return [whole[: a % (len(whole) + 1)]]


def _cut_the_beginning(events: list[bytes], a: int, b: int) -> list[bytes]:
    whole = b"".join(events)
    return [whole[a % (len(whole) + 1) :]]


def _drop(events: list[bytes], a: int, b: int) -> list[bytes]:
    at = _at(events, a)
    return events[:at] + events[at + 1 + b % 3 :]


def _repeat(events: list[bytes], a: int, b: int) -> list[bytes]:
    at = _at(events, a)
    return events[: at + 1] + events[max(0, at - b % 3) :]


def _swap(events: list[bytes], a: int, b: int) -> list[bytes]:
    one, other = _at(events, a), _at(events, b)
    swapped = list(events)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    return swapped


def _shuffle(events: list[bytes], a: int, b: int) -> list[bytes]:
    shuffled = list(events)
    random.Random(a).shuffle(shuffled)  # noqa: S311 -- reproducible
    return shuffled


def _flip(events: list[bytes], a: int, b: int) -> list[bytes]:
    at = _at(events, a)
    hit = bytearray(events[at] or b"x")
    hit[b % len(hit)] ^= 1 << (a % 8)
    return [*events[:at], bytes(hit), *events[at + 1 :]]


def _noise(events: list[bytes], a: int, b: int) -> list[bytes]:
    at = a % (len(events) + 1)
    return [*events[:at], NOISE[b % len(NOISE)], *events[at:]]


def _noise_inside(events: list[bytes], a: int, b: int) -> list[bytes]:
    whole = b"".join(events)
    at = a % (len(whole) + 1)
    return [whole[:at] + NOISE[b % len(NOISE)] + whole[at:]]


def _other_line_ends(events: list[bytes], a: int, b: int) -> list[bytes]:
    chosen = random.Random(a)  # noqa: S311 -- reproducible
    ends = [LINE_ENDS[b % 3]] if b % 2 else LINE_ENDS
    pieces = b"".join(events).split(b"\n")
    return [b"".join(piece + chosen.choice(ends) for piece in pieces[:-1]) + pieces[-1]]


def _number(events: list[bytes], a: int, b: int) -> list[bytes]:
    return _in_the_place_of(NUMBER, events, a, lambda found: b" " + VALUES[b % len(VALUES)])


def _text(events: list[bytes], a: int, b: int) -> list[bytes]:
    return _in_the_place_of(TEXT, events, a, lambda found: b" " + TEXTS[b % len(TEXTS)])


def _name(events: list[bytes], a: int, b: int) -> list[bytes]:
    return _in_the_place_of(MEMBER, events, a, lambda found: b'"' + NAMES[b % len(NAMES)] + b'"')


def _member(events: list[bytes], a: int, b: int) -> list[bytes]:
    """One member more, in front of another: the same name twice, or anything under it."""
    more = b'"%b":%b,' % (NAMES[a % len(NAMES)], VALUES[b % len(VALUES)])
    return _in_the_place_of(MEMBER, events, a, lambda found: more + found)


def _kind(events: list[bytes], a: int, b: int) -> list[bytes]:
    at = _at(events, a)
    other = b'"type": "%b"' % KINDS[b % len(KINDS)].encode()
    hit = re.sub(rb'"type": ?"[a-z_.]*"', other, events[at], count=1)
    return [*events[:at], hit, *events[at + 1 :]]


def _in_the_place_of(
    pattern: re.Pattern[bytes], events: list[bytes], a: int, by: Callable[[bytes], bytes]
) -> list[bytes]:
    whole = b"".join(events)
    places = list(pattern.finditer(whole))
    if not places:
        return events
    # The later ones more often: that is where usage is.
    place = places[-1 - a % len(places) if a % 3 else a % len(places)]
    return [whole[: place.start()] + by(place[0]) + whole[place.end() :]]


BREAKAGES: list[Breakage] = [
    *(_cut_the_end, _cut_the_beginning, _drop, _repeat, _swap, _shuffle, _flip, _noise),
    *(
        _noise_inside,
        _other_line_ends,
        _number,
        _number,
        _text,
        _text,
        _name,
        _member,
        _member,
        _kind,
    ),
]

numbers = st.integers(0, 100_000)
breakages = st.lists(st.tuples(st.sampled_from(BREAKAGES), numbers, numbers), max_size=5)


def broken(events: list[bytes], how: list[tuple[Breakage, int, int]]) -> bytes:
    """The bytes of a stream (or body) after each of `how`."""
    for breakage, a, b in how:
        events = breakage(events or [b""], a, b)
    return b"".join(events)


@st.composite
def broken_streams(draw: st.DrawFn, streams: list[list[bytes]]) -> bytes:
    """One of `streams`, or two spliced, broken; now and then anything at all."""
    events = list(draw(st.sampled_from(streams)))
    if draw(st.integers(0, 3)) == 0:
        other = draw(st.sampled_from(streams))
        events = events[: draw(st.integers(0, len(events)))] + other
    if draw(st.integers(0, 15)) == 0:
        events = [draw(st.binary(max_size=200))]
    return broken(events, draw(breakages))


@st.composite
def cuts(draw: st.DrawFn, size: int) -> list[int]:
    """Where a stream is cut into reads: nowhere, everywhere, or at some places."""
    if draw(st.integers(0, 5)) == 0:
        return list(range(1, size))
    return sorted(set(draw(st.lists(st.integers(0, max(1, size)), max_size=12))))


def pieces(stream: bytes, at: list[int]) -> list[bytes]:
    edges = sorted({0, len(stream), *(cut for cut in at if cut < len(stream))})
    return [stream[a:b] for a, b in zip(edges, edges[1:], strict=False)]


# Objects with the names that matter, and anything under them.
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(KINDS),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([name.decode() for name in NAMES]), inner, max_size=5),
    ),
    max_leaves=15,
)
lookalikes = values.map(lambda value: json.dumps(value).encode())
