"""The key set is fetched when needed, never more often, and outlives an outage."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from aiohttp import web
from functions_py import jwks
from functions_py.errors import FlorinError
from functions_py.jwks import KeySet, parse_key_set
from signing import AuthServer, auth_server


@pytest.fixture
async def server() -> AsyncIterator[AuthServer]:
    async with auth_server() as server:
        yield server


@pytest.fixture
async def keys(server: AuthServer) -> AsyncIterator[KeySet]:
    keys = KeySet(server.jwks_url)
    await keys.open()
    yield keys
    await keys.close()


def first_key(server: AuthServer) -> str:
    key_id = server.published[0]["kid"]
    assert isinstance(key_id, str)
    return key_id


def age(keys: KeySet, seconds: float) -> None:
    """Makes the key set, and the last try for it, older."""
    assert keys._fetched_at is not None and keys._attempted_at is not None
    keys._fetched_at -= seconds
    keys._attempted_at -= seconds


async def test_a_hundred_requests_at_once_make_one_fetch(server: AuthServer, keys: KeySet) -> None:
    found = await asyncio.gather(*(keys.key(first_key(server)) for _ in range(100)))
    assert all(found)
    assert server.fetches == 1


async def test_a_fresh_key_set_is_not_fetched_again(server: AuthServer, keys: KeySet) -> None:
    await keys.key(first_key(server))
    age(keys, jwks.RENEW_AFTER_S - 5)
    await keys.key(first_key(server))
    await asyncio.sleep(0.05)
    assert server.fetches == 1


async def test_renewal_happens_in_the_background(server: AuthServer, keys: KeySet) -> None:
    await keys.key(first_key(server))
    age(keys, jwks.RENEW_AFTER_S + 5)
    server.hangs = True
    # Answered at once although the server hangs.
    assert await asyncio.wait_for(keys.key(first_key(server)), 2.0) is not None
    deadline = time.monotonic() + 5
    while server.fetches < 2:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
    assert server.fetches == 2


async def test_after_its_lifespan_the_key_set_is_fetched_before_it_is_used(
    server: AuthServer, keys: KeySet
) -> None:
    key_id = first_key(server)
    await keys.key(key_id)
    server.withdraw(key_id)
    age(keys, jwks.LIFESPAN_S + 5)
    assert await keys.key(key_id) is None


async def test_a_rotated_key_is_found_by_one_more_fetch(server: AuthServer, keys: KeySet) -> None:
    await keys.key(first_key(server))
    age(keys, jwks.COOLDOWN_S + 1)
    new_key = server.add_key()
    assert await keys.key(new_key) is not None
    assert server.fetches == 2


async def test_a_storm_of_unknown_keys_makes_one_fetch_per_cooldown(
    server: AuthServer, keys: KeySet
) -> None:
    await keys.key(first_key(server))
    age(keys, jwks.COOLDOWN_S + 1)
    found = await asyncio.gather(*(keys.key(f"unknown {n}") for n in range(200)))
    assert not any(found)
    for n in range(200):
        assert await keys.key(f"still unknown {n}") is None
    assert server.fetches == 2


async def test_a_storm_during_an_outage_makes_one_fetch_per_cooldown(
    server: AuthServer, keys: KeySet
) -> None:
    await keys.key(first_key(server))
    age(keys, jwks.COOLDOWN_S + 1)
    server.status = 500
    for n in range(100):
        assert await keys.key(f"unknown {n}") is None
    assert server.fetches == 2


@pytest.mark.parametrize("status", [404, 429, 500, 503])
async def test_an_outage_keeps_the_keys_at_hand_serving(
    server: AuthServer, keys: KeySet, status: int
) -> None:
    await keys.key(first_key(server))
    server.status = status
    age(keys, jwks.LIFESPAN_S * 10)
    assert await keys.key(first_key(server)) is not None
    assert server.fetches == 2
    assert keys.loaded


@pytest.mark.alone
async def test_a_hanging_server_costs_one_request_one_wait(
    server: AuthServer, keys: KeySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keys.key(first_key(server))
    server.hangs = True
    assert keys._session is not None
    monkeypatch.setattr(keys._session, "_timeout", jwks.aiohttp.ClientTimeout(total=0.2))
    age(keys, jwks.LIFESPAN_S + 5)
    assert await keys.key(first_key(server)) is not None
    started = time.monotonic()
    for _ in range(20):
        assert await keys.key(first_key(server)) is not None
    assert time.monotonic() - started < 2
    assert server.fetches == 2


async def test_keys_older_than_a_day_are_not_trusted(server: AuthServer, keys: KeySet) -> None:
    await keys.key(first_key(server))
    server.status = 500
    age(keys, jwks.MAX_STALENESS_S + 1)
    with pytest.raises(FlorinError) as refused:
        await keys.key(first_key(server))
    assert (refused.value.status, refused.value.code) == (503, "keys_unavailable")
    assert not keys.loaded


async def test_starting_before_the_auth_server_recovers_within_seconds(
    server: AuthServer, keys: KeySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "FIRST_COOLDOWN_S", 0.1)
    server.status = 503
    assert not await keys.ready()
    server.status = 200
    await asyncio.sleep(0.15)
    assert await keys.ready()


async def test_one_client_going_away_does_not_end_the_fetch_of_the_others(
    server: AuthServer, keys: KeySet
) -> None:
    impatient = asyncio.create_task(keys.key(first_key(server)))
    patient = asyncio.create_task(keys.key(first_key(server)))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient is not None
    assert server.fetches == 1


async def test_the_version_changes_with_the_keys_and_only_then(
    server: AuthServer, keys: KeySet
) -> None:
    await keys.key(first_key(server))
    version = keys.version
    age(keys, jwks.LIFESPAN_S + 1)
    await keys.key(first_key(server))
    assert keys.version == version
    server.add_key()
    age(keys, jwks.LIFESPAN_S + 1)
    await keys.key(first_key(server))
    assert keys.version == version + 1


def test_odd_keys_do_not_take_the_good_ones_with_them(server_keys: list[dict[str, Any]]) -> None:
    good = server_keys[0]
    odd: list[Any] = [
        None,
        7,
        {},
        {"kid": "oct", "kty": "oct", "k": "c2VjcmV0"},
        {"kid": "no kty"},
        {**good, "kid": "for encryption", "use": "enc"},
        {**good, "kid": "other algorithm", "alg": "HS256"},
        {**good, "kid": "other curve", "crv": "P-384"},
        {**good, "kid": "broken", "x": "!!!"},
        {**good, "kid": 5},
    ]
    keys = parse_key_set(orjson.dumps({"keys": [*odd, good]}))
    assert list(keys) == [good["kid"]]


@pytest.fixture
async def server_keys() -> list[dict[str, Any]]:
    server = AuthServer()
    server.add_key()
    return server.published


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b'{"keys": {}}', b"<html>"])
def test_what_is_no_key_set_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        parse_key_set(body)


def test_only_so_many_keys_are_kept(server_keys: list[dict[str, Any]]) -> None:
    many = [{**server_keys[0], "kid": str(n)} for n in range(jwks.MAX_KEYS + 10)]
    assert len(parse_key_set(orjson.dumps({"keys": many}))) == jwks.MAX_KEYS


async def test_a_key_set_that_never_ends_is_given_up() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(64):
            await response.write(b" " * 4096)
        return response

    app = web.Application()
    app.router.add_get("/", endless)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    keys = KeySet(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await keys.open()
    assert not await keys.ready()
    await keys.close()
    await runner.cleanup()
