"""No connection to be had, five ways: refused as what it is, nothing relayed unheld, soon over."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack

import aiohttp
import orjson
import psutil
import pytest
from pools.full import (
    World,
    ask,
    ask_all,
    busy_accounts,
    busy_tables,
    pooler_down,
    pooler_full,
    recovery_s,
    said,
    server_down,
    server_full,
)
from service.relay_calls import CHAT, account, chat, facts, opened, until

from local.testbed.identity import User
from local.testbed.services import Service

Way = Callable[[World], AbstractContextManager[None]]

INPUT, OUTPUT = 300, 1500
CHARGE = 7 * INPUT + 30 * OUTPUT
SLOW = {"words": 30, "usage": {"input": 7, "output": 30}, "delay_between_chunks_ms": 30}
SCOPES = ["read", "generate", "credits", "jobs"]
# 31 MiB a round: what is kept of them by mistake is more than an allocator's whims.
AT_ONCE, PROMPT_BYTES = 500, 64 * 1024
ONE_ROUND_BYTES = AT_ONCE * PROMPT_BYTES
# More than the pool has connections.
ASKERS = 8
ROUNDS = int(os.environ.get("FLORIN_POOLS_ROUNDS", "3"))
UNAVAILABLE = {"database_saturated", "database_unavailable"}


@pytest.mark.parametrize(
    ("way", "names"),
    [
        (busy_tables, ("direct", "pooled")),
        (server_full, ("direct", "pooled")),
        (server_down, ("direct", "pooled")),
        (pooler_full, ("pooled",)),
        (pooler_down, ("pooled",)),
    ],
)
def test_without_connections_all_are_told_to_come_again_and_soon_can(
    world: World, way: Way, names: tuple[str, ...]
) -> None:
    cases = [Case(getattr(world, name)) for name in names]

    with ExitStack() as streams:
        for case in cases:
            case.open_stream(streams)
        with way(world), ThreadPoolExecutor(len(cases)) as threads:
            list(threads.map(Case.ask, cases))
            # Nothing is sent to a provider without a hold, and there was none to be had.
            assert [case.asked_of_provider() for case in cases] == [0] * len(cases)
            list(threads.map(Case.read_stream, cases))

    for name, case in zip(names, cases, strict=True):
        took = recovery_s(case.service, case.known)
        print(f"\n{way.__name__}, {name}: recovered after {took:.2f} s")
        case.check_refusals()
        case.check_stream()
    assert world.db.verify() == []
    # What was begun though nobody heard of it ends by itself.
    assert kept_for_ever(world, [case.known for case in cases]) == 0


def test_while_the_pool_fills_up_and_empties_nothing_is_asked_for_without_a_hold(
    world: World,
) -> None:
    service = world.direct
    users = [service.new_user() for _ in range(ASKERS)]
    mark = service.provider.script({"words": 1})
    body = {"model": "demo", "messages": [{"role": "user", "content": mark}]}
    told: list[int] = []
    is_over = threading.Event()

    def keep_asking(user: User) -> None:
        while not is_over.is_set():
            told.append(ask(service, CHAT, body, user.headers).status_code)

    def await_more(status: int) -> None:
        wanted = told.count(status) + ASKERS
        until(lambda: told.count(status), lambda count: count >= wanted, 40)

    with ThreadPoolExecutor(ASKERS) as threads:
        asking = [threads.submit(keep_asking, user) for user in users]
        try:
            for _ in range(2):
                await_more(200)
                with busy_accounts(world):
                    await_more(503)
            await_more(200)
        finally:
            is_over.set()
    for one in asking:
        one.result()

    assert set(told) == {200, 503}
    with world.superuser() as connection:
        row = connection.execute(
            "select count(*) from generation.generations where user_id = any(%s) and hold > 0",
            [[user.id for user in users]],
        ).fetchone()
    assert row is not None
    assert told.count(200) <= service.provider.seen(mark)["count"] <= row[0]


class Case:
    """One service, and what is asked of it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.streaming, self.known, stranger = (
            service.new_user(is_anonymous=False) for _ in range(3)
        )
        key, new_key = (api_key(service, self.known) for _ in range(2))
        assert ask(service, "/v1/me", {}, {"x-api-key": key}).status_code == 200
        self.credentials = [
            self.known.headers,
            stranger.headers,
            {"x-api-key": key},
            {"authorization": f"Bearer {new_key}"},
        ]
        self.mark = service.provider.script({"words": 1})
        self.slow = service.provider.script(SLOW)

    def open_stream(self, stack: ExitStack) -> None:
        self.response = stack.enter_context(
            opened(self.service, self.streaming, CHAT, chat(self.slow))
        )
        assert self.response.status_code == 200

    def ask(self) -> None:
        self.replies = ask_all(self.service, self.mark, self.credentials)

    def read_stream(self) -> None:
        self.raw = b"".join(self.response.iter_raw())

    def asked_of_provider(self) -> int:
        count: int = self.service.provider.seen(self.mark)["count"]
        return count

    def check_refusals(self) -> None:
        told = [(path, *said(path, reply)) for path, reply in self.replies]
        assert [one for one in told if one[1] != 503 or one[2] not in UNAVAILABLE] == []
        assert all(int(reply.headers["retry-after"]) >= 1 for _, reply in self.replies)

    def check_stream(self) -> None:
        """It reached its client whole, and is charged as it would have been."""
        assert b"[DONE]" in self.raw
        generation_id = self.response.headers["florin-generation-id"]
        found = until(
            lambda: facts(self.service, self.streaming, generation_id),
            lambda row: row["status"] != "running",
            40,
        )
        assert (found["status"], found["charged_microcredits"]) == ("completed", CHARGE)
        assert account(self.service, self.streaming)["held"] == 0


def api_key(service: Service, user: User) -> str:
    reply = ask(service, "/v1/api-keys", {"name": "test", "scopes": SCOPES}, user.headers)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["key"])


def kept_for_ever(world: World, users: list[User]) -> int:
    """Open generations that no sweeper will find within the quarter of an hour."""
    with world.superuser() as connection:
        row = connection.execute(
            "select count(*) from generation.generations where user_id = any(%s) "
            "and status = 'running' and hold_expires_at > now() + interval '15 minutes'",
            [[user.id for user in users]],
        ).fetchone()
    assert row is not None
    return int(row[0])


async def test_refusing_hundreds_again_and_again_takes_no_more_memory(world: World) -> None:
    service = world.pooled
    user = service.new_user()
    recovery_s(service, user)
    body = orjson.dumps(chat("x" * PROMPT_BYTES))
    process = psutil.Process(service.pid)
    after_rounds = []
    with pooler_down(world):
        for _ in range(ROUNDS):
            statuses = await refused_at_once(service, user, body)
            assert set(statuses) == {503}
            after_rounds.append(process.memory_info().rss)
    took = recovery_s(service, user)
    print(
        f"\nrecovered after {took:.2f} s; MiB after rounds: {[one >> 20 for one in after_rounds]}"
    )
    # The first rounds fill what is kept for good; then, what one round keeps would be seen.
    assert after_rounds[-1] - after_rounds[1] < ONE_ROUND_BYTES


async def refused_at_once(service: Service, user: User, body: bytes) -> list[int]:
    timeout = aiohttp.ClientTimeout(total=60)
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    headers = {**user.headers, "content-type": "application/json"}
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:

        async def one() -> int:
            async with http.post(service.base_url + CHAT, data=body, headers=headers) as reply:
                assert int(reply.headers["retry-after"]) >= 1
                await reply.read()
                return reply.status

        return await asyncio.gather(*(one() for _ in range(AT_ONCE)))
