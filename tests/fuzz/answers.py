"""A provider's answers over HTTP, right and wrong in every layer."""

from __future__ import annotations

import gzip

from fuzz.breakage import cuts, pieces
from fuzz.raw_provider import End, Plan
from hypothesis import strategies as st

STATUSES = [
    *(b"200 OK", b"200", b"201 Created", b"204 No Content", b"206 Partial Content"),
    *(b"301 Moved", b"304 Not Modified", b"400 Bad Request", b"401 No", b"402 Pay", b"403 No"),
    *(b"404 Not Found", b"408 Late", b"409 Conflict", b"413 Large", b"418 Teapot", b"422 No"),
    *(b"425 Early", b"429 Many", b"451 Law", b"499 Gone", b"500 Oops", b"502 Bad", b"503 Busy"),
    *(b"504 Late", b"529 Overloaded", b"599 x", b"600 x", b"999 x", b"100 Continue", b"099 x"),
    *(b"2000 x", b"-1 x", b"abc", b""),
]
CONTENT_TYPES = [
    *(b"text/event-stream", b"text/event-stream; charset=utf-8", b"application/json"),
    *(b"TEXT/EVENT-STREAM", b"text/html", b"text/plain; charset=\xff\xfe", b"application/\xc3\xbc"),
    *(
        b"",
        b"garbage",
        b"text/event-stream; boundary=\xf0\x9f\x98\x80",
        b"x" * 5000,
        b"\xed\xa0\x80",
    ),
]
HEADERS = [
    *(b"retry-after: 3", b"retry-after: -1", b"retry-after: 99999999999999999999"),
    *(b"retry-after: Wed, 21 Oct 2026 07:28:00 GMT", b"retry-after: soon", b"retry-after: \xff"),
    b"retry-after: Wed, 21 Oct 99999999999999999999 07:28:00 GMT",
    b"retry-after: Wed, 21 Oct 2026 07:28:00 +999999",
    *(b"request-id: req_1", b"x-request-id: \xff\xfe", b"request-id: " + b"r" * 4000),
    *(b"request-id: gr\xc3\xbc\xc3\x9fe", b"x-request-id: \xed\xa0\x80", b"x-request-id:"),
    *(b"content-encoding: gzip", b"content-encoding: deflate", b"content-encoding: br"),
    *(b"content-encoding: zstd", b"content-encoding: nonsense", b"content-encoding: \xff"),
    *(b"set-cookie: a=b", b"location: http://127.0.0.1:1/", b"connection: upgrade", b"upgrade: x"),
    *(b"transfer-encoding: gzip, chunked", b"transfer-encoding: nonsense", b"content-length: 5"),
    *(b"content-length: -5", b"content-length: x", b"no colon", b": no name", b" folded: x"),
    *(b"x-nul: a\0b", b"x-long: " + b"x" * 9000, b"trailer: x", b"date: \xff"),
]
# What a server may do to the bytes of its answer.
FRAMINGS = [
    *("length", "length", "chunked", "chunked", "until close", "too short", "too long"),
    *("bad chunk size", "huge chunk size", "no last chunk", "no line after chunk", "gzip"),
    *("gzip cut", "twice", "headless", "half a head", "chunk extension"),
]
ENDS: list[End] = ["close", "close", "close", "close", "reset"]


def head(status: bytes, headers: list[bytes]) -> bytes:
    return b"HTTP/1.1 %b\r\n%b\r\n\r\n" % (status, b"\r\n".join(headers))


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def framed(status: bytes, headers: list[bytes], body: list[bytes], framing: str) -> list[bytes]:
    """The writes of one answer."""
    size = sum(map(len, body))
    chunked = [*headers, b"transfer-encoding: chunked"]
    chunks = [chunk(piece) for piece in body if piece]
    match framing:
        case "length":
            return [head(status, [*headers, b"content-length: %d" % size]), *body]
        case "too short":
            return [head(status, [*headers, b"content-length: %d" % (size // 2)]), *body]
        case "too long":
            return [head(status, [*headers, b"content-length: %d" % (size + 7)]), *body]
        case "chunked":
            return [head(status, chunked), *chunks, b"0\r\n\r\n"]
        case "no last chunk":
            return [head(status, chunked), *chunks]
        case "bad chunk size":
            return [head(status, chunked), *chunks, b"zz\r\n\r\n"]
        case "huge chunk size":
            return [head(status, chunked), *chunks, b"f" * 40 + b"\r\nx"]
        case "no line after chunk":
            return [head(status, chunked), *chunks, b"3\r\nabcdef\r\n0\r\n\r\n"]
        case "chunk extension":
            return [head(status, chunked), *chunks, b"1;" + b"e" * 20_000 + b"\r\na\r\n0\r\n\r\n"]
        case "gzip" | "gzip cut":
            packed = gzip.compress(b"".join(body))
            packed = packed[:-9] if framing == "gzip cut" else packed
            encoded = [*headers, b"content-encoding: gzip", b"content-length: %d" % len(packed)]
            return [head(status, encoded), packed]
        case "twice":
            once = head(status, [*headers, b"content-length: %d" % size])
            return [once, *body, once, *body]
        case "headless":
            return body
        case "half a head":
            return [head(status, headers)[:-5]]
    return [head(status, [*headers, b"connection: close"]), *body]


@st.composite
def answers(draw: st.DrawFn, body: bytes, content_type: bytes, *, ends: list[End] = ENDS) -> Plan:
    """`body` in an answer that is mostly right, so that what is inside is read; else wrong."""
    status, framing, headers = b"200 OK", "chunked", [b"content-type: " + content_type]
    if draw(st.integers(0, 3)) == 0:
        framing = draw(st.sampled_from(FRAMINGS))
    if draw(st.integers(0, 5)) == 0:
        status = draw(st.sampled_from(STATUSES))
    if draw(st.integers(0, 5)) == 0:
        headers = [b"content-type: " + draw(st.sampled_from(CONTENT_TYPES))]
    if draw(st.integers(0, 2)) == 0:
        headers += draw(st.lists(st.sampled_from(HEADERS), max_size=2))
    at = (
        draw(cuts(len(body)))
        if len(body) < 3000
        else draw(st.lists(st.integers(0, len(body)), max_size=9))
    )
    writes = framed(status, headers, pieces(body, at), framing)
    return Plan(writes, draw(st.sampled_from(ends)))
