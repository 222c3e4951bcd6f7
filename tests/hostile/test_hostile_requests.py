"""Heads and bodies that no honest client sends get a clear refusal, and open no second request."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import threading
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from hostile.texts import bodies
from hostile.wire import address, exchange, head, read_answer
from hostile.world import Caller, World, code_of

LIMIT_OF_KEY = 255
ASK = {"model": "demo", "messages": [{"role": "user", "content": "Hi"}], "max_output_tokens": 2}
BODY = json.dumps({**ASK, "stream": False}).encode()
GENERATIONS = "/v1/generations"


@pytest.fixture
def caller(world: World) -> Caller:
    return world.caller("user")


def bearer(caller: Caller) -> str:
    return f"authorization: {caller.headers['authorization']}"


def length(body: bytes) -> str:
    return f"content-length: {len(body)}"


# --- heads --------------------------------------------------------------------------------------


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
    lines = ["authorization: Bearer x", bearer(caller)]
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
    request = head("POST", GENERATIONS, bearer(caller), length(BODY), *lines) + BODY
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
    body = json.dumps({**ASK, "stream": line.startswith("last-event-id")}).encode()
    lines = [bearer(caller), length(body), line.encode()]
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
    request = head("POST", "/v1/me/merge", bearer(caller), *lines, close=False) + body
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
    request = head("GET", "/v1/me", bearer(caller), host=host)
    answer = exchange(world.service.base_url, request)
    assert answer.status in (200, 400)
    assert b"evil.example" not in answer.raw


def test_no_address_in_an_answer_is_made_from_the_host(world: World, caller: Caller) -> None:
    body = json.dumps({"model": "demo-image", "prompt": "p"}).encode()
    lines = [bearer(caller), length(body), "x-forwarded-host: evil.example", "x-forwarded-proto: x"]
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
    answer = exchange(world.service.base_url, head(method, "/v1/me", bearer(caller)))
    assert answer.status in (400, 405)
    # Nothing is sent back of a request's headers, as TRACE would.
    assert bearer(caller).encode()[30:60] not in answer.raw


# --- bodies -------------------------------------------------------------------------------------

NO_OBJECT: dict[str, bytes] = {
    "empty": b"",
    "half": b"{",
    "list": b"[]",
    "null": b"null",
    "form": b"model=demo&messages=x",
    "xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "deep": b'{"model":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "nan": b'{"model": NaN}',
    "infinity": b'{"model": -Infinity}',
    "hex": b'{"model": 0x10}',
    "latin": b'{"model": "\xff"}',
    "overlong": b'{"model": "\xc0\xaf"}',
    "utf-16": '{"model": "demo"}'.encode("utf-16"),
    "surrogate": b'{"model": "\\ud800"}',
    "surrogate bytes": b'{"model": "\xed\xa0\x80"}',
    "nul byte": b'{"model": "a\0b"}',
    "nul after": b"{}\0",
    "two": b"{}{}",
    "comment": b"{/**/}",
    "bom": b"\xef\xbb\xbf{}",
}


@pytest.mark.parametrize(
    ("method", "path"), sorted({(method, path) for method, path, _ in bodies()})
)
def test_what_is_no_json_object_is_400_everywhere(
    world: World, caller: Caller, method: str, path: str
) -> None:
    for name, body in NO_OBJECT.items():
        key = {"idempotency-key": "k"} if path == "/v1/credits/holds" else {}
        response = world.request(method, path, caller, content=body, headers=key)
        assert (response.status_code, code_of(response)) in {
            (400, "malformed_json"),
            # A job's request is shorter than a bomb of that depth.
            (413, "body_too_large"),
            # Everything in it may be left out, so the body may be, too.
            *([(400, "invalid_request")] if "billing" in path and name == "empty" else []),
        }, name


NUMBERS = ["9" * 400, "1e400", "-1e400", "1e-400", "-0", "0.1e1", "1" * 30, "2147483648", "1.0"]
NUMERIC: list[tuple[str, str, dict[str, Any], str]] = [
    ("POST", GENERATIONS, {**ASK, "stream": False}, name)
    for name in ("max_output_tokens", "temperature", "top_p")
] + [
    ("POST", "/v1/chat/completions", {**ASK}, name)
    for name in ("max_tokens", "n", "seed", "logit_bias")
]
NUMERIC += [
    ("POST", "/v1/completions", {"model": "demo", "prompt": "x"}, "best_of"),
    ("POST", "/v1/jobs", {"model": "demo-image", "prompt": "x"}, "images"),
    ("POST", "/v1/jobs", {"model": "demo-image", "prompt": "x"}, "seed"),
    ("POST", "/v1/jobs", {"model": "demo-video", "prompt": "x"}, "seconds"),
    ("POST", "/v1/jobs", {"model": "demo-image", "prompt": "x"}, "options"),
    ("POST", "/v1/api-keys", {"name": "x"}, "budget"),
    ("POST", "/v1/api-keys", {"name": "x"}, "requests_per_minute"),
    ("POST", "/v1/credits/holds", {}, "amount_microcredits"),
    ("POST", "/v1/credits/holds", {"amount_microcredits": 1}, "expires_in_s"),
    ("PATCH", "/v1/me", {}, "app_data"),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "name"), NUMERIC, ids=[f"{p}-{n}" for _, p, _, n in NUMERIC]
)
def test_a_number_beyond_bounds_is_refused_or_harmless(
    world: World, caller: Caller, method: str, path: str, body: dict[str, Any], name: str
) -> None:
    for number in NUMBERS:
        for value in (number, f'{{"deep": {number}}}'):
            content = json.dumps({**body, name: "@"}).replace('"@"', value)
            response = world.request(
                method, path, caller, content=content, headers={"idempotency-key": f"n{value}"[:99]}
            )
            assert response.status_code < 500, (value[:40], response.text[:200])
            # No list of numbers that JSON does not have comes back either.
            json.loads(response.content, parse_constant=pytest.fail)


def test_of_members_sent_twice_one_counts_for_price_and_provider_alike(
    world: World, caller: Caller
) -> None:
    """A first `max_tokens` that is held for and a second one that the provider takes would be a
    reply for less than it costs."""
    mark = world.service.provider.script({"words": 3})
    body = (
        '{"model": "none", "model": "demo", "max_tokens": 1, "max_tokens": 3, '
        f'"messages": [{{"role": "user", "content": "x"}}], '
        f'"messages": [{{"role": "user", "content": "{mark}"}}]}}'
    )
    response = world.request("POST", "/v1/chat/completions", caller, content=body)
    assert response.status_code == 200
    (seen,) = world.service.provider.seen(mark)["requests"]
    assert json.dumps(seen).count("max_tokens") == 1
    generation = response.headers["florin-generation-id"]
    facts = world.request("GET", f"/v1/generations/{generation}", caller).json()
    assert facts["model"] == "demo"


PACKED = {
    "gzip": gzip.compress(BODY),
    "deflate": zlib.compress(BODY),
    "br": b"\x0b\x02\x80{}\x03",
    "zstd": b"(\xb5/\xfd",
    "gzip, gzip": gzip.compress(gzip.compress(BODY)),
    "identity, gzip": gzip.compress(BODY),
    "GZIP": gzip.compress(BODY),
    "nonsense": BODY,
}


@pytest.mark.parametrize("encoding", PACKED)
def test_a_packed_body_is_415_and_never_unpacked(
    world: World, caller: Caller, encoding: str
) -> None:
    response = world.request(
        "POST",
        GENERATIONS,
        caller,
        content=PACKED[encoding],
        headers={"content-encoding": encoding},
    )
    assert (response.status_code, code_of(response)) == (415, "unsupported_content_encoding")


def test_a_bomb_of_gzip_is_refused_before_it_is_read(world: World, caller: Caller) -> None:
    bomb = gzip.compress(b" " * 200_000_000, 9)
    before = resident_kib(world)
    # Also by its bytes alone, without a header: it is no JSON.
    for headers, status in (({"content-encoding": "gzip"}, 415), ({}, 400)):
        response = world.request("POST", GENERATIONS, caller, content=bomb, headers=headers)
        assert response.status_code == status
    assert resident_kib(world) - before < 50_000


def resident_kib(world: World) -> int:
    status = Path(f"/proc/{world.service.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def test_a_length_longer_than_the_body_waits_for_it_alone(world: World, caller: Caller) -> None:
    """A client that goes away before its body is whole was charged nothing."""
    before = world.request("GET", "/v1/me", caller).json()["account"]["posted"]
    request = head("POST", GENERATIONS, bearer(caller), f"content-length: {len(BODY) + 10}") + BODY
    with socket.create_connection(address(world.service.base_url), 10) as connection:
        connection.sendall(request)
    assert world.request("GET", "/v1/me", caller).json()["account"]["posted"] == before


def test_a_length_shorter_than_the_body_is_a_body_cut_off(world: World, caller: Caller) -> None:
    request = head("POST", GENERATIONS, bearer(caller), f"content-length: {len(BODY) - 5}") + BODY
    answer = exchange(world.service.base_url, request)
    assert (answer.status, answer.code) == (400, "malformed_json")


def test_a_body_in_chunks_without_end_is_cut_off_at_its_bound(world: World, caller: Caller) -> None:
    """Of a job's 64 KiB, twice as much is read on for clients that look at the answer late; then
    the connection closes."""
    sent = 0
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"

    with socket.create_connection(address(world.service.base_url), 30) as connection:
        connection.sendall(head("POST", "/v1/jobs", bearer(caller), "transfer-encoding: chunked"))
        answer = bytearray()

        def read() -> None:
            with contextlib.suppress(ConnectionResetError):
                while part := connection.recv(65536):
                    answer.extend(part)

        reader = threading.Thread(target=read)
        reader.start()
        end = time.monotonic() + 30
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while reader.is_alive() and time.monotonic() < end:
                connection.sendall(chunk)
                sent += len(chunk)
        reader.join(30)
    # Who goes on sending may not hear why; that it is 413 is for tests/service.
    assert read_answer(bytes(answer)).code in ("body_too_large", "")
    # What lay in buffers of both kernels is more than what was read.
    assert sent < 64 * 1024 * 1024
