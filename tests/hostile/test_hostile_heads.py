"""Heads that no honest client sends get a clear refusal, and open no second request."""

from __future__ import annotations

import json

import pytest
from hostile.wire import exchange, head, length
from hostile.world import BODY, GENERATIONS, SMALL, Caller, World


@pytest.mark.parametrize(
    ("lines", "status", "code"),
    [
        (["authorization: Bearer x", "authorization: Bearer y"], 401, "token_malformed"),
        (["authorization: Bearer"], 401, "credentials_missing"),
        (["authorization: Bearer \t "], 401, "credentials_missing"),
        (["authorization: bearer x y z"], 401, "token_malformed"),
        (["authorization: Basic dTpw"], 401, "credentials_malformed"),
        (["authorization: Bearer " + "x" * 8193], 401, "token_too_long"),
        (["authorization: Bearer " + "x" * 50_000], 401, "token_too_long"),
        (["authorization: Bearer é"], 401, "token_malformed"),
        ([b"authorization: Bearer \xff\xfe.\x80.\x81"], 401, "token_malformed"),
        (["x-api-key: florin_"], 401, "api_key_malformed"),
        ([b"x-api-key: florin_\xff"], 401, "api_key_malformed"),
        (["cookie: sb-access-token=x; authorization=y"], 401, "credentials_missing"),
        (["apikey: x"], 401, "credentials_missing"),
        (["x-forwarded-user: admin", "x-user-id: 1", "remote-user: r"], 401, "credentials_missing"),
    ],
)
def test_credentials_that_are_none_are_401(
    world: World, lines: list[str | bytes], status: int, code: str
) -> None:
    answer = exchange(world.service.base_url, head("GET", "/v1/me", *lines))
    assert (answer.status, answer.code) == (status, code)


def test_of_two_credentials_no_second_one_helps(world: World, caller: Caller) -> None:
    """The first counts, wherever there are several: a proxy before us that looks at one must not
    see another than we do."""
    lines = ["authorization: Bearer x", caller.bearer]
    assert exchange(world.service.base_url, head("GET", "/v1/me", *lines)).status == 401
    both = ["authorization: Bearer x", f"x-api-key: {caller.headers['authorization'][7:]}"]
    assert exchange(world.service.base_url, head("GET", "/v1/me", *both)).status == 401


@pytest.mark.parametrize(
    "lines",
    [
        ["idempotency-key: " + "k" * 256],
        ["idempotency-key: " + "k" * 10_000],
        [b"idempotency-key: \xc3\xbc"],
        [b"idempotency-key: \xff"],
        ["idempotency-key: a\tb"],
        ["idempotency-key:"],
        ['idempotency-key: ""'],
        ['idempotency-key: "a'],
        ['idempotency-key: a"b'],
        ['idempotency-key: "a\\b"'],
        ["idempotency-key: a", "idempotency-key: b"],
    ],
)
def test_a_key_that_is_none_is_400(world: World, caller: Caller, lines: list[str | bytes]) -> None:
    request = head("POST", GENERATIONS, caller.bearer, length(BODY), *lines) + BODY
    answer = exchange(world.service.base_url, request)
    assert (answer.status, answer.code) == (400, "invalid_idempotency_key")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("last-event-id: -1", 400),
        ("last-event-id: 1e3", 400),
        ("last-event-id: " + "9" * 19, 400),
        ("last-event-id: ١", 400),
        ("last-event-id: 999999999999999999", 200),
        ("florin-on-disconnect: explode", 400),
        ("florin-persona: " + "p" * 65, 400),
        ("prefer: wait=" + "9" * 400, 200),
        ("prefer: wait=-1, wait=nan, ;;;,,,=, wait", 200),
        ("prefer: " + "respond-async, " * 2000, 200),
        ("florin-account: x", 400),
        ("florin-account: " + "0" * 32, 403),
        ("content-type: application/x-www-form-urlencoded", 200),
        ("content-type: \x80", 200),
        ("accept: " + "text/html;q=" * 1000, 200),
        ("range: bytes=0-0,-1,5-1", 200),
        ("if-match: *", 200),
        ("connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x", 400),
        ("x-http-method-override: DELETE", 200),
        ("x-original-url: /v1/api-keys", 200),
    ],
)
def test_a_header_is_understood_or_refused(
    world: World, caller: Caller, line: str, status: int
) -> None:
    body = json.dumps({**SMALL, "stream": line.startswith("last-event-id")}).encode()
    lines = [caller.bearer, length(body), line.encode()]
    answer = exchange(world.service.base_url, head("POST", GENERATIONS, *lines) + body)
    assert answer.status == status, answer.raw[:300]


