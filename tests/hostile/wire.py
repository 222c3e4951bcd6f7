"""Bytes on a connection, as no client library would send them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson

DEADLINE_S = 30.0


@dataclass(frozen=True)
class Answer:
    """What a server said until it closed, or the first answer of several."""

    status: int
    headers: dict[str, str]
    body: bytes
    raw: bytes

    @property
    def code(self) -> str:
        """The stable name of a refusal; empty where it has none."""
        try:
            found = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return ""
        error = found.get("error", found) if isinstance(found, dict) else {}
        return str(error.get("code") or "")


def head(
    method: str, path: str, *lines: str | bytes, host: str | None = "x", close: bool = True
) -> bytes:
    """A request's head; each of `lines` is a header as it stands."""
    given = [f"{method} {path} HTTP/1.1".encode()]
    if host is not None:
        given.append(f"host: {host}".encode())
    if close:
        given.append(b"connection: close")
    given += [line.encode("latin-1") if isinstance(line, str) else line for line in lines]
    return b"\r\n".join(given) + b"\r\n\r\n"


def length(body: bytes) -> str:
    return f"content-length: {len(body)}"


def exchange(base_url: str, *parts: bytes, silence_s: float | None = None) -> Answer:
    """Sends the parts and reads until the server closes, or has been silent for `silence_s`. A
    server that closes while it is still being sent to has answered all the same."""
    with socket.create_connection(address(base_url), DEADLINE_S) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for part in parts:
                connection.sendall(part)
        connection.settimeout(silence_s or DEADLINE_S)
        received = bytearray()
        with contextlib.suppress(ConnectionResetError):
            while chunk := _received(connection, silence_s):
                received += chunk
    return read_answer(bytes(received))


def _received(connection: socket.socket, silence_s: float | None) -> bytes:
    try:
        return connection.recv(65536)
    except TimeoutError:
        if silence_s is None:
            raise
        return b""


def address(base_url: str) -> tuple[str, int]:
    parts = urlsplit(base_url)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


def read_answer(raw: bytes) -> Answer:
    """The first answer in `raw`. Status 0 where the server closed without one."""
    top, _, body = raw.partition(b"\r\n\r\n")
    lines = top.split(b"\r\n")
    if not lines[0].startswith(b"HTTP/1.1 "):
        return Answer(0, {}, b"", raw)
    headers = {
        name.decode("latin-1").lower(): value.strip().decode("latin-1")
        for name, _, value in (line.partition(b":") for line in lines[1:])
    }
    if "content-length" in headers:
        body = body[: int(headers["content-length"])]
    return Answer(int(lines[0].split()[1]), headers, body, raw)


async def opened(base_url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = address(base_url)
    return await asyncio.wait_for(asyncio.open_connection(host, port), DEADLINE_S)
