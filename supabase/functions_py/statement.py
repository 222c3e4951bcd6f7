"""One statement whose one value is JSON, on one connection, with nothing a cursor would add.

A cursor adapts every parameter and row by its type and waits for both directions; that costs as
much as everything else the service does for a short stream. These statements have a handful of
plain parameters and answer with one value, which orjson reads. The connection is psycopg's, its
errors are psycopg's; underneath is `psycopg.pq`, psycopg's documented face of libpq.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

# How long a statement whose caller has gone may take to be cancelled on the server.
CANCEL_TIMEOUT_S = 2.0

Parameter = str | int | bool | bytes | UUID | None


async def fetch_json(
    connection: psycopg.AsyncConnection[Any], statement: bytes, parameters: Sequence[Parameter]
) -> Any:
    """The first value of the first row; None where it is null or there is no row.

    jsonb, bigint, integer and text that is JSON come out as what they are; parameters are $1, $2 …
    and get their types from where they stand. Raises psycopg.Error, DataError for text with a NUL
    in it. A caller that is cancelled
    while the statement runs leaves it cancelled on the server, and the connection closed.
    """
    values, formats = _encoded(parameters)
    connection.pgconn.send_query_params(statement, values, None, formats, pq.Format.TEXT)
    waiter = _Waiter(connection.pgconn)
    try:
        result = await waiter.wait()
    except BaseException:
        with suppress(psycopg.Error):
            await connection.cancel_safe(timeout=CANCEL_TIMEOUT_S)
        await connection.close()
        raise
    if result.status != pq.ExecStatus.TUPLES_OK:
        raise error_from_result(result, connection.info.encoding)
    value = result.get_value(0, 0) if result.ntuples else None
    return None if value is None else orjson.loads(value)


class _Waiter:
    """Waits for the answer to what was just sent on a connection.

    libpq closes its socket as soon as it finds it broken, and the next connection that anybody
    accepts or opens gets the same number. So who reads or writes here stops watching before
    anything else can run, and only once: later it would be another's socket.
    """

    __slots__ = ("_connection", "_descriptor", "_done", "_loop", "_result")

    def __init__(self, connection: pq.abc.PGconn) -> None:
        self._connection = connection
        self._descriptor: int | None = connection.socket
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Future[pq.abc.PGresult] = self._loop.create_future()
        self._result: pq.abc.PGresult | None = None

    async def wait(self) -> pq.abc.PGresult:
        assert self._descriptor is not None  # noqa: S101 -- waits once
        self._loop.add_reader(self._descriptor, self._read)
        try:
            # What does not fit into the socket's buffer at once: stored replies.
            if self._connection.flush():
                self._loop.add_writer(self._descriptor, self._write)
            return await self._done
        finally:
            self._stop_watching()

    def _stop_watching(self) -> None:
        if self._descriptor is not None:
            self._loop.remove_reader(self._descriptor)
            self._loop.remove_writer(self._descriptor)
            self._descriptor = None

    def _read(self) -> None:
        connection = self._connection
        try:
            connection.consume_input()
            # To the end: what comes after the last result says that the server is ready again.
            while not connection.is_busy():
                result = connection.get_result()
                if result is None:
                    self._finish()
                    return
                # Of an error and what follows it, the error.
                if self._result is None or self._result.status == pq.ExecStatus.TUPLES_OK:
                    self._result = result
        except psycopg.Error as error:
            self._fail(error)

    def _write(self) -> None:
        try:
            if not self._connection.flush() and self._descriptor is not None:
                self._loop.remove_writer(self._descriptor)
        except psycopg.Error as error:
            self._fail(error)

    def _finish(self) -> None:
        self._stop_watching()
        if self._result is None:
            self._fail(psycopg.OperationalError("the server sent no answer"))
        elif not self._done.done():
            self._done.set_result(self._result)

    def _fail(self, error: psycopg.Error) -> None:
        self._stop_watching()
        if not self._done.done():
            self._done.set_exception(error)


def _encoded(parameters: Sequence[Parameter]) -> tuple[list[bytes | None], list[int]]:
    """Values as libpq takes them, and their formats: bytes are binary, all else is text."""
    values: list[bytes | None] = []
    formats: list[int] = []
    for parameter in parameters:
        if isinstance(parameter, bytes):
            values.append(parameter)
            formats.append(pq.Format.BINARY)
            continue
        formats.append(pq.Format.TEXT)
        if parameter is None:
            values.append(None)
        elif isinstance(parameter, bool):
            values.append(b"true" if parameter else b"false")
        else:
            text = str(parameter)
            if "\0" in text:
                # libpq would take what is before it for the whole.
                raise psycopg.DataError("text cannot contain NUL")
            values.append(text.encode())
    return values, formats
