"""Bodies that no honest client sends are refused or harmless, and bounded."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import threading
import time
import zlib
from typing import Any

import pytest
from hostile.texts import bodies
from hostile.wire import address, exchange, head, read_answer
from hostile.world import BODY, GENERATIONS, SMALL, Caller, World, code_of

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
    ("POST", GENERATIONS, {**SMALL, "stream": False}, name)
    for name in ("max_output_tokens", "temperature", "top_p")
] + [
    ("POST", "/v1/chat/completions", {**SMALL}, name)
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
    before = world.resident_kib()
    # Also by its bytes alone, without a header: it is no JSON.
    for headers, status in (({"content-encoding": "gzip"}, 415), ({}, 400)):
        response = world.request("POST", GENERATIONS, caller, content=bomb, headers=headers)
        assert response.status_code == status
    assert world.resident_kib() - before < 50_000


def test_a_length_longer_than_the_body_waits_for_it_alone(world: World, caller: Caller) -> None:
    """A client that goes away before its body is whole was charged nothing."""
    before = world.request("GET", "/v1/me", caller).json()["account"]["posted"]
    request = head("POST", GENERATIONS, caller.bearer, f"content-length: {len(BODY) + 10}") + BODY
    with socket.create_connection(address(world.service.base_url), 10) as connection:
        connection.sendall(request)
    assert world.request("GET", "/v1/me", caller).json()["account"]["posted"] == before


def test_a_length_shorter_than_the_body_is_a_body_cut_off(world: World, caller: Caller) -> None:
    request = head("POST", GENERATIONS, caller.bearer, f"content-length: {len(BODY) - 5}") + BODY
    answer = exchange(world.service.base_url, request)
    assert (answer.status, answer.code) == (400, "malformed_json")


def test_a_body_in_chunks_without_end_is_cut_off_at_its_bound(world: World, caller: Caller) -> None:
    """Of a job's 64 KiB, twice as much is read on for clients that look at the answer late; then
    the connection closes."""
    sent = 0
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"

    with socket.create_connection(address(world.service.base_url), 30) as connection:
        connection.sendall(head("POST", "/v1/jobs", caller.bearer, "transfer-encoding: chunked"))
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
