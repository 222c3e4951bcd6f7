"""JSON from one statement without a cursor: values, errors, large parameters, cancelled callers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any
from unittest.mock import AsyncMock
from uuid import uuid4

import psycopg
import pytest
from functions_py.statement import fetch_json

from local.testbed.databases import Database


@pytest.fixture
async def connection(common_db: Database) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    opened = await psycopg.AsyncConnection.connect(common_db.dsn(), autocommit=True)
    yield opened
    await opened.close()


async def test_values_come_back_as_they_went(connection: psycopg.AsyncConnection[Any]) -> None:
    given = uuid4()
    statement = (
        b"select jsonb_build_object('text', $1::text, 'number', $2::bigint, 'yes', $3::boolean,"
        b" 'id', $4::uuid, 'nothing', $5::text, 'bytes', encode($6::bytea, 'hex'))"
    )
    answer = await fetch_json(connection, statement, ("ä'\\", 2**62, True, given, None, b"\0\xff"))
    assert answer == {
        "text": "ä'\\",
        "number": 2**62,
        "yes": True,
        "id": str(given),
        "nothing": None,
        "bytes": "00ff",
    }


async def test_numbers_and_nothing(connection: psycopg.AsyncConnection[Any]) -> None:
    assert await fetch_json(connection, b"select 7::bigint", ()) == 7
    assert await fetch_json(connection, b"select null::jsonb", ()) is None
    assert await fetch_json(connection, b"select '{}'::jsonb where false", ()) is None


async def test_an_error_is_psycopgs_and_the_connection_stays_good(
    connection: psycopg.AsyncConnection[Any],
) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero) as failed:
        await fetch_json(connection, b"select 1 / 0", ())
    assert failed.value.sqlstate == "22012"
    assert await fetch_json(connection, b"select 1", ()) == 1


async def test_details_and_hints_of_our_own_errors_arrive(
    connection: psycopg.AsyncConnection[Any],
) -> None:
    with pytest.raises(psycopg.Error) as failed:
        await fetch_json(
            connection,
            b"select api.extend_hold($1, $2, $3, $4)",
            (uuid4(), uuid4(), 1, 10),
        )
    assert failed.value.sqlstate is not None and failed.value.sqlstate.startswith("FL")
    assert failed.value.diag.message_hint


async def test_a_parameter_larger_than_the_sockets_buffer_arrives(
    connection: psycopg.AsyncConnection[Any],
) -> None:
    large = bytes(range(256)) * 40_000
    assert await fetch_json(connection, b"select length($1::bytea)", (large,)) == len(large)


async def test_text_with_a_nul_is_refused_not_cut(
    connection: psycopg.AsyncConnection[Any],
) -> None:
    with pytest.raises(psycopg.DataError):
        await fetch_json(connection, b"select to_jsonb($1::text)", ("demo\0x",))


async def test_a_cancelled_caller_stops_the_statement(
    connection: psycopg.AsyncConnection[Any], common_db: Database
) -> None:
    mark = f"select pg_sleep(30) is null as {'m' + uuid4().hex}"
    call = asyncio.create_task(fetch_json(connection, mark.encode(), ()))
    watcher = common_db.connect("supabase_admin")
    running = "select count(*) from pg_stat_activity where query = %s and state = 'active'"
    await becomes(watcher, running, mark, 1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert connection.closed
    await becomes(watcher, running, mark, 0)


async def becomes(watcher: psycopg.Connection[Any], query: str, mark: str, count: int) -> None:
    for _ in range(250):
        if watcher.execute(query, [mark]).fetchone() == (count,):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"never {count}")


async def test_a_connection_that_breaks_is_an_operational_error(
    connection: psycopg.AsyncConnection[Any], common_db: Database
) -> None:
    call = asyncio.create_task(fetch_json(connection, b"select pg_sleep(30) is null", ()))
    await asyncio.sleep(0.2)
    common_db.connect("supabase_admin").execute(
        "select pg_terminate_backend(%s)", [connection.info.backend_pid]
    )
    with pytest.raises(psycopg.OperationalError):
        await call


class BreaksWhenRead:
    """A connection of libpq's that finds its socket broken and closes it. `then` is what others do
    before the caller hears of it."""

    def __init__(self, then: Callable[[], None]) -> None:
        self.ours, self.servers = socket.socketpair()
        self.socket = self.ours.fileno()
        self.then = then

    def send_query_params(self, *_: object) -> None:
        self.servers.close()

    def flush(self) -> int:
        return 0

    def consume_input(self) -> None:
        self.ours.close()
        asyncio.get_running_loop().call_soon(self.then)
        raise psycopg.OperationalError("closed")


async def test_who_gets_a_broken_connections_number_next_is_heard() -> None:
    """As a client accepted at that moment, whom the service would never read from."""
    loop = asyncio.get_running_loop()
    heard = asyncio.Event()
    opened: list[socket.socket] = []

    def accept() -> None:
        opened.extend(socket.socketpair())
        for one in opened:
            loop.add_reader(one.fileno(), heard.set)

    broken = BreaksWhenRead(accept)
    connection = AsyncMock(pgconn=broken)
    with pytest.raises(psycopg.OperationalError):
        await fetch_json(connection, b"select 1", ())
    try:
        mine = next(one for one in opened if one.fileno() == broken.socket)
        other = next(one for one in opened if one is not mine)
        other.send(b"hello")
        await asyncio.wait_for(heard.wait(), 20)
    finally:
        for one in opened:
            loop.remove_reader(one.fileno())
            one.close()
