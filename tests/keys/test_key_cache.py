"""The service's memory of keys: seconds long, bounded, compared in constant time."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from functions_py import api_keys as module
from functions_py.api_keys import ApiKey, ApiKeys
from functions_py.errors import FlorinError
from functions_py.rpc import Rpc
from generation.steps import World
from keys.steps import Key, new_key
from service.running import NO_DATABASE, open_rpc, settings_for

CACHE_S = 10.0


class Clock:
    """A clock that tests move by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.started_at = time.time()

    def monotonic(self) -> float:
        return self.now_s

    def time(self) -> float:
        return self.started_at + self.now_s - 1000.0


class CountingRpc:
    """The real calls, counted."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self.asked = 0

    async def find_api_key(self, account_id: uuid.UUID, secret_hash: bytes) -> Any:
        self.asked += 1
        return await self._rpc.find_api_key(account_id, secret_hash)


class Bench:
    def __init__(self, rpc: CountingRpc, clock: Clock) -> None:
        self.rpc = rpc
        self.clock = clock
        self.keys = ApiKeys(rpc, CACHE_S)  # type: ignore[arg-type]

    async def code(self, text: str) -> str:
        with pytest.raises(FlorinError) as refused:
            await self.keys.find(text)
        assert refused.value.status == 401
        return refused.value.code


@pytest.fixture
async def bench(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    async with open_rpc(settings_for(world.db.dsn("florin_service"))) as rpc:
        yield Bench(CountingRpc(rpc), clock)


@pytest.fixture
def key(world: World) -> Key:
    return new_key(world.caller(), scopes=["generate"])


def with_checksum(text: str) -> str:
    return text + hashlib.sha256(text.encode()).hexdigest()[:8]


def guess(key: Key) -> str:
    """Well-formed, of the same account, and wrong from the last digit of the secret on."""
    body = key.text[:-8]
    return with_checksum(body[:-1] + ("0" if body[-1] != "0" else "1"))


async def test_a_key_is_whom_it_acts_for(bench: Bench, key: Key) -> None:
    assert await bench.keys.find(key.text) == ApiKey(
        key.id, key.caller.account.id, key.caller.user_id, frozenset({"generate"}), None
    )


async def test_a_key_seen_is_asked_for_once(bench: Bench, key: Key) -> None:
    found = await asyncio.gather(*(bench.keys.find(key.text) for _ in range(20)))
    bench.clock.now_s += CACHE_S - 0.1
    found.append(await bench.keys.find(key.text))
    assert (len(set(found)), bench.rpc.asked) == (1, 1)


async def test_a_revoked_key_ends_with_the_cache_time(bench: Bench, key: Key) -> None:
    await bench.keys.find(key.text)
    key.revoke()
    bench.clock.now_s += CACHE_S - 0.1
    await bench.keys.find(key.text)
    bench.clock.now_s += 0.1
    assert await bench.code(key.text) == "api_key_not_usable"


async def test_use_does_not_lengthen_the_cache_time(bench: Bench, key: Key) -> None:
    await bench.keys.find(key.text)
    key.revoke()
    for _ in range(9):
        bench.clock.now_s += 1.0
        await bench.keys.find(key.text)
    bench.clock.now_s += 1.0
    assert await bench.code(key.text) == "api_key_not_usable"


async def test_a_cached_key_still_expires(bench: Bench, world: World) -> None:
    key = new_key(world.caller(), expires_in="3 seconds")
    await bench.keys.find(key.text)
    bench.clock.now_s += 4.0
    assert await bench.code(key.text) == "api_key_not_usable"
    assert bench.rpc.asked == 1


async def test_an_unknown_key_is_not_asked_for_again_for_some_seconds(
    bench: Bench, key: Key
) -> None:
    wrong = guess(key)
    for _ in range(10):
        assert await bench.code(wrong) == "api_key_not_usable"
    assert bench.rpc.asked == 1
    bench.clock.now_s += module.UNKNOWN_S
    assert await bench.code(wrong) == "api_key_not_usable"
    assert bench.rpc.asked == 2


async def test_guesses_do_not_push_out_a_key_that_works(
    bench: Bench, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CAPACITY", 3)
    bench.keys = ApiKeys(bench.rpc, CACHE_S)  # type: ignore[arg-type]
    await bench.keys.find(key.text)
    account = key.text[:40]
    for number in range(5):
        await bench.code(with_checksum(f"{account}{number:064x}"))
    # The same beginning as the real one's, all that a list of keys shows.
    await bench.code(guess(key))
    asked = bench.rpc.asked
    await bench.keys.find(key.text)
    assert bench.rpc.asked == asked
    assert len(bench.keys._unknown) == 3


async def test_secrets_are_compared_in_constant_time(
    bench: Bench, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[Any, Any]] = []
    really = hmac.compare_digest

    def compare_digest(left: Any, right: Any) -> bool:
        compared.append((left, right))
        return really(left, right)

    monkeypatch.setattr(module.hmac, "compare_digest", compare_digest)
    await bench.keys.find(key.text)
    await bench.keys.find(key.text)
    assert (key.hash, key.hash) in compared
    wrong = guess(key)
    await bench.code(wrong)
    assert (key.hash, hashlib.sha256(wrong.encode()).digest()) in compared
    # Nor is any cache looked up by a secret: by what is public, and by hashes of what is none.
    assert set(bench.keys._known._entries) == {key.text[:48]}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text + "0",
        lambda text: text[:-1] + ("0" if text[-1] != "0" else "1"),
        lambda text: text[:60] + ("0" if text[60] != "0" else "1") + text[61:],
        lambda text: text.upper().replace("FLORIN", "florin"),
        lambda text: text.replace("_", "-").replace("florin-", "florin_"),
        lambda text: text + "\n",
        lambda text: "florin_",
        lambda text: "florin_" + "x" * 10_000,
        lambda text: "florin_' or 1=1; drop table access.api_keys; --",
        lambda text: text[:40] + "%" * 72,
        lambda text: "florin_" + "\u0663" * 32 + text[39:],
    ],
)
async def test_what_is_no_key_is_refused_without_asking(
    bench: Bench, key: Key, change: Any
) -> None:
    assert await bench.code(change(key.text)) == "api_key_malformed"
    assert bench.rpc.asked == 0


async def test_a_key_with_another_accounts_id_is_not_usable(
    bench: Bench, key: Key, world: World
) -> None:
    other = world.caller().account.id.hex
    moved = with_checksum(f"florin_{other}_{key.text[40:104]}")
    assert await bench.code(moved) == "api_key_not_usable"


async def test_a_database_out_of_reach_is_503_and_is_not_remembered(key: Key) -> None:
    async with open_rpc(settings_for(NO_DATABASE, db_pool_timeout_s=0.3)) as rpc:
        keys = ApiKeys(rpc, CACHE_S)
        with pytest.raises(FlorinError) as refused:
            await keys.find(key.text)
        assert refused.value.status == 503
        assert refused.value.retry_after_s is not None
        assert (len(keys._known), len(keys._unknown), len(keys._asking)) == (0, 0, 0)