SMUGGLED = b"GET /v1/smuggled HTTP/1.1\r\nhost: x\r\n\r\n"


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["content-length: 4", "transfer-encoding: chunked"], b"0\r\n\r\n" + SMUGGLED),
        (["transfer-encoding: chunked", "content-length: 4"], b"0\r\n\r\n" + SMUGGLED),
        (["transfer-encoding: xchunked"], b"0\r\n\r\n" + SMUGGLED),
        (["transfer-encoding: chunked, identity"], b"0\r\n\r\n" + SMUGGLED),
        (["transfer-encoding : chunked"], b"0\r\n\r\n" + SMUGGLED),
        (["content-length: 2", "content-length: 40"], b"{}" + SMUGGLED),
        (["content-length: +2"], b"{}" + SMUGGLED),
        (["content-length: 0x2"], b"{}" + SMUGGLED),
        (["content-length: -1"], b"{}" + SMUGGLED),
        (["content-length: 2, 2"], b"{}" + SMUGGLED),
        (["content-length: 99999999999999999999999"], b"{}" + SMUGGLED),
        (["transfer-encoding: chunked"], b"ffffffffffffffffff\r\n{}" + SMUGGLED),
        (["transfer-encoding: chunked"], b"-1\r\n{}" + SMUGGLED),
        (["transfer-encoding: chunked"], b"2\n{}" + SMUGGLED),
        ([f"content-length: {len(SMUGGLED)}", "connection: upgrade", "upgrade: h2c"], SMUGGLED),
        (["transfer-encoding: chunked", "connection: upgrade", "upgrade: x"], SMUGGLED),
    ],
)
def test_a_length_that_can_be_read_two_ways_opens_no_second_request(
    world: World, caller: Caller, lines: list[str], body: bytes
) -> None:
    """A proxy before us may take the one length, and we the other: then what the first client sent
    as a body would be the next one's request."""
    request = head("POST", "/v1/me/merge", caller.bearer, *lines, close=False) + body
    answer = exchange(world.service.base_url, request)
    assert answer.status == 400, answer.raw[:300]
    assert b"route_not_found" not in answer.raw


def test_the_second_request_would_be_seen(world: World) -> None:
    request = head("GET", "/health/live", close=False) + head("GET", "/v1/smuggled")
    assert b"route_not_found" in exchange(world.service.base_url, request).raw


@pytest.mark.parametrize(
    "host", ["", "x" * 5000, "evil.example", "127.0.0.1:1", "a\tb", "@", "[::1", "x/../y"]
)
def test_the_host_decides_nothing(world: World, caller: Caller, host: str) -> None:
    request = head("GET", "/v1/me", caller.bearer, host=host)
    answer = exchange(world.service.base_url, request)
    assert answer.status in (200, 400)
    assert b"evil.example" not in answer.raw


def test_no_address_in_an_answer_is_made_from_the_host(world: World, caller: Caller) -> None:
    body = json.dumps({"model": "demo-image", "prompt": "p"}).encode()
    lines = [caller.bearer, length(body), "x-forwarded-host: evil.example", "x-forwarded-proto: x"]
    request = head("POST", "/v1/jobs", *lines, host="evil.example") + body
    answer = exchange(world.service.base_url, request)
    assert answer.status == 201
    assert answer.headers["location"].startswith("/v1/jobs/")
    assert b"evil.example" not in answer.raw


def test_a_forwarded_address_opens_no_door(world: World) -> None:
    """What is limited is limited by account; nothing goes by an address that anybody may write."""
    lines = ["x-forwarded-for: 127.0.0.1", "x-real-ip: 127.0.0.1", "forwarded: for=127.0.0.1"]
    answer = exchange(world.service.base_url, head("GET", "/v1/me", *lines))
    assert (answer.status, answer.code) == (401, "credentials_missing")


@pytest.mark.parametrize(
    "first",
    [
        b"GET /v1/me\r\n\r\n",
        b"GET  /v1/me HTTP/1.1\r\n\r\n",
        b"GET /v1/me HTTP/9.9\r\n\r\n",
        b"G\0T /v1/me HTTP/1.1\r\n\r\n",
        b"GET /v1/\0me HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /v1/me HTTP/1.1\r\nbad header\r\n\r\n",
        b"GET /v1/me HTTP/1.1\r\nx: a\0b\r\n\r\n",
        b"GET /v1/me HTTP/1.1\r\n: v\r\n\r\n",
        b"GET /v1/me HTTP/1.1\r\nx: a\r\n\tfolded\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\r\n\r\n\0\0\0",
        b"{}",
    ],
)
def test_what_is_no_http_is_refused_and_closed(world: World, first: bytes) -> None:
    # Some are kept alive after their 401, like any other.
    answer = exchange(world.service.base_url, first + b"\r\n\r\n", silence_s=2.0)
    assert answer.status in (0, 400, 401, 404), answer.raw[:200]
    assert b"Traceback" not in answer.raw


@pytest.mark.parametrize("target", ["http://evil.example/v1/me", "//evil.example/v1/me", "*", "/"])
def test_a_target_of_another_form_is_no_way_in(world: World, target: str) -> None:
    answer = exchange(world.service.base_url, head("GET", target))
    assert answer.status in (400, 401, 404)
    assert b"evil.example" not in answer.raw


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "OPTIONS", "PUT", "PROPFIND", "GETT"])
def test_a_method_that_no_route_takes_is_405(world: World, caller: Caller, method: str) -> None:
    answer = exchange(world.service.base_url, head(method, "/v1/me", caller.bearer))
    assert answer.status in (400, 405)
    # Nothing is sent back of a request's headers, as TRACE would.
    assert caller.bearer.encode()[30:60] not in answer.raw
